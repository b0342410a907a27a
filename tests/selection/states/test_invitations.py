"""The life of an invitation, and that nobody holds a seat for whom nobody has a next step."""

from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expert_pool.roles import Role
from selection.errors import SelectionError
from selection.states.invitations import (
    ASKED,
    BLAMELESS,
    HELD,
    LEAVES,
    TRANSITIONS,
    InvitationAct,
    InvitationState,
    move_invitation,
)
from selection.states.seat_steps import NextStep, SeatStep, find_member_step, find_next_step
from selection.states.vacancies import VacancyState

S: TypeAlias = InvitationState
A: TypeAlias = InvitationAct
STEPS = {
    (S.WAITING, A.SEND): S.SENT,
    (S.SENT, A.PLEDGE): S.PLEDGED,
    (S.PLEDGED, A.ACCEPT): S.ACCEPTED,
    **{(state, A.DECLINE): S.DECLINED for state in (S.SENT, S.PLEDGED)},
    **{(state, A.MISMATCH): S.NOT_MY_FIELD for state in (S.SENT, S.PLEDGED)},
    **{(state, A.RECUSE): S.RECUSED for state in (S.SENT, S.PLEDGED, S.ACCEPTED)},
    **{(state, A.EXPIRE): S.NO_ANSWER for state in (S.SENT, S.PLEDGED)},
    **{(state, A.LOSE): S.UNREACHABLE for state in (S.SENT, S.PLEDGED)},
    (S.ACCEPTED, A.WITHDRAW): S.WITHDRAWN,
    **{(state, A.CLOSE): S.CLOSED for state in (S.WAITING, S.SENT, S.PLEDGED, S.ACCEPTED)},
}


def move(state: S, act: A) -> S:
    return move_invitation(state, act, by_service=TRANSITIONS[act].by_service)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", A)
def test_an_act_leads_where_the_table_says_and_nowhere_else(state: S, act: A) -> None:
    if (state, act) in STEPS:
        assert move(state, act) is STEPS[state, act]
        return
    with pytest.raises(SelectionError) as refused:
        move(state, act)
    ended = state not in HELD
    code = "invitation.answered_already" if ended else "invitation.wrong_state"
    assert refused.value.code == code


@pytest.mark.parametrize("act", A)
def test_nobody_does_what_is_the_service_s_and_the_service_answers_for_nobody(act: A) -> None:
    with pytest.raises(SelectionError, match="wrong_person"):
        move_invitation(S.SENT, act, by_service=not TRANSITIONS[act].by_service)


def test_every_end_frees_the_seat_or_finds_it_free_already() -> None:
    assert set(S) == HELD | set(LEAVES) | {S.CLOSED}
    assert ASKED <= HELD
    assert not HELD & set(LEAVES)


def test_recusal_not_my_field_and_not_being_reached_never_cost_credit() -> None:
    assert {S.RECUSED, S.NOT_MY_FIELD, S.UNREACHABLE} <= BLAMELESS
    assert not BLAMELESS & {S.DECLINED, S.NO_ANSWER, S.WITHDRAWN}


@given(st.lists(st.sampled_from(A), max_size=30))
def test_no_path_leaves_a_seat_without_an_owner_of_the_next_step(acts: list[A]) -> None:
    """Until it is accepted; and once it is free its vacancy says whose turn it is."""
    state, left = S.WAITING, False
    for act in acts:
        try:
            state = move(state, act)
        except SelectionError:
            continue
        left = left or state not in HELD
        assert left is (state not in HELD), "nobody comes back"
    step = find_member_step(state)
    if state in {S.ACCEPTED, S.CLOSED}:
        assert step is None
    else:
        assert step is not None
        assert step.roles or step.by_service
    if left:
        assert find_next_step(VacancyState.VACANT) is not None


@pytest.mark.parametrize(
    ("state", "step", "roles", "by_service"),
    [
        (None, SeatStep.ARRANGE, {Role.OFFICER}, False),
        (S.WAITING, SeatStep.SEND, set(), True),
        (S.SENT, SeatStep.ANSWER, {Role.EXPERT}, True),
        (S.PLEDGED, SeatStep.CONFIRM, {Role.EXPERT}, True),
        (S.NO_ANSWER, SeatStep.FREE, set(), True),
        (S.RECUSED, SeatStep.FREE, set(), True),
    ],
)
def test_a_seat_waits_for(
    state: S | None, step: SeatStep, roles: set[Role], by_service: bool
) -> None:
    assert find_member_step(state) == NextStep(step, frozenset(roles), by_service)


def test_from_every_state_that_waits_the_service_or_the_member_comes_to_an_end() -> None:
    for state in HELD - {S.ACCEPTED}:
        reached, waiting = set(), [state]
        while waiting:
            one = waiting.pop()
            if one not in reached:
                reached.add(one)
                waiting += [after for (before, _), after in STEPS.items() if before is one]
        assert S.ACCEPTED in reached
        assert set(LEAVES) <= reached
