"""What the host of a meeting does: absence, chair, begin, minutes, close or postpone, the sheet."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.credit import CreditKind
from expert_pool.crediting.events import record_event
from selection.convening.holding import (
    Held,
    check_online,
    hold,
    hold_hosted,
    opinion_of,
    record_meeting,
    seat_of,
)
from selection.convening.members import check_minutes
from selection.convening.quorum import quorum_of
from selection.drawing.desk import DrawDesk
from selection.drawing.leaving import Leave, leave_seat
from selection.drawing.notes import read_note, seal_note
from selection.errors import SelectionError
from selection.meetings import (
    Stance,
    check_absence,
    check_begin,
    check_chair,
    count_opinions,
    elect,
)
from selection.meetings.chairing import ChairWay
from selection.states.invitations import InvitationState
from selection.states.meetings import MeetingAct, MeetingState, move_meeting
from selection.states.vacancies import VacancyReason
from selection.storage.invitation_store import load_invitation_of
from selection.storage.meeting_store import (
    AttendanceRecord,
    MeetingRecord,
    save_attendance,
    save_meeting,
)

LONGEST_MINUTES = 20_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """The signed sheet as it was kept: its name in the store, and what the file is."""

    storage_name: str
    content_type: str
    size: int
    sha256: bytes


async def record_absence(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, member: UUID
) -> None:
    """Record that a member did not come, once that is late by the policy; the next follows.

    Raises:
        SelectionError: what `check_absence`, `hold_hosted` and `leave_seat` raise.
    """
    held = await _live(session, desk, request_id, actor)
    one = held.member(member)
    check_absence(one.attendance, held.meeting.starts_at, desk.now(), desk.policy)
    await record_meeting(session, actor, Act.MEETING_ABSENT, held.meeting, seat_of(one))
    await _file_absence(session, desk, actor, held.meeting, one)
    await leave_seat(session, desk, Leave(one.draw_id, one.expert_id, VacancyReason.ABSENT, actor))
    await hold(session, desk, held.meeting)


async def _file_absence(
    session: AsyncSession,
    desk: DrawDesk,
    actor: Actor,
    meeting: MeetingRecord,
    one: AttendanceRecord,
) -> None:
    """EVA-05: who had accepted and did not come; the excuse is heard before anything follows."""
    invitation = await load_invitation_of(session, one.draw_id, one.expert_id)
    if invitation is not None and invitation.state is not InvitationState.ACCEPTED:
        return
    await record_event(
        session,
        actor,
        expert_id=one.expert_id,
        kind=CreditKind.ABSENCE,
        request=str(meeting.request_id),
        occurred_on=desk.today(),
    )


async def set_chair(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, named: UUID | None
) -> MeetingRecord:
    """Name a member at the table as chair, or without a name take whom the members elected.

    Raises:
        SelectionError: `meeting.no_majority`, or what `check_chair` and `hold_hosted` raise.
    """
    held = await _live(session, desk, request_id, actor)
    if named is None:
        votes = {str(it.expert_id): str(it.vote_for) for it in held.members if it.vote_for}
        chosen = elect(votes, held.attending)
        way = ChairWay.ELECTED
    else:
        chosen, way = str(held.member(named).expert_id), ChairWay.NAMED
    if chosen is None:
        raise SelectionError("meeting.no_majority")
    check_chair(way, chosen, held.attending, desk.policy)
    led = replace(held.meeting, chair_expert=UUID(chosen), chair_way=way)
    await save_meeting(session, led)
    seat = next(it for it in held.members if it.expert_id == led.chair_expert and not it.left_at)
    told = seat_of(seat) | {"way": way.value}
    await record_meeting(session, actor, Act.MEETING_CHAIR, led, told)
    return led


async def begin_meeting(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor
) -> MeetingRecord:
    """Begin with those who are there (rule REP-04).

    Raises:
        SelectionError: `meeting.cannot_begin`, or what `move_meeting` raises.
    """
    held = await _live(session, desk, request_id, actor)
    moved = move_meeting(held.meeting.state, MeetingAct.BEGIN)
    quorum = await quorum_of(session, desk, held.meeting)
    if check_begin(held.attending, quorum, desk.policy):
        raise SelectionError("meeting.cannot_begin")
    begun = replace(held.meeting, state=moved, begun_at=desk.now())
    await save_meeting(session, begun)
    seats = [it.position for it in held.members if it.attendance.counts]
    told: dict[str, object] = {"seats": seats}
    await record_meeting(session, actor, Act.MEETING_BEGIN, begun, told, held.meeting)
    return begun


async def write_minutes(
    session: AsyncSession,
    desk: DrawDesk,
    request_id: UUID,
    actor: Actor,
    text: str,
    version: int | None = None,
) -> MeetingRecord:
    """Keep the minutes; where they change, every member speaks to them anew.

    `version` is the one that the page showed; without it whatever stands is replaced.

    Raises:
        SelectionError: `meeting.not_in_session`, `meeting.minutes_empty`,
            `meeting.minutes_too_long`, or `meeting.minutes_written_meanwhile`.
    """
    held = await _live(session, desk, request_id, actor)
    if held.meeting.state is not MeetingState.IN_SESSION:
        raise SelectionError("meeting.not_in_session")
    if not text.strip():
        raise SelectionError("meeting.minutes_empty")
    if len(text) > LONGEST_MINUTES:
        raise SelectionError("meeting.minutes_too_long", {"most": LONGEST_MINUTES})
    where = ("meeting", "minutes_cipher", held.meeting.id)
    if read_note(desk, where, held.meeting.minutes_cipher) == text:
        return held.meeting
    if version not in {None, held.meeting.minutes_version}:
        raise SelectionError("meeting.minutes_written_meanwhile")
    written = replace(
        held.meeting,
        minutes_cipher=seal_note(desk, where, text),
        minutes_version=held.meeting.minutes_version + 1,
    )
    await save_meeting(session, written)
    told: dict[str, object] = {"minutes": written.minutes_version}
    await record_meeting(session, actor, Act.MEETING_MINUTES, written, told)
    return written


async def record_silence(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, member: UUID
) -> None:
    """Record that a member neither signs nor says why (rule DAY-04).

    Raises:
        SelectionError: `meeting.minutes_missing`, `meeting.opinion_given` where the member has
            spoken to these minutes, or what `hold_hosted` raises.
    """
    held = await _live(session, desk, request_id, actor)
    check_minutes(held)
    one, version = held.member(member), held.meeting.minutes_version
    if not one.attendance.counts:
        raise SelectionError("meeting.member_not_found")
    if opinion_of(held.meeting, one).stance not in {None, Stance.SILENT}:
        raise SelectionError("meeting.opinion_given", {"seat": one.position})
    silent = replace(one, stance=Stance.SILENT, stance_version=version, stance_cipher=None)
    await save_attendance(session, silent)
    told = seat_of(one) | {"stance": Stance.SILENT.value, "minutes": version}
    await record_meeting(session, actor, Act.MEETING_OPINION, held.meeting, told)


async def close_meeting(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor
) -> MeetingRecord:
    """Close the meeting, once every member at the table has spoken to the minutes.

    Where members left during it, those who stay still have to be enough (rule REP-04).

    Raises:
        SelectionError: `meeting.chair_missing`, `meeting.minutes_missing`,
            `meeting.opinions_missing`, `meeting.cannot_close`, or what `move_meeting` raises.
    """
    held = await _live(session, desk, request_id, actor)
    moved = move_meeting(held.meeting.state, MeetingAct.CLOSE)
    if held.meeting.chair_expert is None:
        raise SelectionError("meeting.chair_missing")
    check_minutes(held)
    tally = count_opinions(held.opinions, desk.policy)
    if tally.open:
        raise SelectionError("meeting.opinions_missing", {"members": tally.open})
    if check_begin(held.attending, await quorum_of(session, desk, held.meeting), desk.policy):
        raise SelectionError("meeting.cannot_close")
    closed = replace(held.meeting, state=moved, ended_at=desk.now())
    await save_meeting(session, closed)
    told: dict[str, object] = {
        "agree": tally.agree,
        "dissent": tally.dissent,
        "silent": tally.silent,
        "void": tally.void,
    }
    await record_meeting(session, actor, Act.MEETING_CLOSE, closed, told, held.meeting)
    return closed


async def postpone_meeting(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor
) -> MeetingRecord:
    """End a meeting without a result, such as where too few have come (rule REP-04)."""
    held = await _live(session, desk, request_id, actor)
    moved = move_meeting(held.meeting.state, MeetingAct.POSTPONE)
    ended = replace(held.meeting, state=moved, ended_at=desk.now())
    await save_meeting(session, ended)
    await record_meeting(session, actor, Act.MEETING_POSTPONE, ended, None, held.meeting)
    return ended


async def keep_sheet(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, sheet: Sheet
) -> MeetingRecord:
    """Keep the scan of the sheet that everybody signed; it cannot be changed afterwards.

    Raises:
        SelectionError: `meeting.not_closed` or `meeting.sheet_kept`.
    """
    held = await hold_hosted(session, desk, request_id, actor)
    if held.meeting.state is not MeetingState.CLOSED:
        raise SelectionError("meeting.not_closed")
    if held.meeting.sheet_name:
        raise SelectionError("meeting.sheet_kept")
    kept = replace(
        held.meeting,
        sheet_name=sheet.storage_name,
        sheet_type=sheet.content_type,
        sheet_size=sheet.size,
        sheet_sha256=sheet.sha256,
    )
    await save_meeting(session, kept)
    told: dict[str, object] = {"sha256": sheet.sha256.hex()}
    await record_meeting(session, actor, Act.MEETING_SHEET, kept, told)
    return kept


async def _live(session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor) -> Held:
    held = await hold_hosted(session, desk, request_id, actor)
    check_online(held)
    return held
