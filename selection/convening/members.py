"""What a member does at a meeting, by the own account: pledge, vote, opinion, late recusal."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.declared_texts import declared_texts
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from selection.convening.holding import Held, check_online, hold, hold_own, record_meeting, seat_of
from selection.drawing.desk import DrawDesk
from selection.drawing.leaving import Leave, leave_seat
from selection.drawing.notes import seal_note
from selection.errors import SelectionError
from selection.invitations import Answer
from selection.inviting.answering import answer_invitation
from selection.meetings import Stance, check_opinion
from selection.states.invitations import InvitationAct
from selection.states.meetings import MeetingState
from selection.states.vacancies import VacancyReason
from selection.storage.invitation_store import load_invitation_of
from selection.storage.meeting_store import AttendanceRecord, save_attendance

PLEDGE = "pledge"
"""The name of the declared text that is pledged on the day."""


Taken = tuple[Held, AttendanceRecord]
"""A meeting, and the member of it who acts: found by the own account, or in an offline pack."""


@dataclass(frozen=True, slots=True)
class Said:
    """A member's word to the minutes, in the version that the page showed."""

    stance: Stance
    reasons: str
    version: int


async def pledge(
    session: AsyncSession, desk: DrawDesk, meeting_id: UUID, actor: Actor, version: str
) -> AttendanceRecord:
    """Pledge on the day (rule DAY-02): the version of the text and the time are kept.

    Raises:
        SelectionError: `meeting.not_signed_in`, `meeting.text_changed`, or what `hold_own`
            raises.
    """
    return await pledge_as(
        session, desk, await _own(session, desk, meeting_id, actor), actor, version
    )


async def pledge_as(
    session: AsyncSession, desk: DrawDesk, taken: Taken, actor: Actor, version: str
) -> AttendanceRecord:
    """The pledge of a member who was found."""
    held, own = taken
    if own.signed_in_at is None:
        raise SelectionError("meeting.not_signed_in")
    if own.pledged_at is not None:
        return own
    if version != declared_texts()[PLEDGE].version:
        raise SelectionError("meeting.text_changed")
    pledged = replace(own, pledged_at=desk.now(), pledge_version=version)
    await save_attendance(session, pledged)
    told = seat_of(own) | {"text_version": version}
    await record_meeting(session, actor, Act.MEETING_PLEDGE, held.meeting, told)
    return pledged


async def vote(
    session: AsyncSession, desk: DrawDesk, meeting_id: UUID, actor: Actor, chosen: UUID
) -> None:
    """Vote for somebody at the table to lead the panel; one vote each, the last one counts.

    Raises:
        SelectionError: `meeting.not_signed_in`, `meeting.chair_set`,
            `meeting.chair_not_present`, or what `hold_own` raises.
    """
    await vote_as(session, await _own(session, desk, meeting_id, actor), actor, chosen)


async def vote_as(session: AsyncSession, taken: Taken, actor: Actor, chosen: UUID) -> None:
    """The vote of a member who was found."""
    held, own = taken
    _check_counts(own)
    if held.meeting.chair_expert is not None:
        raise SelectionError("meeting.chair_set")
    candidate = next((it for it in held.members if it.id == chosen), None)
    if candidate is None or not candidate.attendance.counts:
        raise SelectionError("meeting.chair_not_present")
    await save_attendance(session, replace(own, vote_for=candidate.expert_id))
    await record_meeting(session, actor, Act.MEETING_VOTE, held.meeting, seat_of(own))


async def give_opinion(
    session: AsyncSession, desk: DrawDesk, meeting_id: UUID, actor: Actor, said: Said
) -> None:
    """Agree to the minutes, or dissent with reasons, which are kept (rule DAY-04).

    Raises:
        SelectionError: `meeting.not_signed_in`, `meeting.minutes_missing`,
            `meeting.minutes_changed`, `meeting.reasons_missing`, or what `hold_own` raises.
    """
    taken = await _own(session, desk, meeting_id, actor)
    await give_opinion_as(session, desk, taken, actor, said)


async def give_opinion_as(
    session: AsyncSession, desk: DrawDesk, taken: Taken, actor: Actor, said: Said
) -> None:
    """The opinion of a member who was found."""
    held, own = taken
    _check_counts(own)
    check_minutes(held)
    if said.version != held.meeting.minutes_version:
        raise SelectionError("meeting.minutes_changed")
    check_opinion(said.stance, said.reasons)
    where, reasons = ("attendance", "stance_cipher", own.id), said.reasons.strip()
    spoken = replace(
        own,
        stance=said.stance,
        stance_version=said.version,
        stance_cipher=seal_note(desk, where, reasons) if reasons else None,
    )
    await save_attendance(session, spoken)
    told = seat_of(own) | {"stance": said.stance.value, "minutes": said.version}
    await record_meeting(session, actor, Act.MEETING_OPINION, held.meeting, told)


async def recuse(
    session: AsyncSession, desk: DrawDesk, meeting_id: UUID, actor: Actor, ground: str
) -> None:
    """Leave the panel on the day for a conflict of interest; the next by rank follows.

    What the member said by then is kept and does not count (rule REP-03).

    Raises:
        SelectionError: `invitation.ground_unknown`, or what `hold_own`, `leave_seat` and
            `answer_invitation` raise.
    """
    await recuse_as(session, desk, await _own(session, desk, meeting_id, actor), actor, ground)


async def recuse_as(
    session: AsyncSession, desk: DrawDesk, taken: Taken, actor: Actor, ground: str
) -> None:
    """The recusal of a member who was found."""
    held, own = taken
    if ground not in desk.lists.recusal_grounds:
        raise SelectionError("invitation.ground_unknown")
    await record_meeting(session, actor, Act.MEETING_RECUSE, held.meeting, seat_of(own))
    invitation = await load_invitation_of(session, own.draw_id, own.expert_id)
    if invitation is not None:
        answer = Answer(InvitationAct.RECUSE, ground=ground)
        await answer_invitation(session, desk, invitation.id, actor, answer)
    else:
        leave = Leave(own.draw_id, own.expert_id, VacancyReason.RECUSED, actor, ground)
        await leave_seat(session, desk, leave)
    await hold(session, desk, held.meeting)


def check_minutes(held: Held) -> None:
    """Whether there are minutes to speak to.

    Raises:
        SelectionError: `meeting.minutes_missing`.
    """
    if held.meeting.state is not MeetingState.IN_SESSION or not held.meeting.minutes_version:
        raise SelectionError("meeting.minutes_missing")


async def _own(session: AsyncSession, desk: DrawDesk, meeting_id: UUID, actor: Actor) -> Taken:
    held, own = await hold_own(session, desk, meeting_id, actor)
    check_online(held)
    return held, own


def _check_counts(own: AttendanceRecord) -> None:
    if not own.attendance.counts:
        raise SelectionError("meeting.not_signed_in")
