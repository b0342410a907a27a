"""Which patterns leave so much room that every deal of them can be repaired.

Its one job is to spare the rehearsal what needs none, by counting shares; it must not deal.

A seat of a dealt panel clashes when its person meets an employer above the cap or somebody
in conflict. The repair exchanges the person with one of the same cell from another panel.
Somebody from another panel is no help who sits in this panel already, whose employer does
(at most the greatest shares of the cell, one for each of the other seats), or who is in
conflict with somebody there. The other panel is of no use at all where the one who leaves
sits in it already, or finds the own employer or somebody in conflict there. A panel stays
beyond repair only where two seats of it, one of which could have made room for the other,
both find no use in any panel that they look at. Where the worst two seats do so with a chance
below 10^-9 the pattern needs no rehearsal: a hundred deals could not show that much.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain
from operator import itemgetter
from typing import Final

from selection.dealing.deal import SEARCH
from selection.problem import NO_EMPLOYER, Cell, PanelProblem, Pattern

_BEYOND_REPAIR: Final = 1e-9

# In every mixed cell the people of each employer, by its number.
Counts = Sequence[Mapping[int, int]]
# The most people of one cell with whom somebody of another is in conflict: from, to.
Foes = Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class _Seats:
    """The seats of a pattern in one cell, how many people the cell has, and its place."""

    place: int
    count: int
    size: int


Row = Sequence[_Seats]


def list_tight_patterns(
    problem: PanelProblem,
    cells: Sequence[Cell],
    counts: Counts,
    patterns: Sequence[Pattern],
    dealt_panels: int,
) -> tuple[Pattern, ...]:
    """The patterns that must be rehearsed, because little room or none is left in them."""
    foes = _count_foes(problem, cells)
    most = _BEYOND_REPAIR ** (1 / max(1, min(dealt_panels, SEARCH) - 1))
    sizes = [len(cell.members) for cell in cells]
    rows = [
        (pattern, [_Seats(p, n, sizes[p]) for p, n in enumerate(pattern.seats) if n])
        for pattern in patterns
    ]
    # The greatest employer of a cell bounds all of them; few patterns need a closer look.
    greatest = [_find_most(held) for held in counts]
    close = [row for row in rows if _find_useless(row[1], _bound(row[1], greatest), foes) > most]
    if not close:
        return ()
    crowds = _list_crowds(problem, counts)
    used = {seats.place for _, row in close for seats in row}
    held = {
        place: {e: people for e, people in counts[place].items() if e in crowds} for place in used
    }
    return tuple(p for p, row in close if _find_useless(row, _measure(row, held), foes) > most)


def _find_most(held: Mapping[int, int]) -> int:
    """How many people the greatest employer has in a cell."""
    greatest = nlargest(2, held.items(), key=itemgetter(1)) if NO_EMPLOYER in held else ()
    if greatest:
        return max((people for employer, people in greatest if employer != NO_EMPLOYER), default=0)
    return max(held.values(), default=0)


def _list_crowds(problem: PanelProblem, counts: Counts) -> frozenset[int]:
    """The employers with more people in mixed cells than may sit."""
    people: dict[int, int] = {}
    for employer, held in chain.from_iterable(count.items() for count in counts):
        people[employer] = people.get(employer, 0) + held
    people.pop(NO_EMPLOYER, None)
    cap = problem.rules.employer_cap
    return frozenset(employer for employer, held in people.items() if held > cap)


def _count_foes(problem: PanelProblem, cells: Sequence[Cell]) -> Foes:
    """With how many people of another cell somebody of a cell is in conflict at most."""
    if not problem.conflicts:
        return {}
    paired = frozenset(chain.from_iterable(problem.conflicts))
    place_of = {m: place for place, cell in enumerate(cells) for m in cell.members if m in paired}
    foes: Counter[tuple[str, int]] = Counter()
    for one, other in problem.conflicts:
        foes[one, place_of[other]] += 1
        foes[other, place_of[one]] += 1
    greatest: defaultdict[tuple[int, int], int] = defaultdict(int)
    for (person, place), count in foes.items():
        between = place_of[person], place
        greatest[between] = max(greatest[between], count)
    return dict(greatest)


def _bound(row: Row, greatest: Sequence[int]) -> tuple[Mapping[int, float], float]:
    """The same as `_measure`, as if every employer were as great as the greatest."""
    others = sum(one.count for one in row) - 1
    tops = {o.place: others * greatest[o.place] / o.size for o in row if greatest[o.place]}
    return tops, sum(one.count * greatest[one.place] / one.size for one in row)


def _measure(row: Row, held: Mapping[int, Mapping[int, int]]) -> tuple[Mapping[int, float], float]:
    """The part of each cell that the others may block, and the seats that an employer expects."""
    loads: dict[int, float] = {}
    for one in row:
        for employer, people in held[one.place].items():
            loads[employer] = loads.get(employer, 0.0) + one.count * people / one.size
    others = sum(one.count for one in row) - 1
    tops = {
        one.place: sum(nlargest(others, held[one.place].values())) / one.size
        for one in row
        if held[one.place]
    }
    return tops, max(loads.values(), default=0.0)


def _find_useless(row: Row, crowded: tuple[Mapping[int, float], float], foes: Foes) -> float:
    """How many of the other panels are of no use to the worst two seats, as a part of all."""
    tops, load = crowded
    useless: list[float] = []
    for one in row:
        blocked = sum(foes.get((seat.place, one.place), 0) * seat.count for seat in row)
        met = sum(foes.get((one.place, seat.place), 0) * seat.count / seat.size for seat in row)
        if one.place in tops or blocked or met:
            top, crowd = (tops[one.place], load) if one.place in tops else (0.0, 0.0)
            unfit = min(1.0, top + (blocked + one.count - 1) / one.size)
            open_panels = max(0.0, 1 - crowd - met - one.count / one.size)
            useless.extend([1 - open_panels * (1 - unfit**one.count)] * min(2, one.count))
    worst = nlargest(2, useless)
    return worst[0] * worst[1] if len(worst) > 1 else 0.0
