"""What a message holds: nothing that rule NTF-02 keeps back until a member has accepted.

There is no field for a project, a unit, a reviewer or a request, so that no text can name one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from expert_pool.errors import ExpertPoolError
from expert_pool.messages.kinds import MessageKind


class Mode(StrEnum):
    """How the review is held."""

    ON_SITE = "on_site"
    ONLINE = "online"
    CORRESPONDENCE = "correspondence"


@dataclass(frozen=True, slots=True)
class Outline:
    """Time, days, mode or place, broad field and contact: all that goes out (NTF-02).

    `field` is the code of a first-level field, or empty.
    """

    mode: Mode
    place: str
    starts_at: datetime
    days: int
    field: str
    contact: str


ANSWERED: Final = frozenset({MessageKind.INVITATION, MessageKind.REMINDER})
"""Messages that ask for an answer until a moment."""
DATED: Final = frozenset({MessageKind.ACCEPTED, MessageKind.CHANGED})
"""Messages that may carry an entry for a calendar (.ics)."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person: its kind and outline, and by kind a term, a way and a date.

    `path` leads to the page of the service where the member acts; it may hold a token.
    `calendar` is the text of an iCalendar file (RFC 5545).

    Raises:
        ExpertPoolError: `message.bad_content` where a kind lacks what it needs, or has more.
    """

    kind: MessageKind
    outline: Outline
    answer_by: datetime | None = None
    path: str = ""
    calendar: str = ""

    def __post_init__(self) -> None:
        asks = self.kind in ANSWERED
        if (self.answer_by is not None) is not asks:
            raise ExpertPoolError(
                "message.bad_content", {"kind": self.kind.value, "field": "answer_by"}
            )
        if self.calendar and self.kind not in DATED:
            raise ExpertPoolError(
                "message.bad_content", {"kind": self.kind.value, "field": "calendar"}
            )


def write_message(message: Message) -> dict[str, str | int]:
    """A message as it is stored; its path is not in it, since that may hold a token."""
    outline, answer_by = message.outline, message.answer_by
    return {
        "mode": outline.mode.value,
        "place": outline.place,
        "starts_at": outline.starts_at.isoformat(),
        "days": outline.days,
        "field": outline.field,
        "contact": outline.contact,
        "answer_by": answer_by.isoformat() if answer_by else "",
        "calendar": message.calendar,
    }


def read_message(kind: MessageKind, stored: Mapping[str, object], path: str = "") -> Message:
    """The message that `write_message` wrote."""
    said = {name: str(value) for name, value in stored.items()}
    outline = Outline(
        mode=Mode(said["mode"]),
        place=said["place"],
        starts_at=datetime.fromisoformat(said["starts_at"]),
        days=int(said["days"]),
        field=said["field"],
        contact=said["contact"],
    )
    answer_by = datetime.fromisoformat(said["answer_by"]) if said["answer_by"] else None
    return Message(kind, outline, answer_by, path, said["calendar"])
