"""Takes expected seats apart into whole patterns that stay within one of them.

Its one job is the exact peel (Carathéodory; Budish, Che, Kojima, Milgrom 2013): find a
pattern that rounds what is left up or down in every cell and every row, give it all the
weight it can bear, go on with the rest. Whole numbers only; it must not change the odds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final

from selection.solver.corners import Corners, Seats, Span
from selection.solver.integers import find_best_pattern
from selection.solver.linear import Start
from selection.solver.rows import CellRules, Row

# How much faster than on average a load may fall, so that room is left for the last patterns.
_STEADY: Final = 20
_PARTS: Final = 1_000_000
# Where corners are so often fractional, column generation is the better way.
MOST_ASKED: Final = 4


@dataclass(frozen=True, slots=True)
class Share:
    """One pattern, as seats by the place of the cell, and its share of the lottery."""

    seats: Seats
    share: Fraction


@dataclass(frozen=True, slots=True)
class Peel:
    """The patterns peeled off so far; `left` is the share that could not be peeled."""

    shares: tuple[Share, ...]
    left: Fraction


def peel_expected(
    rules: CellRules, expected: Sequence[Fraction], loads: Sequence[Row] = ()
) -> Peel:
    """Patterns whose shares give exactly the expected seats; nothing is left on success.

    Where the rules are laminar or a bihierarchy there is always a rounding; elsewhere
    the peel may get stuck, and says so by what is left. Every pattern keeps the `loads`.
    Where linear programs round badly it asks CP-SAT a few times, then gives up.
    """
    rest = _Rest(rules, expected, loads)
    scale = rest.left
    corners = Corners(rules, Start.MOVED_BOUNDS, loads)
    shares: list[Share] = []
    while rest.left:
        seats = rest.round_seats(corners)
        step = 0 if seats is None else rest.take(seats)
        if seats is None or not step:
            break
        shares.append(Share(seats, Fraction(step, scale)))
    return Peel(tuple(shares), Fraction(rest.left, scale))


class _Rest:
    """What is left of the expected seats, cell by cell and row by row, in whole parts."""

    def __init__(
        self, rules: CellRules, expected: Sequence[Fraction], loads: Sequence[Row]
    ) -> None:
        self._asked = 0
        self.left = lcm(*(seats.denominator for seats in expected))
        self._rules = rules
        self._rows = (*rules.rows, *loads)
        self._strict = len(rules.rows)
        self._cells = [int(seats * self.left) for seats in expected]
        self._sums = [
            sum(factor * self._cells[place] for place, factor in row.terms) for row in self._rows
        ]
        self._rows_of: list[list[tuple[int, int]]] = [[] for _ in expected]
        for number, row in enumerate(self._rows):
            for place, factor in row.terms:
                self._rows_of[place].append((number, factor))

    def round_seats(self, corners: Corners) -> Seats | None:
        """A pattern that rounds the rest in every cell and row, likely cells first."""
        left = self.left
        spans = [_span(have, left) for have in self._cells]
        bounds = [self._bound(number) for number in range(len(self._rows))]
        gains = [have % left / left for have in self._cells]
        corners.narrow(spans, bounds)
        corner = corners.seek(gains)
        seats = None if corner is None else corner.seats
        if seats is not None and self._keeps(seats, spans, bounds):
            return seats
        self._asked += 1
        if self._asked > MOST_ASKED:
            return None
        narrowed = tuple(
            Row(row.terms, *bound) for row, bound in zip(self._rows, bounds, strict=True)
        )
        return find_best_pattern(
            CellRules(self._rules.sizes, self._rules.seats, narrowed),
            [int(gain * _PARTS) for gain in gains],
            spans,
        )

    def take(self, seats: Seats) -> int:
        """Take the pattern away as often as the rest stays between its floors and ceilings."""
        counts = self._count(seats)
        step = self.left
        for have, count in zip(self._cells, seats, strict=True):
            step = min(step, _find_slack(have, count, self.left))
        for number, row in enumerate(self._rows):
            have, count = self._sums[number], counts[number]
            if number < self._strict:
                step = min(step, _find_slack(have, count, self.left))
            elif count < row.upper:
                step = min(step, (row.upper * self.left - have) // (row.upper - count))
        self._cells = [have - step * n for have, n in zip(self._cells, seats, strict=True)]
        self._sums = [have - step * n for have, n in zip(self._sums, counts, strict=True)]
        self.left -= step
        return step

    def _bound(self, number: int) -> Span:
        if number < self._strict:
            return _span(self._sums[number], self.left)
        upper = self._rows[number].upper
        room = upper + (-self._sums[number] // self.left)
        return max(0, upper - _STEADY * room), upper

    def _keeps(self, seats: Seats, spans: Sequence[Span], bounds: Sequence[Span]) -> bool:
        counted = (*zip(seats, spans, strict=True), *zip(self._count(seats), bounds, strict=True))
        return all(lower <= count <= upper for count, (lower, upper) in counted)

    def _count(self, seats: Seats) -> list[int]:
        counts = [0] * len(self._rows)
        for place, count in enumerate(seats):
            if count:
                for number, factor in self._rows_of[place]:
                    counts[number] += factor * count
        return counts


def _find_slack(have: int, count: int, left: int) -> int:
    floor, part = divmod(have, left)
    if not part:
        return left
    return part if count > floor else left - part


def _span(have: int, left: int) -> Span:
    """Floor and ceiling of have / left."""
    return have // left, -(-have // left)
