"""Who of the candidates may be renamed among each other without changing the lottery.

Its one job is to tell people and pairs apart as the rules do; it must not look at any draw.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from selection.cells import find_chances
from selection.problem import PanelProblem, PatternTable

Kind = tuple[int, int, bool]


@dataclass(frozen=True, slots=True)
class People:
    """The candidates by number: cell, chance in a panel, whether free, status, forbidden pairs.

    Two people have one status when no rule and no relation tells them apart.
    """

    cells: tuple[int, ...]
    chances: tuple[Fraction, ...]
    free: tuple[bool, ...]
    statuses: tuple[int, ...]
    components: tuple[int, ...]
    forbidden: frozenset[tuple[int, int]]

    def list_free(self) -> list[tuple[int, list[int]]]:
        """The free people of each cell that has two or more of them, by number."""
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for number, (cell, free) in enumerate(zip(self.cells, self.free, strict=True)):
            if free:
                groups[cell].append(number)
        return [(cell, group) for cell, group in sorted(groups.items()) if len(group) > 1]

    def name_kind(self, pair: tuple[int, int]) -> Kind:
        """What all pairs have in common that may be renamed to each other."""
        one, other = pair
        low, high = sorted((self.statuses[one], self.statuses[other]))
        return low, high, self.components[one] == self.components[other]


def describe_people(problem: PanelProblem, table: PatternTable) -> People:
    """What the tests need to know of everybody."""
    numbers = {c.pseudonym: place for place, c in enumerate(problem.candidates)}
    cells, stated = [0] * len(numbers), find_chances(table)
    for place, cell in enumerate(table.cells):
        for member in cell.members:
            cells[numbers[member]] = place
    forbidden = {(min(p), max(p)) for p in ((numbers[a], numbers[b]) for a, b in problem.conflicts)}
    colleagues: defaultdict[str, list[int]] = defaultdict(list)
    for place, candidate in enumerate(problem.candidates):
        if candidate.employer:
            colleagues[candidate.employer].append(place)
    for group in colleagues.values():
        forbidden.update(combinations(group, 2))
    components = _find_components(len(cells), forbidden)
    sizes = Counter(components)
    return People(
        tuple(cells),
        tuple(stated[cell] for cell in cells),
        tuple(sizes[component] == 1 for component in components),
        _refine_statuses(cells, forbidden),
        components,
        frozenset(forbidden),
    )


def _find_components(people: int, edges: set[tuple[int, int]]) -> tuple[int, ...]:
    names = list(range(people))
    for one, other in sorted(edges):
        old, new = names[other], names[one]
        names = [new if name == old else name for name in names]
    return tuple(names)


def _refine_statuses(cells: Sequence[int], edges: set[tuple[int, int]]) -> tuple[int, ...]:
    """Tell apart by cell, then by the statuses of those related, until nothing changes.

    It finds all that a renaming could tell apart where people are related in small groups of
    whom each two are related, or in chains; the generated pools have no others.
    """
    related: defaultdict[int, list[int]] = defaultdict(list)
    for one, other in edges:
        related[one].append(other)
        related[other].append(one)
    statuses = list(cells)
    while True:
        described = [
            (status, tuple(sorted(statuses[other] for other in related[number])))
            for number, status in enumerate(statuses)
        ]
        names = {name: place for place, name in enumerate(sorted(set(described)))}
        refined = [names[name] for name in described]
        if len(names) == len(set(statuses)):
            return tuple(refined)
        statuses = refined
