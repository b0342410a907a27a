"""Keeps files under random names, encrypted, outside of anything that is served.

Any other place (an object store) is another implementation of `FileStore`. What a file
is and who may see it is not known here.
"""

import contextlib
import os
import re
import secrets
from pathlib import Path
from typing import Protocol

from expert_pool.encryption import FieldCipher, Place, Purpose
from expert_pool.errors import ExpertPoolError

_NAME = re.compile(r"[0-9a-f]{32}")


class FileStore(Protocol):
    """Where uploaded files are kept. Every call may block."""

    def put(self, content: bytes) -> str:
        """Keep the content; returns the random name under which it is found again."""

    def get(self, name: str) -> bytes:
        """The content of a name, or `document.missing`."""

    def remove(self, name: str) -> None:
        """Forget a name; a name that is gone already is no error."""


class EncryptedDirectory:
    """A `FileStore` in a local directory: AES-256-GCM, bound to the file's name."""

    def __init__(self, directory: Path, cipher: FieldCipher) -> None:
        self._directory = directory
        self._cipher = cipher

    def put(self, content: bytes) -> str:
        """Keep the content, whole or not at all, even through a power cut."""
        name = secrets.token_hex(16)
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_suffix(".new")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(self._cipher.encrypt(Purpose.DOCUMENTS, _place(name), content))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        return name

    def get(self, name: str) -> bytes:
        """The content of a name.

        Raises:
            ExpertPoolError: `document.missing`, or `encryption.…` where it was changed.
        """
        try:
            stored = self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise ExpertPoolError("document.missing") from error
        return self._cipher.decrypt(Purpose.DOCUMENTS, _place(name), stored)

    def remove(self, name: str) -> None:
        """Forget a name."""
        with contextlib.suppress(FileNotFoundError):
            self._path(name).unlink()

    def _path(self, name: str) -> Path:
        # Only names that were made here: nobody can walk out of the directory.
        if not _NAME.fullmatch(name):
            raise ExpertPoolError("document.missing")
        return self._directory / name[:2] / name


def _place(name: str) -> Place:
    return Place("document", "content", name)
