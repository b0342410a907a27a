"""The exceptions of a request on one page, and those that its officer could ask for now.

Members are seats and pseudonyms. A name shows to the host alone, for a member who may sign in on
the identity, and that look is in the log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from expert_pool.storage.expert_store import load_experts
from selection.convening.excepted import about_member
from selection.convening.holding import record_meeting
from selection.convening.quorum import about_meeting, usual_quorum
from selection.drawing.desk import DrawDesk
from selection.drawing.room import about_room, load_room
from selection.excepting.asking import read_plea
from selection.excepting.standing import is_released, load_own
from selection.meetings import find_floor
from selection.states.exceptions import HOLDING, ExceptionRule, ExceptionState, offered_rules
from selection.states.meetings import LIVE
from selection.states.requests import RequestState
from selection.storage.exception_store import About, ExceptionRecord, list_exceptions
from selection.storage.meeting_store import (
    AttendanceRecord,
    MeetingRecord,
    load_attendances,
    load_meeting_of,
)
from selection.storage.pack_store import find_pack_out
from selection.storage.request_store import RequestRecord


@dataclass(frozen=True, slots=True)
class ShownException:
    """One exception with its facts; of a member the attendance, and for the host the name."""

    record: ExceptionRecord
    note: str
    member: AttendanceRecord | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A rule that could give way now, with the numbers of it, or the members that it asks of."""

    rule: ExceptionRule
    usual: int = 0
    floor: int = 0
    members: tuple[AttendanceRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Numbers:
    """The members at the table now, those who are needed, and those needed by an exception."""

    here: int = 0
    usual: int = 0
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Excepted:
    """Everything on the page of exceptions."""

    request: RequestRecord
    exceptions: tuple[ShownException, ...]
    offers: tuple[Offer, ...]
    meeting: MeetingRecord | None
    numbers: Numbers


async def load_excepted(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, *, names: bool = True
) -> Excepted:
    """The exceptions of a request, for those who may watch its draw and who hosts its meeting.

    Without `names` the host is told none, and nothing is written.

    Raises:
        SelectionError: `draw.not_found`.
    """
    request = await load_own(session, request_id, actor)
    meeting = await load_meeting_of(session, request.id)
    members = await load_attendances(session, meeting.id) if meeting else ()
    found = await list_exceptions(session, request.id)
    host = actor.role == Role.OFFICER
    signing_in = _signing_in(found, members) if host and names else ()
    named = await _name(session, actor, meeting, signing_in)
    numbers = await _count(session, desk, meeting, members) if meeting else Numbers()
    by_id = {it.id: it for it in members}
    shown = []
    for one in found:
        member = by_id.get(one.about.attendance_id) if one.about.attendance_id else None
        name = named.get(member.expert_id, "") if member else ""
        shown.append(ShownException(one, read_plea(desk, one), member, name))
    day = (meeting, members, numbers)
    offers = await _offers(session, desk, request, found, day) if host else ()
    return Excepted(request, tuple(shown), offers, meeting, numbers)


async def _count(
    session: AsyncSession,
    desk: DrawDesk,
    meeting: MeetingRecord,
    members: Sequence[AttendanceRecord],
) -> Numbers:
    usual = await usual_quorum(session, desk, meeting)
    here = sum(it.attendance.here for it in members)
    return Numbers(here, usual, find_floor(usual, desk.policy))


def _signing_in(
    found: Sequence[ExceptionRecord], members: Sequence[AttendanceRecord]
) -> tuple[AttendanceRecord, ...]:
    """Members for whom the code is no longer asked: the host compares the identity with a name."""
    allowed = {it.about.attendance_id for it in found if it.state is ExceptionState.ALLOWED}
    return tuple(it for it in members if it.id in allowed and it.left_at is None)


async def _name(
    session: AsyncSession,
    actor: Actor,
    meeting: MeetingRecord | None,
    members: Sequence[AttendanceRecord],
) -> Mapping[UUID, str]:
    if meeting is None or meeting.state not in LIVE or not members:
        return {}
    people = await load_experts(session, {it.expert_id for it in members})
    await record_meeting(session, actor, Act.MEETING_READ, meeting)
    return {expert_id: it.expert.name for expert_id, it in people.items()}


async def _offers(
    session: AsyncSession,
    desk: DrawDesk,
    request: RequestRecord,
    found: Sequence[ExceptionRecord],
    day: tuple[MeetingRecord | None, Sequence[AttendanceRecord], Numbers],
) -> tuple[Offer, ...]:
    """What could be asked for now, in the order of the work."""
    taken = {it.about for it in found if it.state in HOLDING}
    may, (meeting, members, numbers) = offered_rules(desk.policy), day
    offers = []
    if ExceptionRule.WITNESS in may and about_room(request) not in taken:
        offers += await _offer_room(session, desk, request)
    if meeting is None or meeting.state not in LIVE or await find_pack_out(session, request.id):
        return tuple(offers)
    if ExceptionRule.SIGN_IN in may and await is_released(session, desk, request.id):
        offers += _offer_members(meeting, members, taken)
    if ExceptionRule.QUORUM in may and about_meeting(meeting) not in taken:
        usual, floor = numbers.usual, numbers.floor
        enough = max(floor, numbers.here) >= usual
        offers += [] if enough else [Offer(ExceptionRule.QUORUM, usual, floor)]
    return tuple(offers)


async def _offer_room(session: AsyncSession, desk: DrawDesk, request: RequestRecord) -> list[Offer]:
    if request.state is not RequestState.APPROVED:
        return []
    room = await load_room(session, desk, request)
    return [] if room.complete else [Offer(ExceptionRule.WITNESS, room.wanted)]


def _offer_members(
    meeting: MeetingRecord, members: Sequence[AttendanceRecord], taken: set[About]
) -> list[Offer]:
    waiting = tuple(
        it
        for it in members
        if it.signed_in_at is None and it.left_at is None and about_member(meeting, it) not in taken
    )
    return [Offer(ExceptionRule.SIGN_IN, members=waiting)] if waiting else []
