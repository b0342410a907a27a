"""Invitations open with the seat and end with it: for the drawn members, and for whoever follows.

Everybody who sits is invited at once, by rank and never by speed (rule NTF-04). It runs in the
transaction of the act that gives or takes the seat. Answers and terms are `selection.inviting`.
"""

import base64
from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.accounts.tokens import hash_token
from expert_pool.audit.acts import Act
from expert_pool.recording import record_act
from selection.drawing.choices import is_waiting
from selection.drawing.desk import SERVICE, DrawDesk, written
from selection.drawing.invitation_letters import (
    keep_back,
    tell_called_off,
    tell_invited,
    tell_released,
)
from selection.drawing.panel_now import Holding, load_panel_now
from selection.drawing.whole_panel import load_root
from selection.invitations import Arrangement, find_terms
from selection.requests import PanelRequest, thaw_criteria
from selection.states.invitations import HELD, InvitationAct, InvitationState, move_invitation
from selection.storage.draw_store import DrawState, load_draw
from selection.storage.invitation_store import (
    InvitationRecord,
    add_invitation,
    load_arrangement,
    load_invitation_of,
    load_invitations,
    save_invitation,
)
from selection.storage.request_store import RequestRecord

LINK_BYTES = 32


async def invite_members(session: AsyncSession, desk: DrawDesk, request: RequestRecord) -> None:
    """Invite everybody who sits on the panel and is not invited yet.

    Nobody is as long as the panel is not drawn, waits for a choice among the candidates, or where
    and when it meets is not entered; and nobody once the review is over, or by a desk that does
    not invite.
    """
    if not desk.invites:
        return
    root = await load_root(session, request)
    draw = await load_draw(session, root.id, files=False)
    entered = await load_arrangement(session, root.id)
    if draw is None or draw.state is not DrawState.DRAWN or entered is None:
        return
    if await is_waiting(session, draw.id):
        return
    frozen = thaw_criteria(root.criteria or b"")
    if desk.today() > frozen.review.end:
        return
    panel = await load_panel_now(session, draw)
    asked = {(it.draw_id, it.expert_id) for it in await load_invitations(session, root.id)}
    for member in panel.members:
        if (member.draw_id, member.expert_id) not in asked:
            opened = _open(desk, root.id, member, (entered.arrangement, frozen))
            await add_invitation(session, opened)
            await record_invitation(session, Act.INVITATION_OPEN, opened)
            if opened.notice_from <= desk.now():
                await send_invitation(session, desk, opened)


def _open(
    desk: DrawDesk, panel: UUID, member: Holding, asked: tuple[Arrangement, PanelRequest]
) -> InvitationRecord:
    arrangement, frozen = asked
    now = desk.now()
    starts = arrangement.starts_at
    terms = find_terms(now, starts, desk.policy, desk.calendar, urgent=frozen.urgent)
    return InvitationRecord(
        id=uuid4(),
        request_id=panel,
        draw_id=member.draw_id,
        expert_id=member.expert_id,
        position=member.position,
        pseudonym=member.pseudonym,
        state=InvitationState.WAITING,
        kind=terms.kind,
        opened_at=now,
        notice_from=terms.notice_from,
        answer_by=terms.answer_by,
    )


async def send_invitation(
    session: AsyncSession, desk: DrawDesk, opened: InvitationRecord
) -> InvitationRecord:
    """Let an invitation go out, with a link of its own that answers it without signing in."""
    link = base64.urlsafe_b64encode(desk.fresh_bytes(LINK_BYTES)).decode().rstrip("=")
    sent = replace(
        opened,
        state=move_invitation(opened.state, InvitationAct.SEND, by_service=True),
        sent_at=desk.now(),
        link_digest=hash_token(link),
    )
    await save_invitation(session, sent)
    await tell_invited(session, desk, sent, link)
    await record_invitation(session, Act.INVITATION_SEND, sent, former=opened.state)
    return sent


async def close_invitation(
    session: AsyncSession,
    desk: DrawDesk,
    draw_id: UUID,
    expert_id: UUID,
    *,
    called_off: bool = False,
) -> None:
    """End the invitation of somebody who lost the seat otherwise; where it went out, say so."""
    former = await load_invitation_of(session, draw_id, expert_id)
    if former is None or former.state not in HELD:
        return
    closed = replace(
        former,
        state=move_invitation(former.state, InvitationAct.CLOSE, by_service=True),
        ended_at=desk.now(),
    )
    await save_invitation(session, closed)
    await record_invitation(session, Act.INVITATION_CLOSE, closed, former=former.state)
    await keep_back(session, desk, closed)
    if former.sent_at is not None:
        await (tell_called_off if called_off else tell_released)(session, desk, closed)


async def record_invitation(
    session: AsyncSession,
    act: Act,
    invitation: InvitationRecord,
    *,
    former: InvitationState | None = None,
) -> None:
    """An entry of what the service did with an invitation; nobody is named in it."""
    await record_act(
        session,
        actor=SERVICE,
        act=act,
        subject=str(invitation.id),
        request=str(invitation.request_id),
        previous_state=former.value if former else "",
        next_state=invitation.state.value,
        after={
            "seat": invitation.position,
            "pseudonym": invitation.pseudonym,
            "kind": invitation.kind.value,
            "answer_by": written(invitation.answer_by),
        },
    )
