"""What the service does by itself with invitations: send, remind, end without an answer, free.

Each due invitation is attended to in a transaction of its own, under the lock of its panel: two
processes do it once, and one that dies in between is no loss.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.messaging import was_reached
from selection.drawing.desk import DrawDesk
from selection.drawing.invitation_letters import keep_back, tell_released, tell_reminded
from selection.drawing.invited import close_invitation, record_invitation, send_invitation
from selection.drawing.panel_now import find_draw
from selection.inviting.answering import load_locked
from selection.inviting.freeing import free_seat
from selection.states.invitations import (
    ASKED,
    LEAVES,
    InvitationAct,
    InvitationState,
    move_invitation,
)
from selection.storage.draw_store import DrawState
from selection.storage.invitation_store import (
    InvitationRecord,
    load_invitation,
    save_invitation,
)

_ENDED: Final = {
    InvitationAct.EXPIRE: Act.INVITATION_EXPIRE,
    InvitationAct.LOSE: Act.INVITATION_LOSE,
}


async def attend_invitation(session: AsyncSession, desk: DrawDesk, invitation_id: UUID) -> None:
    """Do what is due for one invitation; nothing where somebody was faster.

    Raises:
        SelectionError: `invitation.not_found`.
    """
    known = await load_invitation(session, invitation_id)
    if known is not None and not await _is_drawn(session, known):
        await close_invitation(session, desk, known.draw_id, known.expert_id, called_off=True)
        return
    due = await load_locked(session, invitation_id)
    if due.state is InvitationState.WAITING and due.notice_from <= desk.now():
        await send_invitation(session, desk, due)
    elif due.state in ASKED and due.answer_by < desk.now():
        due = await _expire(session, desk, due)
    elif _is_half_over(due, desk.now()):
        await tell_reminded(session, desk, due)
    if due.state in LEAVES:
        await free_seat(session, desk, due)


def _is_half_over(due: InvitationRecord, now: datetime) -> bool:
    if due.state is not InvitationState.SENT or due.sent_at is None:
        return False
    return due.answer_by - now <= now - due.sent_at


async def _is_drawn(session: AsyncSession, invitation: InvitationRecord) -> bool:
    draw = await find_draw(session, invitation.draw_id)
    return draw.state is DrawState.DRAWN


async def _expire(session: AsyncSession, desk: DrawDesk, due: InvitationRecord) -> InvitationRecord:
    """Silence is an answer too, but not of somebody whom no channel reached (NTF-01, NTF-03)."""
    reached = due.pledged_at is not None or await was_reached(session, desk.cipher, due.id)
    act = InvitationAct.EXPIRE if reached else InvitationAct.LOSE
    moved = move_invitation(due.state, act, by_service=True)
    expired = replace(due, state=moved, ended_at=desk.now())
    await save_invitation(session, expired)
    await keep_back(session, desk, expired)
    await record_invitation(session, _ENDED[act], expired, former=due.state)
    await tell_released(session, desk, expired)
    return expired
