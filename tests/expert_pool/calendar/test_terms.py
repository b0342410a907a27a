"""Time machine: every moment that makes a difference to a term to answer or a notice."""

from datetime import UTC, date, datetime

import pytest

from expert_pool.calendar import (
    CHINA,
    AnswerKind,
    answer_by,
    answer_kind,
    next_notice_time,
    read_working_hours,
)
from expert_pool.calendar.china import load_calendar
from expert_pool.errors import ExpertPoolError
from expert_pool.policy import change_values, load_policy

CALENDAR = load_calendar()
JINHUA = load_policy("jinhua")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("opened", "ends"),
    [
        ("2026-11-19 09:00", "2026-11-19 11:00"),
        ("2026-11-19 10:00", "2026-11-19 12:00"),  # exactly the morning's end
        ("2026-11-19 10:00:01", "2026-11-19 14:00:01"),  # one second later: after lunch
        ("2026-11-19 11:00", "2026-11-19 15:00"),
        ("2026-11-19 12:00", "2026-11-19 16:00"),  # opened exactly at the end of the morning
        ("2026-11-19 13:00", "2026-11-19 16:00"),
        ("2026-11-19 15:30", "2026-11-19 17:30"),  # exactly the day's end
        ("2026-11-19 15:30:01", "2026-11-20 08:30:01"),
        ("2026-11-19 17:30", "2026-11-20 10:30"),
        ("2026-11-19 23:59:59", "2026-11-20 10:30"),  # midnight makes no difference
        ("2026-11-20 00:00", "2026-11-20 10:30"),
        ("2026-11-20 08:29:59", "2026-11-20 10:30"),
        ("2026-11-20 08:30", "2026-11-20 10:30"),
        ("2026-11-20 17:00", "2026-11-23 10:00"),  # Friday to Monday
        ("2026-11-21 12:00", "2026-11-23 10:30"),  # on a Saturday
        ("2026-09-20 09:00", "2026-09-20 11:00"),  # on a Sunday that is worked
        ("2026-09-30 17:00", "2026-10-08 10:00"),  # over the National Day holiday
        ("2026-10-09 17:00", "2026-10-10 10:00"),  # to a Saturday that is worked
        ("2026-02-14 16:30", "2026-02-24 09:30"),  # over the Spring Festival
        ("2026-02-28 17:00", "2026-03-02 10:00"),  # month end
        ("2025-12-31 16:30", "2026-01-04 09:30"),  # year end, to a Sunday that is worked
        ("2024-02-28 17:29:59", "2024-02-29 10:29:59"),  # to a leap day
    ],
)
def test_the_usual_term_runs_in_working_time_only(opened, ends):
    assert answer_by(at(opened), AnswerKind.USUAL, JINHUA, CALENDAR) == at(ends)


def test_a_term_longer_than_a_day_runs_over_several():
    longer = change_values(JINHUA, {"confirm_window_minutes": 900})
    by = answer_by(at("2026-09-29 08:30"), AnswerKind.USUAL, longer, CALENDAR)
    assert by == at("2026-10-08 09:30")


@pytest.mark.parametrize(
    ("opened", "kind", "ends"),
    [
        ("2026-11-19 11:50", AnswerKind.URGENT, "2026-11-19 12:20"),
        ("2026-11-30 23:45", AnswerKind.URGENT, "2026-12-01 00:15"),
        ("2026-12-31 23:50", AnswerKind.SAME_DAY, "2027-01-01 00:05"),
        ("2026-10-01 08:00", AnswerKind.SAME_DAY, "2026-10-01 08:15"),
    ],
)
def test_short_terms_run_by_the_clock(opened, kind, ends):
    assert answer_by(at(opened), kind, JINHUA, CALENDAR) == at(ends)


def test_terms_are_told_in_the_time_zone_in_which_they_were_asked():
    by = answer_by(datetime(2026, 11, 19, 9, 0, tzinfo=UTC), AnswerKind.USUAL, JINHUA, CALENDAR)
    assert (by, by.tzinfo) == (datetime(2026, 11, 20, 2, 0, tzinfo=UTC), UTC)
    quiet = next_notice_time(datetime(2026, 11, 19, 13, 0, tzinfo=UTC), JINHUA)
    assert (quiet, quiet.tzinfo) == (datetime(2026, 11, 20, 0, 0, tzinfo=UTC), UTC)


@pytest.mark.parametrize(
    ("opened", "urgent", "kind"),
    [
        ("2026-11-19 10:00", False, AnswerKind.USUAL),
        ("2026-11-19 10:00", True, AnswerKind.URGENT),
        ("2026-11-23 15:30", False, AnswerKind.USUAL),  # ends with the day before the review
        ("2026-11-23 15:31", False, AnswerKind.URGENT),  # would end on the day of the review
        ("2026-11-23 23:59:59", False, AnswerKind.URGENT),
        ("2026-11-24 00:00", True, AnswerKind.SAME_DAY),
        ("2026-11-25 00:00", False, AnswerKind.SAME_DAY),
    ],
)
def test_the_term_is_short_where_a_usual_one_ends_too_late(opened, urgent, kind):
    found = answer_kind(at(opened), date(2026, 11, 24), JINHUA, CALENDAR, urgent=urgent)
    assert found is kind


@pytest.mark.parametrize(
    ("moment", "goes_out"),
    [
        ("2026-11-19 20:59:59", "2026-11-19 20:59:59"),
        ("2026-11-19 21:00", "2026-11-20 08:00"),
        ("2026-11-30 23:59:59", "2026-12-01 08:00"),
        ("2026-12-31 22:00", "2027-01-01 08:00"),  # quiet hours know no holidays
        ("2024-02-28 21:00", "2024-02-29 08:00"),
        ("2026-11-20 00:00", "2026-11-20 08:00"),
        ("2026-11-20 07:59:59", "2026-11-20 08:00"),
        ("2026-11-20 08:00", "2026-11-20 08:00"),
    ],
)
def test_notices_wait_until_the_quiet_hours_end(moment, goes_out):
    assert next_notice_time(at(moment), JINHUA) == at(goes_out)
    assert next_notice_time(at(moment), JINHUA, urgent=True) == at(moment)


@pytest.mark.parametrize(
    ("start", "end", "moment", "goes_out"),
    [
        ("12:00", "14:00", "2026-11-20 12:00", "2026-11-20 14:00"),
        ("12:00", "14:00", "2026-11-20 14:00", "2026-11-20 14:00"),
        ("12:00", "14:00", "2026-11-20 23:00", "2026-11-20 23:00"),
        ("08:00", "08:00", "2026-11-20 08:00", "2026-11-20 08:00"),  # none at all
    ],
)
def test_quiet_hours_may_lie_within_a_day(start, end, moment, goes_out):
    policy = change_values(JINHUA, {"quiet_hours_start": start, "quiet_hours_end": end})
    assert next_notice_time(at(moment), policy) == at(goes_out)


def test_half_a_day_may_be_free_but_not_the_whole():
    mornings = change_values(JINHUA, {"work_afternoon_end": "14:00"})
    assert len(read_working_hours(mornings).periods) == 1
    with pytest.raises(ExpertPoolError, match="no_working_hours"):
        read_working_hours(change_values(mornings, {"work_morning_end": "08:30"}))
