"""The keys of the log: the one that signs, and former ones while they still sign beside it.

Its one job is the file of these keys. A key that was replaced signs for thirty days more, so
that whoever knows only the old one learns of the new one from checkpoints both signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from expert_pool.audit.notes import KeyKind, SigningKey, VerifierKey, make_key, parse_private
from expert_pool.errors import ExpertPoolError

BOTH_SIGN: Final = timedelta(days=30)
_UNTIL: Final = " until "


@dataclass(frozen=True, slots=True)
class FormerKey:
    """A key that was replaced, and until when it signs beside the new one."""

    key: SigningKey
    until: datetime


@dataclass(frozen=True, slots=True)
class LogKeys:
    """The key that signs now, and those it replaced, newest first."""

    current: SigningKey
    former: tuple[FormerKey, ...] = ()

    @property
    def origin(self) -> str:
        """The name of the log: that of its keys."""
        return self.current.name

    @property
    def known(self) -> tuple[VerifierKey, ...]:
        """The public halves of all keys that ever signed here."""
        return (self.current.verifier, *(one.key.verifier for one in self.former))

    def signing(self, now: datetime) -> tuple[SigningKey, ...]:
        """The keys that sign at this moment, the current one first."""
        return (self.current, *(one.key for one in self.former if now < one.until))

    def replaced(self, seed: bytes, now: datetime) -> "LogKeys":
        """The keys after a new one took over."""
        new = make_key(self.origin, KeyKind.SIGNATURE, seed)
        return LogKeys(new, (FormerKey(self.current, now + BOTH_SIGN), *self.former))

    def written(self) -> str:
        """The file: the current key, then each former one with its last moment."""
        lines = [self.current.line]
        lines += [
            f"{one.key.line}{_UNTIL}{one.until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
            for one in self.former
        ]
        return "".join(f"{line}\n" for line in lines)


def parse_log_keys(text: str) -> LogKeys:
    """Read the file of the log's keys.

    Raises:
        ExpertPoolError: `note.bad_key`, also where the keys are not those of one log.
    """
    first, *others = text.splitlines() or [""]
    keys = LogKeys(parse_private(first), _former(others))
    for key in keys.known:
        if (key.name, key.kind) != (keys.origin, KeyKind.SIGNATURE):
            raise ExpertPoolError("note.bad_key", {"key": key.name})
    return keys


def _former(lines: Sequence[str]) -> tuple[FormerKey, ...]:
    found = []
    for line in lines:
        key, _, until = line.partition(_UNTIL)
        try:
            moment = datetime.fromisoformat(until)
        except ValueError as error:
            raise ExpertPoolError("note.bad_key", {"key": ""}) from error
        found.append(FormerKey(parse_private(key), moment))
    return tuple(found)
