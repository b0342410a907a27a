"""The live board of a panel: its seats with the state of each invitation, and whose step is next.

For those who watch the draw. There is no name in it (rule SEC-02): whoever reads it learns
pseudonyms, states and terms. It changes nothing, and is the same for everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from expert_pool.messaging import Told, load_told
from selection.drawing.desk import DrawDesk
from selection.drawing.panel_now import SeatHistory, load_panel_now
from selection.drawing.whole_panel import load_all_supplements, load_root, load_watched
from selection.errors import SelectionError
from selection.states.choices import ChoiceState
from selection.states.invitations import InvitationState
from selection.states.requests import RequestState
from selection.states.seat_steps import NextStep, find_member_step, find_next_step
from selection.states.vacancies import VacancyState
from selection.storage.choice_store import ChoiceRecord, load_choice
from selection.storage.draw_store import DrawState, load_draw
from selection.storage.invitation_store import (
    ArrangementRecord,
    InvitationRecord,
    load_arrangement,
    load_invitations,
)
from selection.storage.request_store import RequestRecord


@dataclass(frozen=True, slots=True)
class BoardSeat:
    """One seat: its holders' history, the invitation of who holds it now, and the next step.

    `asked_before` are the ended invitations of those who held the seat earlier. `told` is
    what was told of the invitation, by every channel.
    """

    history: SeatHistory
    invitation: InvitationRecord | None
    asked_before: tuple[InvitationRecord, ...]
    step: NextStep | None
    told: tuple[Told, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether somebody sits there who has accepted."""
        accepted = InvitationState.ACCEPTED
        return self.invitation is not None and self.invitation.state is accepted

    @property
    def reached(self) -> bool:
        """Whether a channel took the invitation of the seat's holder."""
        return any(it.reached for it in self.told)


@dataclass(frozen=True, slots=True)
class Board:
    """A drawn panel on its way to being complete, as it stands at one moment.

    `choice` is there where the activity knows a choice among the candidates.
    """

    request: RequestRecord
    arrangement: ArrangementRecord | None
    seats: tuple[BoardSeat, ...]
    now: datetime
    choice: ChoiceRecord | None = None

    @property
    def accepted(self) -> int:
        """How many seats are accepted."""
        return sum(seat.accepted for seat in self.seats)


async def load_board(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor
) -> Board:
    """The board of the whole panel that a request belongs to.

    Raises:
        SelectionError: `draw.not_found` or `draw.not_drawn_yet`.
    """
    root = await load_root(session, await load_watched(session, request_id, actor))
    draw = await load_draw(session, root.id, files=False)
    if draw is None or draw.state is not DrawState.DRAWN:
        raise SelectionError("draw.not_drawn_yet")
    panel = await load_panel_now(session, draw)
    invitations = await load_invitations(session, root.id)
    told = await load_told(session, desk.cipher, root.id)
    supplements = await load_all_supplements(session, root)
    running = supplements[-1].state if supplements else None
    choice = await load_choice(session, draw.id)
    steps = (running, choice.state if choice else None)
    by_about = {
        one.id: tuple(it for it in told if it.record.about == one.id) for one in invitations
    }
    return Board(
        request=root,
        arrangement=await load_arrangement(session, root.id),
        seats=tuple(_seat(seat, invitations, steps, by_about) for seat in panel.seats),
        now=desk.now(),
        choice=choice,
    )


def _vacancy(seat: SeatHistory) -> VacancyState | None:
    return seat.last.vacancy.state if seat.last.vacancy else None


def _seat(
    seat: SeatHistory,
    invitations: tuple[InvitationRecord, ...],
    panel: tuple[RequestState | None, ChoiceState | None],
    told: Mapping[UUID, tuple[Told, ...]],
) -> BoardSeat:
    """A report or a vacancy comes first; else the member's invitation says whose step is next."""
    known = {(it.draw_id, it.expert_id): it for it in invitations}
    holders = [known.get((it.draw_id, it.expert_id)) for it in seat.holdings]
    current = holders.pop() if seat.current is not None else None
    state = current.state if current else None
    supplement, choice = panel
    step = find_next_step(_vacancy(seat), supplement)
    if seat.current is not None and step is None:
        step = find_member_step(state, choice)
    return BoardSeat(
        seat,
        current,
        tuple(it for it in holders if it is not None),
        step,
        told.get(current.id, ()) if current else (),
    )
