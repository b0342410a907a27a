"""What speaks against a fee: its rate, its payee, and days that were paid before.

Rules FEE-01 to FEE-03 and FEE-07 to FEE-10. Pure: findings out, nothing refused here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from expert_pool.conflicts import ProjectParties, is_on_team
from expert_pool.experts import Expert, Unit
from expert_pool.findings import Finding, Severity
from expert_pool.policy import Policy
from expert_pool.units import same_legal_person
from selection.fees.attendance import DAY, ReviewWork
from selection.fees.rates import FeeClass, RateRange
from selection.fees.tax import FEN, TaxRule
from selection.fees.units import UnitTotal, find_excess


@dataclass(frozen=True, slots=True)
class PaidWork:
    """What a person is paid for on another list, and for which task."""

    task: str
    work: ReviewWork


def check_rate(
    rate: int, fee_class: FeeClass, span: RateRange, policy: Policy
) -> tuple[Finding, ...]:
    """Whether a day rate in yuan stays under its ceiling, and whether it asks for a reason."""
    rule = fee_class.rule_id
    if rate > span.highest:
        code = f"{rule}.above_ceiling"
        return (policy.finding(code, severity=Severity.HARD, rate=rate, most=span.highest),)
    if rate < span.lowest:
        code = f"{rule}.below_range"
        return (policy.finding(code, severity=Severity.SOFT, rate=rate, least=span.lowest),)
    if rate != span.usual:
        other = policy.finding(
            "FEE-09.not_usual", severity=Severity.SOFT, rate=rate, usual=span.usual
        )
        return (other,)
    return ()


def needs_reason(findings: Iterable[Finding]) -> bool:
    """Whether somebody has to write why: something asks a person, and nothing blocks."""
    return any(it.severity is Severity.SOFT for it in findings)


def check_payee(
    expert: Expert, projects: Iterable[ProjectParties], policy: Policy, as_of: date
) -> tuple[Finding, ...]:
    """FEE-07: no fee for a member of a project team, nor for staff of the managing unit."""
    excluded = policy.codes("fee_excluded")
    found = []
    if "project_members" in excluded and any(is_on_team(expert, it) for it in projects):
        found.append(policy.finding("FEE-07.project_member"))
    if "managing_staff" in excluded and _works_for(expert, _managing(policy), as_of):
        found.append(policy.finding("FEE-07.managing_staff"))
    return tuple(found)


def check_double(
    task: str, work: ReviewWork, others: Iterable[PaidWork], policy: Policy
) -> tuple[Finding, ...]:
    """FEE-10: no day twice for one task, and no more than one whole day on one day."""
    if not policy.boolean("fee_no_double"):
        return ()
    paid = tuple(others)
    found = [
        it for day in work.days if day.halves for it in _check_day(task, day.day, paid, policy)
    ]
    found += [
        policy.finding("FEE-10.over_one_day", day=day.day.isoformat())
        for day in work.days
        if day.halves and day.halves + _halves_on(day.day, paid) > DAY
    ]
    if work.remote and any(it.task == task and it.work.remote for it in paid):
        found.append(policy.finding("FEE-10.remote_again", severity=Severity.SOFT))
    return tuple(found)


def check_withheld(before: UnitTotal, rule: TaxRule, policy: Policy) -> tuple[Finding, ...]:
    """FEE-08: whether an income has had more tax withheld than its lists ask for, or less.

    That is so once a list of the month was withdrawn after a later one was paid. The next
    list makes up for it as far as its own tax goes; nobody has to decide anything.
    """
    excess = find_excess(before, rule)
    if not excess:
        return ()
    code = "FEE-08.withheld_beyond" if excess > 0 else "FEE-08.withheld_short"
    amount = f"{abs(excess) // FEN}.{abs(excess) % FEN:02d}"
    return (policy.finding(code, severity=Severity.INFO, amount=amount),)


def _check_day(
    task: str, day: date, paid: Iterable[PaidWork], policy: Policy
) -> tuple[Finding, ...]:
    same = (it.work.days for it in paid if it.task == task)
    if not any(one.day == day and one.halves for days in same for one in days):
        return ()
    return (policy.finding("FEE-10.paid_already", day=day.isoformat()),)


def _halves_on(day: date, paid: Iterable[PaidWork]) -> int:
    return sum(one.halves for it in paid for one in it.work.days if one.day == day)


def _managing(policy: Policy) -> tuple[Unit, ...]:
    """The units that manage the projects: who runs the pool, and who supervises the activity."""
    named = (policy.organiser.zh, *policy.codes("supervisor_units"))
    return tuple(Unit(name=it, uscc=it) for it in dict.fromkeys(named))


def _works_for(expert: Expert, units: tuple[Unit, ...], as_of: date) -> bool:
    ties = expert.employers_on(as_of)
    return any(same_legal_person(tie.unit, unit) for tie in ties for unit in units)
