"""A choice among candidates: officer, then approver, or the service once the term is over."""

import pytest

from expert_pool.roles import Role
from selection.errors import SelectionError
from selection.states.choices import (
    MOST_PROPOSALS,
    TRANSITIONS,
    WAITING,
    ChoiceAct,
    ChoiceState,
    find_answer,
    move_choice,
)
from selection.states.seat_steps import NextStep, SeatStep, find_member_step

OFFICER, APPROVER = Role.OFFICER.value, Role.APPROVER.value
OPEN, PROPOSED = ChoiceState.OPEN, ChoiceState.PROPOSED


def move(state: ChoiceState, act: ChoiceAct, role: str, actor: str = "somebody") -> ChoiceState:
    return move_choice(state, act, role=role, actor=actor, proposer="officer")


@pytest.mark.parametrize(
    ("state", "act", "role", "after"),
    [
        (OPEN, ChoiceAct.PROPOSE, OFFICER, PROPOSED),
        (OPEN, ChoiceAct.KEEP, OFFICER, ChoiceState.KEPT),
        (PROPOSED, ChoiceAct.CONFIRM, APPROVER, ChoiceState.CONFIRMED),
        (PROPOSED, ChoiceAct.SEND_BACK, APPROVER, OPEN),
        (PROPOSED, ChoiceAct.REFUSE, APPROVER, ChoiceState.KEPT),
        (OPEN, ChoiceAct.LAPSE, "", ChoiceState.LAPSED),
        (PROPOSED, ChoiceAct.LAPSE, "", ChoiceState.LAPSED),
    ],
)
def test_each_act_leads(state: ChoiceState, act: ChoiceAct, role: str, after: ChoiceState) -> None:
    assert move(state, act, role) is after


@pytest.mark.parametrize("act", ChoiceAct)
@pytest.mark.parametrize("role", [OFFICER, APPROVER, Role.AUDITOR.value, ""])
def test_nobody_acts_in_another_s_place(act: ChoiceAct, role: str) -> None:
    transition = TRANSITIONS[act]
    state = sorted(transition.sources)[0]
    if role == (transition.role or ""):
        assert move(state, act, role) is transition.target
    else:
        with pytest.raises(SelectionError, match="not_your_turn"):
            move(state, act, role)


@pytest.mark.parametrize("act", [ChoiceAct.CONFIRM, ChoiceAct.SEND_BACK, ChoiceAct.REFUSE])
def test_who_proposed_a_choice_never_decides_on_it(act: ChoiceAct) -> None:
    with pytest.raises(SelectionError, match="second_person_needed"):
        move(PROPOSED, act, APPROVER, actor="officer")


@pytest.mark.parametrize(
    ("confirmed", "proposals", "act"),
    [
        (True, 1, ChoiceAct.CONFIRM),
        (True, MOST_PROPOSALS, ChoiceAct.CONFIRM),
        (False, 1, ChoiceAct.SEND_BACK),
        (False, MOST_PROPOSALS - 1, ChoiceAct.SEND_BACK),
        (False, MOST_PROPOSALS, ChoiceAct.REFUSE),
    ],
)
def test_the_third_proposal_that_is_sent_back_ends_the_choice(
    confirmed: bool, proposals: int, act: ChoiceAct
) -> None:
    assert MOST_PROPOSALS == 3
    assert find_answer(confirmed=confirmed, proposals=proposals) is act


@pytest.mark.parametrize("state", sorted(set(ChoiceState) - WAITING))
@pytest.mark.parametrize("act", ChoiceAct)
def test_a_choice_that_is_over_stays_as_it_is(state: ChoiceState, act: ChoiceAct) -> None:
    with pytest.raises(SelectionError, match="wrong_state"):
        move(state, act, TRANSITIONS[act].role or "")


@pytest.mark.parametrize("state", [None, *ChoiceState])
def test_a_seat_whose_panel_waits_for_a_choice_has_an_owner_and_an_end(
    state: ChoiceState | None,
) -> None:
    wanted = {
        OPEN: NextStep(SeatStep.CHOOSE, frozenset({Role.OFFICER}), by_service=True),
        PROPOSED: NextStep(SeatStep.CONFIRM_CHOICE, frozenset({Role.APPROVER}), by_service=True),
    }
    arrange = NextStep(SeatStep.ARRANGE, frozenset({Role.OFFICER}))
    assert find_member_step(None, state) == (wanted.get(state, arrange) if state else arrange)
