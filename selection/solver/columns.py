"""Column generation over cell patterns, for rules whose linear form has fractional corners.

Its one job: given expected seats, find patterns that reach them, or a cut: a sum of
seats that no legal pattern brings above its bound though the expectation lies above it.
New patterns come from the linear program, and from CP-SAT where its corner is not whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final

from selection.errors import SelectionError
from selection.solver.integers import find_best_pattern
from selection.solver.linear import LinearOptimum, LinearProgram
from selection.solver.peel import Share
from selection.solver.rows import CellRules, Row

_REACHED: Final = 1e-9
_PERFECT: Final = 1e-12
_BETTER: Final = 1e-10
_WHOLE: Final = 1e-6
_FINEST: Final = 2**24
_SIMPLE: Final = (12, 100, 1_000)
MOST_COLUMNS: Final = 2_000

Seats = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mixture:
    """Patterns with shares; every cell gets at least `reach` of its expected seats.

    `cut` holds for every legal pattern and refuses the expectation; None where the
    mixture reaches it.
    """

    shares: tuple[Share, ...]
    reach: float
    cut: Row | None


def mix_patterns(rules: CellRules, expected: Sequence[Fraction], known: Iterable[Seats]) -> Mixture:
    """The mixture of legal patterns that reaches the expected seats as far as possible."""
    mixer = _Mixer(rules, expected, known)
    missed = mixer.cover_cells()
    if missed is not None:
        return Mixture((), 0.0, missed)
    for _ in range(MOST_COLUMNS):
        optimum = mixer.balance()
        pulls = mixer.read_pulls(optimum)
        seats = None if optimum.value >= 1.0 - _PERFECT else mixer.find_better(pulls, optimum)
        if seats is None:
            break
        mixer.add(seats)
    cut = None if optimum.value >= 1.0 - _REACHED else mixer.find_cut(pulls)
    return Mixture(mixer.read_shares(optimum), optimum.value, cut)


class _Mixer:
    """The master program: shares of the known patterns, reach as great as possible."""

    def __init__(
        self, rules: CellRules, expected: Sequence[Fraction], known: Iterable[Seats]
    ) -> None:
        self._rules = rules
        self._expected = expected
        self._wanted = [place for place, seats in enumerate(expected) if seats > 0]
        self._patterns: list[Seats] = []
        self._corners = _relax(rules)
        self._program = LinearProgram()
        self._program.add_variable(upper=1.0, gain=1.0)
        for _ in self._wanted:
            self._program.add_row([(0, -1.0)], 0.0, float("inf"))
        self._whole = self._program.add_row([], 1.0, 1.0)
        for seats in known:
            self.add(seats)

    def add(self, seats: Seats) -> None:
        """Let the mixture use one more pattern."""
        self._patterns.append(seats)
        column = self._program.add_variable()
        for row, place in enumerate(self._wanted):
            if seats[place]:
                self._program.set_factor(row, column, seats[place] / float(self._expected[place]))
        self._program.set_factor(self._whole, column, 1.0)

    def cover_cells(self) -> Row | None:
        """Make every wanted cell sit in some pattern; a cut of those that cannot sit at all."""
        missed = {
            place for place in self._wanted if not any(seats[place] for seats in self._patterns)
        }
        while missed:
            gains = [int(place in missed) for place in range(len(self._expected))]
            seats = self._find_pattern(gains)
            sitting = {place for place in missed if seats[place]}
            if not sitting:
                return Row(tuple((place, 1) for place in sorted(missed)), 0, 0)
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

    def find_better(self, pulls: Sequence[float], optimum: LinearOptimum) -> Seats | None:
        """A new pattern that pulls more than the mixture does; None where none exists."""
        self._corners.set_gains(pulls)
        corner = self._corners.solve()
        if corner is None or corner.value <= optimum.value + _BETTER:
            return None
        seats: Seats = tuple(round(value) for value in corner.values)
        near = zip(corner.values, seats, strict=True)
        if not all(abs(a - b) <= _WHOLE for a, b in near) or not self._rules.allows(seats):
            if optimum.value >= 1.0 - _REACHED:
                return None
            seats = self._find_pattern(_scale(pulls))
        gain = sum(pull * count for pull, count in zip(pulls, seats, strict=True))
        return seats if gain > optimum.value + _BETTER and seats not in self._patterns else None

    def find_cut(self, pulls: Sequence[float]) -> Row | None:
        """A proven row that the expected seats break, with the smallest factors that do."""
        greatest = max(pulls)
        simple = [
            [Fraction(pull / greatest).limit_denominator(most) for pull in pulls]
            for most in _SIMPLE
        ]
        for factors in (*(_clear(row) for row in simple), _scale(pulls)):
            best = self._find_pattern(factors)
            bound = sum(factor * count for factor, count in zip(factors, best, strict=True))
            wanted = sum(f * seats for f, seats in zip(factors, self._expected, strict=True))
            if wanted > bound:
                terms = tuple((place, factor) for place, factor in enumerate(factors) if factor)
                return Row(terms, 0, bound)
        return None

    def read_shares(self, optimum: LinearOptimum) -> tuple[Share, ...]:
        """The patterns in use with their shares, as the fractions next to the floats."""
        # A pattern found after the last balance has no share yet.
        used = zip(self._patterns, optimum.values[1:], strict=False)
        return tuple(Share(seats, Fraction(share)) for seats, share in used if share > 0.0)

    def _find_pattern(self, gains: Sequence[int]) -> Seats:
        seats = find_best_pattern(self._rules, gains)
        if seats is None:
            raise SelectionError("odds.no_lottery", {"seats": self._rules.seats})
        return seats


def _relax(rules: CellRules) -> LinearProgram:
    program = LinearProgram()
    for limit in rules.limits:
        program.add_variable(upper=float(limit))
    for row in rules.rows:
        program.add_row(row.terms, row.lower, row.upper)
    return program


def _scale(pulls: Sequence[float]) -> list[int]:
    greatest = max(pulls)
    return [round(pull / greatest * _FINEST) for pull in pulls]


def _clear(factors: Sequence[Fraction]) -> list[int]:
    """The same proportions in whole numbers."""
    common = lcm(*(factor.denominator for factor in factors))
    return [int(factor * common) for factor in factors]
