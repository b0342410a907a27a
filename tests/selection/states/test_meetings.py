"""The life of a meeting: every act from every state, and that it always comes to an end."""

from itertools import product

import pytest

from selection.errors import SelectionError
from selection.states.meetings import (
    LIVE,
    TRANSITIONS,
    MeetingAct,
    MeetingState,
    move_meeting,
)

STEPS = {
    (MeetingState.GATHERING, MeetingAct.BEGIN): MeetingState.IN_SESSION,
    (MeetingState.GATHERING, MeetingAct.POSTPONE): MeetingState.POSTPONED,
    (MeetingState.IN_SESSION, MeetingAct.CLOSE): MeetingState.CLOSED,
    (MeetingState.IN_SESSION, MeetingAct.POSTPONE): MeetingState.POSTPONED,
}


@pytest.mark.parametrize(("state", "act"), list(product(MeetingState, MeetingAct)))
def test_an_act_leads_where_the_table_says_and_nowhere_else(
    state: MeetingState, act: MeetingAct
) -> None:
    if (state, act) in STEPS:
        assert move_meeting(state, act) is STEPS[state, act]
        return
    with pytest.raises(SelectionError, match="wrong_state"):
        move_meeting(state, act)


def test_a_meeting_is_live_exactly_while_an_act_is_open() -> None:
    assert {state for it in TRANSITIONS.values() for state in it.sources} == LIVE
