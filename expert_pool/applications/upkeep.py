"""Who is due for what today in the upkeep of the pool: POL-02, POL-03 and POL-09.

Pure: an expert, what the expert was told, and a day in; at most one thing to do out. The mails,
the exit and the sleep themselves are done by `expert_pool.admission.upkeep`.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from expert_pool.applications.confirmation import Confirmation, find_confirmation
from expert_pool.conflicts import months_before
from expert_pool.eligibility import last_eligible_day
from expert_pool.experts import Expert, Standing
from expert_pool.policy import Policy
from expert_pool.vocabulary import CodeLists

_DAY: Final = timedelta(days=1)


class Due(StrEnum):
    """What the service does by itself with a member."""

    AGE_EXIT = "age_exit"
    AGE_NOTICE = "age_notice"
    REMINDER = "reminder"
    WARNING = "warning"
    DORMANCY = "dormancy"


class DormantFor(StrEnum):
    """Why a member is, or is going to be, dormant."""

    SILENCES = "silences"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a member beside the record: when what was said, and what was left unsaid.

    `silences` are the days, in order, on which invitations ended without an answer, since the
    last one that was answered.
    """

    reminded: date | None = None
    notified: date | None = None
    warned: date | None = None
    silences: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a member becomes dormant unless the data are confirmed, and since which day."""

    reason: DormantFor
    since: date


@dataclass(frozen=True, slots=True)
class Bounds:
    """Nobody is due who was born after the one day and confirmed the data since the other."""

    born_until: date
    confirmed_before: date


def find_bounds(policy: Policy, as_of: date) -> Bounds:
    """Where to look for members who may be due, so that not everybody is read every day.

    The day more is for those born on 29 February, who may grow older on the 28th. Those who left
    invitations unanswered are looked at besides.
    """
    reminded_for = as_of + timedelta(days=policy.integer("reverify_remind_days"))
    told_for = as_of + timedelta(days=policy.integer("age_exit_notice_days"))
    born = months_before(told_for, 12 * policy.integer("age_limit_years")) + _DAY
    return Bounds(born, months_before(reminded_for, policy.integer("reverify_months")))


def find_due(
    expert: Expert, known: Known, policy: Policy, lists: CodeLists, as_of: date
) -> Due | None:
    """What is due for this member today: the most urgent thing, the others on the days after.

    Only an active member is looked at, and a dormant one for the age limit alone.
    """
    if expert.standing not in {Standing.ACTIVE, Standing.DORMANT}:
        return None
    if policy.text("age_exit") == "automatic":
        last = last_eligible_day(expert, policy, lists)
        if as_of > last:
            return Due.AGE_EXIT
        if _is_told_today(last, known.notified, policy.integer("age_exit_notice_days"), as_of):
            return Due.AGE_NOTICE
    return _find_asleep(expert, known, policy, as_of)


def _is_told_today(last: date, notified: date | None, days: int, as_of: date) -> bool:
    """Whether the days before the last one have begun, and nothing was said in them."""
    begins = last - timedelta(days=days)
    return bool(days) and as_of > begins and (notified is None or notified <= begins)


def _find_asleep(expert: Expert, known: Known, policy: Policy, as_of: date) -> Due | None:
    if expert.standing is Standing.DORMANT:
        return None
    found = find_silence(expert, known.silences, policy, as_of)
    if found is not None:
        if known.warned is None or known.warned < found.since:
            return Due.WARNING
        notice = timedelta(days=policy.integer("dormant_notice_days"))
        return Due.DORMANCY if as_of >= known.warned + notice else None
    confirmation = find_confirmation(expert, policy)
    told = known.reminded is not None and confirmation.is_due_on(known.reminded)
    return Due.REMINDER if confirmation.is_due_on(as_of) and not told else None


def find_silence(
    expert: Expert, silences: tuple[date, ...], policy: Policy, as_of: date
) -> Silence | None:
    """POL-09: why this member is to become dormant, the earlier reason first; None for nobody else.

    A confirmation of the data is an answer to everything before it. Whoever never confirmed and
    was never admitted by a procedure has no term that could have ended.
    """
    confirmation = find_confirmation(expert, policy)
    found = [
        *_by_silences(silences, confirmation.last, policy.integer("dormant_after_silences")),
        *_by_confirmation(confirmation, policy.integer("dormant_after_months"), as_of),
    ]
    return min(found, key=lambda it: it.since, default=None)


def _by_silences(
    silences: tuple[date, ...], confirmed: date | None, limit: int
) -> tuple[Silence, ...]:
    later = [day for day in silences if confirmed is None or day > confirmed]
    if not limit or len(later) < limit:
        return ()
    return (Silence(DormantFor.SILENCES, later[limit - 1]),)


def _by_confirmation(confirmation: Confirmation, months: int, as_of: date) -> tuple[Silence, ...]:
    until = replace(confirmation, months=confirmation.months + months).until
    if not months or until is None or as_of <= until:
        return ()
    return (Silence(DormantFor.UNCONFIRMED, until + _DAY),)
