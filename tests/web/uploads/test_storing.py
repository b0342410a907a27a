from pathlib import Path

import pytest

from expert_pool.encryption import FieldCipher, Keyring
from expert_pool.errors import ExpertPoolError
from web.uploads import EncryptedDirectory

CONTENT = "证书".encode() * 1000


@pytest.fixture
def store(tmp_path: Path) -> EncryptedDirectory:
    return EncryptedDirectory(tmp_path / "files", FieldCipher(Keyring({1: b"k" * 32}, 1, 1)))


def stored_files(tmp_path: Path) -> list[Path]:
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_comes_back_as_it_was(store: EncryptedDirectory) -> None:
    assert store.get(store.put(CONTENT)) == CONTENT


def test_names_are_random_and_say_nothing(store: EncryptedDirectory) -> None:
    first, second = store.put(CONTENT), store.put(CONTENT)
    assert first != second
    assert len(first) == 32


def test_the_disk_holds_no_plain_text_and_only_the_owner_reads(
    store: EncryptedDirectory, tmp_path: Path
) -> None:
    store.put(CONTENT)
    (path,) = stored_files(tmp_path)
    assert CONTENT[:30] not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_changed_or_exchanged_file_is_refused(store: EncryptedDirectory, tmp_path: Path) -> None:
    first, second = store.put(CONTENT), store.put(b"other")
    paths = {path.name: path for path in stored_files(tmp_path)}
    paths[first].write_bytes(paths[second].read_bytes())
    with pytest.raises(ExpertPoolError, match=r"encryption\.unreadable"):
        store.get(first)


def test_a_removed_file_is_missing_and_may_be_removed_again(store: EncryptedDirectory) -> None:
    name = store.put(CONTENT)
    store.remove(name)
    store.remove(name)
    with pytest.raises(ExpertPoolError, match=r"document\.missing"):
        store.get(name)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 31, "A" * 32, "a" * 32 + "\n"])
def test_nobody_walks_out_of_the_directory(store: EncryptedDirectory, name: str) -> None:
    with pytest.raises(ExpertPoolError, match=r"document\.missing"):
        store.get(name)
