"""Full years and birthdays, 29 February included; the three ways to count the age limit.

Arithmetic of dates only: which limit holds for whom is decided in
`expert_pool.eligibility.age`.
"""

from calendar import isleap
from datetime import date, timedelta
from enum import StrEnum

_FEBRUARY = 2
_LAST_OF_LEAP_FEBRUARY = 29


class LeapBirthday(StrEnum):
    """On which day somebody born on 29 February grows older in a common year.

    Civil Code, art. 202, ends a period of years without a corresponding day on the last
    day of the month; as other readings exist, the policy says it.
    """

    LAST_OF_FEBRUARY = "28_february"
    FIRST_OF_MARCH = "1_march"


class AgeBasis(StrEnum):
    """How 不超过65周岁 is counted (rule ELG-04)."""

    FULL_YEARS_INCLUSIVE = "full_years_inclusive"
    STRICT_BIRTHDAY = "strict_birthday"
    CALENDAR_YEAR = "calendar_year"


def anniversary(day: date, years: int, leap: LeapBirthday) -> date:
    """The day on which so many full years have passed."""
    year = day.year + years
    born_on_leap_day = day.month == _FEBRUARY and day.day == _LAST_OF_LEAP_FEBRUARY
    if not born_on_leap_day or isleap(year):
        return day.replace(year=year)
    return date(year, 2, 28) if leap is LeapBirthday.LAST_OF_FEBRUARY else date(year, 3, 1)


def full_years(since: date, as_of: date, leap: LeapBirthday) -> int:
    """How many full years have passed on a day; none before the beginning."""
    years = as_of.year - since.year
    if anniversary(since, years, leap) > as_of:
        years -= 1
    return max(years, 0)


def last_day_within(birth: date, limit: int, basis: AgeBasis, leap: LeapBirthday) -> date:
    """The last day on which somebody is not over an age limit (Civil Code, art. 1259)."""
    if basis is AgeBasis.FULL_YEARS_INCLUSIVE:
        return anniversary(birth, limit + 1, leap) - timedelta(days=1)
    if basis is AgeBasis.STRICT_BIRTHDAY:
        return anniversary(birth, limit, leap) - timedelta(days=1)
    return date(birth.year + limit, 12, 31)
