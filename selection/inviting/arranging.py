"""The officer enters when, where and how a panel meets; whoever sits by then is invited at once.

It may be entered before the draw or after it. Whoever was invited already is told of a change.
"""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from expert_pool.recording import record_act
from expert_pool.roles import Role
from selection.drawing.desk import DrawDesk, written
from selection.drawing.invitation_letters import tell_changed
from selection.drawing.invited import invite_members
from selection.drawing.whole_panel import load_root
from selection.errors import SelectionError
from selection.invitations import Arrangement, check_arrangement
from selection.requests import thaw_criteria
from selection.states.invitations import ASKED, HELD
from selection.states.requests import RequestState
from selection.storage.invitation_store import (
    ArrangementRecord,
    InvitationRecord,
    load_arrangement,
    load_invitations,
    save_arrangement,
)
from selection.storage.request_store import RequestRecord, load_request

ARRANGED = frozenset({RequestState.APPROVED, RequestState.COMMITTED, RequestState.DRAWN})
"""States of a request in which its meeting can be arranged: the criteria are frozen."""


async def load_entered(
    session: AsyncSession, request_id: UUID, actor: Actor
) -> tuple[RequestRecord, ArrangementRecord | None]:
    """The request whose panel it is, with what is entered already; for its officer.

    Raises:
        SelectionError: `draw.not_found`, or `arrangement.too_early` before the approval.
    """
    root = await _find_root(session, request_id, actor)
    return root, await load_arrangement(session, root.id)


async def _find_root(
    session: AsyncSession, request_id: UUID, actor: Actor, *, lock: bool = False
) -> RequestRecord:
    request = await load_request(session, request_id, lock=lock)
    own = request is not None and str(request.created_by) == actor.account_id
    if request is None or not own or actor.role != Role.OFFICER:
        raise SelectionError("draw.not_found")
    root = await load_root(session, request)
    if root.state not in ARRANGED or root.criteria is None:
        raise SelectionError("arrangement.too_early")
    return root


async def enter_arrangement(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, wanted: Arrangement
) -> ArrangementRecord:
    """Keep an arrangement, and invite everybody who sits on the panel and is not invited yet.

    Raises:
        SelectionError: `draw.not_found`, `arrangement.too_early` before the approval,
            `arrangement.before_answers`, or what `check_arrangement` raises.
    """
    root = await _find_root(session, request_id, actor, lock=True)
    wanted = replace(wanted, place=_on_one_line(wanted.place), contact=_on_one_line(wanted.contact))
    check_arrangement(wanted, thaw_criteria(root.criteria or b"").review, desk.now())
    former = await load_arrangement(session, root.id)
    if former is not None and former.arrangement == wanted:
        return former
    invited = await load_invitations(session, root.id) if former else ()
    _check_terms(invited, wanted)
    entered = ArrangementRecord(
        root.id,
        wanted,
        UUID(actor.account_id),
        desk.now(),
        former.version + 1 if former else 1,
    )
    await save_arrangement(session, entered)
    await _record(session, actor, entered)
    for invitation in invited:
        if invitation.state in HELD and invitation.sent_at is not None:
            await tell_changed(session, desk, invitation)
    await invite_members(session, desk, root)
    return entered


def _check_terms(invited: tuple[InvitationRecord, ...], wanted: Arrangement) -> None:
    """Nobody's term to answer is shortened: a start before the last one's end is refused."""
    ends = [it.answer_by for it in invited if it.state in ASKED]
    if ends and wanted.starts_at < max(ends):
        last = max(ends).astimezone(CHINA)
        raise SelectionError("arrangement.before_answers", {"answer_by": f"{last:%Y-%m-%d %H:%M}"})


def _on_one_line(typed: str) -> str:
    """Each stands within a sentence of a short message, which is one line."""
    return " ".join(typed.split())


async def _record(session: AsyncSession, actor: Actor, entered: ArrangementRecord) -> None:
    told = entered.arrangement
    await record_act(
        session,
        actor=actor,
        act=Act.INVITATION_ARRANGE,
        subject=str(entered.request_id),
        request=str(entered.request_id),
        after={
            "mode": told.mode.value,
            "starts_at": written(told.starts_at),
            "version": entered.version,
        },
    )
