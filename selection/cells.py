"""Groups the candidates whom no rule tells apart into cells, in the one canonical order.

Its one job is the grouping; it must not decide who is split off (the rehearsal of the
deal finds that) nor give anybody a chance. The order never depends on a pseudonym, so
that the salts behind the pseudonyms cannot order anything.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import TypeVar

from selection.problem import Candidates, Cell, Members, PanelProblem, PatternTable

Key = TypeVar("Key", int, tuple[int, int])
# No number of an employer or a person.
_MIXED = -1


@dataclass(frozen=True, slots=True)
class WeightGroup:
    """All candidates of one weight: how many they are, and from where to where chances reach."""

    weight: int
    candidates: int
    lowest: Fraction
    highest: Fraction


def group_candidates(
    problem: PanelProblem,
    split_employers: Collection[str] = (),
    split_people: Collection[str] = (),
) -> tuple[Cell, ...]:
    """The cells: alike in quotas, weight and, where split off, in employer or alone as a person.

    Cells stand in the order of their quota ids (as a sorted list), then of their weight, then
    of their first member in the pool; members in pool order.
    """
    parts = _group(problem, frozenset(split_employers), frozenset(split_people))
    return tuple(_make_cell(problem.candidates, part) for part in parts)


def group_and_count(
    problem: PanelProblem, split_employers: Collection[str], split_people: Collection[str]
) -> tuple[tuple[Cell, ...], tuple[Mapping[int, int], ...]]:
    """The cells, and for each mixed one the people of each employer (by number), in pool order."""
    parts = tuple(_group(problem, frozenset(split_employers), frozenset(split_people)))
    mixed = (part.employers if part.employer == _MIXED else () for part in parts)
    return tuple(_make_cell(problem.candidates, part) for part in parts), tuple(map(Counter, mixed))


def sort_by_key(numbers: Iterable[int], keys: Iterable[Key]) -> Mapping[Key, list[int]]:
    """The numbers by their keys, in the order of the first of each."""
    parts: defaultdict[Key, list[int]] = defaultdict(list)
    # The quickest way to call something for everybody and to keep nothing of it.
    deque(map(list.append, map(parts.__getitem__, keys), numbers), maxlen=0)
    return parts


def find_splits(cells: Collection[Cell]) -> tuple[frozenset[str], frozenset[str]]:
    """The employers and the people whom these cells split off."""
    employers = frozenset(cell.employer for cell in cells if cell.employer is not None)
    people = frozenset(cell.person for cell in cells if cell.person is not None)
    return employers, people


def find_chances(table: PatternTable) -> tuple[Fraction, ...]:
    """The chance of a member of each cell: sum of weight x seats over total x size."""
    return tuple(
        Fraction(
            sum(pattern.weight * pattern.seats[place] for pattern in table.patterns),
            table.total * len(cell.members),
        )
        for place, cell in enumerate(table.cells)
    )


def find_weighed_levels(table: PatternTable) -> tuple[tuple[Fraction, int, int], ...]:
    """The different chances of each weight: chance, weight, candidates; the lowest first."""
    levels: dict[tuple[Fraction, int], int] = {}
    for chance, cell in zip(find_chances(table), table.cells, strict=True):
        level = chance, cell.weight
        levels[level] = levels.get(level, 0) + len(cell.members)
    return tuple((*level, count) for level, count in sorted(levels.items()))


def find_levels(table: PatternTable) -> tuple[tuple[Fraction, int], ...]:
    """The different chances, lowest first, each with the number of candidates who have it."""
    return count_chances(find_chances(table), table.cells)


def count_chances(
    chances: Iterable[Fraction], cells: Iterable[Cell]
) -> tuple[tuple[Fraction, int], ...]:
    """The different chances of cells, lowest first, each with the number of candidates."""
    levels: dict[Fraction, int] = {}
    for chance, cell in zip(chances, cells, strict=True):
        levels[chance] = levels.get(chance, 0) + len(cell.members)
    return tuple(sorted(levels.items()))


def find_weight_groups(table: PatternTable) -> tuple[WeightGroup, ...]:
    """The candidates by weight, the lowest weight first, with the chances that they have."""
    groups: dict[int, WeightGroup] = {}
    for chance, cell in zip(find_chances(table), table.cells, strict=True):
        known = groups.get(cell.weight, WeightGroup(cell.weight, 0, chance, chance))
        groups[cell.weight] = WeightGroup(
            cell.weight,
            known.candidates + len(cell.members),
            min(known.lowest, chance),
            max(known.highest, chance),
        )
    return tuple(groups[weight] for weight in sorted(groups))


@dataclass(frozen=True, slots=True)
class _Part:
    """The people of a cell and their employers by number, and the numbers of what they share."""

    numbers: Sequence[int]
    employers: Sequence[int]
    kind: int
    weight: int = 1
    employer: int = _MIXED
    person: int = _MIXED


def _group(
    problem: PanelProblem, split_employers: frozenset[str], split_people: frozenset[str]
) -> Iterable[_Part]:
    pool = problem.candidates
    # Each column is read once in pool order, as memory likes it best.
    rosters = sort_by_key(range(len(pool)), pool.kind_of)
    employers = sort_by_key(pool.employer_of, pool.kind_of)
    # A dict keeps the order of the first members and sorting is stable.
    ordered = sorted(rosters.items(), key=lambda it: sorted(pool.kinds[it[0]]))
    alike: Iterable[_Part] = (_Part(held, employers[kind], kind) for kind, held in ordered)
    if problem.rules.weighted:
        alike = chain.from_iterable(_split_by_weight(pool, whole) for whole in alike)
    if not split_employers and not split_people:
        return alike
    named = enumerate(pool.employers)
    apart = [number if name in split_employers else _MIXED for number, name in named]
    alone = frozenset(pool.find_numbers(split_people).values())
    return chain.from_iterable(_split(whole, apart, alone) for whole in alike)


def _split_by_weight(pool: Candidates, whole: _Part) -> Iterable[_Part]:
    """People of the same quotas by their weight, the lowest first."""
    keys = [pool.weights[number] for number in whole.numbers]
    parts, employers = sort_by_key(whole.numbers, keys), sort_by_key(whole.employers, keys)
    return (_Part(parts[key], employers[key], whole.kind, key) for key in sorted(parts))


def _split(whole: _Part, apart: Sequence[int], alone: frozenset[int]) -> Iterable[_Part]:
    """The people of employers with cells of their own, and those alone, beside the others."""
    people = (number if number in alone else _MIXED for number in whole.numbers)
    keys = list(zip(map(apart.__getitem__, whole.employers), people, strict=True))
    parts, employers = sort_by_key(whole.numbers, keys), sort_by_key(whole.employers, keys)
    return (_Part(parts[key], employers[key], whole.kind, whole.weight, *key) for key in parts)


def _make_cell(pool: Candidates, part: _Part) -> Cell:
    return Cell(
        pool.kinds[part.kind],
        Members(pool.names, part.numbers),
        None if part.employer == _MIXED else pool.employers[part.employer],
        None if part.person == _MIXED else pool.names[part.person],
        part.weight,
    )
