"""Whether a review took place, and who took part in it to its end: only they are evaluated.

Its one job is that answer. Whoever was replaced before or on the day has done no work that could
be judged, and what was said by then is void (rule REP-03).
"""

from dataclasses import dataclass
from datetime import date

from selection.meetings import Attendance
from selection.states.invitations import InvitationState
from selection.states.meetings import MeetingState


@dataclass(frozen=True, slots=True)
class Member:
    """What is known of somebody on the panel: at the table, and what was said when invited."""

    at_table: Attendance | None = None
    invited: InvitationState | None = None


def is_over(meeting: MeetingState | None, last_day: date, as_of: date) -> bool:
    """Whether a review can be evaluated: its meeting is closed, or its last day is past.

    A meeting that was postponed was no review, however many days have gone by.
    """
    if meeting is MeetingState.POSTPONED:
        return False
    return meeting is MeetingState.CLOSED or as_of > last_day


def attended(member: Member, meeting: MeetingState | None) -> bool:
    """Whether somebody took part: signed in and pledged, and stayed.

    Without a meeting in the service, by correspondence or on paper, it is who sits on the panel
    and has accepted, or was called without an invitation of the service.
    """
    if meeting is not None:
        return member.at_table is not None and member.at_table.counts
    return member.invited in {None, InvitationState.ACCEPTED}
