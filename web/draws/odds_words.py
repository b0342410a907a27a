"""What a page says of the odds: chances, their spread, and what each rule costs, in words.

It words what `selection.drawing.odds_reports` found; it works nothing out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from selection.candidates import DIRECT
from selection.drawing.odds_numbers import OddsNumbers
from selection.solver.fairness_cost import RuleCost, RuleKind
from web.exports.criteria import CriteriaWords
from web.translation import gettext

ROUND_FROM: Final = 20


@dataclass(frozen=True, slots=True)
class CostRow:
    """One rule: its words, the lowest chance without it, and by how much that is more."""

    rule: str
    without: Fraction
    more: Fraction


def describe_costs(
    costs: Sequence[RuleCost], numbers: OddsNumbers, criteria: CriteriaWords
) -> tuple[CostRow, ...]:
    """The rules, the costliest first."""
    fairest = min(chance for chance, _ in numbers.levels)
    rows = [CostRow(_name(cost, criteria), cost.lowest, cost.lowest - fairest) for cost in costs]
    return tuple(sorted(rows, key=lambda row: -row.more))


def _name(cost: RuleCost, criteria: CriteriaWords) -> str:
    if cost.kind is RuleKind.EMPLOYER_CAP:
        return gettext("At most %(cap)s from one employer") % {"cap": criteria.employer_cap}
    if cost.kind is RuleKind.QUOTAS:
        return gettext("All quotas together")
    if cost.kind is RuleKind.CONFLICTS:
        return gettext("People in conflict with each other do not sit together")
    if cost.kind is RuleKind.WEIGHTS:
        return gettext("Chances are weighted by panels already served (DRW-19)")
    if cost.quota == DIRECT:
        return gettext("Seats given without a draw, as approved")
    amount = next((it.amount for it in criteria.quotas if it.id == cost.quota), "")
    meaning = criteria.quota(cost.quota)
    return gettext("%(who)s: %(amount)s") % {"who": meaning, "amount": amount}


def describe_seats(limit: int, lightest: int, heaviest: int) -> str:
    """How many panels of the last months lead to these weights (DRW-19)."""
    fewest, most = limit - heaviest, limit - lightest
    if lightest == 1:
        return gettext("%(count)s or more") % {"count": fewest}
    if fewest == most:
        return str(fewest)
    return gettext("%(fewest)s to %(most)s") % {"fewest": fewest, "most": most}


def one_in(chance: Fraction) -> str:
    """A chance as one in so many, for people who do not think in percent."""
    many = float(1 / chance)
    return f"{many:.1f}".removesuffix(".0") if many < ROUND_FROM else f"{many:,.0f}"
