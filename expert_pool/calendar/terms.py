"""Terms of invitations and notices: by when to answer (NTF-03), when not to disturb (NTF-05).

Its one job is to turn the minutes and hours of the policy into moments. It must not open
or end anything: the shell asks with its own clock and keeps what it was told.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from expert_pool.calendar.days import WorkingCalendar
from expert_pool.calendar.hours import CHINA, add_working_minutes, read_working_hours
from expert_pool.policy import Policy


class AnswerKind(StrEnum):
    """How much time an expert has to answer: usual, urgent, on the day of the review."""

    USUAL = "usual"
    URGENT = "urgent"
    SAME_DAY = "same_day"


_MINUTES = {
    AnswerKind.USUAL: "confirm_window_minutes",
    AnswerKind.URGENT: "confirm_window_urgent_minutes",
    AnswerKind.SAME_DAY: "confirm_window_same_day_minutes",
}


def answer_by(
    opened_at: datetime, kind: AnswerKind, policy: Policy, calendar: WorkingCalendar
) -> datetime:
    """NTF-03: the last moment to answer, in the time zone of `opened_at`; it still counts.

    The usual term runs in working time only, the two short ones run by the clock.
    """
    minutes = policy.integer(_MINUTES[kind])
    if kind is AnswerKind.USUAL:
        return add_working_minutes(opened_at, minutes, read_working_hours(policy), calendar)
    return opened_at + timedelta(minutes=minutes)


def answer_kind(
    opened_at: datetime,
    review_starts: date,
    policy: Policy,
    calendar: WorkingCalendar,
    *,
    urgent: bool = False,
) -> AnswerKind:
    """Which term holds for an invitation: also urgent when the usual one would end too late.

    Too late is the day on which the review starts: it would leave no time to ask a reserve.
    """
    if opened_at.astimezone(CHINA).date() >= review_starts:
        return AnswerKind.SAME_DAY
    usual = answer_by(opened_at, AnswerKind.USUAL, policy, calendar)
    late = usual.astimezone(CHINA).date() >= review_starts
    return AnswerKind.URGENT if urgent or late else AnswerKind.USUAL


def next_notice_time(moment: datetime, policy: Policy, *, urgent: bool = False) -> datetime:
    """NTF-05: when a notice may go out: at once, or when the quiet hours end.

    Quiet hours include their first minute and not their last: at 08:00 notices go out.
    """
    start = time.fromisoformat(policy.text("quiet_hours_start"))
    end = time.fromisoformat(policy.text("quiet_hours_end"))
    local = moment.astimezone(CHINA)
    if urgent or not _is_between(local.time(), start, end):
        return moment
    ends = datetime.combine(local.date(), end, CHINA)
    return (ends if ends > local else ends + timedelta(days=1)).astimezone(moment.tzinfo)


def _is_between(now: time, start: time, end: time) -> bool:
    """Whether a time of day lies between two, across midnight where the second is the smaller."""
    if start <= end:
        return start <= now < end
    return now >= start or now < end
