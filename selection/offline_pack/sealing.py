"""How a pack is sealed: AES-256-GCM under a passphrase, bound to its pack and its request.

What the service wrote and what was recorded in the room are two parts under one key
(PBKDF2-SHA256, RFC 8018: the only one that browsers have without a library); the header and
the part's name are authenticated with each. Its one job is that. It must not make randomness.
"""

import base64
import hashlib
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic import with_config as configured

from expert_pool.audit.canonical import canonical_bytes
from selection.errors import SelectionError

ITERATIONS: Final = 600_000
CODE_ITERATIONS: Final = 100_000
"""Less for codes: each holds 60 random bits, and is tried at the door."""
NONCE_BYTES: Final = 12
SALT_BYTES: Final = 32
_KEY: Final = 32
DATA: Final = "data"
RECORD: Final = "record"
_Hex = Annotated[str, Field(pattern=r"^[0-9a-f]+$", max_length=128)]
_Base64 = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=12_000_000)]


@configured(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class PackHeader:
    """What a pack says of itself in the clear; a change of it breaks the seal."""

    pack: Annotated[str, Field(max_length=60)]
    request: Annotated[str, Field(max_length=36)]
    salt: _Hex
    iterations: Annotated[int, Field(ge=1, le=10_000_000)] = ITERATIONS
    code_iterations: Annotated[int, Field(ge=1, le=10_000_000)] = CODE_ITERATIONS
    format: Literal["expert-pool-offline-pack/v1"] = "expert-pool-offline-pack/v1"


@configured(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed part with its nonce."""

    nonce: _Hex
    sealed: _Base64


@configured(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class SealedPack:
    """A whole pack; without a record nothing was recorded in it yet."""

    header: PackHeader
    data: Sealed
    record: Sealed | None = None


@dataclass(frozen=True, slots=True)
class CodeKeys:
    """What follows from a member's code: the key of the name, and the digest in the pack."""

    key: bytes
    digest: str


_HEADER = TypeAdapter(PackHeader)
_PACK = TypeAdapter(SealedPack)


def seal_pack(
    header: PackHeader, passphrase: str, nonces: tuple[bytes, bytes], data: bytes, record: bytes
) -> SealedPack:
    """Seal what the service wrote; an empty record stays away."""
    cipher = _cipher(header, passphrase)
    first, second = nonces
    return SealedPack(
        header,
        _seal(cipher, first, data, _bound(header, DATA)),
        _seal(cipher, second, record, _bound(header, RECORD)) if record else None,
    )


def open_pack(pack: SealedPack, passphrase: str) -> tuple[bytes, bytes]:
    """What the service wrote, and what was recorded; the record is empty where nothing was.

    Raises:
        SelectionError: `pack.not_opened`: another passphrase, or not as it was sealed.
    """
    cipher = _cipher(pack.header, passphrase)
    try:
        data = _open(cipher, pack.data, _bound(pack.header, DATA))
        if pack.record is None:
            return data, b""
        return data, _open(cipher, pack.record, _bound(pack.header, RECORD))
    except (InvalidTag, ValueError) as error:
        raise SelectionError("pack.not_opened") from error


def derive_code_keys(header: PackHeader, code: str) -> CodeKeys:
    """What a code gives in this pack, and in no other one."""
    salt = bytes.fromhex(header.salt) + b"code"
    given = hashlib.pbkdf2_hmac("sha256", code.encode(), salt, header.code_iterations, 2 * _KEY)
    return CodeKeys(given[:_KEY], given[_KEY:].hex())


def seal_name(keys: CodeKeys, nonce: bytes, name: str) -> str:
    """A name that only its member's code opens: nonce, then the sealed name."""
    return base64.b64encode(nonce + AESGCM(keys.key).encrypt(nonce, name.encode(), None)).decode()


def write_pack(pack: SealedPack) -> str:
    """A pack as text that is carried in a page."""
    return canonical_bytes(_PACK.dump_python(pack, mode="json")).decode()


def read_pack(text: str) -> SealedPack:
    """A pack from its text.

    Raises:
        SelectionError: `pack.broken`.
    """
    try:
        return _PACK.validate_json(text)
    except ValidationError as error:
        raise SelectionError("pack.broken") from error


def _cipher(header: PackHeader, passphrase: str) -> AESGCM:
    salt = bytes.fromhex(header.salt)
    return AESGCM(hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, header.iterations, _KEY))


def _bound(header: PackHeader, part: str) -> bytes:
    return canonical_bytes(_HEADER.dump_python(header, mode="json") | {"part": part})


def _seal(cipher: AESGCM, nonce: bytes, content: bytes, bound: bytes) -> Sealed:
    sealed = cipher.encrypt(nonce, content, bound)
    return Sealed(nonce.hex(), base64.b64encode(sealed).decode())


def _open(cipher: AESGCM, part: Sealed, bound: bytes) -> bytes:
    nonce = bytes.fromhex(part.nonce)
    return cipher.decrypt(nonce, base64.b64decode(part.sealed), bound)
