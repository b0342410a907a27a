"""How urgent an invitation is, from when it may go out, and until when it can be answered.

Its one job is rules NTF-03 and NTF-05 for one invitation; `expert_pool.calendar` counts. By rank
and never by speed (NTF-04): a term says until when a seat is kept, not who gets it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from expert_pool.calendar import (
    CHINA,
    AnswerKind,
    WorkingCalendar,
    answer_by,
    answer_kind,
    next_notice_time,
    read_working_hours,
)
from expert_pool.calendar.hours import add_working_minutes
from expert_pool.policy import Policy


@dataclass(frozen=True, slots=True)
class Terms:
    """How urgent it is, the first moment for a notice, and the last one for an answer."""

    kind: AnswerKind
    notice_from: datetime
    answer_by: datetime


def find_terms(
    opened_at: datetime,
    starts_at: datetime,
    policy: Policy,
    calendar: WorkingCalendar,
    *,
    urgent: bool = False,
) -> Terms:
    """The terms of an invitation that opens at a moment, for a review that starts at another.

    Nobody is given a moment after the start, unless the review has begun already.
    """
    day = starts_at.astimezone(CHINA).date()
    kind = answer_kind(opened_at, day, policy, calendar, urgent=urgent)
    notice_from = next_notice_time(opened_at, policy, urgent=kind is not AnswerKind.USUAL)
    ends = answer_by(notice_from, kind, policy, calendar)
    return Terms(kind, notice_from, min(ends, starts_at) if notice_from < starts_at else ends)


def prolong(ends: datetime, pledged_at: datetime, policy: Policy) -> datetime:
    """The last moment for the second step: whoever pledged at the very end has time to read."""
    least = pledged_at + timedelta(minutes=policy.integer("confirm_window_same_day_minutes"))
    return max(ends, least)


def find_choice_end(
    opened_at: datetime,
    review_starts: date,
    policy: Policy,
    calendar: WorkingCalendar,
    *,
    urgent: bool = False,
) -> datetime:
    """The last moment to choose among candidates, or to confirm a choice (DRW-28).

    In working time; where that would end on the day of the review, or the request is urgent, the
    short terms of NTF-03 hold, so that the members have their time to answer.
    """
    kind = answer_kind(opened_at, review_starts, policy, calendar, urgent=urgent)
    if kind is AnswerKind.USUAL:
        minutes = policy.integer("choice_window_minutes")
        usual = add_working_minutes(opened_at, minutes, read_working_hours(policy), calendar)
        if usual.astimezone(CHINA).date() < review_starts:
            return usual
        kind = AnswerKind.URGENT
    return answer_by(opened_at, kind, policy, calendar)
