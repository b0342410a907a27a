"""The fairest expected seats of each cell: raise the lowest chance, then the next, and so on.

Its one job is leximin over the linear rules (Flanigan, Gölz, Gupta, Hennig, Procaccia,
Nature 2021), one small linear program a level. Levels are recovered as fractions from
the multipliers of the rows, and hold in exact arithmetic; it must not make patterns.
Where candidates have weights, chance / weight is what is made equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Final

from selection.errors import SelectionError
from selection.solver.linear import LinearOptimum, LinearProgram
from selection.solver.rows import CellRules

# What the multipliers are rounded to, and how small a pull then counts as none.
_ROUNDINGS: Final = (
    (12, Fraction(0)),
    (1_000, Fraction(0)),
    (1_000_000, Fraction(0)),
    (2**60, Fraction(1, 10**9)),
)
_CLOSE: Final = 1e-7
_INFINITY: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Level:
    """One chance / weight and the places of the cells whose members have it; lowest first."""

    chance: Fraction
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """A proven bound: nobody can lift all `binding` cells above `chance` (/ weight) at once.

    `multipliers` of the rows, by number, prove it with the cells bound before kept.
    """

    chance: Fraction
    binding: tuple[int, ...]
    multipliers: tuple[tuple[int, Fraction], ...]


def climb_levels(rules: CellRules) -> tuple[Bound, ...]:
    """One proven bound after the other, until every cell is bound.

    Raises:
        SelectionError: `odds.no_lottery` where no lottery at all keeps the rows.
    """
    ladder = _Ladder(rules)
    bounds: list[Bound] = []
    bound_cells = 0
    while bound_cells < len(rules.sizes):
        bound = ladder.climb()
        bounds.append(bound)
        bound_cells += len(bound.binding)
        ladder.fix(bound)
    return tuple(bounds)


def rank_levels(bounds: Sequence[Bound]) -> tuple[Level, ...]:
    """Every cell's chance, as equal as the rows allow, lowest level first.

    Each level is an upper bound proven by multipliers in exact arithmetic. Where the
    whole keeps every row (`keeps_rows`), the levels are leximin and exactly so.
    """
    chances = {place: bound.chance for bound in bounds for place in bound.binding}
    ranked = sorted(chances, key=lambda place: (chances[place], place))
    return tuple(
        Level(chance, tuple(places)) for chance, places in groupby(ranked, chances.__getitem__)
    )


def list_chances(levels: Sequence[Level], weights: Sequence[int] = ()) -> tuple[Fraction, ...]:
    """The chance of a member of each cell, by its place; without weights everybody weighs 1."""
    chances = {place: level.chance for level in levels for place in level.cells}
    listed = tuple(chances[place] for place in range(len(chances)))
    if not weights:
        return listed
    return tuple(chance * weight for chance, weight in zip(listed, weights, strict=True))


def expect_seats(rules: CellRules, levels: Sequence[Level]) -> tuple[Fraction, ...]:
    """The seats that each cell expects: chance x size."""
    chances = list_chances(levels, rules.weights)
    return tuple(chance * size for chance, size in zip(chances, rules.sizes, strict=True))


def keeps_rows(rules: CellRules, expected: Sequence[Fraction]) -> bool:
    """Whether expected seats keep every row exactly, so that no level was set too high."""
    return all(
        row.lower <= sum(factor * expected[place] for place, factor in row.terms) <= row.upper
        for row in rules.rows
    )


class _Ladder:
    """The program of one level after the other; the cells below are fixed for good.

    A cell's seats are (t + v) x its fair share, so that t is near 1 at every scale and
    single people in a pool of a million stay well above GLOP's tolerance.
    """

    def __init__(self, rules: CellRules) -> None:
        self._rules = rules
        self._sizes = rules.weighed_sizes
        self._fair = Fraction(rules.seats, sum(self._sizes))
        self._scale = [float(self._fair * size) for size in self._sizes]
        self._open = set(range(len(rules.sizes)))
        self._rows_of: list[list[tuple[int, int]]] = [[] for _ in rules.sizes]
        for number, row in enumerate(rules.rows):
            for place, factor in row.terms:
                self._rows_of[place].append((number, factor))
        self._lower = [Fraction(row.lower) for row in rules.rows]
        self._upper = [Fraction(row.upper) for row in rules.rows]
        self._weight = [self._weigh(number) for number in range(len(rules.rows))]
        self._program = LinearProgram()
        self._build()

    def climb(self) -> Bound:
        """The next level and the cells that hold it down."""
        optimum = self._program.solve()
        if optimum is None:
            raise SelectionError("odds.no_lottery", {"seats": self._rules.seats})
        largest = max(map(abs, optimum.multipliers), default=0.0)
        for denominator, noise in _ROUNDINGS:
            multipliers = [
                Fraction(multiplier / largest).limit_denominator(denominator)
                for multiplier in optimum.multipliers
            ]
            bound = self._prove(multipliers, noise)
            if bound is not None and self._is_close(bound, optimum):
                return bound
        raise SelectionError("odds.level_not_proven", {"open": len(self._open)})

    def fix(self, bound: Bound) -> None:
        """Give the binding cells their chance for good and shrink the rows around them."""
        self._open.difference_update(bound.binding)
        touched: set[int] = set()
        for place in bound.binding:
            expected = bound.chance * self._sizes[place]
            self._program.bound_variable(1 + place, 0.0, 0.0)
            for number, factor in self._rows_of[place]:
                self._lower[number] -= factor * expected
                self._upper[number] -= factor * expected
                touched.add(number)
        for number in sorted(touched):
            self._shrink(number)

    def _build(self) -> None:
        self._program.add_variable(gain=1.0)
        for _ in self._rules.sizes:
            self._program.add_variable()
        for number, row in enumerate(self._rules.rows):
            terms = [(1 + place, factor * self._scale[place]) for place, factor in row.terms]
            self._program.add_row(
                [(0, self._weight[number]), *terms], float(row.lower), float(row.upper)
            )

    def _weigh(self, number: int) -> float:
        terms = self._rules.rows[number].terms
        return sum(factor * self._scale[place] for place, factor in terms if place in self._open)

    def _shrink(self, number: int) -> None:
        self._program.set_factor(number, 0, self._weigh(number))
        if any(place in self._open for place, _ in self._rules.rows[number].terms):
            self._program.bound_row(number, float(self._lower[number]), float(self._upper[number]))
        else:
            # Nothing is left to decide here; rounding must not make it look broken.
            self._program.bound_row(number, -_INFINITY, _INFINITY)

    def _prove(self, multipliers: Sequence[Fraction], noise: Fraction) -> Bound | None:
        """The bound that these multipliers prove in exact arithmetic, if they prove one.

        They add the rows up to: sum of pull x seats <= total. A pull within the noise of
        floating point binds nobody; below zero it loosens the bound by all it could.
        """
        total, zero = self._add_up(multipliers), Fraction(0)
        binding: list[tuple[int, Fraction]] = []
        for place in sorted(self._open):
            terms = (multipliers[number] * factor for number, factor in self._rows_of[place])
            pull = sum(terms, zero)
            if pull > noise:
                binding.append((place, pull))
            elif pull < -noise:
                return None
            elif pull < 0:
                total -= pull * self._rules.limits[place]
        people = sum((pull * self._sizes[place] for place, pull in binding), zero)
        if not binding:
            return None
        used = tuple((number, factor) for number, factor in enumerate(multipliers) if factor)
        return Bound(total / people, tuple(place for place, _ in binding), used)

    def _add_up(self, multipliers: Sequence[Fraction]) -> Fraction:
        sides = (
            multiplier * (self._upper[number] if multiplier > 0 else self._lower[number])
            for number, multiplier in enumerate(multipliers)
            if multiplier
        )
        return sum(sides, Fraction(0))

    def _is_close(self, bound: Bound, optimum: LinearOptimum) -> bool:
        relative = float(bound.chance / self._fair)
        return abs(relative - optimum.value) <= _CLOSE * max(1.0, abs(relative))
