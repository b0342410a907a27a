"""The odds of a draw in numbers, as stored beside it: chances and counts, nobody's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from expert_pool.policy import Policy
from selection.cells import WeightGroup, find_weight_groups
from selection.problem import PanelProblem, PatternTable

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Weights:
    """DRW-19: the limit, the months counted back, and the candidates by weight, lowest first."""

    limit: int
    months: int
    groups: tuple[WeightGroup, ...]


@dataclass(frozen=True, slots=True)
class OddsNumbers:
    """How the chances lie: `levels`, lowest first, each with its number of candidates.

    Nobody's chance in the table is more than `gap` below the level; `certified` says that
    plain arithmetic has confirmed the levels, and that the table reaches them. `weights` is
    None where chances are not weighted.
    """

    candidates: int
    lowest: Fraction
    highest: Fraction
    gini: Fraction
    gap: Fraction
    certified: bool
    levels: tuple[tuple[Fraction, int], ...]
    weights: Weights | None = None

    @property
    def equal(self) -> Fraction:
        """The chance of everybody if all were alike: the seats over the candidates."""
        return sum((chance * count for chance, count in self.levels), Fraction(0)) / self.candidates


def read_numbers(summary: Json) -> OddsNumbers:
    """The odds from the summary of a draw, or from a report."""
    levels, candidates = summary["levels"], summary["candidates"]
    return OddsNumbers(
        candidates=candidates if isinstance(candidates, int) else 0,
        lowest=_fraction(summary["lowest"]),
        highest=_fraction(summary["highest"]),
        gini=_fraction(summary["gini"]),
        gap=_fraction(summary["gap"]),
        certified=summary.get("certified") is True,
        levels=tuple(
            (_fraction(chance), int(count))
            for chance, count in (levels if isinstance(levels, list) else ())
        ),
        weights=read_weights(summary),
    )


def write_weights(problem: PanelProblem, table: PatternTable, policy: Policy) -> Json | None:
    """What weights made of the chances, for the summary of a draw; None without weights."""
    if not problem.rules.weighted:
        return None
    return {
        "limit": problem.rules.weight_limit,
        "months": policy.integer("weight_months"),
        "groups": [
            [group.weight, group.candidates, str(group.lowest), str(group.highest)]
            for group in find_weight_groups(table)
        ],
    }


def read_weights(summary: Json) -> Weights | None:
    """What weights made of the chances, from the summary of a draw; None without weights."""
    told = summary.get("weights")
    if not isinstance(told, dict):
        return None
    groups = (
        WeightGroup(int(weight), int(candidates), _fraction(lowest), _fraction(highest))
        for weight, candidates, lowest, highest in told["groups"]
    )
    return Weights(int(told["limit"]), int(told["months"]), tuple(groups))


def _fraction(value: object) -> Fraction:
    return Fraction(str(value))
