"""The pattern table: shares of a lottery as whole weights, in one canonical order.

Its one job is the rounding and the order, and to name the people in conflict whom a
pattern seats too closely for the deal; it must not search for patterns.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final

from selection.problem import Cell, PanelProblem, Pattern
from selection.solver.peel import Share

MOST_WEIGHT: Final = 2**31
ROUNDED_WEIGHT: Final = 2**31


@dataclass(frozen=True, slots=True)
class Crowding:
    """Employers and people, sorted, who must become cells of their own."""

    employers: frozenset[str]
    people: frozenset[str]

    def __bool__(self) -> bool:
        """Whether there is anybody at all."""
        return bool(self.employers or self.people)


NOBODY: Final = Crowding(frozenset(), frozenset())


def find_patterns(shares: Sequence[Share]) -> tuple[Pattern, ...]:
    """The shares as whole weights, the heaviest pattern first.

    The weights are exact wherever their sum stays within 2^31; else they are rounded by
    largest remainder to the same sum, and `build_pattern_table` states the gap.
    """
    merged: dict[tuple[int, ...], Fraction] = defaultdict(Fraction)
    for share in shares:
        merged[share.seats] += share.share
    ordered = sorted(merged.items(), key=lambda row: (-row[1], tuple(-count for count in row[0])))
    weights = _weigh([share for _, share in ordered])
    rows = zip((seats for seats, _ in ordered), weights, strict=True)
    return tuple(Pattern(seats, weight) for seats, weight in rows if weight)


def find_crowded_people(
    problem: PanelProblem, cells: Sequence[Cell], seatings: Sequence[Sequence[int]]
) -> frozenset[str]:
    """The pairs in conflict whom some pattern seats so closely that no deal keeps them apart.

    Two people expect at most one seat together. Where a pattern breaks this, all pairs are
    named who could break it in the next patterns, so that few rounds are needed.
    """
    if not problem.conflicts:
        return frozenset()
    paired = {member for pair in problem.conflicts for member in pair}
    place_of = {
        member: place
        for place, cell in enumerate(cells)
        for member in cell.members
        if member in paired
    }
    mixed = {member for member, place in place_of.items() if cells[place].person is None}
    pairs = [pair for pair in problem.conflicts if not mixed.isdisjoint(pair)]
    if not any(_find_crowded(pairs, place_of, _find_parts(cells, seats)) for seats in seatings):
        return frozenset()
    most = [max(seats[place] for seats in seatings) for place in range(len(cells))]
    crowded = _find_crowded(pairs, place_of, _find_parts(cells, most))
    return frozenset(member for pair in crowded for member in pair)


def _weigh(shares: Sequence[Fraction]) -> list[int]:
    whole = sum(shares, Fraction(0))
    parts = [share / whole for share in shares]
    common = lcm(*(part.denominator for part in parts))
    if common <= MOST_WEIGHT:
        return [int(part * common) for part in parts]
    return _round_parts(parts, ROUNDED_WEIGHT)


def _round_parts(parts: Sequence[Fraction], total: int) -> list[int]:
    weights = [int(part * total) for part in parts]
    remainders = [part * total - weight for part, weight in zip(parts, weights, strict=True)]
    first = sorted(range(len(parts)), key=lambda place: (-remainders[place], place))
    for place in first[: total - sum(weights)]:
        weights[place] += 1
    return weights


def _find_parts(cells: Sequence[Cell], seats: Sequence[int]) -> list[Fraction]:
    """The chance of a member of each cell in a pattern."""
    pairs = zip(cells, seats, strict=True)
    return [Fraction(count, len(cell.members)) for cell, count in pairs]


def _find_crowded(
    pairs: Sequence[tuple[str, str]], place_of: Mapping[str, int], parts: Sequence[Fraction]
) -> list[tuple[str, str]]:
    """The pairs who expect more than one seat together."""
    return [
        (one, other) for one, other in pairs if parts[place_of[one]] + parts[place_of[other]] > 1
    ]
