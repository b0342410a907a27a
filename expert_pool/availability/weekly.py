"""Weekly patterns: the weekdays on which an expert never reviews (rule POL-06).

Its one job is to read such a pattern. Weekdays are those of ISO 8601: 1 is Monday.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from expert_pool.errors import ExpertPoolError

WEEK: Final = frozenset(range(1, 8))


def check_weekdays(weekdays: Collection[int]) -> frozenset[int]:
    """The weekdays without reviews; one at least has to be left.

    Raises:
        ExpertPoolError: `expert.no_weekday_left`, or `expert.weekday_not_valid`.
    """
    if not WEEK.issuperset(weekdays):
        raise ExpertPoolError("expert.weekday_not_valid")
    if WEEK.issubset(weekdays):
        raise ExpertPoolError("expert.no_weekday_left")
    return frozenset(weekdays)


def first_day_away(weekdays: Collection[int], days: Iterable[date]) -> date | None:
    """The first of these days that falls on one of the weekdays, or none."""
    return next((day for day in days if day.isoweekday() in weekdays), None)
