"""Finds a meeting for its host or for a member, and keeps everybody else from changing it.

Its one job is that, with the attendances brought in line with the panel: who came by rank is
expected, and who left the panel has left the meeting. The panel is locked before the meeting.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.expert_store import find_expert_of
from selection.drawing.desk import DrawDesk
from selection.drawing.panel_now import Holding, PanelNow
from selection.drawing.whole_panel import load_locked_panel, load_root
from selection.errors import SelectionError
from selection.meetings import Attendance, Opinion, own_seat
from selection.states.invitations import LEAVES
from selection.states.meetings import LIVE
from selection.states.vacancies import VacancyReason
from selection.storage.host_store import find_stand_in
from selection.storage.invitation_store import load_invitations
from selection.storage.meeting_store import (
    AttendanceRecord,
    MeetingRecord,
    add_attendance,
    load_attendances,
    load_meeting,
    load_meeting_of,
    save_attendance,
    save_meeting,
    still_counts,
)
from selection.storage.pack_store import find_pack_out
from selection.storage.request_store import RequestRecord, load_request


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting with everybody who was ever expected, as nobody else changes it.

    `pack` is the number of the offline pack that is out, or empty.
    """

    meeting: MeetingRecord
    members: tuple[AttendanceRecord, ...]
    pack: str = ""

    @property
    def attending(self) -> tuple[Attendance, ...]:
        """What the rules look at."""
        return tuple(it.attendance for it in self.members)

    @property
    def opinions(self) -> tuple[Opinion, ...]:
        """What was said to the minutes as they stand; to former ones is not said."""
        return tuple(opinion_of(self.meeting, it) for it in self.members if it.signed_in_at)

    def member(self, attendance_id: UUID) -> AttendanceRecord:
        """One member who is on the panel.

        Raises:
            SelectionError: `meeting.member_not_found`.
        """
        for one in self.members:
            if one.id == attendance_id and one.left_at is None:
                return one
        raise SelectionError("meeting.member_not_found")


def opinion_of(meeting: MeetingRecord, one: AttendanceRecord) -> Opinion:
    """A member's opinion of the minutes as they stand now."""
    current = one.stance_version == meeting.minutes_version
    return one.opinion if current else replace(one.opinion, stance=None)


async def find_own_root(session: AsyncSession, request_id: UUID, actor: Actor) -> RequestRecord:
    """The request whose panel meets, for the officer who asked for it, or who stands in: the host.

    Raises:
        SelectionError: `draw.not_found`.
    """
    request = await load_request(session, request_id)
    if request is None or actor.role != Role.OFFICER:
        raise SelectionError("draw.not_found")
    root = await load_root(session, request)
    own = str(request.created_by) == actor.account_id
    if not own and str(await find_stand_in(session, root.id)) != actor.account_id:
        raise SelectionError("draw.not_found")
    return root


async def hold_hosted(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor
) -> Held:
    """The meeting of a panel, for its host.

    Raises:
        SelectionError: `draw.not_found` or `meeting.not_open`.
    """
    root = await find_own_root(session, request_id, actor)
    meeting = await load_meeting_of(session, root.id)
    if meeting is None:
        raise SelectionError("meeting.not_open")
    return await hold(session, desk, meeting)


async def hold_own(
    session: AsyncSession, desk: DrawDesk, meeting_id: UUID, actor: Actor
) -> tuple[Held, AttendanceRecord]:
    """A meeting that goes on, and the own attendance: DAY-05, nobody acts for another.

    Raises:
        SelectionError: `meeting.not_found`, `meeting.over`, or what `own_seat` raises.
    """
    expert = await find_expert_of(session, UUID(actor.account_id))
    meeting = await load_meeting(session, meeting_id)
    if expert is None or meeting is None:
        raise SelectionError("meeting.not_found")
    if not await still_counts(session, meeting_id):
        raise SelectionError("meeting.over")
    held = await hold(session, desk, meeting)
    seat = own_seat(_last_first(held), str(expert))
    check_live(held)
    own = next(it for it in held.members if it.attendance == seat)
    return held, own


def check_live(held: Held) -> None:
    """Whether the meeting still goes on.

    Raises:
        SelectionError: `meeting.over`.
    """
    if held.meeting.state not in LIVE:
        raise SelectionError("meeting.over")


