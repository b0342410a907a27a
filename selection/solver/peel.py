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

from selection.solver.integers import find_best_pattern
from selection.solver.linear import LinearProgram
from selection.solver.rows import CellRules, Row

_WHOLE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Share:
    """One pattern, as seats by the place of the cell, and its share of the lottery."""

    seats: tuple[int, ...]
    share: Fraction


@dataclass(frozen=True, slots=True)
class Peel:
    """The patterns peeled off so far; `left` is the share that could not be peeled."""

    shares: tuple[Share, ...]
    left: Fraction


def peel_expected(rules: CellRules, expected: Sequence[Fraction]) -> Peel:
    """Patterns whose shares give exactly the expected seats; nothing is left on success.

    Where the rules are laminar or a bihierarchy there is always a rounding; elsewhere
    the peel may get stuck, and says so by what is left.
    """
    scale = lcm(*(seats.denominator for seats in expected))
    rest = [int(seats * scale) for seats in expected]
    left = scale
    rounder = _Rounder(rules)
    shares: list[Share] = []
    while left:
        seats = rounder.round_seats(rest, left)
        if seats is None:
            break
        step = _find_step(rules, rest, left, seats)
        rest = [have - step * count for have, count in zip(rest, seats, strict=True)]
        left -= step
        shares.append(Share(seats, Fraction(step, scale)))
    return Peel(tuple(shares), Fraction(left, scale))


def _find_step(rules: CellRules, rest: Sequence[int], left: int, seats: Sequence[int]) -> int:
    """The most weight that keeps the rest between its present floors and ceilings."""
    step = left
    for have, count in zip(rest, seats, strict=True):
        step = min(step, _find_slack(have, count, left))
    for row in rules.rows:
        have = sum(factor * rest[place] for place, factor in row.terms)
        count = sum(factor * seats[place] for place, factor in row.terms)
        step = min(step, _find_slack(have, count, left))
    return step


def _find_slack(have: int, count: int, left: int) -> int:
    floor, part = divmod(have, left)
    if not part:
        return left
    return part if count > floor else left - part


class _Rounder:
    """The program that rounds what is left; built once, only its bounds move."""

    def __init__(self, rules: CellRules) -> None:
        self._rules = rules
        self._program = LinearProgram()
        for _ in rules.sizes:
            self._program.add_variable()
        for row in rules.rows:
            self._program.add_row(row.terms, row.lower, row.upper)

    def round_seats(self, rest: Sequence[int], left: int) -> tuple[int, ...] | None:
        """A pattern that rounds rest / left in every cell and row, likely cells first."""
        spans = [_span(have, left) for have in rest]
        rows = tuple(self._narrow(row, rest, left) for row in self._rules.rows)
        gains = [have % left / left for have in rest]
        for place, (lower, upper) in enumerate(spans):
            self._program.bound_variable(place, lower, upper)
        for number, row in enumerate(rows):
            self._program.bound_row(number, row.lower, row.upper)
        self._program.set_gains(gains)
        optimum = self._program.solve()
        values = optimum.values if optimum is not None else ()
        seats = tuple(round(value) for value in values)
        narrowed = CellRules(self._rules.sizes, self._rules.seats, rows)
        near = (abs(value - count) <= _WHOLE for value, count in zip(values, seats, strict=True))
        if seats and all(near) and narrowed.allows(seats):
            return seats
        return find_best_pattern(narrowed, [int(gain * 1_000_000) for gain in gains], spans)

    def _narrow(self, row: Row, rest: Sequence[int], left: int) -> Row:
        have = sum(factor * rest[place] for place, factor in row.terms)
        return Row(row.terms, *_span(have, left))


def _span(have: int, left: int) -> tuple[int, int]:
    """Floor and ceiling of have / left."""
    return have // left, -(-have // left)
