"""What the host does for a member who was excepted from the code at the door (rule DAY-01).

The identity is always seen. Such a member has no account at hand: pledge, opinion and a recusal
are on paper, and the host records them. Everybody else speaks by the own account alone (DAY-05).
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.declared_texts import declared_texts
from expert_pool.audit.entries import Actor
from selection.convening.door import check_accepted, keep_sign_in
from selection.convening.holding import check_online, hold_hosted
from selection.convening.members import (
    PLEDGE,
    Said,
    Taken,
    give_opinion_as,
    pledge_as,
    recuse_as,
)
from selection.drawing.desk import DrawDesk
from selection.errors import SelectionError
from selection.meetings import Stance, check_sign_in
from selection.meetings.presence import IDENTITY
from selection.states.exceptions import ExceptionRule
from selection.storage.exception_store import About, find_allowed
from selection.storage.meeting_store import AttendanceRecord, MeetingRecord


def about_member(meeting: MeetingRecord, own: AttendanceRecord) -> About:
    """What an exception from the code is about: one member at one meeting."""
    return About(ExceptionRule.SIGN_IN, meeting.request_id, 0, meeting.id, own.id)


async def sign_in_excepted(
    session: AsyncSession,
    desk: DrawDesk,
    request_id: UUID,
    actor: Actor,
    member: UUID,
    *,
    identity_seen: bool,
) -> AttendanceRecord:
    """Sign in a member without a code, where an approver allowed that.

    Raises:
        SelectionError: `exception.not_allowed`, `meeting.signed_in_already`,
            `meeting.not_accepted`, `meeting.identity_not_seen`, or what `hold_hosted` raises.
    """
    held, own = await _take(session, desk, request_id, actor, member)
    if own.signed_in_at is not None:
        raise SelectionError("meeting.signed_in_already", {"seat": own.position})
    await check_accepted(session, own)
    if check_sign_in({IDENTITY} if identity_seen else (), desk.policy, excepted=True):
        raise SelectionError("meeting.identity_not_seen")
    seen = {"identity_seen": True, "code": False}
    return await keep_sign_in(session, desk, (held, own), actor, seen)


async def record_pledge(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, member: UUID
) -> None:
    """Record the pledge that an excepted member signed on paper (rule DAY-02).

    Raises:
        SelectionError: what `_take_paper` and `pledge_as` raise.
    """
    taken = await _take_paper(session, desk, request_id, actor, member)
    await pledge_as(session, desk, taken, actor, declared_texts()[PLEDGE].version)


async def record_opinion(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, word: tuple[UUID, Said]
) -> None:
    """Record what an excepted member wrote to the minutes on paper (rule DAY-04).

    Raises:
        SelectionError: `meeting.opinion_given` where the member has spoken to these minutes, or
            what `_take_paper` and `give_opinion_as` raise.
    """
    member, said = word
    taken = await _take_paper(session, desk, request_id, actor, member)
    held, own = taken
    if own.stance_version == held.meeting.minutes_version and own.stance not in {
        None,
        Stance.SILENT,
    }:
        raise SelectionError("meeting.opinion_given", {"seat": own.position})
    await give_opinion_as(session, desk, taken, actor, said)


async def record_recusal(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, word: tuple[UUID, str]
) -> None:
    """Record that an excepted member leaves for a conflict of interest; the next by rank follows.

    Raises:
        SelectionError: `invitation.ground_unknown`, or what `_take_paper` and `recuse_as` raise.
    """
    member, ground = word
    taken = await _take_paper(session, desk, request_id, actor, member)
    await recuse_as(session, desk, taken, actor, ground)


async def _take_paper(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, member: UUID
) -> Taken:
    """The same, for what is on paper: of a member who is here, and who came without a code.

    Raises:
        SelectionError: `meeting.not_signed_in`, `exception.not_used`, or what `_take` raises.
    """
    held, own = await _take(session, desk, request_id, actor, member)
    if own.signed_in_at is None:
        raise SelectionError("meeting.not_signed_in")
    if not own.without_code:
        raise SelectionError("exception.not_used", {"seat": own.position})
    return held, own


async def _take(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, member: UUID
) -> Taken:
    """The meeting, and the member for whom an approver allowed it.

    Raises:
        SelectionError: `meeting.member_not_found` or `exception.not_allowed`.
    """
    held = await hold_hosted(session, desk, request_id, actor)
    check_online(held)
    own = held.member(member)
    if await find_allowed(session, about_member(held.meeting, own)) is None:
        raise SelectionError("exception.not_allowed")
    return held, own
