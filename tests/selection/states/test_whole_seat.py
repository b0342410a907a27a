"""Invitation, vacancy, supplementary draw and meeting of one seat, composed and walked through.

All states that can come about are visited. Each has somebody whose step is next, that step is
open, and there is a way to the end; a seat without a member never meets.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from selection.errors import SelectionError
from selection.meetings import MeetingStep, Progress, find_meeting_step
from selection.states.choices import TRANSITIONS as CHOOSING
from selection.states.choices import WAITING, ChoiceState
from selection.states.invitations import (
    HELD,
    LEAVES,
    InvitationAct,
    InvitationState,
    move_invitation,
)
from selection.states.invitations import TRANSITIONS as ANSWERS
from selection.states.meetings import LIVE, MeetingAct, MeetingState, move_meeting
from selection.states.requests import RequestAct, RequestState, move_request
from selection.states.seat_steps import SeatStep, find_member_step, find_next_step
from selection.states.vacancies import VacancyAct, VacancyState, move_vacancy

OPEN_MEETING = "open_meeting"
"""The officer's step once a member has said yes: the meeting is opened on its day."""
Step: TypeAlias = SeatStep | MeetingStep | str
Way: TypeAlias = "tuple[Step | None, Seat]"

OFFICER, APPROVER, SERVICE = "officer", "approver", ""
OPEN = {VacancyState.REPORTED, VacancyState.VACANT}
ASKS = {
    InvitationAct.SEND: SeatStep.SEND,
    **dict.fromkeys(
        (InvitationAct.PLEDGE, InvitationAct.EXPIRE, InvitationAct.LOSE), SeatStep.ANSWER
    ),
    InvitationAct.ACCEPT: SeatStep.CONFIRM,
}
DRAWS = {
    RequestAct.APPROVE: SeatStep.APPROVE_SUPPLEMENT,
    RequestAct.COMMIT: SeatStep.COMMIT,
    RequestAct.FINISH: SeatStep.REVEAL,
}


@dataclass(frozen=True)
class Seat:
    """One seat of a drawn panel; `present` is the member at the meeting.

    `choice` is there while the panel waits for a choice among the candidates.
    """

    choice: ChoiceState | None = None
    member: InvitationState | None = None
    vacancy: VacancyState | None = None
    supplement: RequestState | None = None
    meeting: MeetingState | None = None
    present: bool = False
    sheet: bool = False

    @property
    def is_held(self) -> bool:
        """Whether somebody sits there, for all that is known."""
        return self.vacancy is not VacancyState.VACANT

    @property
    def is_final(self) -> bool:
        settled = self.vacancy not in OPEN and self.member is InvitationState.ACCEPTED
        return settled and self.meeting is MeetingState.CLOSED and self.sheet


def next_steps(seat: Seat) -> set[Step]:
    """What the service tells: whose step is next for the seat, and for its meeting."""
    found: set[Step] = set()
    if vacancy := find_next_step(seat.vacancy, seat.supplement):
        assert vacancy.roles or vacancy.by_service
        found.add(vacancy.step)
    elif member := find_member_step(seat.member, seat.choice):
        assert member.roles or member.by_service
        found.add(member.step)
    accepted = seat.is_held and seat.member is InvitationState.ACCEPTED
    if seat.meeting is not None:
        step = find_meeting_step(
            Progress(
                seat.meeting,
                expected=int(accepted and not seat.present),
                quorate=accepted and seat.present,
                chair=seat.present,
                minutes=True,
                sheet=seat.sheet,
            )
        )
        # A panel that is not complete waits for the step of its seat.
        if step is not None and step is not MeetingStep.COMPLETE:
            found.add(step)
    elif accepted and not found:
        found.add(OPEN_MEETING)
    return found


def follow(seat: Seat) -> Iterator[Way]:
    """Every act that the state machines allow, with the step that it belongs to."""
    if seat.vacancy is VacancyState.VACANT:
        yield from _refill(seat)
    elif seat.vacancy is VacancyState.REPORTED:
        yield from _decide(seat)
    else:
        yield from _answer(seat)
    yield from _meet(seat)


def _refill(seat: Seat) -> Iterator[Way]:
    """A supplementary draw: asked for, and carried on or given up by those who may."""
    step = find_next_step(VacancyState.VACANT, seat.supplement)
    if step == find_next_step(VacancyState.VACANT):
        yield SeatStep.ASK_SUPPLEMENT, replace(seat, supplement=RequestState.SUBMITTED)
        return
    assert seat.supplement is not None
    for act in (*DRAWS, RequestAct.RETURN, RequestAct.FAIL, RequestAct.ANNUL, RequestAct.CANCEL):
        for actor in (OFFICER, APPROVER, SERVICE):
            try:
                after = move_request(seat.supplement, act, requester=OFFICER, actor=actor)
            except SelectionError:
                continue
            drawn = after is RequestState.DRAWN
            moved = replace(seat, supplement=after)
            yield DRAWS.get(act), _seated(moved) if drawn else moved


def _decide(seat: Seat) -> Iterator[Way]:
    def move(act: VacancyAct) -> VacancyState:
        assert seat.vacancy is not None
        return move_vacancy(seat.vacancy, act, reporter=OFFICER, actor=APPROVER)

    yield SeatStep.DECIDE, replace(seat, vacancy=move(VacancyAct.REJECT))
    member = seat.member
    if member in HELD:
        member = move_invitation(member, InvitationAct.CLOSE, by_service=True)
    left = replace(seat, vacancy=move(VacancyAct.CONFIRM), member=member, present=False)
    yield from ((SeatStep.DECIDE, it) for it in (left, _seated(left)))


