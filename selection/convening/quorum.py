"""How many members a meeting needs, and how many by an exception from that (rule REP-04)."""

from sqlalchemy.ext.asyncio import AsyncSession

from selection.drawing.desk import DrawDesk
from selection.meetings import find_floor, find_quorum
from selection.requests import thaw_criteria
from selection.states.exceptions import ExceptionRule
from selection.storage.exception_store import About, find_allowed
from selection.storage.meeting_store import MeetingRecord
from selection.storage.request_store import load_request


async def quorum_of(session: AsyncSession, desk: DrawDesk, meeting: MeetingRecord) -> int:
    """So many members have to be there, or fewer where an approver allowed it."""
    quorum = await usual_quorum(session, desk, meeting)
    excepted = await find_allowed(session, about_meeting(meeting))
    return find_floor(quorum, desk.policy) if excepted else quorum


async def usual_quorum(session: AsyncSession, desk: DrawDesk, meeting: MeetingRecord) -> int:
    """So many have to be there without an exception, by the frozen criteria of the panel."""
    request = await load_request(session, meeting.request_id)
    asked = thaw_criteria((request.criteria if request else None) or b"")
    return find_quorum(desk.lists.activities[asked.activity], asked.seats, desk.policy)


def about_meeting(meeting: MeetingRecord) -> About:
    """What an exception from the smallest number is about: this meeting."""
    return About(ExceptionRule.QUORUM, meeting.request_id, 0, meeting.id)
