"""One file that only its key opens, in pieces: no piece can be changed, moved or left out.

A line of JSON says what it is and which key it needs; then come pieces of a mebibyte, each
AES-256-GCM under a key of this file alone (HKDF over the header), numbered by their nonce, the
last one marked. It must not know what is inside.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from io import RawIOBase
from typing import IO, TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from expert_pool.errors import ExpertPoolError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

FORMAT: Final = "expert-pool-backup/v1"
PIECE: Final = 1 << 20
LONGEST_HEADER: Final = 4096
_LENGTH: Final = 4
_LAST: Final = 1 << 31
_TAG: Final = 16


def key_id(key: bytes) -> str:
    """A name for a key that says nothing of it, so that people find the right one."""
    return hashlib.sha256(b"expert-pool key id\0" + key).hexdigest()[:16]


class SealedWriter(RawIOBase):
    """Writes what it is given into a sealed file; only `finish` makes it whole."""

    def __init__(self, target: IO[bytes], key: bytes, about: Mapping[str, str]) -> None:
        super().__init__()
        said = {"format": FORMAT, "key": key_id(key), "salt": secrets.token_hex(32), **about}
        header = json.dumps(said, sort_keys=True).encode() + b"\n"
        self._target, self._rest, self._number = target, bytearray(), 0
        self._cipher = _cipher(key, header)
        self.digest = hashlib.sha256()
        self.size = 0
        self._put(header)

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, content: ReadableBuffer) -> int:
        """Seal whole pieces of what was given so far."""
        given = memoryview(content)
        self._rest += given
        while len(self._rest) > PIECE:
            self._seal(bytes(self._rest[:PIECE]), last=False)
            del self._rest[:PIECE]
        return given.nbytes

    def finish(self) -> None:
        """Seal the last piece."""
        self._seal(bytes(self._rest), last=True)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        length = _length(len(piece), last=last)
        sealed = self._cipher.encrypt(_nonce(self._number), piece, length)
        self._number += 1
        self._put(length + sealed)

    def _put(self, written: bytes) -> None:
        self._target.write(written)
        self.digest.update(written)
        self.size += len(written)


def read_header(source: IO[bytes]) -> tuple[bytes, Mapping[str, str]]:
    """What a backup says of itself in the clear.

    Raises:
        ExpertPoolError: `backup.no_backup` or `backup.other_format`.
    """
    line = source.readline(LONGEST_HEADER)
    try:
        said = json.loads(line) if line.endswith(b"\n") else None
    except ValueError as error:
        raise ExpertPoolError("backup.no_backup") from error
    if not isinstance(said, dict) or not all(isinstance(it, str) for it in said.values()):
        raise ExpertPoolError("backup.no_backup")
    if said.get("format") != FORMAT:
        raise ExpertPoolError("backup.other_format", {"found": str(said.get("format"))[:50]})
    return line, said


def open_sealed(source: IO[bytes], key: bytes) -> Iterator[bytes]:
    """The pieces of a backup, each proven before it is given.

    Raises:
        ExpertPoolError: `backup.other_key`, `backup.changed`, or what `read_header` raises.
    """
    header, said = read_header(source)
    if said.get("key") != key_id(key):
        raise ExpertPoolError("backup.other_key", {"key": said.get("key", ""), "is": key_id(key)})
    cipher, number, last = _cipher(key, header), 0, False
    while not last:
        length = source.read(_LENGTH)
        stated = int.from_bytes(length, "big")
        last, size = bool(stated & _LAST), stated & ~_LAST
        if len(length) < _LENGTH or size > PIECE:
            raise ExpertPoolError("backup.changed", {"piece": number})
        try:
            yield cipher.decrypt(_nonce(number), source.read(size + _TAG), length)
        except (InvalidTag, ValueError) as error:
            raise ExpertPoolError("backup.changed", {"piece": number}) from error
        number += 1
    if source.read(1):
        raise ExpertPoolError("backup.changed", {"piece": number})


class PieceReader(RawIOBase):
    """Reads pieces as one stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, target: WriteableBuffer) -> int:
        """Fill what is given with what comes next; 0 at the end."""
        wanted = memoryview(target)
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        given, self._rest = self._rest[: wanted.nbytes], self._rest[wanted.nbytes :]
        wanted[: len(given)] = given
        return len(given)


def _cipher(key: bytes, header: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=header).derive(key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _length(size: int, *, last: bool) -> bytes:
    return (size | (_LAST if last else 0)).to_bytes(_LENGTH, "big")
