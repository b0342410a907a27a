"""Whose step is next on the review day; a meeting that is not over always has one.

Its one job is that answer. It moves nothing.
"""

from dataclasses import dataclass
from enum import StrEnum

from selection.states.meetings import MeetingState


class MeetingStep(StrEnum):
    """What has to be done next, by members or by the host."""

    SIGN_IN = "sign_in"
    PLEDGE = "pledge"
    COMPLETE = "complete"
    CHAIR = "chair"
    BEGIN = "begin"
    MINUTES = "minutes"
    OPINIONS = "opinions"
    CLOSE = "close"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a meeting is: who is still missing, and what stands.

    `expected` members sit on the panel and have not signed in; `unpledged` are there without
    a pledge; `vacant` seats wait for somebody by rank.
    """

    state: MeetingState
    expected: int = 0
    unpledged: int = 0
    quorate: bool = False
    chair: bool = False
    minutes: bool = False
    opinions_open: int = 0
    sheet: bool = False


def find_meeting_step(now: Progress) -> MeetingStep | None:
    """The next step; None for a meeting that has its sheet, or was postponed."""
    if now.state is MeetingState.GATHERING:
        return _gathering(now)
    if now.state is MeetingState.IN_SESSION:
        return _in_session(now)
    if now.state is MeetingState.CLOSED and not now.sheet:
        return MeetingStep.SHEET
    return None


def _gathering(now: Progress) -> MeetingStep:
    if now.expected:
        return MeetingStep.SIGN_IN
    if now.unpledged:
        return MeetingStep.PLEDGE
    if not now.quorate:
        return MeetingStep.COMPLETE
    return MeetingStep.BEGIN if now.chair else MeetingStep.CHAIR


def _in_session(now: Progress) -> MeetingStep:
    if now.unpledged:
        return MeetingStep.PLEDGE
    if not now.quorate:
        # Whoever follows on a seat in the course of the meeting has still to sign in.
        return MeetingStep.SIGN_IN if now.expected else MeetingStep.COMPLETE
    if not now.chair:
        return MeetingStep.CHAIR
    if not now.minutes:
        return MeetingStep.MINUTES
    return MeetingStep.OPINIONS if now.opinions_open else MeetingStep.CLOSE
