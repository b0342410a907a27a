"""The panel as it stands: every seat with all who ever held it, from the draw and its vacancies.

Its one job is to read that history; it changes nothing. What was drawn stays as it was
drawn: a replacement is a further line, never another first one.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from selection.errors import SelectionError
from selection.problem import Candidate, PanelProblem
from selection.replacement import Standing, seat_panel, take_seat, vacate_seat
from selection.states.vacancies import TAKEN, VacancyState
from selection.storage.draw_store import (
    DrawRecord,
    PanelSeat,
    load_draw_by_id,
    load_seats,
)
from selection.storage.vacancy_store import VacancyRecord, load_vacancies


class CameBy(StrEnum):
    """How somebody came to a seat."""

    DRAW = "draw"
    RESERVE = "reserve"
    SUPPLEMENT = "supplement"


@dataclass(frozen=True, slots=True)
class Holding:
    """One member's time on a seat; `vacancy` is the end of it, or a report of one.

    `draw_id` is the draw that the pseudonym belongs to.
    """

    position: int
    expert_id: UUID
    pseudonym: str
    quotas: tuple[str, ...]
    came_by: CameBy
    since: datetime
    draw_id: UUID
    vacancy: VacancyRecord | None = None

    @property
    def ended(self) -> bool:
        """Whether the member has left the seat."""
        return self.vacancy is not None and self.vacancy.state in TAKEN

    @property
    def reported(self) -> bool:
        """Whether a vacancy is reported and waits for a second person."""
        return self.vacancy is not None and self.vacancy.state is VacancyState.REPORTED


@dataclass(frozen=True, slots=True)
class SeatHistory:
    """All who held a seat, the drawn member first."""

    position: int
    holdings: tuple[Holding, ...]

    @property
    def current(self) -> Holding | None:
        """Who sits there now, or nobody."""
        return None if self.holdings[-1].ended else self.holdings[-1]

    @property
    def last(self) -> Holding:
        """Who sits there now, or sat there last."""
        return self.holdings[-1]


@dataclass(frozen=True, slots=True)
class PanelNow:
    """A drawn panel with the history of its seats, and every report, also the rejected ones."""

    draw: DrawRecord
    seats: tuple[SeatHistory, ...]
    vacancies: tuple[VacancyRecord, ...] = ()

    @property
    def waiting(self) -> tuple[VacancyRecord, ...]:
        """Reports that wait for a decision."""
        return tuple(it for it in self.vacancies if it.state is VacancyState.REPORTED)

    @property
    def taken(self) -> tuple[VacancyRecord, ...]:
        """Vacancies by which somebody left, in the order of the steps."""
        left = (it for it in self.vacancies if it.state in TAKEN)
        return tuple(sorted(left, key=lambda it: it.step or 0))

    @property
    def vacant(self) -> tuple[VacancyRecord, ...]:
        """Vacancies that no reserve could fill."""
        return tuple(it for it in self.taken if it.state is VacancyState.VACANT)

    @property
    def members(self) -> tuple[Holding, ...]:
        """Everybody who sits now, in the order of the seats."""
        return tuple(seat.current for seat in self.seats if seat.current is not None)

    def seat(self, position: int) -> SeatHistory:
        """The seat at a position.

        Raises:
            SelectionError: `vacancy.not_found`.
        """
        for seat in self.seats:
            if seat.position == position:
                return seat
        raise SelectionError("vacancy.not_found")

    def vacancy(self, vacancy_id: UUID) -> VacancyRecord:
        """One of the reports.

        Raises:
            SelectionError: `vacancy.not_found`.
        """
        for one in self.vacancies:
            if one.id == vacancy_id:
                return one
        raise SelectionError("vacancy.not_found")


async def load_panel_now(session: AsyncSession, draw: DrawRecord) -> PanelNow:
    """The panel of a draw with everything that has happened to it, also in its supplements."""
    seats = await load_seats(session, draw.id)
    panel = make_panel(draw, seats, await load_vacancies(session, draw.id))
    return replace(panel, seats=tuple([await _follow(session, draw, it) for it in panel.seats]))


async def _follow(session: AsyncSession, draw: DrawRecord, seat: SeatHistory) -> SeatHistory:
    """A seat that a supplementary draw filled, with what happened to it there."""
    if seat.last.draw_id == draw.id:
        return seat
    supplement = await load_panel_now(session, await find_draw(session, seat.last.draw_id))
    by_drawn = {it.holdings[0].pseudonym: it.holdings for it in supplement.seats}
    later = tuple(replace(it, position=seat.position) for it in by_drawn[seat.last.pseudonym])
    first = replace(seat.last, vacancy=later[0].vacancy)
    return SeatHistory(seat.position, (*seat.holdings[:-1], first, *later[1:]))


async def find_draw(session: AsyncSession, draw_id: UUID) -> DrawRecord:
    """A draw that something stored names.

    Raises:
        SelectionError: `draw.unknown`.
    """
    draw = await load_draw_by_id(session, draw_id)
    if draw is None:
        raise SelectionError("draw.unknown")
    return draw


def make_panel(
    draw: DrawRecord, seats: tuple[PanelSeat, ...], vacancies: tuple[VacancyRecord, ...]
) -> PanelNow:
    """The panel from what is stored of it."""
    taken = sorted((it for it in vacancies if it.state in TAKEN), key=lambda it: it.step or 0)
    reported = [it for it in vacancies if it.state is VacancyState.REPORTED]
    histories = []
    for seat in seats:
        holdings = [_drawn(draw, seat)]
        for vacancy in (it for it in taken if it.position == seat.position):
            holdings[-1] = replace(holdings[-1], vacancy=vacancy)
            if vacancy.state is VacancyState.FILLED:
                holdings.append(_succeeding(vacancy))
        waits = next((it for it in reported if it.expert_id == holdings[-1].expert_id), None)
        if waits is not None and not holdings[-1].ended:
            holdings[-1] = replace(holdings[-1], vacancy=waits)
        histories.append(SeatHistory(seat.position, tuple(holdings)))
    return PanelNow(draw, tuple(histories), vacancies)


def _drawn(draw: DrawRecord, seat: PanelSeat) -> Holding:
    return Holding(
        seat.position,
        seat.expert_id,
        seat.pseudonym,
        seat.quotas,
        CameBy.DRAW,
        draw.drawn_at or draw.committed_at,
        draw.id,
    )


def _succeeding(vacancy: VacancyRecord) -> Holding:
    came_by = CameBy.RESERVE if vacancy.supplement_draw is None else CameBy.SUPPLEMENT
    return Holding(
        vacancy.position,
        vacancy.successor_id or vacancy.expert_id,
        vacancy.successor,
        vacancy.quotas,
        came_by,
        vacancy.filled_at or vacancy.reported_at,
        vacancy.supplement_draw or vacancy.draw_id,
    )


def stand(panel: PanelNow, problem: PanelProblem) -> Standing:
    """The panel as the core knows it: the drawn members, then every step after them."""
    known = problem.candidates.find({it.successor for _, it in list_steps(panel)})
    drawn = [seat.holdings[0].pseudonym for seat in panel.seats]
    standing = seat_panel(problem, drawn)
    for step, vacancy in list_steps(panel):
        if step == vacancy.step:
            standing = vacate_seat(standing, vacancy.position, vacancy.pseudonym)
        if vacancy.state is VacancyState.FILLED and step == _filled_in(vacancy):
            outside = Candidate(vacancy.successor, frozenset(vacancy.quotas), "")
            newcomer = outside if vacancy.supplement_draw else known[vacancy.successor]
            standing = take_seat(standing, vacancy.position, newcomer)
    return standing


def _filled_in(vacancy: VacancyRecord) -> int | None:
    return vacancy.fill_step if vacancy.supplement_draw else vacancy.step


def list_steps(panel: PanelNow) -> list[tuple[int, VacancyRecord]]:
    """Every step in its order: a vacancy, and later perhaps the supplement that filled it."""
    steps = [(it.step, it) for it in panel.taken if it.step is not None]
    steps += [(it.fill_step, it) for it in panel.taken if it.fill_step is not None]
    return sorted(steps, key=lambda pair: pair[0])
