"""Signed notes: a text and the lines of those who signed it (C2SP signed-note, Ed25519).

Its one job is the exact form of notes, keys and signature lines. It must not know what a
text says. Every form has one spelling: what could be written in two ways is refused.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from expert_pool.errors import ExpertPoolError

KEY_SIZE: Final = 32
ID_SIZE: Final = 4
SIGNATURE_SIZE: Final = 64
TIME_SIZE: Final = 8
LONGEST_NOTE: Final = 16_384
MOST_SIGNATURES: Final = 64
_NAME: Final = re.compile(r"[^\s+\x00-\x1f\x7f]+")
_PRIVATE: Final = "PRIVATE+KEY+"
_DASH: Final = "\N{EM DASH}"


class KeyKind(IntEnum):
    """What a key signs: the text of a note, or text and time as a witness."""

    SIGNATURE = 1
    COSIGNATURE = 4


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under its name, as verifiers are given it (`vkey`)."""

    name: str
    kind: KeyKind
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that signature lines name the key by, beside its name."""
        said = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(said).digest()[:ID_SIZE]

    @property
    def vkey(self) -> str:
        """The key on one line: name, id, kind and key."""
        return f"{self.name}+{self.id.hex()}+{encode(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key under its name; whoever holds it speaks for the log or the witness."""

    name: str
    kind: KeyKind
    seed: bytes

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return VerifierKey(self.name, self.kind, public.public_bytes_raw())

    @property
    def line(self) -> str:
        """The key on one line for its file; never shown to anybody."""
        known = self.verifier
        return f"{_PRIVATE}{self.name}+{known.id.hex()}+{encode(bytes([self.kind]) + self.seed)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note: who says to have signed, and the bytes."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """The line as it stands under a note, without its end."""
        return f"{_DASH} {self.name} {encode(self.key_id + self.value)}"

    @property
    def time(self) -> int:
        """When a witness signed, in seconds since 1970; 0 where the line holds no time."""
        timed = len(self.value) == TIME_SIZE + SIGNATURE_SIZE
        return int.from_bytes(self.value[:TIME_SIZE], "big") if timed else 0

    def is_by(self, key: VerifierKey) -> bool:
        """Whether the line names this key; nothing is verified yet."""
        return (self.name, self.key_id) == (key.name, key.id)


@dataclass(frozen=True, slots=True)
class Note:
    """A text, ending in a newline, and the lines under it."""

    text: str
    signatures: tuple[Signature, ...]

    def written(self) -> str:
        """The whole note."""
        return f"{self.text}\n" + "".join(f"{one.line}\n" for one in self.signatures)


def make_key(name: str, kind: KeyKind, seed: bytes) -> SigningKey:
    """A key from 32 random bytes.

    Raises:
        ExpertPoolError: `note.bad_name` or, where the seed can't be that of a key, `note.bad_key`.
    """
    if not _NAME.fullmatch(name):
        raise ExpertPoolError("note.bad_name", {"name": name})
    if len(seed) != KEY_SIZE:
        raise ExpertPoolError("note.bad_key", {"key": name})
    return SigningKey(name, kind, seed)


def parse_vkey(text: str) -> VerifierKey:
    """Read a public key from its line.

    Raises:
        ExpertPoolError: `note.bad_key`.
    """
    name, key_id, kind, public = _parts(text)
    key = VerifierKey(name, kind, public)
    if key.id != key_id or key.vkey != text:
        raise ExpertPoolError("note.bad_key", {"key": name})
    return key


def parse_vkey_of(kind: KeyKind, text: str) -> VerifierKey:
    """Read a public key of a log or of a witness, whichever is wanted: no log is its own witness.

    Raises:
        ExpertPoolError: `note.bad_key`, `note.other_kind`.
    """
    key = parse_vkey(text)
    if key.kind is not kind:
        raise ExpertPoolError("note.other_kind", {"key": key.name})
    return key


def parse_private(line: str) -> SigningKey:
    """Read a private key from the line of its file.

    Raises:
        ExpertPoolError: `note.bad_key`; the line itself is never named.
    """
    if not line.startswith(_PRIVATE):
        raise ExpertPoolError("note.bad_key", {"key": ""})
    name, key_id, kind, seed = _parts(line.removeprefix(_PRIVATE))
    key = SigningKey(name, kind, seed)
    if key.verifier.id != key_id or key.line != line:
        raise ExpertPoolError("note.bad_key", {"key": name})
    return key


