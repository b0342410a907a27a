"""Working days of China, on the days that the State Council announced for 2024 to 2026."""

from datetime import date, timedelta

import pytest

from expert_pool.calendar import NO_HOLIDAYS, WorkingCalendar
from expert_pool.calendar.china import load_calendar

CALENDAR = load_calendar()


@pytest.mark.parametrize(
    ("day", "worked", "holiday"),
    [
        ("2026-09-17", True, False),  # a Thursday
        ("2026-09-19", False, False),  # a plain Saturday
        ("2026-09-20", True, False),  # Sunday, worked for the National Day holiday
        ("2026-10-10", True, False),  # Saturday, worked for it
        ("2026-10-01", False, True),
        ("2026-10-05", False, True),
        ("2026-10-07", False, True),  # a day off in exchange
        ("2026-10-08", True, False),
        ("2026-02-14", True, False),  # Saturday before the Spring Festival
        ("2026-02-16", False, True),  # New Year's Eve of the lunar calendar
        ("2026-02-23", False, True),
        ("2026-02-24", True, False),
        ("2026-02-28", True, False),
        ("2026-01-04", True, False),  # Sunday, worked for 2 January
        ("2024-02-29", True, False),
        ("2025-01-26", True, False),
        ("2025-10-08", False, True),
    ],
)
def test_holidays_and_days_made_up_are_known(day, worked, holiday):
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is worked
    assert CALENDAR.is_holiday(date.fromisoformat(day)) is holiday


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-21", 0, "2026-11-21"),  # nothing is added, not even to a Saturday
        ("2026-11-20", 1, "2026-11-23"),  # over a weekend
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-09-30", 1, "2026-10-08"),  # over the National Day holiday
        ("2026-09-30", 3, "2026-10-10"),  # a Saturday that is worked counts
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),  # over the Spring Festival
        ("2026-04-30", 1, "2026-05-06"),  # month end, over Labour Day
        ("2025-12-31", 1, "2026-01-04"),  # year end
        ("2024-02-28", 2, "2024-03-01"),  # leap day
        ("2023-02-28", 1, "2023-03-01"),
        ("2026-09-18", 5, "2026-09-24"),  # with a Sunday made up
    ],
)
def test_a_term_in_working_days_ends(start, days, end):
    assert CALENDAR.add_working_days(date.fromisoformat(start), days) == date.fromisoformat(end)


def test_counting_is_the_inverse_of_adding():
    for offset in range(0, 400, 7):
        start = date(2026, 1, 1) + timedelta(days=offset)
        for days in (1, 5, 10):
            end = CALENDAR.add_working_days(start, days)
            assert CALENDAR.count_working_days(start, end) == days
    assert CALENDAR.count_working_days(date(2026, 3, 2), date(2026, 2, 2)) == 0


@pytest.mark.parametrize(
    ("end", "days", "start"),
    [
        ("2026-11-13", 10, "2026-11-01"),  # a Friday: handed in on the Sunday, ten days later
        ("2026-11-15", 10, "2026-11-01"),  # the weekend after adds nothing
        ("2026-11-16", 10, "2026-11-02"),
        ("2026-10-08", 10, "2026-09-17"),  # over the National Day holiday and a Sunday worked
        ("2027-01-04", 1, "2027-01-03"),  # over the end of a year
        ("2026-11-13", 0, "2026-11-13"),
    ],
)
def test_what_was_handed_in_by_that_day_is_due_by_the_end_of_the_term(end, days, start):
    found = CALENDAR.last_start(date.fromisoformat(end), days)
    assert found == date.fromisoformat(start)
    assert CALENDAR.add_working_days(found, days) <= date.fromisoformat(end)
    assert CALENDAR.add_working_days(found + timedelta(days=1), days) > date.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-02", 15, "2026-11-17"),
        ("2026-11-06", 15, "2026-11-23"),  # the last day is a Saturday
        ("2026-09-18", 15, "2026-10-08"),  # the last day lies in the National Day holiday
        ("2026-09-05", 15, "2026-09-20"),  # a Sunday that is worked ends a term
    ],
)
def test_a_term_in_calendar_days_that_ends_on_a_day_off_is_put_off(start, days, end):
    assert CALENDAR.add_days(date.fromisoformat(start), days) == date.fromisoformat(end)


def test_of_a_year_not_announced_the_holidays_by_law_are_known():
    festival = date(2030, 2, 3)
    assert not CALENDAR.is_provisional(date(2026, 12, 31))
    assert CALENDAR.is_provisional(festival)
    assert not NO_HOLIDAYS.is_provisional(festival)
    assert CALENDAR.is_holiday(festival)
    assert CALENDAR.is_holiday(date(2030, 10, 1))
    assert not any(day.year == festival.year for day in CALENDAR.days_worked)


def test_without_holidays_mondays_to_fridays_are_worked():
    week = [NO_HOLIDAYS.is_working_day(date(2026, 9, 28) + timedelta(days=n)) for n in range(7)]
    assert week == [True] * 5 + [False] * 2


def test_days_of_ones_own_lie_on_top_of_the_announced_ones():
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)
    calendar = WorkingCalendar().with_days(frozenset({friday}), frozenset({saturday}))
    assert calendar.is_holiday(friday)
    assert calendar.is_working_day(saturday)
    back = calendar.with_days(frozenset({saturday}), frozenset({friday}))
    assert back.is_working_day(friday)
    assert not back.is_working_day(saturday)
