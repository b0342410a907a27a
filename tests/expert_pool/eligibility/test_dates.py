"""Full years, birthdays on 29 February, and the three ways to count the limit."""

from datetime import date, timedelta

import pytest

from expert_pool.eligibility import (
    AgeBasis,
    LeapBirthday,
    anniversary,
    full_years,
    last_day_within,
)

FEBRUARY = LeapBirthday.LAST_OF_FEBRUARY
MARCH = LeapBirthday.FIRST_OF_MARCH
FULL = AgeBasis.FULL_YEARS_INCLUSIVE
STRICT = AgeBasis.STRICT_BIRTHDAY
YEAR = AgeBasis.CALENDAR_YEAR


@pytest.mark.parametrize(
    ("day", "years", "leap", "expected"),
    [
        (date(1960, 3, 15), 66, FEBRUARY, date(2026, 3, 15)),
        (date(1960, 2, 29), 4, FEBRUARY, date(1964, 2, 29)),
        (date(1960, 2, 29), 4, MARCH, date(1964, 2, 29)),
        (date(1960, 2, 29), 65, FEBRUARY, date(2025, 2, 28)),
        (date(1960, 2, 29), 65, MARCH, date(2025, 3, 1)),
        (date(1960, 2, 28), 65, MARCH, date(2025, 2, 28)),
        (date(1936, 2, 29), 64, MARCH, date(2000, 2, 29)),
        (date(2036, 2, 29), 64, MARCH, date(2100, 3, 1)),
    ],
)
def test_an_anniversary_exists_in_every_year(
    day: date, years: int, leap: LeapBirthday, expected: date
) -> None:
    assert anniversary(day, years, leap) == expected


@pytest.mark.parametrize(
    ("since", "as_of", "leap", "years"),
    [
        (date(2021, 11, 20), date(2026, 11, 19), FEBRUARY, 4),
        (date(2021, 11, 20), date(2026, 11, 20), FEBRUARY, 5),
        (date(2020, 2, 29), date(2025, 2, 27), FEBRUARY, 4),
        (date(2020, 2, 29), date(2025, 2, 28), FEBRUARY, 5),
        (date(2020, 2, 29), date(2025, 2, 28), MARCH, 4),
        (date(2020, 2, 29), date(2025, 3, 1), MARCH, 5),
        (date(2026, 12, 1), date(2026, 11, 20), FEBRUARY, 0),
        (date(2030, 1, 1), date(2026, 11, 20), FEBRUARY, 0),
    ],
)
def test_full_years_are_counted_to_the_day(
    since: date, as_of: date, leap: LeapBirthday, years: int
) -> None:
    assert full_years(since, as_of, leap) == years


@pytest.mark.parametrize(
    ("birth", "basis", "leap", "last"),
    [
        (date(1960, 3, 15), FULL, FEBRUARY, date(2026, 3, 14)),
        (date(1960, 3, 15), STRICT, FEBRUARY, date(2025, 3, 14)),
        (date(1960, 3, 15), YEAR, FEBRUARY, date(2025, 12, 31)),
        (date(1960, 2, 29), FULL, FEBRUARY, date(2026, 2, 27)),
        (date(1960, 2, 29), FULL, MARCH, date(2026, 2, 28)),
        (date(1960, 2, 29), STRICT, FEBRUARY, date(2025, 2, 27)),
        (date(1960, 2, 29), STRICT, MARCH, date(2025, 2, 28)),
        (date(1960, 2, 29), YEAR, MARCH, date(2025, 12, 31)),
        (date(1960, 1, 1), FULL, FEBRUARY, date(2025, 12, 31)),
        (date(1960, 12, 31), YEAR, FEBRUARY, date(2025, 12, 31)),
    ],
)
def test_the_limit_of_65_ends_on_the_day_that_the_way_of_counting_says(
    birth: date, basis: AgeBasis, leap: LeapBirthday, last: date
) -> None:
    assert last_day_within(birth, 65, basis, leap) == last


@pytest.mark.parametrize("leap", list(LeapBirthday))
@pytest.mark.parametrize("birth", [date(1960, 2, 29), date(1960, 3, 1), date(1961, 12, 31)])
def test_65_is_allowed_until_the_66th_birthday(birth: date, leap: LeapBirthday) -> None:
    last = last_day_within(birth, 65, FULL, leap)
    assert full_years(birth, last, leap) == 65
    assert full_years(birth, last + timedelta(days=1), leap) == 66
