"""The days of a review, and the windows of years and months that rules count back.

Its one job is the arithmetic of dates. It must not know any rule or length of a window.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Employment


@dataclass(frozen=True, slots=True)
class ReviewDays:
    """The days of a review, both inclusive; `end` is `start` for a review of one day.

    Without `days` every day from the first to the last is one of the review; with them,
    only these are, so that people are kept free on the days that are needed.
    """

    start: date
    end: date
    days: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ExpertPoolError("review.end_before_start", {"start": str(self.start)})
        if any(not self.start <= day <= self.end for day in self.days):
            raise ExpertPoolError("review.day_outside", {"start": str(self.start)})

    def meets_on(self, start: date, end: date | None) -> bool:
        """Whether the review meets on any day of a closed interval; no end is open."""
        if not self.days:
            return self.overlaps(start, end)
        return any(start <= day and (end is None or day <= end) for day in self.days)

    def shares_a_day(self, other: "ReviewDays") -> bool:
        """Whether two reviews meet on the same day."""
        if self.days:
            return any(other.meets_on(day, day) for day in self.days)
        return other.meets_on(self.start, self.end)

    def each_day(self) -> tuple[date, ...]:
        """The days on which the review meets, in order."""
        span = range((self.end - self.start).days + 1)
        return tuple(sorted(set(self.days))) or tuple(self.start + timedelta(days=n) for n in span)

    def overlaps(self, start: date, end: date | None) -> bool:
        """Whether any day of a closed interval is a day of the review; no end is open."""
        return start <= self.end and (end is None or end >= self.start)

    def years_back(self, years: int) -> "ReviewDays":
        """The closed window of a rule: from so many years before the first day on."""
        return ReviewDays(months_before(self.start, 12 * years), self.end)

    def months_back(self, months: int) -> "ReviewDays":
        """The closed window from so many months before the first day on."""
        return ReviewDays(months_before(self.start, months), self.end)

    def days_back(self, days: int) -> "ReviewDays":
        """The closed window from so many days before the first day on."""
        return ReviewDays(self.start - timedelta(days=days), self.end)


@lru_cache(maxsize=4096)
def months_before(day: date, months: int) -> date:
    """The same day so many months earlier (later, below 0), or that month's last without one.

    Civil Code, art. 202: without a corresponding day the month ends the period. So three
    years before 29 February is 28 February, the earlier and thus the stricter day.
    """
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def tie_touches(tie: Employment, window: ReviewDays) -> bool:
    """Whether a tie to a unit held on any day of a window, its last day included."""
    return window.overlaps(tie.start, tie.end)


def still_touches(until: date | None, window: ReviewDays) -> bool:
    """Whether a relation whose beginning is unknown reaches into a window.

    Without an end it is taken to last: what nobody ended still binds.
    """
    return until is None or until >= window.start
