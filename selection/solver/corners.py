"""Whole corners of the linear form of the rules: the best pattern, mostly without a search.

Its one job is to find a pattern with the greatest gains by linear programs alone: where a
corner is fractional, one cell after the other is set to whole seats. It gives up where
that leads nowhere; then the caller asks CP-SAT.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from selection.solver.linear import LinearOptimum, LinearProgram, Start
from selection.solver.rows import CellRules, Row

MOST_SET: Final = 16
_WHOLE: Final = 1e-6

Seats = tuple[int, ...]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Corner:
    """The greatest gain that the linear form allows, and a pattern; None where none was found."""

    value: float
    seats: Seats | None


class Corners:
    """The linear form of the rules, built once; only its bounds and gains move.

    `seldom` are rows that few patterns break: each joins the program when one does.
    """

    def __init__(self, rules: CellRules, start: Start, seldom: Sequence[Row] = ()) -> None:
        self._spans: list[Span] = [(0, limit) for limit in rules.limits]
        self._rows = (*rules.rows, *seldom)
        self._bounds: list[Span] = [(row.lower, row.upper) for row in self._rows]
        self._program = LinearProgram(start)
        for _, upper in self._spans:
            self._program.add_variable(upper=float(upper))
        self._joined: dict[int, int] = {}
        self._seldom_of: list[list[tuple[int, int]]] = [[] for _ in rules.sizes]
        for number, row in enumerate(self._rows):
            if number < len(rules.rows):
                self._join(number)
                continue
            for place, factor in row.terms:
                self._seldom_of[place].append((number, factor))

    def narrow(self, spans: Sequence[Span], bounds: Sequence[Span]) -> None:
        """Move the bounds of every cell and of every row, the seldom ones last."""
        for place, span in enumerate(spans):
            if span != self._spans[place]:
                self._spans[place] = span
                self._program.bound_variable(place, *span)
        for number, bound in enumerate(bounds):
            if bound != self._bounds[number]:
                self._bounds[number] = bound
                self._move(number)

    def seek(self, gains: Sequence[float], goal: float = -float("inf")) -> Corner | None:
        """The corner with the greatest gain and a pattern near it; None where nothing is left.

        A pattern that gains no more than the goal is not sought.
        """
        self._program.set_gains(gains)
        while True:
            optimum = self._program.solve(priced=False)
            if optimum is None:
                return None
            touched: list[int] = []
            seats = self._dive(optimum, goal, touched)
            for place in touched:
                self._program.bound_variable(place, *self._spans[place])
            broken = [] if seats is None else self._find_broken(seats)
            if not broken:
                return Corner(optimum.value, seats)
            for number in broken:
                self._join(number)

    def _join(self, number: int) -> None:
        row = self._rows[number]
        unit = _find_unit(row)
        lower, upper = self._bounds[number]
        terms = [(place, factor / unit) for place, factor in row.terms]
        self._joined[number] = self._program.add_row(terms, lower / unit, upper / unit)

    def _move(self, number: int) -> None:
        lower, upper = self._bounds[number]
        if number in self._joined:
            unit = _find_unit(self._rows[number])
            self._program.bound_row(self._joined[number], lower / unit, upper / unit)
        elif lower > 0:
            self._join(number)

    def _find_broken(self, seats: Seats) -> list[int]:
        """The seldom rows outside of the program that a pattern breaks."""
        sums: dict[int, int] = {}
        for place, count in enumerate(seats):
            if count:
                for number, factor in self._seldom_of[place]:
                    sums[number] = sums.get(number, 0) + factor * count
        return [
            number
            for number, total in sums.items()
            if total > self._bounds[number][1] and number not in self._joined
        ]

    def _dive(self, optimum: LinearOptimum | None, goal: float, touched: list[int]) -> Seats | None:
        """Set the cell nearest to its next whole seat, solve again, until all are whole."""
        while optimum is not None and optimum.value > goal and len(touched) < MOST_SET:
            place = _find_fraction(optimum.values)
            if place is None:
                return tuple(round(value) for value in optimum.values)
            touched.append(place)
            optimum = self._set(place, int(optimum.values[place]))
        return None

    def _set(self, place: int, floor: int) -> LinearOptimum | None:
        lower, upper = self._spans[place]
        self._program.bound_variable(place, floor + 1, upper)
        optimum = self._program.solve(priced=False)
        if optimum is None:
            self._program.bound_variable(place, lower, floor)
            optimum = self._program.solve(priced=False)
        return optimum


def _find_fraction(values: Sequence[float]) -> int | None:
    """The place whose value lies highest between two whole numbers; None where all are whole."""
    best, found = _WHOLE, None
    for place, value in enumerate(values):
        part = value % 1
        if best < part < 1 - _WHOLE:
            best, found = part, place
    return found


def _find_unit(row: Row) -> int:
    """What to divide a row by, so that no factor is above 1."""
    return max((abs(factor) for _, factor in row.terms), default=1)
