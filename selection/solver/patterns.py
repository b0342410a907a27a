"""The pattern table: shares of a lottery as whole weights, in one canonical order.

Its one job is the rounding and the order, and to name the employers and people whom a
pattern seats too closely for the deal; it must not search for patterns.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final

from selection.problem import Cell, PanelProblem, Pattern
from selection.solver.peel import Share

MOST_WEIGHT: Final = 2**31
ROUNDED_WEIGHT: Final = 2**30


@dataclass(frozen=True, slots=True)
class Crowding:
    """Employers and people, sorted, who must become cells of their own."""

    employers: frozenset[str]
    people: frozenset[str]

    def __bool__(self) -> bool:
        """Whether there is anybody at all."""
        return bool(self.employers or self.people)


def find_patterns(shares: Sequence[Share]) -> tuple[Pattern, ...]:
    """The shares as whole weights, the heaviest pattern first.

    The weights are exact wherever their sum stays within 2^31; else they are rounded by
    largest remainder to the sum 2^30, and `build_pattern_table` states the gap.
    """
    merged: dict[tuple[int, ...], Fraction] = defaultdict(Fraction)
    for share in shares:
        merged[share.seats] += share.share
    ordered = sorted(merged.items(), key=lambda row: (-row[1], tuple(-count for count in row[0])))
    weights = _weigh([share for _, share in ordered])
    rows = zip((seats for seats, _ in ordered), weights, strict=True)
    return tuple(Pattern(seats, weight) for seats, weight in rows if weight)


def find_crowding(
    problem: PanelProblem, cells: Sequence[Cell], seatings: Sequence[Sequence[int | Fraction]]
) -> Crowding:
    """Who expects too much in one of these seatings, so that no deal of it is legal.

    An employer expects the sum of seats x its share of the cell, at most its cap; two
    people in conflict expect at most one seat together.
    """
    employers = _count_employers(problem, cells)
    crowding = [
        Crowding(
            _find_crowded_employers(problem, employers, cells, seats),
            _find_crowded_people(problem, cells, seats),
        )
        for seats in seatings
    ]
    return Crowding(
        frozenset().union(*(found.employers for found in crowding)),
        frozenset().union(*(found.people for found in crowding)),
    )


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


def _count_employers(problem: PanelProblem, cells: Sequence[Cell]) -> list[dict[str, int]]:
    """For each cell the people of each employer who could ever be too many.

    An employer with at most cap / seats of every cell is left out: seats of a panel times
    its greatest share cannot pass its cap.
    """
    employer_of = {candidate.pseudonym: candidate.employer for candidate in problem.candidates}
    counts = [Counter(employer_of[member] for member in cell.members) for cell in cells]
    rules = problem.rules
    crowds = {
        employer
        for cell, count in zip(cells, counts, strict=True)
        for employer, people in count.items()
        if employer and people * rules.seats > rules.employer_cap * len(cell.members)
    }
    return [
        {employer: people for employer, people in count.items() if employer in crowds}
        for count in counts
    ]


def _find_crowded_employers(
    problem: PanelProblem,
    employers: Sequence[dict[str, int]],
    cells: Sequence[Cell],
    seats: Sequence[int | Fraction],
) -> frozenset[str]:
    expected: dict[str, Fraction] = defaultdict(Fraction)
    for held, cell, count in zip(employers, cells, seats, strict=True):
        if count and cell.employer is None:
            for employer, people in held.items():
                expected[employer] += Fraction(count) * people / len(cell.members)
    cap = problem.rules.employer_cap
    return frozenset(employer for employer, amount in expected.items() if amount > cap)


def _find_crowded_people(
    problem: PanelProblem, cells: Sequence[Cell], seats: Sequence[int | Fraction]
) -> frozenset[str]:
    """The pairs in conflict who together expect more than one seat; one has over a half."""
    likely = {
        member: Fraction(count) / len(cell.members)
        for cell, count in zip(cells, seats, strict=True)
        if cell.person is None and 2 * count > len(cell.members)
        for member in cell.members
    }
    if not likely or not problem.conflicts:
        return frozenset()
    chances = {
        member: Fraction(count) / len(cell.members)
        for cell, count in zip(cells, seats, strict=True)
        for member in cell.members
    }
    pairs = [pair for pair in problem.conflicts if pair[0] in likely or pair[1] in likely]
    return frozenset(
        member for pair in pairs if chances[pair[0]] + chances[pair[1]] > 1 for member in pair
    )
