"""The life of a vacancy, and that no step of it can be skipped or undone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expert_pool.roles import Role
from selection.errors import SelectionError
from selection.states.vacancies import (
    REPORTABLE,
    REPORTERS,
    TRANSITIONS,
    VacancyAct,
    VacancyReason,
    VacancyState,
    move_vacancy,
    reasons_for,
)

STEPS = {
    (VacancyState.REPORTED, VacancyAct.CONFIRM): VacancyState.VACANT,
    (VacancyState.REPORTED, VacancyAct.REJECT): VacancyState.REJECTED,
    (VacancyState.VACANT, VacancyAct.FILL): VacancyState.FILLED,
}


def move(state: VacancyState, act: VacancyAct) -> VacancyState:
    actor = "" if TRANSITIONS[act].by_service else "approver"
    return move_vacancy(state, act, reporter="officer", actor=actor)


@pytest.mark.parametrize("state", VacancyState)
@pytest.mark.parametrize("act", VacancyAct)
def test_an_act_leads_where_the_table_says_and_nowhere_else(
    state: VacancyState, act: VacancyAct
) -> None:
    if (state, act) in STEPS:
        assert move(state, act) is STEPS[state, act]
        return
    with pytest.raises(SelectionError, match="wrong_state"):
        move(state, act)


@given(st.lists(st.sampled_from(VacancyAct)))
def test_no_sequence_of_acts_brings_a_member_back_or_fills_a_seat_unconfirmed(
    acts: list[VacancyAct],
) -> None:
    state, done = VacancyState.REPORTED, list[VacancyAct]()
    for act in acts:
        try:
            state = move(state, act)
        except SelectionError:
            continue
        done.append(act)
    assert (
        done
        == {
            VacancyState.REPORTED: [],
            VacancyState.REJECTED: [VacancyAct.REJECT],
            VacancyState.VACANT: [VacancyAct.CONFIRM],
            VacancyState.FILLED: [VacancyAct.CONFIRM, VacancyAct.FILL],
        }[state]
    )


@pytest.mark.parametrize("act", [VacancyAct.CONFIRM, VacancyAct.REJECT])
@pytest.mark.parametrize("actor", ["officer", ""])
def test_who_reported_a_vacancy_never_decides_on_it(act: VacancyAct, actor: str) -> None:
    with pytest.raises(SelectionError, match="second_person_needed"):
        move_vacancy(VacancyState.REPORTED, act, reporter="officer", actor=actor)


def test_nobody_fills_a_seat_by_hand() -> None:
    with pytest.raises(SelectionError, match="service_needed"):
        move_vacancy(VacancyState.VACANT, VacancyAct.FILL, reporter="officer", actor="approver")


def test_every_reason_but_a_choice_has_somebody_who_may_report_it() -> None:
    assert set(REPORTERS) == set(VacancyReason)
    assert set(reasons_for(Role.OFFICER)) == set(VacancyReason) - {VacancyReason.PASSED_OVER}
    assert set(reasons_for(Role.OFFICER)) == REPORTABLE
    found = {VacancyReason.CONFLICT_FOUND, VacancyReason.INELIGIBLE}
    assert set(reasons_for(Role.AUDITOR)) == found
    for role in (Role.APPROVER, Role.REGISTRAR, Role.EXPERT, Role.USER_ADMIN):
        assert reasons_for(role) == ()