def _parts(text: str) -> tuple[str, bytes, KeyKind, bytes]:
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    value = decode_strictly(encoded)
    broken = ExpertPoolError("note.bad_key", {"key": name})
    if not _NAME.fullmatch(name) or not re.fullmatch(r"[0-9a-f]{8}", key_id):
        raise broken
    if value is None or len(value) != 1 + KEY_SIZE or value[0] not in set(KeyKind):
        raise broken
    return name, bytes.fromhex(key_id), KeyKind(value[0]), value[1:]


def decode_strictly(text: str) -> bytes | None:
    """Standard base64 in its one spelling, or None: trailing bits must be zero, too."""
    try:
        value = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return None
    return value if encode(value) == text else None


def encode(value: bytes) -> str:
    """Standard base64."""
    return base64.b64encode(value).decode()


def parse_note(data: bytes) -> Note:
    """Split a note into its text and the lines under it; nothing is verified yet.

    Raises:
        ExpertPoolError: `note.broken`.
    """
    text, found = _decoded(data).rpartition("\n\n")[::2]
    lines = found.split("\n")
    if not text or lines.pop() or not 0 < len(lines) <= MOST_SIGNATURES:
        raise ExpertPoolError("note.broken")
    return Note(f"{text}\n", tuple(map(parse_signature, lines)))


def _decoded(data: bytes) -> str:
    try:
        text = data.decode() if len(data) <= LONGEST_NOTE else ""
    except UnicodeDecodeError as error:
        raise ExpertPoolError("note.broken") from error
    if any(char < " " and char != "\n" for char in text):
        raise ExpertPoolError("note.broken")
    return text


def parse_signature(line: str) -> Signature:
    """Read one signature line.

    Raises:
        ExpertPoolError: `note.broken`.
    """
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    value = decode_strictly(encoded)
    if dash != _DASH or not _NAME.fullmatch(name) or value is None or len(value) <= ID_SIZE:
        raise ExpertPoolError("note.broken")
    return Signature(name, value[:ID_SIZE], value[ID_SIZE:])


def sign_text(text: str, key: SigningKey, time: int = 0) -> Signature:
    """The line of a log under a text, or of a witness, who signs the time with it.

    Raises:
        ExpertPoolError: `note.without_time`, where a witness has none.
    """
    known, private = key.verifier, Ed25519PrivateKey.from_private_bytes(key.seed)
    if key.kind is KeyKind.SIGNATURE:
        return Signature(key.name, known.id, private.sign(text.encode()))
    if not 0 < time < 1 << 63:
        raise ExpertPoolError("note.without_time")
    signed = private.sign(_timed(text, time))
    return Signature(key.name, known.id, time.to_bytes(TIME_SIZE, "big") + signed)


def _timed(text: str, time: int) -> bytes:
    """What a witness signs (C2SP cosignature/v1)."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def holds(text: str, signature: Signature, key: VerifierKey) -> bool:
    """Whether this key signed this text in this line; a witness must also say when."""
    value, said = signature.value, text.encode()
    if key.kind is KeyKind.COSIGNATURE:
        if not 0 < signature.time < 1 << 63:
            return False
        value, said = value[TIME_SIZE:], _timed(text, signature.time)
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(value, said)
    except (InvalidSignature, ValueError):
        return False
    return signature.is_by(key)


def signed_by(note: Note, keys: Iterable[VerifierKey]) -> tuple[Signature, ...]:
    """The lines of known keys, all verified; lines of unknown keys are left out.

    Raises:
        ExpertPoolError: `note.bad_signature`, where a line of a known key does not hold or
            stands there twice.
    """
    lines = list[Signature]()
    for key in keys:
        own = [one for one in note.signatures if one.is_by(key)]
        if len(own) > 1 or not all(holds(note.text, one, key) for one in own):
            raise ExpertPoolError("note.bad_signature", {"name": key.name})
        lines += own
    return tuple(lines)


def refuse_others(note: Note, keys: Sequence[VerifierKey]) -> None:
    """Refuse a note with a line that none of these keys made.

    Raises:
        ExpertPoolError: `note.unknown_signature`.
    """
    for one in note.signatures:
        if not any(one.is_by(key) for key in keys):
            raise ExpertPoolError("note.unknown_signature", {"name": one.name})
