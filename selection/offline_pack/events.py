"""What was recorded in the room, step by step, and the form in which it comes back.

Its one job is that form. Whether a step may be carried out is for `selection.meetings` to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from expert_pool.audit.canonical import Json, canonical_bytes
from expert_pool.errors import ExpertPoolError
from selection.errors import SelectionError

LONGEST_TEXT: Final = 20_000
LONGEST_WORD: Final = 40
MOST_EVENTS: Final = 2_000


class EventKind(StrEnum):
    """What somebody did in the room; each is one act of the review day."""

    OPEN = "open"
    SIGN_IN = "sign_in"
    PLEDGE = "pledge"
    VOTE = "vote"
    RECUSE = "recuse"
    ABSENT = "absent"
    CHAIR = "chair"
    BEGIN = "begin"
    MINUTES = "minutes"
    OPINION = "opinion"
    SILENT = "silent"
    CLOSE = "close"
    POSTPONE = "postpone"


@dataclass(frozen=True, slots=True)
class Event:
    """One step: its place in the record, when, what, about whom, and what was said.

    `word` is the code at the door, the version of the pledge, the ground of a recusal or the
    stance; `text` the minutes or the reasons of a dissent; `chosen` whom a vote was for;
    `version` the minutes that an opinion is about. `seen` is the host's tick on the identity.
    """

    place: Annotated[int, Field(ge=1, le=MOST_EVENTS)]
    at: AwareDatetime
    kind: EventKind
    member: Annotated[int, Field(ge=0, le=999)] = 0
    chosen: Annotated[int, Field(ge=0, le=999)] = 0
    word: Annotated[str, Field(max_length=LONGEST_WORD)] = ""
    text: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    version: Annotated[int, Field(ge=0, le=MOST_EVENTS)] = 0
    seen: bool = False

    def as_json(self) -> dict[str, Json]:
        """The step in the plain form that a digest is made of."""
        return {
            "place": self.place,
            "at": _written(self.at),
            "kind": self.kind.value,
            "member": self.member,
            "chosen": self.chosen,
            "word": self.word,
            "text": self.text,
            "version": self.version,
            "seen": self.seen,
        }


_EVENTS = TypeAdapter(tuple[Event, ...])


def write_record(events: Sequence[Event]) -> bytes:
    """The one byte form of what was recorded (RFC 8785)."""
    return canonical_bytes([it.as_json() for it in events])


def read_record(written: bytes) -> tuple[Event, ...]:
    """What was recorded, in the order of its places.

    Raises:
        SelectionError: `pack.broken` where it has no such form, or two steps have one place.
    """
    try:
        events = _EVENTS.validate_json(written)
        write_record(events)
    except (ValidationError, ExpertPoolError) as error:
        raise SelectionError("pack.broken") from error
    if len({it.place for it in events}) < len(events):
        raise SelectionError("pack.broken")
    return tuple(sorted(events, key=lambda it: it.place))


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
