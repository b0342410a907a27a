"""Working hours: which minutes of a working day count for a term that runs in working time.

Its one job is to walk through working time. It must not know what the minutes are for.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from expert_pool.calendar.days import WorkingCalendar
from expert_pool.errors import ExpertPoolError
from expert_pool.policy import Policy

CHINA: Final = ZoneInfo("Asia/Shanghai")
_HALVES: Final = (
    ("work_morning_start", "work_morning_end"),
    ("work_afternoon_start", "work_afternoon_end"),
)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The periods of a working day in which the bureau works, in order, none of them empty."""

    periods: tuple[tuple[time, time], ...]


def read_working_hours(policy: Policy) -> WorkingHours:
    """The working hours of a policy (NTF-08); a half of the day may be empty, not both.

    Raises:
        ExpertPoolError: `calendar.no_working_hours`.
    """
    halves = tuple(
        (time.fromisoformat(policy.text(start)), time.fromisoformat(policy.text(end)))
        for start, end in _HALVES
    )
    periods = tuple((start, end) for start, end in halves if start < end)
    if not periods:
        raise ExpertPoolError("calendar.no_working_hours", {"file": policy.id})
    return WorkingHours(periods)


def add_working_minutes(
    moment: datetime, minutes: int, hours: WorkingHours, calendar: WorkingCalendar
) -> datetime:
    """The moment after so many minutes of working time; it may fall on the end of a period.

    A moment outside working time counts from the next working minute.
    """
    left, day = timedelta(minutes=minutes), moment.astimezone(CHINA).date()
    while True:
        day = calendar.next_working_day(day)
        for start, end in hours.periods:
            begins = max(datetime.combine(day, start, CHINA), moment)
            lasts = max(datetime.combine(day, end, CHINA) - begins, timedelta())
            if left <= lasts:
                return (begins + left).astimezone(moment.tzinfo)
            left -= lasts
        day += timedelta(days=1)
