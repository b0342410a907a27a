"""A file is replaced as a whole."""

from pathlib import Path

import pytest

from expert_pool.durable import write_durably


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    for content in (b"old", b"new"):
        write_durably(tmp_path / "record", content, 0o600)
    assert (tmp_path / "record").read_bytes() == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["record"]
    assert (tmp_path / "record").stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "record").mkdir()
    with pytest.raises(OSError, match="record"):
        write_durably(tmp_path / "record", b"new")
    assert (tmp_path / "record").is_dir()
