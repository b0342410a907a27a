"""The life of a call for experts: every act by every role, and its last day."""

from datetime import date
from itertools import product

import pytest

from expert_pool.applications.calls import (
    TRANSITIONS,
    CallAct,
    CallState,
    Wanted,
    check_wanted,
    is_open,
    move_call,
)
from expert_pool.errors import ExpertPoolError
from expert_pool.roles import Role
from expert_pool.vocabulary import load_code_lists

LISTS = load_code_lists()
FIELD = next(iter(LISTS.fields))
TODAY = date(2026, 11, 20)
R, A = Role.REGISTRAR, Role.APPROVER
MOVES = {
    (CallState.DRAFT, CallAct.RELEASE, A): CallState.RELEASED,
    (CallState.DRAFT, CallAct.DROP, A): CallState.ENDED,
    (CallState.DRAFT, CallAct.DROP, R): CallState.ENDED,
    (CallState.RELEASED, CallAct.END, A): CallState.ENDED,
}


def test_only_the_listed_moves_are_possible() -> None:
    for state, act, role in product(CallState, CallAct, Role):
        if (state, act, role) in MOVES:
            target = MOVES[state, act, role]
            assert move_call(state, act, role=role, actor="b", drafter="a") is target
            continue
        with pytest.raises(ExpertPoolError) as refused:
            move_call(state, act, role=role, actor="b", drafter="a")
        own = role in TRANSITIONS[act].roles
        assert refused.value.code == ("call.wrong_state" if own else "call.forbidden")


def test_nobody_releases_the_own_draft_but_drops_it() -> None:
    with pytest.raises(ExpertPoolError, match="second_person_needed"):
        move_call(CallState.DRAFT, CallAct.RELEASE, role=A, actor="a", drafter="a")
    moved = move_call(CallState.DRAFT, CallAct.DROP, role=R, actor="a", drafter="a")
    assert moved is CallState.ENDED


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted(FIELD, 1, TODAY), ""),
        (Wanted(FIELD, 999, TODAY), ""),
        (Wanted(FIELD, 0, TODAY), "call.number_wrong"),
        (Wanted(FIELD, 1000, TODAY), "call.number_wrong"),
        (Wanted("no-field", 1, TODAY), "call.field_unknown"),
        (Wanted(FIELD, 1, date(2026, 11, 19)), "call.day_over"),
    ],
)
def test_what_a_call_may_ask_for(wanted: Wanted, code: str) -> None:
    if not code:
        check_wanted(wanted, LISTS, TODAY)
        return
    with pytest.raises(ExpertPoolError) as refused:
        check_wanted(wanted, LISTS, TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("state", "until", "answered"),
    [
        (CallState.RELEASED, TODAY, True),
        (CallState.RELEASED, date(2026, 11, 19), False),
        (CallState.DRAFT, date(2027, 1, 1), False),
        (CallState.ENDED, date(2027, 1, 1), False),
    ],
)
def test_a_call_is_answered_until_its_last_day(
    state: CallState, until: date, answered: bool
) -> None:
    assert is_open(state, until, TODAY) is answered