def _answer(seat: Seat) -> Iterator[Way]:
    """The member answers or is silent, the service frees the seat, or the officer reports it."""
    if seat.choice is not None:
        yield from _choose(seat, seat.choice)
    elif seat.member is None:
        yield SeatStep.ARRANGE, replace(seat, member=InvitationState.WAITING)
    elif seat.member in LEAVES:
        left = replace(seat, vacancy=VacancyState.VACANT, supplement=None, present=False)
        yield from ((SeatStep.FREE, it) for it in (left, _seated(left)))
        return
    yield None, replace(seat, vacancy=VacancyState.REPORTED, supplement=None)
    for act, transition in ANSWERS.items():
        if act is not InvitationAct.CLOSE and seat.member in transition.sources:
            assert seat.member is not None
            by_service = transition.by_service
            after = move_invitation(seat.member, act, by_service=by_service)
            step = ASKS.get(act)
            if seat.member is InvitationState.PLEDGED and step is SeatStep.ANSWER:
                step = SeatStep.CONFIRM
            yield step, replace(seat, member=after)


def _choose(seat: Seat, choice: ChoiceState) -> Iterator[Way]:
    """The officer, the approver, or the service at the end of the term; then people are invited."""
    step = SeatStep.CHOOSE if choice is ChoiceState.OPEN else SeatStep.CONFIRM_CHOICE
    for transition in CHOOSING.values():
        if choice in transition.sources:
            after = transition.target if transition.target in WAITING else None
            yield step, replace(seat, choice=after)


def _seated(seat: Seat) -> Seat:
    """The next by rank, or the one drawn, sits there and is invited, unless a choice is open."""
    vacancy = move_vacancy(VacancyState.VACANT, VacancyAct.FILL, reporter=OFFICER, actor=SERVICE)
    member = None if seat.choice else InvitationState.WAITING
    return replace(seat, vacancy=vacancy, supplement=None, member=member, present=False)


def _meet(seat: Seat) -> Iterator[Way]:
    accepted = seat.member is InvitationState.ACCEPTED and seat.is_held
    if seat.meeting in {None, MeetingState.POSTPONED}:
        if accepted:
            yield OPEN_MEETING, replace(seat, meeting=MeetingState.GATHERING, present=False)
        return
    if seat.meeting is MeetingState.CLOSED:
        yield MeetingStep.SHEET, replace(seat, sheet=True)
        return
    assert seat.meeting is not None
    if accepted and not seat.present:
        yield MeetingStep.SIGN_IN, replace(seat, present=True)
    ready = accepted and seat.present
    if ready and seat.meeting is MeetingState.GATHERING:
        began = move_meeting(seat.meeting, MeetingAct.BEGIN)
        yield MeetingStep.BEGIN, replace(seat, meeting=began)
    if ready and seat.meeting is MeetingState.IN_SESSION:
        closed = move_meeting(seat.meeting, MeetingAct.CLOSE)
        yield MeetingStep.CLOSE, replace(seat, meeting=closed)
    # A postponed meeting never goes on; the next one is another.
    move_meeting(seat.meeting, MeetingAct.POSTPONE)
    yield None, replace(seat, meeting=None, present=False)


@cache
def reach() -> dict[Seat, tuple[Way, ...]]:
    """Every seat that can come about, with its ways on."""
    found: dict[Seat, tuple[Way, ...]] = {}
    waiting = [Seat(), Seat(choice=ChoiceState.OPEN)]
    while waiting:
        seat = waiting.pop()
        if seat not in found:
            found[seat] = tuple(follow(seat))
            waiting += [after for _, after in found[seat]]
    return found


def test_every_seat_that_can_come_about_has_an_owner_of_the_next_step_or_is_over() -> None:
    seats = reach()
    assert len(seats) > 100
    for seat in seats:
        assert bool(next_steps(seat)) is not seat.is_final, seat


def test_the_step_that_is_told_is_one_that_is_open() -> None:
    for seat, ways in reach().items():
        assert next_steps(seat) <= {step for step, _ in ways}, seat


def test_from_every_seat_there_is_a_way_to_a_meeting_that_is_over() -> None:
    done = {seat for seat in reach() if seat.is_final}
    assert done
    for _ in reach():
        done |= {seat for seat, ways in reach().items() if any(it in done for _, it in ways)}
        if len(done) == len(reach()):
            return
    raise AssertionError(set(reach()) - done)


def test_no_meeting_begins_or_ends_over_a_seat_without_a_member() -> None:
    for seat, ways in reach().items():
        for step, after in ways:
            if step in {MeetingStep.BEGIN, MeetingStep.CLOSE}:
                assert seat.member is InvitationState.ACCEPTED
                assert seat.is_held
                assert seat.present
                assert after.is_held


def test_every_step_of_a_seat_and_of_its_meeting_comes_up() -> None:
    told = {step for seat in reach() for step in next_steps(seat)}
    of_meetings = {MeetingStep.SIGN_IN, MeetingStep.BEGIN, MeetingStep.CLOSE, MeetingStep.SHEET}
    assert told == {*SeatStep, *of_meetings, OPEN_MEETING}


@given(st.lists(st.integers(0, 30), max_size=80))
def test_no_walk_loses_the_owner_of_the_next_step(choices: list[int]) -> None:
    seat = Seat(choice=ChoiceState.OPEN)
    for choice in choices:
        ways = reach()[seat]
        seat = ways[choice % len(ways)][1]
        assert next_steps(seat) or seat.is_final
    assert seat.meeting not in LIVE or next_steps(seat)
