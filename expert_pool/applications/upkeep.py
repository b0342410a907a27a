"""Who is due for what today in the upkeep of the pool: POL-02 and POL-03.

Pure: an expert and a day in, at most one thing to do out. The reminder and the exit
themselves are done by `expert_pool.admission.upkeep`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from expert_pool.applications.confirmation import find_confirmation
from expert_pool.conflicts import months_before
from expert_pool.eligibility import last_eligible_day
from expert_pool.experts import Expert, Standing
from expert_pool.policy import Policy
from expert_pool.vocabulary import CodeLists


class Due(StrEnum):
    """What the service does by itself with a member."""

    AGE_EXIT = "age_exit"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Nobody is due who was born after the one day and confirmed the data since the other."""

    born_until: date
    confirmed_before: date


def find_bounds(policy: Policy, as_of: date) -> Bounds:
    """Where to look for members who may be due, so that not everybody is read every day.

    The day more is for those born on 29 February, who may grow older on the 28th.
    """
    reminded_for = as_of + timedelta(days=policy.integer("reverify_remind_days"))
    born = months_before(as_of, 12 * policy.integer("age_limit_years")) + timedelta(days=1)
    return Bounds(born, months_before(reminded_for, policy.integer("reverify_months")))


def find_due(
    expert: Expert, reminded_on: date | None, policy: Policy, lists: CodeLists, as_of: date
) -> Due | None:
    """What is due for this member today; `reminded_on` is the day of the last reminder.

    Only an active member is looked at. Whoever leaves today is not reminded any more.
    """
    if expert.standing is not Standing.ACTIVE:
        return None
    leaves = policy.text("age_exit") == "automatic"
    if leaves and as_of > last_eligible_day(expert, policy, lists):
        return Due.AGE_EXIT
    confirmation = find_confirmation(expert, policy)
    told = reminded_on is not None and confirmation.is_due_on(reminded_on)
    return Due.REMINDER if confirmation.is_due_on(as_of) and not told else None
