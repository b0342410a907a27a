"""From frozen files to the table that a draw uses, and everybody's chance in it.

Its one job is that `odds`, `draw` and `commit` all stand on the same table. The solver is
loaded when a table is made: nobody waits for it to read a help text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from selection.cells import find_chances, find_splits
from selection.certificate import Certificate
from selection.fairness import FairLottery, Proof
from selection.problem import PatternTable
from selection.tool.freezing import FrozenFiles, drop_unseated

if TYPE_CHECKING:
    from selection.solver.pattern_table import BuiltTable

REHEARSALS: Final = 100
NO_SEAT: Final = "REQ-02.no_seat"


@dataclass(frozen=True, slots=True)
class Lottery:
    """The files as they will be drawn from, the table, and who stands on no legal panel."""

    frozen: FrozenFiles
    built: BuiltTable
    unseated: tuple[str, ...]
    unseating: tuple[Proof, ...]

    @property
    def certified(self) -> bool:
        """Whether the table reaches the proven levels, up to a millionth."""
        return self.built.reaches_levels

    def list_proofs(self) -> FairLottery:
        """The table's patterns with all that proves their chances."""
        proof = _prove(self.built.table, self.built.certificate)
        return FairLottery(self.unseating, proof, self.built.table.patterns, self.built.gap)


def build_lottery(frozen: FrozenFiles, dealt_panels: int) -> Lottery | None:
    """The fairest table, or none where no panel keeps the rules.

    Those whom no legal panel can seat are excluded, as in the service.
    """
    from selection.solver.feasibility import Infeasible
    from selection.solver.pattern_table import build_pattern_table

    unseated: tuple[str, ...] = ()
    unseating: tuple[Proof, ...] = ()
    while True:
        built = build_pattern_table(
            frozen.problem, rehearsals=REHEARSALS, dealt_panels=dealt_panels
        )
        if isinstance(built, Infeasible):
            return None
        if not built.unreachable:
            return Lottery(frozen, built, unseated, unseating)
        unseated += built.unreachable
        unseating += (_prove(built.table, _keep_zero(built.certificate)),)
        frozen = drop_unseated(frozen, built.unreachable, NO_SEAT)


def _prove(table: PatternTable, certificate: Certificate) -> Proof:
    return Proof(*find_splits(table.cells), certificate)


def _keep_zero(certificate: Certificate) -> Certificate:
    """The steps about those who can sit on no legal panel; they come first."""
    return replace(certificate, steps=tuple(s for s in certificate.steps if s.chance == 0))


def list_member_chances(table: PatternTable) -> dict[str, Fraction]:
    """Everybody's chance as the table gives it."""
    return {
        member: chance
        for cell, chance in zip(table.cells, find_chances(table), strict=True)
        for member in cell.members
    }
