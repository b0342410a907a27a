"""What each rule costs in fairness: the lowest chance that would be possible without it.

Its one job is to leave out one rule at a time and to find the fairest chances again. It
judges no rule: a hard recusal is worth its price, and is never on this list.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from selection.problem import PanelProblem
from selection.solver.pattern_table import draft_table


class RuleKind(StrEnum):
    """What kind of rule is left out; all personal conflicts count as one rule."""

    QUOTA = "quota"
    EMPLOYER_CAP = "employer_cap"
    CONFLICTS = "conflicts"


@dataclass(frozen=True, slots=True)
class RuleCost:
    """The lowest chance without one rule, all others kept; `quota` is the id of a quota."""

    kind: RuleKind
    quota: str
    lowest: Fraction


def find_lowest(problem: PanelProblem) -> Fraction:
    """The fairest lowest chance, over those who can sit on a legal panel at all.

    Raises:
        SelectionError: `odds.no_lottery` where no legal panel exists.
    """
    levels = draft_table(problem).odds.levels
    return min(level.chance for level in levels if level.chance)


def price_rules(problem: PanelProblem) -> tuple[RuleCost, ...]:
    """The cost of each quota in the order of their ids, of the cap, and of the conflicts.

    Every candidate must be able to sit on a legal panel. Without a rule there are more
    legal panels, so the lowest chance is never lower than with it. Two rules that ask for
    nearly the same may cost nothing each, and much together.

    Raises:
        SelectionError: `odds.no_lottery` where no legal panel exists.
    """
    lowest = find_lowest(problem)
    # Nobody can do better than all alike; then no rule costs anything.
    if lowest == Fraction(problem.rules.seats, len(problem.candidates)):
        return tuple(RuleCost(kind, quota, lowest) for kind, quota, _ in _leave_out(problem))
    return tuple(
        RuleCost(kind, quota, find_lowest(without)) for kind, quota, without in _leave_out(problem)
    )


def _leave_out(problem: PanelProblem) -> Iterator[tuple[RuleKind, str, PanelProblem]]:
    rules = problem.rules
    for quota in rules.quotas:
        yield RuleKind.QUOTA, quota.id, _without_quota(problem, quota.id)
    if rules.employer_cap < rules.seats:
        uncapped = replace(rules, employer_cap=rules.seats)
        yield RuleKind.EMPLOYER_CAP, "", replace(problem, rules=uncapped)
    if problem.conflicts:
        yield RuleKind.CONFLICTS, "", replace(problem, conflicts=frozenset())


def _without_quota(problem: PanelProblem, quota_id: str) -> PanelProblem:
    quotas = tuple(quota for quota in problem.rules.quotas if quota.id != quota_id)
    return replace(
        problem,
        rules=replace(problem.rules, quotas=quotas),
        candidates=tuple(
            replace(candidate, meets=candidate.meets - {quota_id})
            for candidate in problem.candidates
        ),
    )
