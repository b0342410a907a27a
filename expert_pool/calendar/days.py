"""Working days of China: Mondays to Fridays, less public holidays, plus the days made up for them.

Its one job is to count in days. It must not know where the days come from: the State Council
announces each year's in the autumn before, and `expert_pool.calendar.china` reads them.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which days are worked: holidays on weekdays, weekends made up for, years announced.

    `days_off` are all public holidays and days off in exchange (调休), `days_worked` the
    Saturdays and Sundays on which people work instead. Of a year that is not among
    `announced` only the holidays by law are known, not the exchanges.
    """

    days_off: frozenset[date] = frozenset()
    days_worked: frozenset[date] = frozenset()
    announced: frozenset[int] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether the bureau works on a day."""
        if day in self.days_worked:
            return True
        return day.weekday() < _SATURDAY and day not in self.days_off

    def is_holiday(self, day: date) -> bool:
        """Whether a day is a public holiday or a day off in exchange; a plain weekend is none."""
        return day in self.days_off and day not in self.days_worked

    def is_provisional(self, day: date) -> bool:
        """Whether a day lies after the last announced year, so that it may still be exchanged."""
        return day.year > max(self.announced, default=day.year)

    def next_working_day(self, day: date) -> date:
        """The day itself if it is worked, else the first working day after it."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def add_working_days(self, day: date, days: int) -> date:
        """The last day of a term: the day on which it begins does not count (Civil Code, 201)."""
        while days > 0:
            day += _DAY
            days -= self.is_working_day(day)
        return day

    def last_start(self, end: date, days: int) -> date:
        """The last day on which a term of so many working days begins that ends by a day."""
        day = end
        while self.add_working_days(day, days) > end:
            day -= _DAY
        return day

    def add_days(self, day: date, days: int) -> date:
        """The last day of a term in calendar days: put off to a working day (Civil Code, 203)."""
        return self.next_working_day(day + days * _DAY)

    def count_working_days(self, start: date, end: date) -> int:
        """How many working days lie after one day, up to and including another."""
        days = (start + offset * _DAY for offset in range(1, (end - start).days + 1))
        return sum(map(self.is_working_day, days))

    def with_year(
        self, year: int, off: frozenset[date], worked: frozenset[date]
    ) -> "WorkingCalendar":
        """The calendar with a year as announced, in place of what was known of that year."""
        return WorkingCalendar(
            frozenset(day for day in self.days_off if day.year != year) | off,
            frozenset(day for day in self.days_worked if day.year != year) | worked,
            self.announced | {year},
        )

    def with_days(self, off: frozenset[date], worked: frozenset[date]) -> "WorkingCalendar":
        """The calendar with single days of one's own on top."""
        return replace(
            self,
            days_off=self.days_off - worked | off,
            days_worked=self.days_worked - off | worked,
        )


NO_HOLIDAYS: Final = WorkingCalendar()
