"""Which messages there are, on which channels they go, and how an attempt can end.

The values stand in the database for ever: never rename one.
"""

from enum import StrEnum


class MessageKind(StrEnum):
    """What a message tells the holder of a seat, or who was one."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    ACCEPTED = "accepted"
    RELEASED = "released"
    CHANGED = "changed"
    CALLED_OFF = "called_off"


class Channel(StrEnum):
    """A way to a person, as the policy names it (NTF-01)."""

    IN_SYSTEM = "in_system"
    MAIL = "mail"
    SMS = "sms"
    VOICE = "voice"


class Result(StrEnum):
    """How one attempt stands, or ended.

    `waiting` has its time still to come; `started` is on its way; `handed_over` is in the
    outbox of mails, which tries by itself.
    """

    WAITING = "waiting"
    STARTED = "started"
    HANDED_OVER = "handed_over"
    SENT = "sent"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    INTERRUPTED = "interrupted"
    NO_ADDRESS = "no_address"
    NO_CHANNEL = "no_channel"
    TOO_LATE = "too_late"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of the attempt."""
        return self in {Result.WAITING, Result.STARTED, Result.HANDED_OVER}
