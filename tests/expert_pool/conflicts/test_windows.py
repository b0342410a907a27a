from datetime import date

import pytest

from expert_pool.conflicts import ReviewDays, months_before
from expert_pool.conflicts.windows import still_touches, tie_touches
from expert_pool.errors import ExpertPoolError
from tests.expert_pool.conflicts.cases import REVIEW, day
from tests.factories import COMPANY, works_at


@pytest.mark.parametrize(
    ("review", "months", "first"),
    [
        ("2026-11-20", 36, "2023-11-20"),
        ("2028-02-29", 36, "2025-02-28"),
        ("2028-02-29", 48, "2024-02-29"),
        ("2027-02-28", 36, "2024-02-28"),
        ("2027-03-01", 36, "2024-03-01"),
        ("2026-12-31", 1, "2026-11-30"),
        ("2026-01-31", 11, "2025-02-28"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-12-15", 12, "2025-12-15"),
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-03-31", 13, "2025-02-28"),
        ("2026-08-31", -6, "2027-02-28"),
    ],
)
def test_months_are_counted_back_to_the_same_day_or_the_months_last(
    review: str, months: int, first: str
) -> None:
    assert months_before(day(review), months) == day(first)


def test_a_review_of_several_days_counts_back_from_its_first() -> None:
    review = ReviewDays(date(2026, 11, 20), date(2026, 11, 22))
    assert review.years_back(3) == ReviewDays(date(2023, 11, 20), date(2026, 11, 22))
    assert review.months_back(12) == ReviewDays(date(2025, 11, 20), date(2026, 11, 22))
    assert review.days_back(365) == ReviewDays(date(2025, 11, 20), date(2026, 11, 22))


def test_a_review_does_not_end_before_it_starts() -> None:
    with pytest.raises(ExpertPoolError, match=r"review\.end_before_start"):
        ReviewDays(date(2026, 11, 20), date(2026, 11, 19))


@pytest.mark.parametrize(
    ("start", "end", "touches"),
    [
        ("2026-11-20", "2026-11-20", True),
        ("2026-11-01", None, True),
        ("2026-11-21", None, False),
        ("2026-11-01", "2026-11-19", False),
        ("2026-11-01", "2026-11-20", True),
    ],
)
def test_both_ends_of_a_tie_count(start: str, end: str | None, touches: bool) -> None:
    tie = works_at(COMPANY, day(start), day(end) if end else None)
    assert tie_touches(tie, REVIEW) is touches


@pytest.mark.parametrize(
    ("until", "touches"), [(None, True), ("2026-11-20", True), ("2026-11-19", False)]
)
def test_what_nobody_ended_still_binds(until: str | None, touches: bool) -> None:
    assert still_touches(day(until) if until else None, REVIEW) is touches


TWO_DAYS = ReviewDays(day("2026-11-20"), day("2026-11-27"), (day("2026-11-20"), day("2026-11-27")))


@pytest.mark.parametrize(
    ("start", "end", "meets"),
    [
        ("2026-11-19", "2026-11-19", False),
        ("2026-11-19", "2026-11-20", True),
        ("2026-11-21", "2026-11-26", False),
        ("2026-11-26", "2026-11-27", True),
        ("2026-11-28", "", False),
        ("2026-11-27", "", True),
    ],
)
def test_a_review_on_several_days_meets_on_these_alone(start: str, end: str, meets: bool) -> None:
    assert TWO_DAYS.meets_on(day(start), day(end) if end else None) is meets


def test_windows_count_the_whole_range_whatever_the_days() -> None:
    assert TWO_DAYS.overlaps(day("2026-11-21"), day("2026-11-26"))
    assert TWO_DAYS.years_back(1) == ReviewDays(day("2025-11-20"), day("2026-11-27"))


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (ReviewDays(day("2026-11-21"), day("2026-11-26")), False),
        (ReviewDays(day("2026-11-26"), day("2026-11-27")), True),
        (ReviewDays(day("2026-11-19"), day("2026-11-28"), (day("2026-11-21"),)), False),
        (ReviewDays(day("2026-11-19"), day("2026-11-28"), (day("2026-11-27"),)), True),
    ],
)
def test_two_reviews_share_a_day_or_not_whichever_is_asked(other: ReviewDays, shared: bool) -> None:
    assert TWO_DAYS.shares_a_day(other) is shared
    assert other.shares_a_day(TWO_DAYS) is shared


@pytest.mark.parametrize("outside", ["2026-11-19", "2026-11-28"])
def test_each_day_of_a_review_lies_inside_it(outside: str) -> None:
    with pytest.raises(ExpertPoolError, match=r"review\.day_outside"):
        ReviewDays(day("2026-11-20"), day("2026-11-27"), (day(outside),))
