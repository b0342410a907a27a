"""The review day: who is there, what was pledged, who leads, what was said, whose turn it is.

Pure: no clock, no code's digest, no database. The shell is `selection.convening`.
"""

from selection.meetings.chairing import check_chair, elect
from selection.meetings.opinions import Opinion, Stance, Tally, check_opinion, count_opinions
from selection.meetings.presence import (
    Attendance,
    check_absence,
    check_begin,
    check_sign_in,
    find_floor,
    find_quorum,
    own_seat,
)
from selection.meetings.steps import MeetingStep, Progress, find_meeting_step

__all__ = [
    "Attendance",
    "MeetingStep",
    "Opinion",
    "Progress",
    "Stance",
    "Tally",
    "check_absence",
    "check_begin",
    "check_chair",
    "check_opinion",
    "check_sign_in",
    "count_opinions",
    "elect",
    "find_floor",
    "find_meeting_step",
    "find_quorum",
    "own_seat",
]
