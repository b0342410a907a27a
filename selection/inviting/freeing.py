"""Seats of members who stepped back, stayed silent or left the pool are freed; the next sits.

In the transaction of the answer where that is possible; while a supplementary draw runs nobody
leaves the panel, and the service frees the seat as soon as it is over.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from expert_pool.storage.expert_store import load_expert
from selection.drawing.desk import SERVICE, DrawDesk
from selection.drawing.leaving import Leave, check_no_supplement, leave_seat
from selection.drawing.letters import tell_exhausted
from selection.drawing.panel_now import find_draw
from selection.drawing.whole_panel import (
    find_request,
    load_locked_panel,
    load_root,
    load_whole_panel,
)
from selection.errors import SelectionError
from selection.states.invitations import LEAVES
from selection.states.meetings import MeetingState
from selection.states.vacancies import VacancyReason, VacancyState
from selection.storage.draw_store import load_draw
from selection.storage.invitation_store import InvitationRecord
from selection.storage.meeting_store import load_meeting_of
from selection.storage.open_seats import GONE, list_open_draws
from selection.storage.request_store import RequestRecord


async def free_seat(
    session: AsyncSession, desk: DrawDesk, ended: InvitationRecord, actor: Actor = SERVICE
) -> bool:
    """Free the seat of an invitation that has ended; whether it is free now.

    The caller holds the panel's lock. A seat that is free already stays as it is.
    """
    request = await find_request(session, ended.request_id)
    leave = Leave(
        ended.draw_id, ended.expert_id, LEAVES[ended.state], actor=actor, ground=ended.ground
    )
    return await _free(session, desk, request, leave)


async def free_seats_of(
    session: AsyncSession, desk: DrawDesk, expert_id: UUID, actor: Actor = SERVICE
) -> int:
    """Free every seat of a coming review that somebody holds who may not sit any more.

    Somebody suspended, removed, or gone for age or by the own wish (rule POL-03). The next
    follow by rank, in the same transaction; whoever still may sit keeps every seat, and so does
    whose meeting is closed. Asked for twice, it is done once; gives how many seats became free.
    """
    freed = 0
    draws = await list_open_draws(session, expert_id, desk.today())
    await _hold_panels(session, draws)
    for draw_id in draws:
        freed += await _free_lost(session, desk, draw_id, (expert_id, actor))
    return freed


async def _hold_panels(session: AsyncSession, draws: Iterable[UUID]) -> None:
    """Lock every panel before the first seat is free, in an order that is everybody's.

    Whoever seats somebody holds the panel and keeps all others from seating: with that in hand
    nobody may wait for a further panel, whose members may be answering.
    """
    requests = [
        await find_request(session, (await find_draw(session, it)).request_id) for it in draws
    ]
    for root_id in sorted({(await load_root(session, it)).id for it in requests}):
        await load_draw(session, root_id, lock=True, files=False)


async def _free_lost(
    session: AsyncSession, desk: DrawDesk, draw_id: UUID, who: tuple[UUID, Actor]
) -> bool:
    expert_id, actor = who
    draw = await find_draw(session, draw_id)
    request = await find_request(session, draw.request_id)
    await load_locked_panel(session, request.id)
    meeting = await load_meeting_of(session, (await load_root(session, request)).id)
    expert = await load_expert(session, expert_id)
    closed = meeting is not None and meeting.state is MeetingState.CLOSED
    if closed or expert is None or expert.expert.standing not in GONE:
        return False
    rules = (f"POL-03.{expert.expert.standing.value}",)
    leave = Leave(draw_id, expert_id, VacancyReason.INELIGIBLE, actor=actor, rules=rules)
    return await _sits(session, request, leave) and await _free(session, desk, request, leave)


async def _free(
    session: AsyncSession, desk: DrawDesk, request: RequestRecord, leave: Leave
) -> bool:
    if not await _sits(session, request, leave):
        return True
    try:
        await check_no_supplement(session, request)
    except SelectionError:
        return False
    vacated = await leave_seat(session, desk, leave)
    if vacated.state is VacancyState.VACANT:
        await tell_exhausted(session, request)
    return True


async def _sits(session: AsyncSession, request: RequestRecord, leave: Leave) -> bool:
    members = await load_whole_panel(session, request)
    return any(
        (it.draw_id, it.expert_id, it.ended) == (leave.draw_id, leave.expert_id, False)
        for it in members
    )
