"""One entry of the log: who did what to what, when, and from which state to which.

Its one job is the exact bytes of an entry (the leaf of the Merkle tree) and reading them
back. Personal data must not stand in these bytes: subjects are opaque ids, a reason is a
code, and whatever the act changed is bound by a salted digest only, so that it can be
erased later while the tree stays valid.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import NoReturn, Self
from uuid import UUID

from expert_pool.audit.canonical import Json, canonical_bytes, parse_canonical
from expert_pool.errors import ExpertPoolError

FORMAT = 1
SALT_SIZE = 32
LONGEST_ID = 128

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._/+-]*")
_LOOKS_PERSONAL = re.compile(r"(.*:)?(\d{11}|\d{15}|\d{17}[\dXx])", re.ASCII)
_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which role, in which session; never a name.

    `session` is what the server knows the session by; the entry holds its SHA-256 only.
    """

    account_id: str
    role: str
    session: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """What an act changed, as plain values; stored encrypted and erasable beside the log."""

    before: Mapping[str, Json] | None = None
    after: Mapping[str, Json] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep beside the entry."""
        return self.before is None and self.after is None

    def as_json(self) -> dict[str, Json]:
        """The value whose canonical bytes the entry's digest is over."""
        return {"before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry, field by field as `security.md` 6.1 names them.

    `moment` has whole seconds in UTC; order is by place in the log, never by time.
    `detail_digest` is empty where there is no detail. `software` is the version that acted.
    """

    id: UUID
    moment: datetime
    actor: str
    role: str
    session_hash: str
    act: str
    subject: str
    request: str
    detail_digest: str
    reason: str
    previous_state: str
    next_state: str
    software: str

    def body(self) -> bytes:
        """The exact bytes of the leaf: nothing outside them is protected by the log.

        Raises:
            ExpertPoolError: `audit.bad_field`, where a value has no place in an entry.
        """
        fields: dict[str, Json] = {
            "v": FORMAT,
            "id": str(self.id),
            "t": _written(self.moment),
            "actor": self.actor,
            "role": self.role,
            "sess": self.session_hash,
            "act": self.act,
            "subj": self.subject,
            "req": self.request,
            "d": self.detail_digest,
            "reason": self.reason,
            "prev_state": self.previous_state,
            "next_state": self.next_state,
            "ver": self.software,
        }
        _check(fields)
        return canonical_bytes(fields)

    @classmethod
    def from_body(cls, body: bytes) -> Self:
        """The entry that these bytes say, or an error where they are none.

        Raises:
            ExpertPoolError: `audit.bad_field` or `canonical.…`.
        """
        texts = read_fields(body)
        return cls(
            id=UUID(texts["id"]),
            moment=_read_moment(texts["t"]),
            actor=texts["actor"],
            role=texts["role"],
            session_hash=texts["sess"],
            act=texts["act"],
            subject=texts["subj"],
            request=texts["req"],
            detail_digest=texts["d"],
            reason=texts["reason"],
            previous_state=texts["prev_state"],
            next_state=texts["next_state"],
            software=texts["ver"],
        )


def read_fields(body: bytes) -> Mapping[str, str]:
    """The fields of an entry, all checked, by the names that its bytes give them.

    Raises:
        ExpertPoolError: `audit.bad_field` or `canonical.…`.
    """
    surely = _BODY.fullmatch(body)
    if surely is None:
        _refuse(body)
    texts = {name: value.decode() for name, value in surely.groupdict().items()}
    _read_moment(texts["t"])
    return texts


def _refuse(body: bytes) -> NoReturn:
    """Say what keeps these bytes from being an entry."""
    fields = parse_canonical(body)
    if isinstance(fields, Mapping) and fields.keys() == _CHECKS.keys():
        _check(fields)
    raise ExpertPoolError("audit.bad_field", {"field": "*"})


def _is_id(text: str) -> bool:
    return bool(
        len(text) <= LONGEST_ID and _ID.fullmatch(text) and not _LOOKS_PERSONAL.fullmatch(text)
    )


def _is_id_or_empty(text: str) -> bool:
    return not text or _is_id(text)


def _is_digest_or_empty(text: str) -> bool:
    return not text or bool(_DIGEST.fullmatch(text))


_CHECKS = {
    "v": lambda text: text == str(FORMAT),
    "id": lambda text: bool(_UUID7.fullmatch(text)),
    "t": lambda text: bool(_MOMENT.fullmatch(text)),
    "actor": _is_id,
    "role": _is_id,
    "sess": _is_digest_or_empty,
    "act": _is_id,
    "subj": _is_id,
    "req": _is_id_or_empty,
    "d": _is_digest_or_empty,
    "reason": _is_id_or_empty,
    "prev_state": _is_id_or_empty,
    "next_state": _is_id_or_empty,
    "ver": _is_id_or_empty,
}


_OWN_ID = (
    r'(?!(?:[^"]*:)?(?:[0-9]{11}|[0-9]{15}|[0-9]{17}[0-9Xx])")'
    rf"{_ID.pattern.removesuffix('*')}{{0,{LONGEST_ID - 1}}}"
)
_FORMS = {
    "id": _UUID7.pattern,
    "t": _MOMENT.pattern.replace(r"\d", "[0-9]"),
    "sess": f"(?:{_DIGEST.pattern})?",
    "d": f"(?:{_DIGEST.pattern})?",
    **dict.fromkeys(("actor", "role", "act", "subj"), _OWN_ID),
    **dict.fromkeys(("req", "reason", "prev_state", "next_state", "ver"), f"(?:{_OWN_ID})?"),
}
_MEMBERS = (
    f'"v":{FORMAT}' if name == "v" else f'"{name}":"(?P<{name}>{_FORMS[name]})"'
    for name in sorted(_CHECKS)
)
_BODY = re.compile(f"{{{','.join(_MEMBERS)}}}".encode())
"""The whole of an entry's bytes, where nothing in them is odd: the same as the checks above."""


def _check(fields: Mapping[str, Json]) -> None:
    """Refuse by name the first field that holds what an entry must not hold."""
    for name, is_right in _CHECKS.items():
        value = fields[name]
        is_typed = isinstance(value, int) if name == "v" else isinstance(value, str)
        if not is_typed or not is_right(str(value)):
            raise ExpertPoolError("audit.bad_field", {"field": name})


def _written(moment: datetime) -> str:
    if moment.utcoffset() is None:
        raise ExpertPoolError("audit.bad_field", {"field": "t"})
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise ExpertPoolError("audit.bad_field", {"field": "t"}) from error


def hash_session(session: str) -> str:
    """How an entry names a session: its SHA-256, or nothing where nobody was signed in."""
    return hashlib.sha256(session.encode()).hexdigest() if session else ""


def detail_digest(salt: bytes, detail: Detail) -> str:
    """What binds a detail to its entry: HMAC-SHA256 under the entry's own salt.

    Without the salt nobody can guess a value and check it; with the salt deleted the
    digest says nothing any more, and the entry still stands.
    """
    if detail.is_empty:
        return ""
    return hmac.new(salt, canonical_bytes(detail.as_json()), hashlib.sha256).hexdigest()


def plain(value: object) -> Json:
    """A value as the log keeps it: text normalised (NFC), dates as text, enums by value.

    Raises:
        ExpertPoolError: `audit.not_plain`, for floats and all that has no single form.
    """
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, date | UUID):
        return value.isoformat() if isinstance(value, date) else str(value)
    return _plain_collection(value)


def _plain_collection(value: object) -> Json:
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(member) for key, member in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [plain(item) for item in value]
    raise ExpertPoolError("audit.not_plain", {"type": type(value).__name__})


def plain_detail(before: Mapping[str, object] | None, after: Mapping[str, object] | None) -> Detail:
    """The detail of an act from the values before and after it."""
    return Detail(before=_plain_members(before), after=_plain_members(after))


def _plain_members(members: Mapping[str, object] | None) -> dict[str, Json] | None:
    if members is None:
        return None
    return {name: plain(value) for name, value in members.items()}


def uuid7(moment: datetime, randomness: bytes) -> UUID:
    """The time-ordered id of RFC 9562, section 5.7, from a moment and ten random bytes."""
    milliseconds = int(moment.timestamp() * 1000)
    noise = int.from_bytes(randomness[:10], "big")
    high, low = noise >> 68, noise & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 0b10 << 62 | low)
