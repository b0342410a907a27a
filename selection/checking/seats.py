"""The seats of a draw beside its receipt, its vacancies, and what is counted of its members."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from expert_pool.audit.acts import Act
from expert_pool.conflicts import ReviewDays
from expert_pool.experts import ExpertId, Unit
from expert_pool.findings import Finding, Param, Severity
from selection.candidates import Assignment, Outcome
from selection.candidates.history import SAT
from selection.checking.entries import SOURCE, DrawEntries
from selection.checking.limits import Seat
from selection.errors import SelectionError
from selection.requests import thaw_criteria
from selection.storage.draw_store import AssignmentRecord, DrawRecord, DrawState, PanelSeat
from selection.storage.vacancy_store import VacancyRecord

_LEFT: Final = frozenset({"vacant", "filled"})


@dataclass(frozen=True, slots=True)
class StoredSeats:
    """Who was drawn, who left, who came, and what counts of them; `criteria` were approved."""

    draw: DrawRecord
    drawn: tuple[PanelSeat, ...]
    vacancies: tuple[VacancyRecord, ...]
    counted: tuple[AssignmentRecord, ...]
    pseudonyms: Mapping[UUID, str]
    criteria: bytes

    @property
    def reserves(self) -> Mapping[UUID, VacancyRecord]:
        """Who came by rank, with the vacancy that each filled."""
        return {
            it.successor_id: it
            for it in self.vacancies
            if it.successor_id is not None and it.rank is not None
        }


def check_seats(stored: StoredSeats, panel: Sequence[str]) -> Iterator[Finding]:
    """The seats are the receipt's panel, held by the experts behind its pseudonyms."""
    draw = str(stored.draw.id)
    members = tuple(seat.pseudonym for seat in stored.drawn)
    known = all(stored.pseudonyms.get(it.expert_id) == it.pseudonym for it in stored.drawn)
    if members != tuple(panel) or not known:
        yield _fault("CHK-07.seats_differ", draw=draw)


def check_counted(stored: StoredSeats) -> Iterator[Finding]:
    """Whoever was seated, and nobody else, has an assignment; who left holds no day of it."""
    draw = str(stored.draw.id)
    seated = {seat.expert_id for seat in stored.drawn} | set(stored.reserves)
    counted = {one.expert_id for one in stored.counted}
    if not seated <= counted:
        yield _fault("CHK-07.seat_not_counted", draw=draw)
    for stranger in sorted(counted - seated, key=str):
        yield _fault("CHK-07.counted_without_seat", draw=draw, expert=str(stranger))
    left = {it.expert_id for it in stored.vacancies if it.state in _LEFT}
    over = stored.draw.state is not DrawState.DRAWN
    for one in stored.counted:
        if one.outcome in SAT and (over or one.expert_id in left):
            yield _fault("CHK-07.left_but_counted", draw=draw, expert=str(one.expert_id))
    yield from _check_days(stored)


def _check_days(stored: StoredSeats) -> Iterator[Finding]:
    """What counts are the days that were approved."""
    try:
        review = thaw_criteria(stored.criteria).review
    except SelectionError:
        return  # the criteria were changed, which was said already
    for one in stored.counted:
        if ReviewDays(one.review_from, one.review_to, one.review_days) != review:
            params = {"draw": str(stored.draw.id), "expert": str(one.expert_id)}
            yield _fault("CHK-07.other_days", **params)


def seat_of(
    record: AssignmentRecord,
    units: Mapping[UUID, Unit],
    stored: StoredSeats | None,
    entries: DrawEntries,
) -> Seat:
    """An assignment at its place in the order of all seats, as the log tells it."""
    assignment = Assignment(
        expert=ExpertId(str(record.expert_id)),
        panel=record.panel,
        review=ReviewDays(record.review_from, record.review_to, record.review_days),
        outcome=Outcome(record.outcome),
        programme=record.programme,
        fields=frozenset(record.fields),
        lead_units=tuple(units[unit] for unit in record.lead_units if unit in units),
        activity=record.activity,
    )
    place = _place(record, stored, entries) if stored else None
    if stored is None or place is None:
        return Seat(assignment)
    return Seat(assignment, str(stored.draw.id), place)


def _place(record: AssignmentRecord, stored: StoredSeats, entries: DrawEntries) -> int | None:
    """Where the log holds that this expert was seated; None where it does not."""
    draw, came = str(stored.draw.id), stored.reserves.get(record.expert_id)
    if came is not None:
        steps = entries.get((Act.DRAW_REPLACE.value, draw), ())
        return next((one.place for one in steps if one.told.get("step") == came.step), None)
    results = entries.get((Act.DRAW_RESULT.value, draw), ())
    return min((one.place for one in results), default=None)


def _fault(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, SOURCE, tuple(sorted(params.items())))