def check_online(held: Held) -> None:
    """Whether the meeting still goes on, and here: not where a pack of it is in the room.

    Raises:
        SelectionError: `meeting.over` or `meeting.pack_out`.
    """
    check_live(held)
    check_no_pack(held.pack)


def check_no_pack(number: str) -> None:
    """Refuse where there is the number of a pack that is out.

    Raises:
        SelectionError: `meeting.pack_out`.
    """
    if number:
        raise SelectionError("meeting.pack_out", {"pack": number})


async def hold(session: AsyncSession, desk: DrawDesk, known: MeetingRecord) -> Held:
    """A meeting in line with its panel, locked with it."""
    panel = await load_locked_panel(session, known.request_id)
    meeting = await load_meeting(session, known.id, lock=True) or known
    members = await load_attendances(session, meeting.id)
    if meeting.state in LIVE:
        members = await _align(session, meeting, panel, members, desk.now())
        meeting = await _without_lost_chair(session, meeting, members)
    return Held(meeting, members, await find_pack_out(session, meeting.request_id))


async def record_meeting(
    session: AsyncSession,
    actor: Actor,
    act: Act,
    meeting: MeetingRecord,
    told: dict[str, object] | None = None,
    former: MeetingRecord | None = None,
) -> None:
    """An entry of what was done on the review day; people are seats and pseudonyms in it."""
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=str(meeting.id),
        request=str(meeting.request_id),
        previous_state=former.state.value if former else "",
        next_state=meeting.state.value if former else "",
        after=told,
    )


def seat_of(one: AttendanceRecord) -> dict[str, object]:
    """A member as the log knows one."""
    return {"seat": one.position, "pseudonym": one.pseudonym}


async def _align(
    session: AsyncSession,
    meeting: MeetingRecord,
    panel: PanelNow,
    members: Sequence[AttendanceRecord],
    now: datetime,
) -> tuple[AttendanceRecord, ...]:
    known = {(it.draw_id, it.expert_id): it for it in members}
    stepped_back = await _stepped_back(session, meeting)
    for holding in (it for seat in panel.seats for it in seat.holdings):
        key = (holding.draw_id, holding.expert_id)
        row, gone = known.get(key), holding.ended or key in stepped_back
        if row is None and not gone:
            await add_attendance(session, _expected(meeting, holding))
        if row is not None and row.left_at is None and gone:
            reason = holding.vacancy.reason if holding.vacancy else stepped_back.get(key)
            await save_attendance(session, _left(row, reason, now))
    return await load_attendances(session, meeting.id)


async def _stepped_back(
    session: AsyncSession, meeting: MeetingRecord
) -> Mapping[tuple[UUID, UUID], VacancyReason]:
    """Whose word has ended the invitation, also where a supplementary draw keeps the seat."""
    invitations = await load_invitations(session, meeting.request_id)
    return {
        (it.draw_id, it.expert_id): LEAVES[it.state] for it in invitations if it.state in LEAVES
    }


def _expected(meeting: MeetingRecord, holding: Holding) -> AttendanceRecord:
    return AttendanceRecord(
        id=uuid4(),
        meeting_id=meeting.id,
        draw_id=holding.draw_id,
        expert_id=holding.expert_id,
        position=holding.position,
        pseudonym=holding.pseudonym,
    )


def _left(row: AttendanceRecord, reason: VacancyReason | None, now: datetime) -> AttendanceRecord:
    said = reason.value if reason else ""
    return replace(row, left_at=now, left_reason=said, code_index=None, code_until=None)


async def _without_lost_chair(
    session: AsyncSession, meeting: MeetingRecord, members: Sequence[AttendanceRecord]
) -> MeetingRecord:
    sitting = {it.expert_id for it in members if it.left_at is None}
    if meeting.chair_expert is None or meeting.chair_expert in sitting:
        return meeting
    without = replace(meeting, chair_expert=None, chair_way=None)
    await save_meeting(session, without)
    return without


def _last_first(held: Held) -> list[Attendance]:
    """Those who sit before those who left: nobody's former seat hides the present one."""
    return sorted(held.attending, key=lambda it: it.left)
