"""Whether an expert can be drawn for these days: standing, leave, duties, load, rotation.

Its one job is the rules POL-01, POL-03, POL-06, POL-08, POL-09, SEC-06 and DRW-13 to DRW-16,
one function each. It must not look at conflicts of interest.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from expert_pool.applications.confirmation import find_confirmation
from expert_pool.availability import first_day_away
from expert_pool.conflicts import ReviewDays
from expert_pool.experts import Expert, ExpertId, Standing, Unit
from expert_pool.findings import Finding, Severity
from expert_pool.policy import Policy
from expert_pool.units import same_legal_person
from selection.candidates.history import BINDS, COUNTS, SAT, Assignment

YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Occasion:
    """What availability is measured against: the review, the day of the draw, its kind."""

    review: ReviewDays
    as_of: date
    lead_units: tuple[Unit, ...] = ()
    last_panels: tuple[str, ...] = ()


def check_standing(expert: Expert, policy: Policy, _occasion: Occasion) -> tuple[Finding, ...]:
    """POL-03, POL-09: only an active expert is drawn; who sleeps, left or is suspended is not."""
    if expert.standing is Standing.ACTIVE:
        return ()
    if expert.standing is Standing.DORMANT:
        return (policy.finding("POL-09.dormant", severity=Severity.HARD),)
    return (policy.finding(f"POL-03.{expert.standing.value}", severity=Severity.HARD),)


def check_confirmation(expert: Expert, policy: Policy, occasion: Occasion) -> tuple[Finding, ...]:
    """POL-01: the expert confirmed the own data in the last months before the draw."""
    found = find_confirmation(expert, policy)
    if found.counts_on(occasion.as_of):
        return ()
    confirmed = found.last.isoformat() if found.last else ""
    return (policy.finding("POL-01.not_confirmed", months=found.months, confirmed=confirmed),)


def check_moving(
    expert: Expert, moving: Collection[ExpertId], policy: Policy
) -> tuple[Finding, ...]:
    """POL-08: nobody is drawn for a former employer while registrars check who the new one is.

    Other changes that wait leave what was verified before in force.
    """
    if expert.id not in moving or "employer" not in policy.codes("change_reverify_fields"):
        return ()
    return (policy.finding("POL-08.employer_unverified"),)


def check_cool_off(expert: Expert, policy: Policy, occasion: Occasion) -> tuple[Finding, ...]:
    """SEC-06: so many days pass between the admission and the first draw.

    Nobody can be put into the pool for one draw that is already known.
    """
    days = policy.integer("cool_off_days")
    if expert.admitted_on is None or not days:
        return ()
    free_from = expert.admitted_on + timedelta(days=days)
    if occasion.as_of >= free_from:
        return ()
    return (policy.finding("SEC-06.cool_off", days=days, free_from=free_from.isoformat()),)


def check_leave(expert: Expert, policy: Policy, occasion: Occasion) -> tuple[Finding, ...]:
    """POL-06: no leave on any day of the review."""
    if not policy.boolean("leave_supported"):
        return ()
    away = any(occasion.review.meets_on(leave.start, leave.end) for leave in expert.leaves)
    return (policy.finding("POL-06.on_leave"),) if away else ()


def check_weekdays_away(expert: Expert, policy: Policy, occasion: Occasion) -> tuple[Finding, ...]:
    """POL-06: the review meets on no weekday on which the expert never reviews."""
    if not expert.weekdays_away or not policy.boolean("leave_supported"):
        return ()
    day = first_day_away(expert.weekdays_away, occasion.review.each_day())
    if day is None:
        return ()
    return (policy.finding("POL-06.never_on_weekday", day=day.isoformat()),)


def check_duties(
    seats: tuple[Assignment, ...], policy: Policy, occasion: Occasion
) -> tuple[Finding, ...]:
    """DRW-13: no accepted or pending seat on any day of the review."""
    busy = policy.boolean("no_overlap") and any(
        seat.outcome in BINDS and occasion.review.shares_a_day(seat.review) for seat in seats
    )
    return (policy.finding("DRW-13.overlapping_duty"),) if busy else ()


def check_yearly_load(
    seats: tuple[Assignment, ...], policy: Policy, occasion: Occasion
) -> tuple[Finding, ...]:
    """DRW-14: with this review, no 365 days hold more accepted seats than the limit.

    Beside the 365 days before the review those before each later seat are looked at: whoever
    is drawn for a later day first sits no more often. A window is closed like those of the
    recusals: a seat 365 days before still counts.
    """
    limit = policy.integer("max_per_year")
    counted = [seat.review for seat in seats if seat.outcome in COUNTS]
    if len(counted) < limit:
        return ()
    review = occasion.review
    ends = (review, *(later for later in counted if later.start > review.end))
    windows = (end.days_back(YEAR_DAYS) for end in ends)
    taken = max(
        sum(window.start <= held.start <= window.end for held in counted)
        for window in windows
        if window.start <= review.start
    )
    if taken < limit:
        return ()
    return (policy.finding("DRW-14.yearly_limit", limit=limit, taken=taken),)


def check_rotation(
    seats: tuple[Assignment, ...], policy: Policy, occasion: Occasion
) -> tuple[Finding, ...]:
    """DRW-15: did not sit on all of the last panels of the same programme and field."""
    limit = policy.integer("max_consecutive_same_program")
    if not limit or len(occasion.last_panels) < limit:
        return ()
    sat = {seat.panel for seat in seats if seat.outcome in SAT}
    if not set(occasion.last_panels) <= sat:
        return ()
    return (policy.finding("DRW-15.consecutive_panels", limit=limit),)


def check_same_applicant(
    seats: tuple[Assignment, ...], policy: Policy, occasion: Occasion
) -> tuple[Finding, ...]:
    """DRW-16: no review of the same lead unit in the months before, nor this one before a later."""
    months = policy.integer("same_party_gap_months")
    again = any(
        seat.outcome in SAT
        and _within(months, seat.review, occasion.review)
        and any(
            same_legal_person(unit, lead)
            for unit in seat.lead_units
            for lead in occasion.lead_units
        )
        for seat in seats
    )
    return (policy.finding("DRW-16.same_applicant", months=months),) if again else ()


def _within(months: int, one: ReviewDays, other: ReviewDays) -> bool:
    """Whether the later of two reviews begins at most so many months after the earlier."""
    earlier, later = sorted((one, other), key=lambda review: review.start)
    return later.months_back(months).overlaps(earlier.start, earlier.end)
