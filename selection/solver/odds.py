"""The fairest chance of every candidate, with patterns that give it.

Its one job is to join levels and patterns: chances by leximin over the rows; where no
mixture of legal patterns reaches them, the row that says why is added and the levels are
found again. It must not round weights, nor split cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import Final

from selection.problem import Cell, PanelProblem
from selection.solver.columns import Mixture, mix_patterns
from selection.solver.corners import Seats
from selection.solver.exact import solve_exactly
from selection.solver.levels import (
    Bound,
    Level,
    climb_levels,
    expect_seats,
    keeps_rows,
    list_chances,
    rank_levels,
)
from selection.solver.loads import NOBODY, Crowding, Load, find_heavy, find_overloaded
from selection.solver.peel import Share, peel_expected
from selection.solver.rows import CellRules, Row, state_rules

MOST_CUTS: Final = 100
MOST_SHARPENED: Final = 120


@dataclass(frozen=True, slots=True)
class Odds:
    """The levels, lowest first, and shares of patterns that reach them.

    Where the cells have weights, a level is a chance / weight. No lottery over legal patterns
    has a higher first level, nor a higher next one with those below kept: `bounds` prove it
    over the `rows`. `exact` says that the levels hold
    in whole numbers and the shares give them without any rounding; otherwise the pattern
    table states its gap. `blocking` are those whose loads kept the patterns away from
    the levels: with cells of their own more is possible.
    """

    bounds: tuple[Bound, ...]
    rows: tuple[Row, ...]
    shares: tuple[Share, ...]
    exact: bool
    blocking: Crowding = NOBODY
    weights: tuple[int, ...] = ()

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels, lowest first."""
        return rank_levels(self.bounds)

    @property
    def chances(self) -> tuple[Fraction, ...]:
        """The chance of a member of each cell, by the place of the cell."""
        return list_chances(self.levels, self.weights)

    @property
    def unreachable(self) -> tuple[int, ...]:
        """The places of the cells whose members can sit on no legal panel."""
        return next((level.cells for level in self.levels if level.chance == 0), ())


def find_odds(
    problem: PanelProblem,
    cells: tuple[Cell, ...],
    loads: tuple[Load, ...] = (),
    known: Sequence[Seats] = (),
) -> Odds:
    """The leximin chances of the cells and shares of patterns that give them.

    Where `loads` are given no pattern breaks them, or the odds name who is in the way. Legal
    patterns that are `known` already spare a part of the search.

    Raises:
        SelectionError: `odds.no_lottery` for cells on which no pattern is legal (ask
            `find_feasibility` first).
    """
    rules = state_rules(problem, cells)
    known = [seats for seats in known if not find_overloaded(loads, seats)]
    cuts = 0
    while True:
        bounds = climb_levels(rules)
        expected = expect_seats(rules, rank_levels(bounds))
        heavy = find_heavy(loads, expected)
        if heavy:
            return Odds(bounds, rules.rows, (), exact=False, blocking=heavy, weights=rules.weights)
        exact, mixture = _reach(rules, expected, known, loads)
        if mixture.cut is None or (mixture.shares and cuts >= MOST_CUTS):
            break
        rules, cuts = rules.with_rows([mixture.cut]), cuts + 1
    blocking = reduce(or_, (find_overloaded(loads, s) for s in mixture.beyond), NOBODY)
    return Odds(bounds, rules.rows, mixture.shares, exact, blocking, rules.weights)


def _reach(
    rules: CellRules, expected: Sequence[Fraction], known: list[Seats], loads: tuple[Load, ...]
) -> tuple[bool, Mixture]:
    """Patterns for the expected seats, and whether their shares are exactly right.

    What is found is added to the known patterns, for the next levels after a cut.
    """
    rows = tuple(load.row for load in loads)
    exact = keeps_rows(rules, expected)
    if exact:
        peel = peel_expected(rules, expected, rows)
        if not peel.left:
            return True, Mixture(peel.shares, 1.0, None)
        known.extend(share.seats for share in peel.shares)
    mixture = mix_patterns(rules, expected, dict.fromkeys(known), rows)
    known.extend(share.seats for share in mixture.shares)
    sharp = _sharpen(mixture.shares, expected) if exact and mixture.cut is None else None
    return (False, mixture) if sharp is None else (True, replace(mixture, shares=sharp))


def _sharpen(shares: tuple[Share, ...], expected: Sequence[Fraction]) -> tuple[Share, ...] | None:
    """The same patterns with shares that are exactly right, where such shares exist."""
    if len(shares) > MOST_SHARPENED:
        return None
    parts = solve_exactly([share.seats for share in shares], expected)
    if parts is None or min(parts) < 0:
        return None
    pairs = zip(shares, parts, strict=True)
    return tuple(Share(share.seats, part) for share, part in pairs if part)
