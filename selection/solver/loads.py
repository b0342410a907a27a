"""How many seats an employer may expect in a pattern while its people stand in mixed cells.

Its one job is the rows that keep every pattern dealable (an employer expects at most its
cap) and to name the employers who need cells of their own instead. It must not split.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from selection.problem import Cell, PanelProblem
from selection.solver.rows import Row

UNIT: Final = 2**20
# Who expects more than this part of the cap on average would bind most patterns.
HEAVY: Final = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Load:
    """An employer in mixed cells, with its row: seats x share of the cell, up to the cap.

    Shares are counted in 1 / 2^20, rounded up, so that a pattern within the row is legal.
    """

    employer: str
    row: Row


def list_loads(
    problem: PanelProblem,
    cells: Sequence[Cell],
    counts: Sequence[Mapping[str, int]],
    closeness: Fraction = Fraction(1),
) -> tuple[Load, ...]:
    """The loads of the employers who could expect more than the cap in some pattern.

    An employer with at most cap / seats of every cell is left out: seats of a panel times
    its greatest share cannot pass its cap. A `closeness` below 1 leaves room for the deal:
    who has no cell in which one seat alone passes that part of the cap is kept below it.
    """
    rules = problem.rules
    cap = rules.employer_cap * UNIT
    sizes = [len(cell.members) for cell in cells]
    crowds = _list_crowds(sizes, counts, rules.employer_cap * closeness / rules.seats)
    terms: dict[str, list[tuple[int, int]]] = {employer: [] for employer in crowds}
    for place, (size, held) in enumerate(zip(sizes, counts, strict=True)):
        for employer in crowds & held.keys():
            terms[employer].append((place, -(-held[employer] * UNIT // size)))
    return tuple(
        Load(employer, Row(tuple(terms[employer]), 0, _leave_room(terms[employer], cap, closeness)))
        for employer in _order_by_place(crowds, counts)
    )


def _list_crowds(
    sizes: Sequence[int], counts: Sequence[Mapping[str, int]], part: Fraction
) -> frozenset[str]:
    """The employers who hold more than this part of some cell."""
    crowds: set[str] = set()
    for size, held in zip(sizes, counts, strict=True):
        most = int(size * part)
        if held and max(held.values()) > most:
            crowds.update(employer for employer, people in held.items() if people > most)
    return frozenset(crowds - {""})


def _order_by_place(crowds: frozenset[str], counts: Sequence[Mapping[str, int]]) -> tuple[str, ...]:
    """The employers as they come in the cells, never as a set happens to give them."""
    if not crowds:
        return ()
    seen = dict.fromkeys(employer for held in counts for employer in held if employer in crowds)
    return tuple(seen)


def _leave_room(terms: Sequence[tuple[int, int]], cap: int, closeness: Fraction) -> int:
    close = int(cap * closeness)
    return close if max(factor for _, factor in terms) <= close else cap


def find_heavy(loads: Iterable[Load], expected: Sequence[Fraction]) -> frozenset[str]:
    """The employers who expect so many seats on average that they need their own cells."""
    floats = [float(seats) for seats in expected]
    return frozenset(
        load.employer
        for load in loads
        if sum(factor * floats[place] for place, factor in load.row.terms) > HEAVY * load.row.upper
    )


def find_overloaded(loads: Iterable[Load], seats: Sequence[int]) -> frozenset[str]:
    """The employers who expect more than their cap in this pattern."""
    return frozenset(load.employer for load in loads if not load.row.allows(seats))
