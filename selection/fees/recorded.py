"""What the review day says of attendance, in halves of days (rules FEE-04 and FEE-11).

A half is attended by whoever was there for any part of its working time: came before it ended,
and neither left nor saw the meeting end before it began. Pure; local time comes in.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from expert_pool.findings import Finding, Severity
from expert_pool.policy import Policy
from selection.fees.attendance import DAY, HALF, ReviewWork, WorkedDay

_LAST_FORENOON: Final = "work_morning_end"
_FIRST_AFTERNOON: Final = "work_afternoon_start"
_MORE: Final = "FEE-11.more_than_recorded"
_LESS: Final = "FEE-11.less_than_recorded"


@dataclass(frozen=True, slots=True)
class Stay:
    """From when until when somebody was at a meeting, by the clock where it was held."""

    came: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Noon:
    """When the forenoon ends, and when the afternoon begins."""

    forenoon_ends: time
    afternoon_begins: time


def read_noon(policy: Policy) -> Noon:
    """The break of the day by the working hours of the policy (NTF-08)."""
    return Noon(
        time.fromisoformat(policy.text(_LAST_FORENOON)),
        time.fromisoformat(policy.text(_FIRST_AFTERNOON)),
    )


def count_stay(stay: Stay, days: Iterable[date], noon: Noon) -> ReviewWork:
    """The days of a review that somebody stayed for, whole or half."""
    counted = (WorkedDay(day, _halves(stay, day, noon)) for day in days)
    return ReviewWork(tuple(it for it in counted if it.halves))


def _halves(stay: Stay, day: date, noon: Noon) -> int:
    """A stay that falls into the break alone counts for the half that it borders on."""
    if not stay.came.date() <= day <= stay.until.date():
        return 0
    came_late = stay.came.date() == day and stay.came.time() >= noon.forenoon_ends
    left_early = stay.until.date() == day and stay.until.time() <= noon.afternoon_begins
    return HALF if came_late or left_early else DAY


def without_days(work: ReviewWork, paid: Collection[date]) -> ReviewWork:
    """The work without the days that another list pays already."""
    return ReviewWork(tuple(it for it in work.days if it.day not in paid), work.remote)


def check_recorded(
    work: ReviewWork, recorded: ReviewWork, paid: Collection[date], policy: Policy
) -> tuple[Finding, ...]:
    """FEE-11: where attendance was entered that the review day does not tell, or less of it.

    Days in `paid` stand on another list of the review, and are not looked at here.
    """
    told = {it.day: it.halves for it in recorded.days}
    entered = {it.day: it.halves for it in work.days}
    found = [
        policy.finding(
            _MORE if entered.get(day, 0) > told.get(day, 0) else _LESS,
            severity=Severity.SOFT,
            day=day.isoformat(),
        )
        for day in sorted({*told, *entered} - set(paid))
        if entered.get(day, 0) != told.get(day, 0)
    ]
    if work.remote > recorded.remote:
        found.append(policy.finding("FEE-11.remote_at_meeting", severity=Severity.SOFT))
    return tuple(found)


def is_paid_after_leaving(reason: str, policy: Policy) -> bool:
    """FEE-11: whether somebody who left for this reason is paid for what was attended."""
    return reason in policy.codes("fee_left_paid")


def check_leaver(reason: str, policy: Policy) -> tuple[Finding, ...]:
    """FEE-11: no fee for a member who left in the middle, but for the reasons of the policy."""
    if not reason or is_paid_after_leaving(reason, policy):
        return ()
    return (policy.finding("FEE-11.left", severity=Severity.HARD),)
