"""What each rule costs in fairness: the lowest chance that would be possible without it.

Its one job is to leave out one rule at a time and to find the fairest chances again. It
judges no rule: a hard recusal is worth its price, and is never on this list.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from selection.errors import SelectionError
from selection.problem import PanelProblem
from selection.solver.feasibility import Infeasible
from selection.solver.pattern_table import build_pattern_table


class RuleKind(StrEnum):
    """What is left out: one quota, all of them, the cap, all personal conflicts, the weights."""

    QUOTA = "quota"
    QUOTAS = "quotas"
    EMPLOYER_CAP = "employer_cap"
    CONFLICTS = "conflicts"
    WEIGHTS = "weights"


@dataclass(frozen=True, slots=True)
class RuleCost:
    """The lowest chance without one rule, all others kept; `quota` is the id of a quota."""

    kind: RuleKind
    quota: str
    lowest: Fraction


def find_lowest(problem: PanelProblem, *, rehearsals: int, dealt_panels: int) -> Fraction:
    """The fairest lowest chance, over those who can sit on a legal panel at all.

    Rehearsed like a table to commit: only then do the levels know every pair in conflict.

    Raises:
        SelectionError: `odds.no_lottery` where no legal panel exists.
    """
    built = build_pattern_table(problem, rehearsals=rehearsals, dealt_panels=dealt_panels)
    if isinstance(built, Infeasible):
        raise SelectionError("odds.no_lottery", {"seats": problem.rules.seats})
    return min(chance for chance, _ in built.levels if chance)


def price_rules(
    problem: PanelProblem,
    *,
    rehearsals: int,
    dealt_panels: int,
    employer_quotas: Collection[str] = (),
) -> tuple[RuleCost, ...]:
    """The cost of each quota in the order of their ids, of all, the cap, conflicts and weights.

    Every candidate must be able to sit on a legal panel. Without a rule there are more
    legal panels, so the lowest chance is never lower than with it; in a weighted draw that
    is sure of the lowest chance / weight, and of the weights themselves. Quotas that divide the
    panel may cost nothing each, as one follows from the others, and much together.
    `employer_quotas` are part of the rule on employers, and are left out with the cap.

    Raises:
        SelectionError: `odds.no_lottery` where no legal panel exists.
    """

    def lowest_of(rules: PanelProblem) -> Fraction:
        return find_lowest(rules, rehearsals=rehearsals, dealt_panels=dealt_panels)

    lowest = lowest_of(problem)
    # Nobody can do better than all alike; then no rule costs anything.
    alike = lowest == Fraction(problem.rules.seats, len(problem.candidates))
    return tuple(
        RuleCost(kind, quota, lowest if alike else lowest_of(without))
        for kind, quota, without in _leave_out(problem, frozenset(employer_quotas))
    )


def _leave_out(
    problem: PanelProblem, employer_quotas: frozenset[str]
) -> Iterator[tuple[RuleKind, str, PanelProblem]]:
    rules = problem.rules
    quotas = [quota.id for quota in rules.quotas if quota.id not in employer_quotas]
    for quota in quotas:
        yield RuleKind.QUOTA, quota, _without_quotas(problem, frozenset({quota}))
    if len(quotas) > 1:
        yield RuleKind.QUOTAS, "", _without_quotas(problem, frozenset(quotas))
    if rules.employer_cap < rules.seats or employer_quotas:
        uncapped = replace(problem, rules=replace(rules, employer_cap=rules.seats))
        yield RuleKind.EMPLOYER_CAP, "", _without_quotas(uncapped, employer_quotas)
    if problem.conflicts:
        yield RuleKind.CONFLICTS, "", replace(problem, conflicts=frozenset())
    if rules.weighted:
        yield RuleKind.WEIGHTS, "", replace(problem, rules=replace(rules, weight_limit=1))


def _without_quotas(problem: PanelProblem, gone: frozenset[str]) -> PanelProblem:
    quotas = tuple(quota for quota in problem.rules.quotas if quota.id not in gone)
    candidates = (one._replace(meets=one.meets - gone) for one in problem.candidates)
    return PanelProblem(replace(problem.rules, quotas=quotas), candidates, problem.conflicts)
