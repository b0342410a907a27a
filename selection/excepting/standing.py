"""What an exception is about, and whether it would still change anything there.

Its one job is that: it refuses what nobody needs, what comes too late, and what the rule's floor
forbids. It must not decide.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from selection.convening.door import check_accepted
from selection.convening.excepted import about_member
from selection.convening.holding import Held, check_online, find_own_root, hold
from selection.convening.quorum import about_meeting, usual_quorum
from selection.drawing.desk import DrawDesk
from selection.drawing.parties import load_approved_request
from selection.drawing.room import about_room, load_room
from selection.drawing.watchers import may_watch
from selection.errors import SelectionError
from selection.meetings import find_floor
from selection.requests import thaw_criteria
from selection.requests.release import find_release_day
from selection.states.exceptions import ExceptionRule
from selection.storage.exception_store import About
from selection.storage.meeting_store import AttendanceRecord, load_meeting, load_meeting_of
from selection.storage.request_store import RequestRecord, load_request


@dataclass(frozen=True, slots=True)
class Matter:
    """What an exception is about, with the numbers that its log entry tells."""

    about: About
    told: dict[str, object]


async def find_matter(
    session: AsyncSession,
    desk: DrawDesk,
    request_id: UUID,
    actor: Actor,
    wanted: tuple[ExceptionRule, UUID | None],
) -> Matter:
    """What the officer of a request asks about, and that it matters there.

    Raises:
        SelectionError: `meeting.not_open`, `meeting.member_not_found`, or what `weigh` raises.
    """
    rule, member = wanted
    if rule is ExceptionRule.WITNESS:
        return await weigh(session, desk, about_room(await _request(session, request_id)))
    root = await find_own_root(session, request_id, actor)
    meeting = await load_meeting_of(session, root.id)
    if meeting is None:
        raise SelectionError("meeting.not_open")
    if rule is ExceptionRule.QUORUM:
        return await weigh(session, desk, about_meeting(meeting))
    if member is None:
        raise SelectionError("meeting.member_not_found")
    about = About(rule, meeting.request_id, 0, meeting.id, member)
    return await weigh(session, desk, about)


async def weigh(session: AsyncSession, desk: DrawDesk, about: About) -> Matter:
    """Whether an exception would still change something there.

    Raises:
        SelectionError: `exception.not_needed`, `exception.enough_here`,
            `exception.at_the_floor`, `exception.not_released`, `exception.too_late`, or
            where draw or meeting is over.
    """
    if about.rule is ExceptionRule.WITNESS:
        return await _weigh_room(session, desk, about)
    meeting = await load_meeting(session, about.meeting_id) if about.meeting_id else None
    if meeting is None:
        raise SelectionError("meeting.not_open")
    held = await hold(session, desk, meeting)
    check_online(held)
    if about.rule is ExceptionRule.QUORUM:
        return await _weigh_quorum(session, desk, held)
    return await _weigh_member(session, desk, held, about)


async def load_own(session: AsyncSession, request_id: UUID, actor: Actor) -> RequestRecord:
    """The request; for an officer who only stands in as the host, the one whose panel meets.

    Raises:
        SelectionError: `draw.not_found`.
    """
    request = await load_request(session, request_id)
    if request is not None and await may_watch(session, request, actor):
        return request
    return await find_own_root(session, request_id, actor)


async def is_released(session: AsyncSession, desk: DrawDesk, root_id: UUID) -> bool:
    """Whether the host may see the members' names, and so can compare an identity with one."""
    root = await _request(session, root_id)
    release = find_release_day(thaw_criteria(root.criteria or b""), desk.policy)
    return release is not None and desk.today() >= release


async def _weigh_room(session: AsyncSession, desk: DrawDesk, about: About) -> Matter:
    request = await load_approved_request(session, about.request_id)
    if request.version != about.attempt:
        raise SelectionError("exception.too_late")
    room = await load_room(session, desk, request)
    present = len(room.confirmed)
    if present >= room.wanted:
        raise SelectionError("exception.not_needed")
    return Matter(about, {"wanted": room.wanted, "present": present})


async def _weigh_quorum(session: AsyncSession, desk: DrawDesk, held: Held) -> Matter:
    quorum = await usual_quorum(session, desk, held.meeting)
    floor = find_floor(quorum, desk.policy)
    if floor >= quorum:
        raise SelectionError("exception.at_the_floor", {"least": quorum})
    present = sum(it.here for it in held.attending)
    if present >= quorum:
        raise SelectionError("exception.enough_here", {"present": present})
    told: dict[str, object] = {"quorum": quorum, "floor": floor, "present": present}
    return Matter(about_meeting(held.meeting), told)


async def _weigh_member(session: AsyncSession, desk: DrawDesk, held: Held, about: About) -> Matter:
    own = _member(held, about)
    if own.signed_in_at is not None:
        raise SelectionError("meeting.signed_in_already", {"seat": own.position})
    await check_accepted(session, own)
    if not await is_released(session, desk, held.meeting.request_id):
        raise SelectionError("exception.not_released")
    told: dict[str, object] = {"seat": own.position, "pseudonym": own.pseudonym}
    return Matter(about_member(held.meeting, own), told)


def _member(held: Held, about: About) -> AttendanceRecord:
    if about.attendance_id is None:
        raise SelectionError("meeting.member_not_found")
    return held.member(about.attendance_id)


async def _request(session: AsyncSession, request_id: UUID) -> RequestRecord:
    request = await load_request(session, request_id)
    if request is None:
        raise SelectionError("draw.not_found")
    return request
