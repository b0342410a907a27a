"""Writes a file so that a crash leaves the old or the new one, whole, and never half of one.

A file that several processes replace is held meanwhile: whoever looked at it first, and decided
what follows it, replaces only what was looked at.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_durably(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace a file; when this returns, the new one is on the disk."""
    written = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    written.replace(path)
    _flush_names(path.parent)


def remove_durably(path: Path) -> None:
    """Take a file away, where it is there; when this returns, it does not come back."""
    path.unlink(missing_ok=True)
    _flush_names(path.parent)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Let one process at a time replace a file, by a lock beside it that ends with the process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def read_if_there(path: Path) -> bytes | None:
    """What a file holds; None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def replace_seen(path: Path, seen: bytes | None, content: bytes) -> bool:
    """Replace a file durably if it still is what was seen; whether it was."""
    with held(path):
        if read_if_there(path) != seen:
            return False
        write_durably(path, content)
        return True


def _flush_names(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
