"""A member answers an invitation: in two steps to accept, in one to step back.

First the declarations; then the parties are shown, and the question about conflicts is asked
again (rule NTF-07). A seat that becomes free goes to the next by rank in the same transaction.
An answer after the end of the term is refused, and says so.
"""

from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.declared_texts import declared_texts
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from selection.candidates import Outcome
from selection.drawing.desk import DrawDesk, written
from selection.drawing.invitation_letters import keep_back, tell_accepted
from selection.drawing.letters import tell_complete
from selection.drawing.notes import seal_note
from selection.drawing.panel_now import find_draw
from selection.drawing.whole_panel import find_request, load_locked_panel, load_whole_panel
from selection.errors import SelectionError
from selection.invitations import AFTERWARDS, Answer, check_answer, prolong
from selection.invitations.answers import RECUSAL
from selection.inviting.freeing import free_seat
from selection.requests import thaw_criteria
from selection.states.invitations import (
    ASKED,
    LEAVES,
    TRANSITIONS,
    InvitationAct,
    InvitationState,
    move_invitation,
)
from selection.storage.draw_store import DrawState, settle_assignments
from selection.storage.invitation_store import (
    InvitationRecord,
    load_invitation,
    load_invitations,
    save_invitation,
)

TEXT: Final = "acceptance"
"""The name of the declared text that stands beside the pledge."""
ACTS: Final = {
    InvitationAct.PLEDGE: Act.INVITATION_PLEDGE,
    InvitationAct.ACCEPT: Act.INVITATION_ACCEPT,
    InvitationAct.DECLINE: Act.INVITATION_DECLINE,
    InvitationAct.RECUSE: Act.INVITATION_RECUSE,
    InvitationAct.MISMATCH: Act.INVITATION_MISMATCH,
    InvitationAct.WITHDRAW: Act.INVITATION_WITHDRAW,
}


async def answer_invitation(
    session: AsyncSession,
    desk: DrawDesk,
    invitation_id: UUID,
    actor: Actor,
    answer: Answer,
    *,
    linked: bool = False,
) -> InvitationRecord:
    """Take a member's answer; the same answer sent twice is one answer.

    The caller has made sure that the actor is the invited person, or holds the mailed link:
    a link answers once, and whoever has accepted signs in to step back.

    Raises:
        SelectionError: `invitation.not_found`, `invitation.called_off` after an annulment,
            `invitation.too_late`, `invitation.review_over`, `invitation.sign_in_first`, or
            what `check_answer` and `move_invitation` raise.
    """
    former = await load_locked(session, invitation_id)
    if former.state is TRANSITIONS[answer.act].target:
        return former
    if linked and former.state not in ASKED:
        raise SelectionError("invitation.sign_in_first")
    moved = move_invitation(former.state, answer.act)
    await _check_moment(session, desk, former, answer)
    version = declared_texts()[TEXT].version
    check_answer(answer, desk.policy, desk.lists.recusal_grounds, version)
    answered = _answered(desk, former, moved, answer)
    await save_invitation(session, answered)
    await keep_back(session, desk, answered)
    await _record(session, actor, (former, answered), answer)
    if moved is InvitationState.ACCEPTED:
        await _confirm(session, desk, answered)
    if moved in LEAVES:
        await free_seat(session, desk, answered, actor)
    return answered


async def load_locked(session: AsyncSession, invitation_id: UUID) -> InvitationRecord:
    """An invitation whose panel nobody else changes until the transaction ends.

    Raises:
        SelectionError: `invitation.not_found` or `invitation.called_off`.
    """
    known = await load_invitation(session, invitation_id)
    if known is None:
        raise SelectionError("invitation.not_found")
    draw = await find_draw(session, known.draw_id)
    if draw.state is not DrawState.DRAWN:
        raise SelectionError("invitation.called_off")
    await load_locked_panel(session, known.request_id)
    return await load_invitation(session, invitation_id, lock=True) or known


async def _check_moment(
    session: AsyncSession, desk: DrawDesk, former: InvitationRecord, answer: Answer
) -> None:
    if former.state in ASKED and desk.now() > former.answer_by:
        raise SelectionError("invitation.too_late", {"answer_by": written(former.answer_by)})
    if former.state not in ASKED and answer.act in AFTERWARDS:
        request = await find_request(session, former.request_id)
        if desk.today() > thaw_criteria(request.criteria or b"").review.end:
            raise SelectionError("invitation.review_over")


def _answered(
    desk: DrawDesk, former: InvitationRecord, moved: InvitationState, answer: Answer
) -> InvitationRecord:
    now = desk.now()
    if answer.act is InvitationAct.PLEDGE:
        return replace(
            former,
            state=moved,
            pledged_at=now,
            text_version=answer.text_version,
            answer_by=prolong(former.answer_by, now, desk.policy),
        )
    note = answer.note.strip()
    where = ("invitation", "note_cipher", former.id)
    return replace(
        former,
        state=moved,
        ended_at=now,
        reason=RECUSAL if answer.act is InvitationAct.RECUSE else answer.reason,
        ground=answer.ground if answer.act is InvitationAct.RECUSE else "",
        note_cipher=seal_note(desk, where, note) if note else None,
    )


async def _record(
    session: AsyncSession,
    actor: Actor,
    states: tuple[InvitationRecord, InvitationRecord],
    answer: Answer,
) -> None:
    former, answered = states
    await record_act(
        session,
        actor=actor,
        act=ACTS[answer.act],
        subject=str(answered.id),
        request=str(answered.request_id),
        reason=answered.reason,
        previous_state=former.state.value,
        next_state=answered.state.value,
        after={
            "seat": answered.position,
            "pseudonym": answered.pseudonym,
            "ground": answered.ground,
            "declared": sorted(answer.declared),
            "text_version": answer.text_version,
        },
    )


async def _confirm(session: AsyncSession, desk: DrawDesk, accepted: InvitationRecord) -> None:
    """The seat counts as accepted; with the last one the officer is told of the full panel."""
    outcome = Outcome.ACCEPTED.value
    await settle_assignments(session, accepted.draw_id, outcome, expert_id=accepted.expert_id)
    await tell_accepted(session, desk, accepted)
    request = await find_request(session, accepted.request_id)
    invitations = await load_invitations(session, request.id)
    states = {(it.draw_id, it.expert_id): it.state for it in invitations}
    members = await load_whole_panel(session, request)
    done = InvitationState.ACCEPTED
    if all(not it.ended and states.get((it.draw_id, it.expert_id)) is done for it in members):
        await tell_complete(session, request)
