"""The fairest chance of every candidate, with patterns that give it.

Its one job is to join levels and patterns: chances by leximin over the rows; where no
mixture of legal patterns reaches them, the row that says why is added and the levels are
found again. It must not round weights, nor split cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from selection.problem import Cell, PanelProblem
from selection.solver.columns import mix_patterns
from selection.solver.exact import solve_exactly
from selection.solver.levels import Level, expect_seats, keeps_rows, list_chances, raise_levels
from selection.solver.peel import Share, peel_expected
from selection.solver.rows import CellRules, state_rules

MOST_CUTS: Final = 100
MOST_SHARPENED: Final = 200


@dataclass(frozen=True, slots=True)
class Odds:
    """The levels, lowest first, and shares of patterns that reach them.

    No lottery over legal patterns has a higher first level, nor a higher next one with
    those below kept. `exact` says that the levels hold in whole numbers and the shares
    give them without any rounding; otherwise the pattern table states its gap.
    """

    levels: tuple[Level, ...]
    shares: tuple[Share, ...]
    exact: bool

    @property
    def chances(self) -> tuple[Fraction, ...]:
        """The chance of a member of each cell, by the place of the cell."""
        return list_chances(self.levels)

    @property
    def unreachable(self) -> tuple[int, ...]:
        """The places of the cells whose members can sit on no legal panel."""
        return next((level.cells for level in self.levels if level.chance == 0), ())


def find_odds(problem: PanelProblem, cells: tuple[Cell, ...]) -> Odds:
    """The leximin chances of the cells and shares of patterns that give them.

    Raises:
        SelectionError: `odds.no_lottery` for cells on which no pattern is legal (ask
            `find_feasibility` first).
    """
    return _reach_levels(state_rules(problem, cells), MOST_CUTS)


def _reach_levels(rules: CellRules, cuts: int) -> Odds:
    levels = raise_levels(rules)
    expected = expect_seats(rules, levels)
    exact = keeps_rows(rules, expected)
    known: list[tuple[int, ...]] = []
    if exact:
        peel = peel_expected(rules, expected)
        if not peel.left:
            return Odds(levels, peel.shares, exact=True)
        known.extend(share.seats for share in peel.shares)
    mixture = mix_patterns(rules, expected, known)
    if mixture.cut is not None and (cuts > 0 or not mixture.shares):
        return _reach_levels(rules.with_rows([mixture.cut]), cuts - 1)
    shares = _sharpen(mixture.shares, expected) if exact else None
    return Odds(levels, shares or mixture.shares, exact=shares is not None)


def _sharpen(shares: tuple[Share, ...], expected: Sequence[Fraction]) -> tuple[Share, ...] | None:
    """The same patterns with shares that are exactly right, where such shares exist."""
    if len(shares) > MOST_SHARPENED:
        return None
    parts = solve_exactly([share.seats for share in shares], expected)
    if parts is None or min(parts) < 0:
        return None
    pairs = zip(shares, parts, strict=True)
    return tuple(Share(share.seats, part) for share, part in pairs if part)
