"""Seats whose members stepped back, or stayed silent, are freed, and the next by rank sits.

In the transaction of the answer where that is possible; while a supplementary draw runs nobody
leaves the panel, and the service frees the seat as soon as it is over.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from selection.drawing.desk import SERVICE, DrawDesk
from selection.drawing.leaving import Leave, check_no_supplement, leave_seat
from selection.drawing.letters import tell_exhausted
from selection.drawing.whole_panel import find_request, load_whole_panel
from selection.errors import SelectionError
from selection.states.invitations import LEAVES
from selection.states.vacancies import VacancyState
from selection.storage.invitation_store import InvitationRecord
from selection.storage.request_store import RequestRecord


async def free_seat(
    session: AsyncSession, desk: DrawDesk, ended: InvitationRecord, actor: Actor = SERVICE
) -> bool:
    """Free the seat of an invitation that has ended; whether it is free now.

    The caller holds the panel's lock. A seat that is free already stays as it is.
    """
    request = await find_request(session, ended.request_id)
    if not await _sits(session, request, ended):
        return True
    try:
        await check_no_supplement(session, request)
    except SelectionError:
        return False
    leave = Leave(
        ended.draw_id, ended.expert_id, LEAVES[ended.state], actor=actor, ground=ended.ground
    )
    vacated = await leave_seat(session, desk, leave)
    if vacated.state is VacancyState.VACANT:
        await tell_exhausted(session, request)
    return True


async def _sits(session: AsyncSession, request: RequestRecord, ended: InvitationRecord) -> bool:
    members = await load_whole_panel(session, request)
    return any(
        (it.draw_id, it.expert_id, it.ended) == (ended.draw_id, ended.expert_id, False)
        for it in members
    )
