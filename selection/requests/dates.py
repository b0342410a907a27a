"""Whether the days of a review are good ones: to come, not drawn too early, not on holidays.

Its one job is rule DRW-07. It must not look into the pool or at other requests.
"""

from datetime import date

from expert_pool.calendar import WorkingCalendar
from expert_pool.conflicts import ReviewDays
from expert_pool.findings import Finding, Severity
from expert_pool.policy import Policy


def check_days(
    review: ReviewDays, policy: Policy, calendar: WorkingCalendar, as_of: date
) -> tuple[Finding, ...]:
    """DRW-07: everything that stands against the days of a review."""
    if review.start < as_of:
        return (
            policy.finding(
                "DRW-07.review_in_the_past",
                severity=Severity.HARD,
                day=review.start.isoformat(),
            ),
        )
    return (
        *_drawn_early(review, policy, calendar, as_of),
        *_days_off(review, policy, calendar),
        *_not_announced(review, policy, calendar),
    )


def _drawn_early(
    review: ReviewDays, policy: Policy, calendar: WorkingCalendar, as_of: date
) -> tuple[Finding, ...]:
    """The warning is about drawing early: names that are known long before a review leak."""
    limit = policy.integer("draw_earliest_working_days")
    ahead = calendar.count_working_days(as_of, review.start)
    if ahead <= limit:
        return ()
    return (policy.finding("DRW-07.draw_early", severity=Severity.SOFT, days=ahead, limit=limit),)


def _days_off(review: ReviewDays, policy: Policy, calendar: WorkingCalendar) -> tuple[Finding, ...]:
    """A review may be held on a holiday, but experts are hard to reach and may not come."""
    off = tuple(day for day in review.each_day() if calendar.is_holiday(day))
    if not off:
        return ()
    first = off[0].isoformat()
    return (
        policy.finding("DRW-07.public_holiday", severity=Severity.SOFT, day=first, days=len(off)),
    )


def _not_announced(
    review: ReviewDays, policy: Policy, calendar: WorkingCalendar
) -> tuple[Finding, ...]:
    """Of a year to come only the holidays by law are known, not the weekends worked for them."""
    if not calendar.is_provisional(review.end):
        return ()
    year = str(review.end.year)
    return (policy.finding("DRW-07.year_not_announced", severity=Severity.INFO, year=year),)
