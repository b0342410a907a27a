"""Which patterns leave so much room that every deal of them can be repaired.

Its one job is to spare the rehearsal what needs none, by counting shares; it must not deal.

A seat of a dealt panel clashes when its person meets an employer above the cap or somebody
in conflict. The repair exchanges the person with one of the same cell from another panel.
Another panel is of no use where the newcomer's employer sits in this panel (at most the
greatest shares of the cell, one for each of the other seats), where the newcomer sits in
this panel already or is in conflict with somebody there, and where the one who leaves finds
the own employer, or somebody in conflict, in the other panel. Where these parts together
stay below four fifths, 199 panels in a row are of no use with a chance below 10^-19.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain
from operator import itemgetter
from typing import Final

from selection.problem import Cell, PanelProblem, Pattern

_USELESS: Final = 0.8

Counts = Sequence[Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class _Seats:
    """The seats of a pattern in one cell, how many people the cell has, and its place."""

    place: int
    count: int
    size: int


def list_tight_patterns(
    problem: PanelProblem, cells: Sequence[Cell], counts: Counts, patterns: Sequence[Pattern]
) -> tuple[Pattern, ...]:
    """The patterns that must be rehearsed, because little room or none is left in them."""
    degree = _find_degree(problem)
    sizes = [len(cell.members) for cell in cells]
    rows = [
        (pattern, [_Seats(p, n, sizes[p]) for p, n in enumerate(pattern.seats) if n])
        for pattern in patterns
    ]
    # The greatest employer of a cell bounds all of them; few patterns need a closer look.
    most = [_find_most(held) for held in counts]
    close = [row for row in rows if not _leaves_room(row[1], most, problem.rules.seats, degree)]
    if not close:
        return ()
    crowds = _list_crowds(problem, counts)
    used = {seats.place for _, row in close for seats in row}
    held = {
        place: {e: people for e, people in counts[place].items() if e in crowds} for place in used
    }
    return tuple(pattern for pattern, row in close if _is_tight(row, held, degree))


def _find_most(held: Mapping[str, int]) -> int:
    """How many people the greatest employer has in a cell."""
    greatest = nlargest(2, held.items(), key=itemgetter(1)) if "" in held else ()
    if greatest:
        return max((people for employer, people in greatest if employer), default=0)
    return max(held.values(), default=0)


def _list_crowds(problem: PanelProblem, counts: Counts) -> frozenset[str]:
    """The employers with more people in mixed cells than may sit."""
    people: dict[str, int] = {}
    for employer, held in chain.from_iterable(count.items() for count in counts):
        people[employer] = people.get(employer, 0) + held
    cap = problem.rules.employer_cap
    return frozenset(employer for employer, held in people.items() if employer and held > cap)


def _find_degree(problem: PanelProblem) -> int:
    """With how many people anybody is in conflict at most."""
    degrees: dict[str, int] = {}
    for pair in problem.conflicts:
        for person in pair:
            degrees[person] = degrees.get(person, 0) + 1
    return max(degrees.values(), default=0)


def _leaves_room(row: Sequence[_Seats], most: Sequence[int], seats: int, degree: int) -> bool:
    """Whether there is room even if every employer were as great as the greatest."""
    load = sum(one.count * most[one.place] / one.size for one in row)
    tops = {one.place: (seats - 1) * most[one.place] / one.size for one in row if most[one.place]}
    return _find_useless(row, tops, load, degree) <= _USELESS


def _is_tight(row: Sequence[_Seats], held: Mapping[int, Mapping[str, int]], degree: int) -> bool:
    loads: dict[str, float] = {}
    for one in row:
        for employer, people in held[one.place].items():
            loads[employer] = loads.get(employer, 0.0) + one.count * people / one.size
    others = sum(one.count for one in row) - 1
    tops = {
        one.place: sum(nlargest(others, held[one.place].values())) / one.size
        for one in row
        if held[one.place]
    }
    return _find_useless(row, tops, max(loads.values(), default=0.0), degree) > _USELESS


def _find_useless(
    row: Sequence[_Seats], tops: Mapping[int, float], load: float, degree: int
) -> float:
    """How many of the other panels are of no use to the worst seat, as a part of them all."""
    met = degree * max(one.count / one.size for one in row)
    others = sum(one.count for one in row) - 1
    return max(
        (
            tops.get(one.place, 0.0) + (one.count - 1 + others * degree) / one.size + load + met
            for one in row
            if one.place in tops or degree
        ),
        default=0.0,
    )
