"""The review day as acts: members sign in, pledge, choose a chair and speak; the host closes.

Shell: reads, calls `selection.meetings`, and writes rows and log entries in one transaction.
The host is the officer who asked for the panel. A member acts by the own account alone
(rule DAY-05); whoever leaves is followed by rank, as on any other day.
"""

from selection.convening.door import ShownCode, show_code, sign_in
from selection.convening.hosting import (
    begin_meeting,
    close_meeting,
    keep_sheet,
    postpone_meeting,
    record_absence,
    record_silence,
    set_chair,
    write_minutes,
)
from selection.convening.looking import Day, OwnDay, load_day, load_own_day, load_own_days
from selection.convening.members import give_opinion, pledge, recuse, vote
from selection.convening.opening import open_meeting

__all__ = [
    "Day",
    "OwnDay",
    "ShownCode",
    "begin_meeting",
    "close_meeting",
    "give_opinion",
    "keep_sheet",
    "load_day",
    "load_own_day",
    "load_own_days",
    "open_meeting",
    "pledge",
    "postpone_meeting",
    "record_absence",
    "record_silence",
    "recuse",
    "set_chair",
    "show_code",
    "sign_in",
    "vote",
    "write_minutes",
]
