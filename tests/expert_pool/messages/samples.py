"""One message of each kind, for a fictional review."""

from datetime import UTC, datetime

from expert_pool.messages import Message, MessageKind, Mode, Outline

ANSWER_BY = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
OUTLINE = Outline(
    mode=Mode.ON_SITE,
    place="虚构大厦301室",
    starts_at=datetime(2026, 11, 24, 1, 0, tzinfo=UTC),
    days=1,
    field="10",
    contact="0579-0000000",
)
PATH = "/invited/abc"
CALENDAR = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def message_of(kind: MessageKind, outline: Outline = OUTLINE) -> Message:
    asks = kind in {MessageKind.INVITATION, MessageKind.REMINDER}
    return Message(
        kind,
        outline,
        answer_by=ANSWER_BY if asks else None,
        path=PATH,
        calendar=CALENDAR if kind is MessageKind.ACCEPTED else "",
    )
