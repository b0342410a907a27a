"""The life of a panel's meeting: members gather, it is in session, it ends; or it is postponed.

`TRANSITIONS` is the only table that says which act leads where, and `move_meeting` the only
function that gives a state. A postponed meeting never goes on: the next one is another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from selection.errors import SelectionError


class MeetingState(StrEnum):
    """Where a meeting is."""

    GATHERING = "gathering"
    IN_SESSION = "in_session"
    CLOSED = "closed"
    POSTPONED = "postponed"


class MeetingAct(StrEnum):
    """What the host does with a meeting."""

    BEGIN = "begin"
    CLOSE = "close"
    POSTPONE = "postpone"


@dataclass(frozen=True, slots=True)
class MeetingTransition:
    """One permitted move: the states that it is open in, and where it leads."""

    sources: frozenset[MeetingState]
    target: MeetingState


_S = MeetingState
LIVE: Final = frozenset({_S.GATHERING, _S.IN_SESSION})
"""States in which members can still come, leave and speak."""
TRANSITIONS: Final[Mapping[MeetingAct, MeetingTransition]] = {
    MeetingAct.BEGIN: MeetingTransition(frozenset({_S.GATHERING}), _S.IN_SESSION),
    MeetingAct.CLOSE: MeetingTransition(frozenset({_S.IN_SESSION}), _S.CLOSED),
    MeetingAct.POSTPONE: MeetingTransition(LIVE, _S.POSTPONED),
}


def move_meeting(state: MeetingState, act: MeetingAct) -> MeetingState:
    """The state after an act.

    Raises:
        SelectionError: `meeting.wrong_state`.
    """
    transition = TRANSITIONS[act]
    if state not in transition.sources:
        raise SelectionError("meeting.wrong_state", {"act": act.value, "state": state.value})
    return transition.target
