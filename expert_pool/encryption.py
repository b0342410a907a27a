"""Personal data field by field: encrypted for the one place it stands in, found by a blind index.

Its one job is AES-256-GCM under keys derived from master secrets that live outside the
database, and the keyed index that finds equal values without reading them (`security.md`,
section 7). It must not know where the secrets come from, nor log any value.

A stored field is `version (1) || key id (2) || nonce (12) || ciphertext and tag`. The
header and the place, `table|column|row id`, are authenticated with it: a flipped bit, or a
ciphertext carried to another row or column, does not decrypt.
"""

import hashlib
import hmac
import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from expert_pool.errors import ExpertPoolError

VERSION = 1
NONCE_SIZE = 12
HEADER_SIZE = 1 + 2 + NONCE_SIZE
KEY_SIZE = 32
INDEX_SIZE = 16
LARGEST_KEY_ID = 0xFFFF


class Purpose(StrEnum):
    """What a key is for: one key a purpose, so that one leaked key opens one kind of data."""

    IDENTITY = "id"
    BANK = "bank"
    PHONE = "phone"
    DOCUMENTS = "documents"
    DETAIL = "detail"
    CRITERIA = "criteria"
    SECOND_FACTOR = "second_factor"


@dataclass(frozen=True, slots=True)
class Place:
    """The one place where a ciphertext is good: table, column and the row's id."""

    table: str
    column: str
    row: str

    def __post_init__(self) -> None:
        if any("|" in part or not part for part in (self.table, self.column, self.row)):
            raise ExpertPoolError("encryption.bad_place", {"column": self.column})

    def as_bytes(self) -> bytes:
        """The bytes that are authenticated beside the header."""
        return f"{self.table}|{self.column}|{self.row}".encode()


@dataclass(frozen=True, slots=True)
class Keyring:
    """Master secrets by key id: all can be read with, `current` is written with.

    The blind index always uses `index`, so that a new current key keeps uniqueness; to
    change it every index has to be written again.
    """

    secrets: Mapping[int, bytes]
    current: int
    index: int

    def __post_init__(self) -> None:
        if not {self.current, self.index} <= self.secrets.keys():
            raise ExpertPoolError("encryption.bad_keyring")
        for key_id, secret in self.secrets.items():
            if not 0 <= key_id <= LARGEST_KEY_ID or len(secret) < KEY_SIZE:
                raise ExpertPoolError("encryption.bad_keyring")

    def __repr__(self) -> str:
        """Show the ids only: a secret must never reach a log."""
        return f"Keyring(ids={sorted(self.secrets)}, current={self.current})"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `1:<64 hex digits>,2:<64 hex digits>`: the first is the index's, the last current.

        Raises:
            ExpertPoolError: `encryption.bad_keyring`, without the text.
        """
        found = re.findall(r"(?:^|,)(\d{1,5}):([0-9a-fA-F]{64})(?=,|$)", "".join(text.split()))
        secrets = {int(key_id): bytes.fromhex(secret) for key_id, secret in found}
        if not found or len(found) != text.count(",") + 1 or len(secrets) != len(found):
            raise ExpertPoolError("encryption.bad_keyring")
        return cls(secrets, current=int(found[-1][0]), index=int(found[0][0]))


class FieldCipher:
    """Encrypts and decrypts single fields, and makes blind indexes, under one keyring."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._ciphers = {
            (key_id, purpose): AESGCM(_derive(secret, purpose.value))
            for key_id, secret in keyring.secrets.items()
            for purpose in Purpose
        }
        self._index_key = _derive(keyring.secrets[keyring.index], "index")

    def encrypt(self, purpose: Purpose, place: Place, value: bytes) -> bytes:
        """The value as it may be stored, good for this place only."""
        key_id = self._keyring.current
        header = VERSION.to_bytes(1, "big") + key_id.to_bytes(2, "big") + os.urandom(NONCE_SIZE)
        nonce = header[-NONCE_SIZE:]
        cipher = self._ciphers[key_id, purpose]
        return header + cipher.encrypt(nonce, value, header + place.as_bytes())

    def decrypt(self, purpose: Purpose, place: Place, stored: bytes) -> bytes:
        """The value that was stored in this place.

        Raises:
            ExpertPoolError: `encryption.unknown_key` or `encryption.unreadable`: changed,
                moved here from elsewhere, or written for another purpose.
        """
        where = {"table": place.table, "column": place.column}
        header, sealed = stored[:HEADER_SIZE], stored[HEADER_SIZE:]
        if len(header) < HEADER_SIZE or header[0] != VERSION:
            raise ExpertPoolError("encryption.unreadable", where)
        cipher = self._ciphers.get((_key_id(header), purpose))
        if cipher is None:
            raise ExpertPoolError("encryption.unknown_key", where)
        try:
            return cipher.decrypt(header[-NONCE_SIZE:], sealed, header + place.as_bytes())
        except InvalidTag as error:
            raise ExpertPoolError("encryption.unreadable", where) from error

    def encrypt_text(self, purpose: Purpose, place: Place, text: str) -> bytes:
        """A text as it may be stored."""
        return self.encrypt(purpose, place, text.encode())

    def decrypt_text(self, purpose: Purpose, place: Place, stored: bytes) -> str:
        """The text that was stored in this place."""
        return self.decrypt(purpose, place, stored).decode()

    def is_outdated(self, stored: bytes) -> bool:
        """Whether the field was written with an older key and should be written again."""
        return _key_id(stored) != self._keyring.current

    def blind_index(self, column: str, value: str) -> bytes:
        """What equal values of a column have in common, and nobody can compute without the key.

        HMAC-SHA256 over `bi1|column|normal form`, cut to 16 bytes.
        """
        if "|" in column:
            raise ExpertPoolError("encryption.bad_place", {"column": column})
        message = f"bi1|{column}|{normal_form(value)}".encode()
        return hmac.new(self._index_key, message, hashlib.sha256).digest()[:INDEX_SIZE]


def normal_form(value: str) -> str:
    """The form in which two ways to type one number are equal: NFKC, no spaces, upper case."""
    return "".join(unicodedata.normalize("NFKC", value).split()).upper()


def _key_id(stored: bytes) -> int:
    return int.from_bytes(stored[1:3], "big")


def _derive(secret: bytes, label: str) -> bytes:
    """A purpose's own key from a master secret (HKDF, RFC 5869)."""
    info = f"expert-pool/v1/{label}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=None, info=info).derive(secret)
