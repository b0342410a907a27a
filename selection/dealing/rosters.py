"""What of a deal is the same for every seed: people by number, and who is in which cell.

Its one job is to look at everybody once, so that a deal then looks at those alone whom it
deals. It must not read a seed.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from selection.dealing.seating import Pool, number_candidates
from selection.problem import PanelProblem, PatternTable

Roster = Sequence[int]


@dataclass(frozen=True, slots=True)
class DealTable:
    """A table ready to be dealt from; `rosters` are the people of each cell, by number.

    `names_digest` is SHA-256 of all names in pool order, each with a line feed behind it.
    """

    pool: Pool
    table: PatternTable
    rosters: tuple[Roster, ...]
    names_digest: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """One pattern as the deal needs it: people and seats of each cell that has seats.

    Seat by seat, `spans` are the seats of the same cell, and `full` says that all of it sit.
    """

    rosters: tuple[tuple[Roster, int], ...]
    spans: tuple[range, ...]
    full: tuple[bool, ...]


def prepare_deal(problem: PanelProblem, table: PatternTable) -> DealTable:
    """Everything of a deal that a seed does not change; to be kept for many seeds."""
    pool = number_candidates(problem)
    rosters = tuple(problem.candidates.number_members(cell.members) for cell in table.cells)
    return DealTable(pool, table, rosters, _digest_names(pool.names))


def lay_out(ready: DealTable, pattern: int) -> Row:
    """The cells that have seats in this pattern, in their order."""
    rosters: list[tuple[Roster, int]] = []
    spans: list[range] = []
    full: list[bool] = []
    for roster, seats in zip(ready.rosters, ready.table.patterns[pattern].seats, strict=True):
        if seats == 0:
            continue
        rosters.append((roster, seats))
        spans.extend([range(len(spans), len(spans) + seats)] * seats)
        full.extend([seats == len(roster)] * seats)
    return Row(tuple(rosters), tuple(spans), tuple(full))


def _digest_names(names: Sequence[str]) -> bytes:
    return hashlib.sha256("\n".join((*names, "")).encode()).digest()
