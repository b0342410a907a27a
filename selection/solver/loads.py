"""How many seats an employer, or people in conflict, may expect in a pattern from mixed cells.

Its one job is the rows that keep every pattern dealable (an employer expects at most its
cap, people who exclude each other one seat together) and to name those who need cells of
their own instead. It must not split.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from selection.problem import NO_EMPLOYER, Cell, PanelProblem
from selection.solver.rows import Row, find_cliques

UNIT: Final = 2**20
# How close to the limit a pattern may seat anybody, and those who were in each other's way.
CLOSE: Final = Fraction(3, 4)
CLOSER: Final = Fraction(1, 2)
# Who expects more than this part of the limit on average would bind most patterns.
HEAVY: Final = Fraction(3, 4)

Terms = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Crowding:
    """Employers and people who must become cells of their own."""

    employers: frozenset[str]
    people: frozenset[str]

    def __bool__(self) -> bool:
        """Whether there is anybody at all."""
        return bool(self.employers or self.people)

    def __or__(self, more: "Crowding") -> "Crowding":
        """Both together."""
        return Crowding(self.employers | more.employers, self.people | more.people)


NOBODY: Final = Crowding(frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Load:
    """Who shares a limit from mixed cells, with its row: seats x share of the cell, up to it.

    Shares are counted in 1 / 2^20, rounded up, so that a pattern within the row is legal.
    """

    parties: Crowding
    row: Row


def list_loads(
    problem: PanelProblem,
    cells: Sequence[Cell],
    counts: Sequence[Mapping[int, int]],
    troubled: Crowding = NOBODY,
) -> tuple[Load, ...]:
    """The loads of the employers and of the people in conflict who could expect too much.

    `counts` are the people of each employer (by number) in every mixed cell.

    Room is left for the deal: a seat counts for more than its share of the cell, as if only
    three quarters of the limit were there, but never for more than a seat. To the troubled,
    for whom that was not enough, only half of the limit is left.
    """
    return (
        *_list_employers(problem, cells, counts, troubled.employers),
        *_list_conflicts(problem, cells, troubled.people),
    )


def find_heavy(loads: Iterable[Load], expected: Sequence[Fraction]) -> Crowding:
    """Who expects so much of the limit on average that cells of their own are needed."""
    floats = [float(seats) for seats in expected]
    return _join(
        load.parties
        for load in loads
        if sum(factor * floats[place] for place, factor in load.row.terms) > HEAVY * load.row.upper
    )


def find_overloaded(loads: Iterable[Load], seats: Sequence[int]) -> Crowding:
    """Who expects more than the limit in this pattern."""
    return _join(load.parties for load in loads if not load.row.allows(seats))


def _join(crowdings: Iterable[Crowding]) -> Crowding:
    joined = list(crowdings)
    return Crowding(
        frozenset().union(*(one.employers for one in joined)),
        frozenset().union(*(one.people for one in joined)),
    )


def _list_employers(
    problem: PanelProblem,
    cells: Sequence[Cell],
    counts: Sequence[Mapping[int, int]],
    troubled: frozenset[str],
) -> Iterable[Load]:
    """Whoever has few people, or little of every cell, can never pass the cap."""
    rules, names = problem.rules, problem.candidates.employers
    sizes = [len(cell.members) for cell in cells]
    large = _list_large(sizes, counts, rules.employer_cap * CLOSER / rules.seats)
    crowds = frozenset(e for e in large if _count_people_of(e, counts) > rules.employer_cap)
    terms: dict[int, list[tuple[int, int]]] = {employer: [] for employer in crowds}
    for place, (size, held) in enumerate(zip(sizes, counts, strict=True)):
        for employer in crowds & held.keys():
            closeness = CLOSER if names[employer] in troubled else CLOSE
            terms[employer].append((place, _count_seat(Fraction(held[employer], size), closeness)))
    for employer in _order_by_place(crowds, counts):
        row = Row(tuple(terms[employer]), 0, rules.employer_cap * UNIT)
        yield Load(Crowding(frozenset({names[employer]}), frozenset()), row)


def _list_large(
    sizes: Sequence[int], counts: Sequence[Mapping[int, int]], part: Fraction
) -> frozenset[int]:
    """The employers who hold more than this part of some cell."""
    crowds: set[int] = set()
    for size, held in zip(sizes, counts, strict=True):
        most = int(size * part)
        if held and max(held.values()) > most:
            crowds.update(employer for employer, people in held.items() if people > most)
    return frozenset(crowds - {NO_EMPLOYER})


def _count_people_of(employer: int, counts: Sequence[Mapping[int, int]]) -> int:
    return sum(held.get(employer, 0) for held in counts)


def _order_by_place(crowds: frozenset[int], counts: Sequence[Mapping[int, int]]) -> tuple[int, ...]:
    """The employers as they come in the cells, never as a set happens to give them."""
    if not crowds:
        return ()
    seen = dict.fromkeys(employer for held in counts for employer in held if employer in crowds)
    return tuple(seen)


def _list_conflicts(
    problem: PanelProblem, cells: Sequence[Cell], troubled: frozenset[str]
) -> Iterable[Load]:
    """Of people who all exclude each other one sits; those of the same cells share a row."""
    if not problem.conflicts:
        return
    paired = {member for pair in problem.conflicts for member in pair}
    place_of = {
        member: place
        for place, cell in enumerate(cells)
        for member in cell.members
        if member in paired
    }
    mixed: defaultdict[Terms, set[str]] = defaultdict(set)
    for clique in find_cliques(problem.conflicts, tuple(place_of)):
        closeness = CLOSE if troubled.isdisjoint(clique) else CLOSER
        apart = [member for member in clique if cells[place_of[member]].person is None]
        terms = _count_people(clique, place_of, cells, closeness)
        if apart and _can_pass(terms, cells, problem.rules.seats):
            mixed[terms].update(apart)
    for terms, people in mixed.items():
        yield Load(Crowding(frozenset(), frozenset(people)), Row(terms, 0, UNIT))


def _count_people(
    people: Iterable[str],
    place_of: Mapping[str, int],
    cells: Sequence[Cell],
    closeness: Fraction,
) -> Terms:
    held: dict[int, int] = {}
    for person in people:
        held[place_of[person]] = held.get(place_of[person], 0) + 1
    return tuple(
        (place, _count_seat(Fraction(held[place], len(cells[place].members)), closeness))
        for place in sorted(held)
    )


def _can_pass(terms: Terms, cells: Sequence[Cell], seats: int) -> bool:
    """Whether the seats of a panel, given to those who count most, pass one seat."""
    total, left = 0, seats
    for place, factor in sorted(terms, key=lambda term: -term[1]):
        taken = min(left, len(cells[place].members))
        total, left = total + factor * taken, left - taken
    return total > UNIT


def _count_seat(share: Fraction, closeness: Fraction) -> int:
    return min(UNIT, -int(-share * UNIT // closeness))
