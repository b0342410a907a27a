"""Column generation over cell patterns, for rules whose linear form has fractional corners.

Its one job: given expected seats, find patterns that reach them, or a cut: a sum of
seats that no legal pattern brings above its bound though the expectation lies above it.
New patterns come from the linear program, and from CP-SAT where its corner is not whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from operator import mul
from typing import Final

from selection.errors import SelectionError
from selection.solver.corners import Corners, Seats
from selection.solver.integers import find_best_pattern
from selection.solver.linear import LinearOptimum, LinearProgram, Start
from selection.solver.neighbours import Neighbours
from selection.solver.peel import Share
from selection.solver.rows import CellRules, Row

_REACHED: Final = 1e-9
_PERFECT: Final = 1e-12
_BETTER: Final = 1e-10
_FINEST: Final = 2**24
_SIMPLE: Final = (12, 100, 1_000)
_LONGEST: Final = 2**53
MOST_COLUMNS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Mixture:
    """Patterns with shares; every cell gets at least `reach` of its expected seats.

    `cut` holds for every legal pattern and refuses the expectation; None where the
    mixture reaches it. `beyond` are patterns that would help but for the loads.
    """

    shares: tuple[Share, ...]
    reach: float
    cut: Row | None
    beyond: tuple[Seats, ...] = ()


def mix_patterns(
    rules: CellRules,
    expected: Sequence[Fraction],
    known: Iterable[Seats],
    loads: Sequence[Row] = (),
) -> Mixture:
    """The mixture of legal patterns that reaches the expected seats as far as possible.

    Every pattern keeps the `loads` as well; a cut does not lean on them.
    """
    mixer = _Mixer(rules, expected, known, loads)
    missed = mixer.cover_cells()
    if missed is not None:
        return missed
    for _ in range(MOST_COLUMNS):
        optimum = mixer.balance()
        pulls = mixer.read_pulls(optimum)
        better = [] if optimum.value >= 1.0 - _PERFECT else mixer.find_better(pulls, optimum)
        if not better:
            break
        for seats in better:
            mixer.add(seats)
    if optimum.value >= 1.0 - _REACHED:
        return Mixture(mixer.read_shares(optimum), optimum.value, None)
    cut, beyond = mixer.find_cut(pulls)
    return Mixture(mixer.read_shares(optimum), optimum.value, cut, beyond)


class _Mixer:
    """The master program: shares of the known patterns, reach as great as possible."""

    def __init__(
        self,
        rules: CellRules,
        expected: Sequence[Fraction],
        known: Iterable[Seats],
        loads: Sequence[Row] = (),
    ) -> None:
        self._rules = rules
        self._close = rules.with_rows(loads)
        self._expected = expected
        self._wanted = [place for place, seats in enumerate(expected) if seats > 0]
        self._patterns: list[Seats] = []
        self._known: set[Seats] = set()
        self._corners = Corners(rules, Start.MOVED_BOUNDS, loads)
        self._neighbours = Neighbours(rules, loads)
        self._program = LinearProgram(Start.MOVED_GAINS)
        self._program.add_variable(upper=1.0, gain=1.0)
        for _ in self._wanted:
            self._program.add_row([(0, -1.0)], 0.0, float("inf"))
        self._whole = self._program.add_row([], 1.0, 1.0)
        for seats in known:
            self.add(seats)

    def add(self, seats: Seats) -> None:
        """Let the mixture use one more pattern."""
        self._patterns.append(seats)
        self._known.add(seats)
        column = self._program.add_variable()
        for row, place in enumerate(self._wanted):
            if seats[place]:
                self._program.set_factor(row, column, seats[place] / float(self._expected[place]))
        self._program.set_factor(self._whole, column, 1.0)

    def cover_cells(self) -> Mixture | None:
        """Make every wanted cell sit in some pattern; a cut of those that cannot sit at all."""
        missed = {
            place for place in self._wanted if not any(seats[place] for seats in self._patterns)
        }
        while missed:
            gains = [int(place in missed) for place in range(len(self._expected))]
            seats = self._find_pattern(gains)
            sitting = {place for place in missed if seats is not None and seats[place]}
            if seats is None or not sitting:
                return self._give_up(missed, gains)
            self.add(seats)
            missed -= sitting
        return None

    def balance(self) -> LinearOptimum:
        """The best mixture of the known patterns."""
        optimum = self._program.solve()
        if optimum is None:
            raise SelectionError("solver.mixture_failed", {"patterns": len(self._patterns)})
        return optimum

    def read_pulls(self, optimum: LinearOptimum) -> list[float]:
        """How much one more seat of each cell would help the mixture."""
        pulls = [0.0] * len(self._expected)
        for row, place in enumerate(self._wanted):
            pulls[place] = max(0.0, -optimum.multipliers[row]) / float(self._expected[place])
        return pulls

    def find_better(self, pulls: Sequence[float], optimum: LinearOptimum) -> list[Seats]:
        """New patterns that pull more than the mixture does; none where none exists."""
        goal = optimum.value + _BETTER
        shares = optimum.values[1:]
        used = [seats for seats, share in zip(self._patterns, shares, strict=True) if share > 0.0]
        near = self._neighbours.list_better(used, pulls, goal, self._known)
        if near:
            return near
        best = self._find_best(pulls, optimum)
        return [] if best is None or best in self._known or _gain(pulls, best) <= goal else [best]

    def _find_best(self, pulls: Sequence[float], optimum: LinearOptimum) -> Seats | None:
        corner = self._corners.seek(pulls, optimum.value + _BETTER)
        if corner is None or corner.value <= optimum.value + _BETTER:
            return None
        seats = corner.seats
        if seats is not None and self._close.allows(seats):
            return seats
        if optimum.value >= 1.0 - _REACHED:
            return None
        return find_best_pattern(self._close, _scale(pulls))

    def find_cut(self, pulls: Sequence[float]) -> tuple[Row | None, tuple[Seats, ...]]:
        """A proven row that the expected seats break, with the smallest factors that do.

        Where there is none, the patterns that kept the rules and proved so.
        """
        beyond: list[Seats] = []
        for factors in list_factors(pulls, self._rules.limits):
            best = self._require_pattern(factors)
            bound = sum(factor * count for factor, count in zip(factors, best, strict=True))
            wanted = sum(f * seats for f, seats in zip(factors, self._expected, strict=True))
            if wanted > bound:
                terms = tuple((place, factor) for place, factor in enumerate(factors) if factor)
                return Row(terms, 0, bound), ()
            beyond.append(best)
        return None, tuple(beyond)

    def read_shares(self, optimum: LinearOptimum) -> tuple[Share, ...]:
        """The patterns in use with their shares, as the fractions next to the floats."""
        # A pattern found after the last balance has no share yet.
        used = zip(self._patterns, optimum.values[1:], strict=False)
        return tuple(Share(seats, Fraction(share)) for seats, share in used if share > 0.0)

    def _give_up(self, missed: set[int], gains: Sequence[int]) -> Mixture:
        """The cells that no pattern seats, as a cut; or the pattern that only loads refuse."""
        best = self._require_pattern(gains)
        if any(best[place] for place in missed):
            return Mixture((), 0.0, None, (best,))
        return Mixture((), 0.0, Row(tuple((place, 1) for place in sorted(missed)), 0, 0))

    def _find_pattern(self, gains: Sequence[int]) -> Seats | None:
        corner = self._corners.seek([float(gain) for gain in gains])
        seats = None if corner is None else corner.seats
        if seats is not None and self._close.allows(seats) and _gain(gains, seats) > 0:
            return seats
        return find_best_pattern(self._close, gains)

    def _require_pattern(self, gains: Sequence[int]) -> Seats:
        seats = find_best_pattern(self._rules, gains)
        if seats is None:
            raise SelectionError("odds.no_lottery", {"seats": self._rules.seats})
        return seats


def list_factors(pulls: Sequence[float], limits: Sequence[int]) -> list[list[int]]:
    """The pulls in whole numbers, the simplest first; none so long that a solver refuses them.

    A row whose sum over a panel could pass 2^53 could not be published either.
    """
    greatest = max(pulls)
    simple = (
        _clear([Fraction(pull / greatest).limit_denominator(most) for pull in pulls])
        for most in _SIMPLE
    )
    short = [factors for factors in simple if sum(map(mul, factors, limits)) < _LONGEST]
    return [*short, _scale(pulls)]


def _gain(pulls: Sequence[float], seats: Seats) -> float:
    return sum(pull * count for pull, count in zip(pulls, seats, strict=True))


def _scale(pulls: Sequence[float]) -> list[int]:
    greatest = max(pulls)
    return [round(pull / greatest * _FINEST) for pull in pulls]


def _clear(factors: Sequence[Fraction]) -> list[int]:
    """The same proportions in whole numbers."""
    common = lcm(*(factor.denominator for factor in factors))
    return [int(factor * common) for factor in factors]
