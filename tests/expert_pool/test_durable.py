"""A file is replaced as a whole."""

import threading
from pathlib import Path

import pytest

from expert_pool.durable import (
    held,
    read_if_there,
    remove_durably,
    replace_seen,
    write_durably,
)


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


def test_only_what_was_looked_at_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "note"
    assert read_if_there(file) is None
    assert replace_seen(file, None, b"first")
    assert not replace_seen(file, None, b"late")
    assert replace_seen(file, b"first", b"second")
    assert not replace_seen(file, b"first", b"late")
    assert read_if_there(file) == b"second"


def test_a_file_that_is_held_waits_for_nobody_but_its_holder(tmp_path: Path) -> None:
    file, other = tmp_path / "note", tmp_path / "other"
    waiting = threading.Thread(target=replace_seen, args=(file, None, b"later"))
    with held(file):
        waiting.start()
        assert replace_seen(other, None, b"beside")
        waiting.join(0.2)
        assert waiting.is_alive()
        write_durably(file, b"first")
    waiting.join(30)
    assert file.read_bytes() == b"first"


def test_a_file_that_is_gone_already_is_removed_too(tmp_path: Path) -> None:
    file = tmp_path / "note"
    file.write_bytes(b"old")
    for _ in range(2):
        remove_durably(file)
        assert not file.exists()
