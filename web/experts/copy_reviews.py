"""Own invitations, attendances and messages, for the copy of the own data and for the own page.

No rule: it puts what is stored into rows for a page, and into plain values for a file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from expert_pool.admission.own_copy import plain
from expert_pool.messages import Channel, Result
from expert_pool.messaging import Told, load_told_to
from expert_pool.storage.expert_store import find_expert_of
from selection.convening.own_reviews import OwnReviews, load_own_reviews
from selection.storage.invitation_store import InvitationRecord
from selection.storage.meeting_store import AttendanceRecord
from web.messenger import writer_for
from web.services import PageRequest, services_of
from web.visits import visit_of


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody was told, as a mail says it, and when."""

    at: datetime
    subject: str
    lines: tuple[str, ...]
    channels: tuple[str, ...]


async def own_reviews(request: PageRequest) -> OwnReviews:
    """The own invitations and attendances."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.read() as session:
        return await load_own_reviews(session, services.draw_desk, visit.account_id())


async def own_messages(request: PageRequest) -> tuple[Message, ...]:
    """What the expert was told of panels, the newest first, in the language of the page."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.read() as session:
        expert_id = await find_expert_of(session, visit.account_id())
        told = await load_told_to(session, services.cipher, expert_id) if expert_id else ()
    writer = writer_for(services, visit.language)
    return tuple(
        Message(it.record.queued_at, text.subject, tuple(text.lines), tuple(_channels(it)))
        for it in told
        for text in (writer.write(it.message, Channel.MAIL),)
    )


def reviews_as_plain(own: OwnReviews, told: Iterable[Message]) -> dict[str, object]:
    """All of it for the file: without keys, codes and ciphertexts."""
    return {
        "invitations": [_invitation(it.record, it.note) for it in own.invitations],
        "attendances": [_attendance(it.record, it.reasons) for it in own.attendances],
        "messages": [plain(it) for it in told],
    }


def _invitation(one: InvitationRecord, note: str) -> dict[str, object]:
    return {
        "state": one.state.value,
        "seat": one.position,
        "sent_at": plain(one.sent_at),
        "answer_by": plain(one.answer_by),
        "declared_at": plain(one.pledged_at),
        "declared_text": one.text_version,
        "ended_at": plain(one.ended_at),
        "reason": one.reason,
        "ground": one.ground,
        "note": note,
    }


def _attendance(one: AttendanceRecord, reasons: str) -> dict[str, object]:
    return {
        "seat": one.position,
        "signed_in_at": plain(one.signed_in_at),
        "identity_seen": one.identity_seen,
        "pledged_at": plain(one.pledged_at),
        "pledged_text": one.pledge_version,
        "voted": one.vote_for is not None,
        "opinion": one.stance.value if one.stance else "",
        "reasons": reasons,
        "left_at": plain(one.left_at),
        "left_for": one.left_reason,
    }


def _channels(told: Told) -> Iterable[str]:
    return (it.channel.value for it in told.attempts if it.result is Result.SENT)
