"""The rules of a panel as rows of whole numbers over the cells.

Its one job is to say for the solver what `panel_check` says for people; it must not
solve anything. A property test holds the two together.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from selection.problem import Cell, PanelProblem, PanelRules

CUT: Final = ("cut",)


@dataclass(frozen=True, slots=True)
class Row:
    """`lower` <= sum of factor x seats of the cell, over `terms` (place, factor), <= `upper`.

    `name` says which rule it is, for the certificate: the kind, then whom it is about.
    """

    terms: tuple[tuple[int, int], ...]
    lower: int
    upper: int
    name: tuple[str, ...] = field(default=CUT, compare=False)

    def allows(self, seats: Sequence[int]) -> bool:
        """Whether this many seats a cell keep the row."""
        total = sum(factor * seats[place] for place, factor in self.terms)
        return self.lower <= total <= self.upper


@dataclass(frozen=True, slots=True)
class CellRules:
    """All that the solver knows: sizes of the cells, seats of the panel, rows to keep.

    `weights` are those of a member of each cell; without any, everybody weighs 1.
    """

    sizes: tuple[int, ...]
    seats: int
    rows: tuple[Row, ...]
    weights: tuple[int, ...] = ()

    @property
    def weighed_sizes(self) -> tuple[int, ...]:
        """What the members of each cell weigh together: seats fall fairly by this measure."""
        if not self.weights:
            return self.sizes
        return tuple(size * weight for size, weight in zip(self.sizes, self.weights, strict=True))

    @property
    def limits(self) -> tuple[int, ...]:
        """The most seats that each cell could fill."""
        return tuple(min(size, self.seats) for size in self.sizes)

    def with_rows(self, more: Iterable[Row]) -> "CellRules":
        """The same with more rows, such as cuts that every legal pattern keeps."""
        return replace(self, rows=(*self.rows, *more))

    def allows(self, seats: Sequence[int]) -> bool:
        """Whether a pattern keeps every row and the size of every cell."""
        sized = all(0 <= count <= size for count, size in zip(seats, self.sizes, strict=True))
        return sized and all(row.allows(seats) for row in self.rows)


def state_rules(problem: PanelProblem, cells: Sequence[Cell]) -> CellRules:
    """The rows of a problem: seats, quotas, small cells, employers and people split off."""
    rules = problem.rules
    return CellRules(
        sizes=tuple(len(cell.members) for cell in cells),
        seats=rules.seats,
        rows=(
            _row(range(len(cells)), rules.seats, rules.seats, ("seats",)),
            *_state_quotas(rules, cells),
            *_state_employers(rules.employer_cap, cells),
            *_state_conflicts(problem.conflicts, cells),
            *_state_sizes(rules.seats, cells),
        ),
        weights=tuple(cell.weight for cell in cells) if rules.weighted else (),
    )


def find_cliques(
    pairs: Collection[tuple[str, str]], people: Sequence[str]
) -> tuple[tuple[str, ...], ...]:
    """Groups of these people who all exclude each other, so that every pair is in one.

    One row for a clique says more to the solver than a row for each pair.
    """
    rank = {person: place for place, person in enumerate(people)}
    known = [pair for pair in pairs if pair[0] in rank and pair[1] in rank]
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in known:
        near[one].add(other)
        near[other].add(one)
    ordered = sorted(tuple(sorted(pair, key=rank.__getitem__)) for pair in known)
    open_pairs = sorted(ordered, key=lambda pair: (rank[pair[0]], rank[pair[1]]))
    covered: set[tuple[str, str]] = set()
    cliques: list[tuple[str, ...]] = []
    for one, other in open_pairs:
        if (one, other) not in covered:
            clique = _grow_clique((one, other), near, rank)
            covered.update((a, b) for a in clique for b in clique if rank[a] < rank[b])
            cliques.append(clique)
    return tuple(cliques)


def _grow_clique(
    start: tuple[str, str], near: dict[str, set[str]], rank: dict[str, int]
) -> tuple[str, ...]:
    clique = list(start)
    for person in sorted(near[start[0]] & near[start[1]], key=rank.__getitem__):
        if near[person].issuperset(clique):
            clique.append(person)
    return tuple(sorted(clique, key=rank.__getitem__))


def _row(places: Iterable[int], lower: int, upper: int, name: tuple[str, ...]) -> Row:
    return Row(tuple((place, 1) for place in places), lower, upper, name)


def _state_quotas(rules: PanelRules, cells: Sequence[Cell]) -> tuple[Row, ...]:
    return tuple(
        _row(
            [place for place, cell in enumerate(cells) if quota.id in cell.meets],
            quota.minimum,
            quota.maximum,
            ("quota", quota.id),
        )
        for quota in rules.quotas
    )


def _state_employers(cap: int, cells: Sequence[Cell]) -> tuple[Row, ...]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, cell in enumerate(cells):
        if cell.employer:
            places[cell.employer].append(place)
    return tuple(_row(held, 0, cap, ("employer", employer)) for employer, held in places.items())


def _state_conflicts(
    conflicts: Collection[tuple[str, str]], cells: Sequence[Cell]
) -> tuple[Row, ...]:
    places = {cell.person: place for place, cell in enumerate(cells) if cell.person is not None}
    cliques = find_cliques(conflicts, tuple(places))
    return tuple(
        _row([places[person] for person in clique], 0, 1, ("conflict", *clique))
        for clique in cliques
    )


def _state_sizes(seats: int, cells: Sequence[Cell]) -> tuple[Row, ...]:
    return tuple(
        _row([place], 0, len(cell.members), ("cell", str(place)))
        for place, cell in enumerate(cells)
        if len(cell.members) < seats
    )
