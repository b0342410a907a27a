"""Who owes an evaluation until when, when somebody is reminded, and until when one may answer.

Its one job is rules EVA-01 and EVA-07 as days: a term in working days after the review's last
day, one reminder before its end and one after it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from expert_pool.calendar import WorkingCalendar
from expert_pool.policy import Policy


class EvaluationState(StrEnum):
    """Where the evaluation of one member stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    HANDED_IN = "handed_in"
    CORRECTED = "corrected"


class Notice(StrEnum):
    """What somebody who owes an evaluation is told."""

    REMINDER = "reminder"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Term:
    """The last day to evaluate, the day of the reminder, and the days of the notice after it.

    Nobody is told of a term that ended longer ago than it was itself.
    """

    due: date
    remind_on: date
    overdue_on: date
    overdue_until: date


def find_term(last_day: date, policy: Policy, calendar: WorkingCalendar) -> Term:
    """EVA-01: the term after a review's last day, which does not count (Civil Code, 201)."""
    days = policy.integer("evaluation_due_days")
    due = calendar.add_working_days(last_day, days)
    return Term(
        due=due,
        remind_on=calendar.add_working_days(last_day, max(1, days - 1)),
        overdue_on=calendar.add_working_days(due, 1),
        overdue_until=calendar.add_working_days(due, days),
    )


def find_state(versions: int, term: Term, as_of: date) -> EvaluationState:
    """Where an evaluation stands by how often it was handed in."""
    if versions > 1:
        return EvaluationState.CORRECTED
    if versions == 1:
        return EvaluationState.HANDED_IN
    return EvaluationState.OVERDUE if as_of > term.due else EvaluationState.OPEN


def find_notice(term: Term, told: Collection[Notice], as_of: date) -> Notice | None:
    """What somebody is told today who still owes an evaluation; each thing once."""
    if term.remind_on <= as_of <= term.due and Notice.REMINDER not in told:
        return Notice.REMINDER
    late = term.overdue_on <= as_of <= term.overdue_until
    return Notice.OVERDUE if late and Notice.OVERDUE not in told else None


def answer_until(told_on: date, policy: Policy, calendar: WorkingCalendar) -> date:
    """EVA-07: the last day on which an expert may answer what was said about the own work."""
    return calendar.add_days(told_on, policy.integer("appeal_days"))
