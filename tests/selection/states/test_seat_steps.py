"""A seat that nobody holds always has a next step, somebody to take it, and a way to be held."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expert_pool.roles import Role
from selection.errors import SelectionError
from selection.states.requests import RequestAct, RequestState, move_request
from selection.states.seat_steps import NextStep, SeatStep, find_next_step
from selection.states.vacancies import (
    VacancyAct,
    VacancyReason,
    VacancyState,
    move_vacancy,
    reasons_for,
)

Seat = tuple[VacancyState | None, RequestState | None]
"""A seat: its newest report, and the newest supplementary request for it."""

HELD: Seat = (None, None)
OFFICER, APPROVER, SERVICE = "officer", "approver", ""
STEP_OF_ACT = {
    RequestAct.APPROVE: SeatStep.APPROVE_SUPPLEMENT,
    RequestAct.RETURN: SeatStep.APPROVE_SUPPLEMENT,
    RequestAct.COMMIT: SeatStep.COMMIT,
    RequestAct.FAIL: SeatStep.COMMIT,
    RequestAct.FINISH: SeatStep.REVEAL,
    RequestAct.ANNUL: SeatStep.REVEAL,
}
"""A supplementary request can't be changed by its officer: it is cancelled, or goes on."""


def follow(seat: Seat) -> Iterator[tuple[SeatStep | None, Seat]]:
    """Every act that the state machines allow, with the step that it belongs to."""
    vacancy, supplement = seat
    if vacancy not in {VacancyState.REPORTED, VacancyState.VACANT}:
        yield None, (VacancyState.REPORTED, None)
        return
    if vacancy is VacancyState.REPORTED:
        yield from follow_report()
    elif find_next_step(vacancy, supplement) == find_next_step(vacancy):
        yield SeatStep.ASK_SUPPLEMENT, (vacancy, RequestState.SUBMITTED)
    else:
        yield from follow_supplement(supplement)


def follow_report() -> Iterator[tuple[SeatStep, Seat]]:
    """Rejected; confirmed with a reserve who comes; confirmed, and nobody can come."""
    state = VacancyState.REPORTED
    for act in (VacancyAct.CONFIRM, VacancyAct.REJECT):
        yield SeatStep.DECIDE, (move_vacancy(state, act, reporter=OFFICER, actor=APPROVER), None)
    vacant = move_vacancy(state, VacancyAct.CONFIRM, reporter=OFFICER, actor=APPROVER)
    filled = move_vacancy(vacant, VacancyAct.FILL, reporter=OFFICER, actor=SERVICE)
    yield SeatStep.DECIDE, (filled, None)


def follow_supplement(supplement: RequestState | None) -> Iterator[tuple[SeatStep | None, Seat]]:
    assert supplement is not None
    for act in (*STEP_OF_ACT, RequestAct.CANCEL):
        for actor in (OFFICER, APPROVER, SERVICE):
            try:
                after = move_request(supplement, act, requester=OFFICER, actor=actor)
            except SelectionError:
                continue
            vacancy = VacancyState.VACANT
            if after is RequestState.DRAWN:
                vacancy = move_vacancy(vacancy, VacancyAct.FILL, reporter=OFFICER, actor=SERVICE)
            yield STEP_OF_ACT.get(act), (vacancy, after)


def reach(start: Seat) -> dict[Seat, set[Seat]]:
    """Every seat that can come about, with what can come of it."""
    found: dict[Seat, set[Seat]] = {}
    waiting = [start]
    while waiting:
        seat = waiting.pop()
        if seat not in found:
            found[seat] = {after for _, after in follow(seat)}
            waiting.extend(found[seat])
    return found


def step_of(seat: Seat) -> NextStep | None:
    return find_next_step(*seat)


def test_every_seat_without_a_member_or_with_a_report_has_an_owner_of_the_next_step() -> None:
    seats = reach(HELD)
    assert {RequestState.RETURNED, RequestState.CANCELLED} <= {it for _, it in seats}
    for vacancy, supplement in seats:
        step = find_next_step(vacancy, supplement)
        held = vacancy in {None, VacancyState.REJECTED, VacancyState.FILLED}
        assert (step is None) is held, (vacancy, supplement)
        assert step is None or step.roles


def test_from_every_seat_there_is_a_way_to_one_that_is_held() -> None:
    seats = reach(HELD)
    for start in seats:
        assert any(step_of(seat) is None for seat in reach(start)), start


def test_no_act_is_open_but_the_next_step_or_the_officer_s_cancelling() -> None:
    for seat in reach(HELD):
        step = step_of(seat)
        for wanted, _ in follow(seat):
            assert wanted is None or (step is not None and step.step is wanted), seat


@given(st.lists(st.integers(0, 10), max_size=60))
def test_no_walk_through_the_acts_leaves_a_seat_without_a_next_step(choices: list[int]) -> None:
    seat = HELD
    for choice in choices:
        ways = [after for _, after in follow(seat)]
        seat = ways[choice % len(ways)]
        assert step_of(seat) is not None or seat[0] in {VacancyState.REJECTED, VacancyState.FILLED}


@pytest.mark.parametrize("reason", VacancyReason)
def test_who_reports_is_never_who_decides(reason: VacancyReason) -> None:
    step = find_next_step(VacancyState.REPORTED)
    assert step is not None
    assert step.roles == {Role.APPROVER}
    assert not any(reason in reasons_for(role) for role in step.roles)


@pytest.mark.parametrize(
    ("supplement", "step", "roles"),
    [
        (None, SeatStep.ASK_SUPPLEMENT, {Role.OFFICER}),
        (RequestState.SUBMITTED, SeatStep.APPROVE_SUPPLEMENT, {Role.APPROVER}),
        (RequestState.APPROVED, SeatStep.COMMIT, {Role.OFFICER, Role.AUDITOR}),
        (RequestState.COMMITTED, SeatStep.REVEAL, {Role.OFFICER, Role.AUDITOR}),
        (RequestState.RETURNED, SeatStep.ASK_SUPPLEMENT, {Role.OFFICER}),
        (RequestState.CANCELLED, SeatStep.ASK_SUPPLEMENT, {Role.OFFICER}),
        (RequestState.DRAWN, SeatStep.ASK_SUPPLEMENT, {Role.OFFICER}),
    ],
)
def test_a_vacant_seat_waits_for(
    supplement: RequestState | None, step: SeatStep, roles: set[Role]
) -> None:
    assert find_next_step(VacancyState.VACANT, supplement) == NextStep(step, frozenset(roles))
