"""What people may see of a panel after its draw: seats, reports, supplements, annulments.

Its one job is to load it for somebody who may watch the draw. Names are not in it, and
who was passed over is for the auditor, by a look that the log keeps.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.roles import Role
from selection.documents.replacement_record import PassedOver
from selection.drawing.desk import DrawDesk
from selection.drawing.leaving import LIVE
from selection.drawing.looking import Ceremony, load_ceremony
from selection.drawing.panel_now import PanelNow, SeatHistory, load_panel_now
from selection.drawing.succeeding import read_passed
from selection.errors import SelectionError
from selection.states.seat_steps import NextStep, find_next_step
from selection.storage.annulment_store import AnnulmentRecord, load_annulments
from selection.storage.choice_store import ChoiceCourse, load_course
from selection.storage.draw_store import DrawRecord, load_attempts
from selection.storage.request_store import (
    RequestRecord,
    load_request,
    load_supplements,
    request_numbers,
)
from selection.storage.vacancy_store import VacancyRecord, count_replacements

WALK = "walk"


@dataclass(frozen=True, slots=True)
class Watched:
    """A draw with what became of its panel, and the requests before and after it."""

    ceremony: Ceremony
    panel: PanelNow | None
    supplements: tuple[RequestRecord, ...]
    origin: RequestRecord | None
    annulments: tuple[AnnulmentRecord, ...]

    @property
    def running(self) -> RequestRecord | None:
        """The supplementary request that is not over yet."""
        return next((it for it in self.supplements if it.state in LIVE), None)

    def next_step(self, seat: SeatHistory) -> NextStep | None:
        """Whose step is next for a seat of this draw; None where somebody sits there."""
        vacancy, running = seat.last.vacancy, self.running
        return find_next_step(
            vacancy.state if vacancy else None, running.state if running else None
        )

    @property
    def drawn_panel(self) -> PanelNow:
        """The panel.

        Raises:
            SelectionError: `draw.not_drawn_yet`.
        """
        if self.panel is None:
            raise SelectionError("draw.not_drawn_yet")
        return self.panel


@dataclass(frozen=True, slots=True)
class Linked:
    """How a published draw stands among others, and what its choice came to; no names."""

    replacements: int
    previous: DrawRecord | None
    supplements: str
    attempts: tuple[DrawRecord, ...]
    choice: ChoiceCourse | None = None


async def watch_panel(session: AsyncSession, request_id: UUID, actor: Actor) -> Watched:
    """The draw of a request after its result, for one of those who may watch it.

    Raises:
        SelectionError: `draw.not_found` or `draw.not_approved_yet`.
    """
    ceremony = await load_ceremony(session, request_id, actor)
    draw, request = ceremony.draw, ceremony.request
    drawn = draw is not None and draw.seed is not None
    return Watched(
        ceremony=ceremony,
        panel=await load_panel_now(session, draw) if draw and drawn else None,
        supplements=await load_supplements(session, request_id),
        origin=await load_request(session, request.supplements) if request.supplements else None,
        annulments=await load_annulments(session, draw.id) if draw else (),
    )


async def read_walk(
    session: AsyncSession, desk: DrawDesk, watched: Watched, actor: Actor, vacancy_id: UUID
) -> tuple[VacancyRecord, tuple[PassedOver, ...]]:
    """Who was passed over for a seat, in the drawn order, for the auditor; the look is logged.

    Raises:
        SelectionError: `draw.names_forbidden`, `draw.not_drawn_yet` or `vacancy.not_found`.
    """
    if actor.role != Role.AUDITOR:
        raise SelectionError("draw.names_forbidden")
    vacancy = watched.drawn_panel.vacancy(vacancy_id)
    await record_act(
        session,
        actor=actor,
        act=Act.DRAW_READ_RECEIPT,
        subject=str(vacancy.draw_id),
        request=str(watched.ceremony.request.id),
        after={"file": WALK, "number": vacancy.number},
    )
    return vacancy, read_passed(desk, vacancy)


async def load_links(session: AsyncSession, draw: DrawRecord) -> Linked:
    """Replacements, the draw before, the request that a draw supplements, and its choice."""
    request = await load_request(session, draw.request_id)
    origin = request.supplements if request else None
    counted = await count_replacements(session, (draw.id,))
    attempts = await load_attempts(session, draw.request_id)
    numbers = await request_numbers(session, (origin,)) if origin else {}
    return Linked(
        replacements=counted.get(draw.id, 0),
        previous=await _before(session, draw, origin),
        supplements=numbers[origin] if origin else "",
        attempts=attempts,
        choice=await load_course(session, draw.id),
    )


async def _before(
    session: AsyncSession, draw: DrawRecord, origin: UUID | None
) -> DrawRecord | None:
    """The draw with the number before, of this request or of those that led to it."""
    wanted, requests = draw.attempt - 1, [draw.request_id]
    if origin is not None:
        requests += [origin, *(it.id for it in await load_supplements(session, origin))]
    for request_id in requests:
        for one in await load_attempts(session, request_id):
            if one.attempt == wanted:
                return one
    return None
