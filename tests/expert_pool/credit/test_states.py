"""The life of a case: every act from every state by every role; every path ends."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expert_pool.credit import (
    AFTER_TERM,
    CLOSED,
    OWNERS,
    TRANSITIONS,
    CaseAct,
    CaseState,
    Measure,
    confirming,
    lapsing,
    move_case,
)
from expert_pool.credit.states import SERVICE
from expert_pool.errors import ExpertPoolError
from expert_pool.roles import Role

S, A = CaseState, CaseAct
ROLES = (SERVICE, *(role.value for role in Role))
EVERY_MOVE = list(product(CaseState, CaseAct, ROLES))
LONGEST = 8
"""Told, answered, decided, returned, decided, confirmed; then asked for, kept, ended."""
AGAIN = frozenset({A.ASK_LIFT, A.KEEP})
"""What people may repeat while a measure stands; it ends on its day whatever they do."""


def steps_from(state: CaseState) -> list[CaseAct]:
    return [act for act in CaseAct if state in TRANSITIONS[act].sources]


@st.composite
def lives(draw: st.DrawFn) -> list[CaseState]:
    """A case from its proposal, by any acts that are open, until nothing is open any more."""
    state, seen = S.PROPOSED, [S.PROPOSED]
    while acts := [it for it in steps_from(state) if it not in AGAIN]:
        act = draw(st.sampled_from(acts))
        state = move_case(state, act, role=TRANSITIONS[act].role, actor="a")
        seen.append(state)
    return seen


@given(lives())
def test_every_path_ends_and_has_one_owner_of_the_next_step_until_then(
    seen: list[CaseState],
) -> None:
    assert len(seen) <= LONGEST
    assert seen[-1] in CLOSED
    for state in seen[:-1]:
        owned = OWNERS[state]
        roles = {TRANSITIONS[act].role for act in steps_from(state)}
        # Told at once by the service where there is an account; a registrar does it otherwise.
        assert owned in roles


@given(lives())
def test_nothing_stands_before_the_expert_was_heard_and_two_roles_decided(
    seen: list[CaseState],
) -> None:
    if S.IN_FORCE in seen or S.NOTED in seen:
        stands = seen.index(S.IN_FORCE if S.IN_FORCE in seen else S.NOTED)
        before = set(seen[:stands])
        assert S.TOLD in before
        assert before & AFTER_TERM
        assert before & {S.DECIDED, S.DECIDED_AGAIN}


def test_every_state_has_an_owner_or_is_closed_and_never_both() -> None:
    assert set(OWNERS) | CLOSED == set(CaseState)
    assert set(OWNERS) & CLOSED == set()
    assert all(steps_from(state) == [] for state in CLOSED)


def test_a_measure_that_people_talk_about_still_ends_on_its_day() -> None:
    for state in (S.IN_FORCE, S.LIFT_ASKED):
        assert move_case(state, A.EXPIRE, role=SERVICE, actor=SERVICE) is S.ENDED


def test_every_act_by_another_role_or_from_another_state_is_refused() -> None:
    for state, act, role in EVERY_MOVE:
        allowed = TRANSITIONS[act]
        if state in allowed.sources and role == allowed.role:
            assert move_case(state, act, role=role, actor="a") is allowed.target
            continue
        with pytest.raises(ExpertPoolError) as refused:
            move_case(state, act, role=role, actor="a")
        wrong_role = role != allowed.role
        assert refused.value.code == (
            "credit.not_your_turn" if wrong_role else "credit.wrong_state"
        )


def test_who_took_the_other_part_is_refused() -> None:
    with pytest.raises(ExpertPoolError) as refused:
        move_case(S.SILENT, A.DECIDE, role=Role.REGISTRAR, actor="a", others=("b", "a"))
    assert refused.value.code == "credit.same_person"


@pytest.mark.parametrize(
    ("measure", "act"),
    [
        (Measure.NONE, A.FIND_UNFOUNDED),
        (Measure.NOTE, A.NOTE),
        (Measure.WARNING, A.ENFORCE),
        (Measure.REMOVAL_FOR_LIFE, A.ENFORCE),
    ],
)
def test_what_was_decided_says_what_a_yes_leads_to(measure: Measure, act: CaseAct) -> None:
    assert confirming(measure) is act


def test_a_term_ends_with_the_answer_that_was_kept_or_in_silence() -> None:
    assert lapsing(answered=True) is A.TAKE_ANSWER
    assert lapsing(answered=False) is A.LAPSE
