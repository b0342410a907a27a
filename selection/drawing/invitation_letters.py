"""What members of a panel are told of their invitations: one message an event.

Each function queues it in the transaction of the act; `expert_pool.messaging` finds channels and
words. A message has no room for names of projects, units and reviewers (rule NTF-02). What was
still to be told of an invitation is kept back once it has ended. It decides nothing.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.availability.events import confirmed_seat_event
from expert_pool.calendar import AnswerKind
from expert_pool.messages import Message, MessageKind, Outline
from expert_pool.messaging import Order, queue_message, withdraw_messages
from selection.drawing.desk import DrawDesk
from selection.drawing.whole_panel import find_request
from selection.errors import SelectionError
from selection.invitations import describe, write_event
from selection.requests import PanelRequest, thaw_criteria
from selection.states.invitations import InvitationState
from selection.storage.invitation_store import (
    ArrangementRecord,
    InvitationRecord,
    load_arrangement,
)

OWN = "/my/invitations"
"""Where a member reads and answers after signing in."""


async def tell_invited(
    session: AsyncSession, desk: DrawDesk, invitation: InvitationRecord, link: str
) -> None:
    """Somebody is asked to come: what the rules allow to be said, until when, and the link."""
    outline = await _outline(session, desk, invitation)
    path = f"/invitation/{link}"
    message = Message(MessageKind.INVITATION, outline, invitation.answer_by, path)
    await _queue(session, desk, invitation, message, expires_at=invitation.answer_by)


async def tell_reminded(
    session: AsyncSession, desk: DrawDesk, invitation: InvitationRecord
) -> None:
    """Half of the term is over without an answer; told once, and never after the term."""
    outline = await _outline(session, desk, invitation)
    message = Message(MessageKind.REMINDER, outline, invitation.answer_by, OWN)
    await _queue(session, desk, invitation, message, expires_at=invitation.answer_by)


async def tell_accepted(
    session: AsyncSession, desk: DrawDesk, invitation: InvitationRecord
) -> None:
    """The seat is confirmed: when and where once more, with an entry for the own calendar."""
    await _tell_date(session, desk, invitation, MessageKind.ACCEPTED)


async def tell_released(
    session: AsyncSession, desk: DrawDesk, invitation: InvitationRecord
) -> None:
    """The seat is gone: no answer came in time, or it ended otherwise; the page says why."""
    await _tell(session, desk, invitation, MessageKind.RELEASED)


async def tell_called_off(
    session: AsyncSession, desk: DrawDesk, invitation: InvitationRecord
) -> None:
    """The draw was annulled, and with it the review of this panel."""
    await _tell(session, desk, invitation, MessageKind.CALLED_OFF)


async def tell_changed(session: AsyncSession, desk: DrawDesk, invitation: InvitationRecord) -> None:
    """Time, place or contact have changed since the invitation went out."""
    await _tell_date(session, desk, invitation, MessageKind.CHANGED)


async def keep_back(session: AsyncSession, desk: DrawDesk, ended: InvitationRecord) -> None:
    """Whatever was still to go out for an invitation that has its answer stays."""
    await withdraw_messages(session, ended.id, desk.now())


async def _tell_date(
    session: AsyncSession, desk: DrawDesk, invitation: InvitationRecord, kind: MessageKind
) -> None:
    """A message that puts an accepted seat into the member's calendar, or moves it there."""
    frozen, entered = await _asked(session, invitation)
    accepted = invitation.state is InvitationState.ACCEPTED
    event = write_event(entered.arrangement, frozen.review, desk.policy, entered.version)
    file = confirmed_seat_event(replace(event, uid=f"invitation-{invitation.id}"), desk.now())
    message = Message(
        kind,
        describe(entered.arrangement, frozen, desk.lists),
        path=OWN,
        calendar=file.decode() if accepted else "",
    )
    await _queue(session, desk, invitation, message, version=entered.version)


async def _tell(
    session: AsyncSession, desk: DrawDesk, invitation: InvitationRecord, kind: MessageKind
) -> None:
    outline = await _outline(session, desk, invitation)
    await _queue(session, desk, invitation, Message(kind, outline, path=OWN))


async def _outline(session: AsyncSession, desk: DrawDesk, invitation: InvitationRecord) -> Outline:
    frozen, entered = await _asked(session, invitation)
    return describe(entered.arrangement, frozen, desk.lists)


async def _asked(
    session: AsyncSession, invitation: InvitationRecord
) -> tuple[PanelRequest, ArrangementRecord]:
    request = await find_request(session, invitation.request_id)
    entered = await load_arrangement(session, invitation.request_id)
    if entered is None:
        raise SelectionError("arrangement.missing")
    return thaw_criteria(request.criteria or b""), entered


async def _queue(
    session: AsyncSession,
    desk: DrawDesk,
    invitation: InvitationRecord,
    message: Message,
    *,
    version: int = 1,
    expires_at: datetime | None = None,
) -> None:
    order = Order(
        key=f"{message.kind.value}:{invitation.id}:{version}",
        expert_id=invitation.expert_id,
        about=invitation.id,
        request=invitation.request_id,
        message=message,
        urgent=invitation.kind is not AnswerKind.USUAL,
        expires_at=expires_at,
    )
    await queue_message(session, order, desk.policy, desk.now())
