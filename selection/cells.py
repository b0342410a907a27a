"""Groups the candidates whom no rule tells apart into cells, in the one canonical order.

Its one job is the grouping; it must not decide who is split off (the rehearsal of the
deal finds that) nor give anybody a chance. The order never depends on a pseudonym, so
that the salts behind the pseudonyms cannot order anything.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from operator import attrgetter
from typing import TypeVar

from selection.problem import Candidate, Cell, PanelProblem, PatternTable

Item = TypeVar("Item")
_Alike = tuple[frozenset[str], int]
_Key = tuple[_Alike, str | None, str | None]
_meet = attrgetter("meets")
_name = attrgetter("pseudonym")
_employ = attrgetter("employer")
_weigh = attrgetter("weight")


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
    groups = _group(problem, split_employers, split_people)
    return tuple(_make_cell(key, members) for key, members in groups)


def group_and_count(
    problem: PanelProblem, split_employers: Collection[str], split_people: Collection[str]
) -> tuple[tuple[Cell, ...], tuple[Mapping[str, int], ...]]:
    """The cells, and for each mixed one the people of each employer, in pool order."""
    groups = _group(problem, split_employers, split_people)
    counts = (Counter(m.employers) if key[1] is None else Counter() for key, m in groups)
    return tuple(_make_cell(key, members) for key, members in groups), tuple(counts)


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
class _Members:
    """People side by side in columns, in pool order; weights only where they matter."""

    names: list[str] = field(default_factory=list)
    employers: list[str] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)


def _group(
    problem: PanelProblem, split_employers: Collection[str], split_people: Collection[str]
) -> list[tuple[_Key, _Members]]:
    whole = _sort_by_quotas(problem.candidates, weighted=problem.rules.weighted)
    # A dict keeps the order of the first members and sorting is stable.
    ordered = sorted(whole.items(), key=lambda group: sorted(group[0]))
    weighed = [part for group in ordered for part in _split_by_weight(*group)]
    if not split_employers and not split_people:
        return [((alike, None, None), members) for alike, members in weighed]
    return [part for group in weighed for part in _split(*group, split_employers, split_people)]


def _sort_by_quotas(
    candidates: Collection[Candidate], *, weighted: bool
) -> Mapping[frozenset[str], _Members]:
    """Everybody by quotas: each column is read once in pool order, as memory likes it best."""
    names: Mapping[frozenset[str], list[str]] = _sort_column(candidates, _name)
    employers: Mapping[frozenset[str], list[str]] = _sort_column(candidates, _employ)
    weights: Mapping[frozenset[str], list[int]] = {}
    if weighted:
        weights = _sort_column(candidates, _weigh)
    return {
        meets: _Members(held, employers[meets], weights.get(meets, []))
        for meets, held in names.items()
    }


def _sort_column(
    candidates: Collection[Candidate], read: Callable[[Candidate], Item]
) -> Mapping[frozenset[str], list[Item]]:
    parts: defaultdict[frozenset[str], list[Item]] = defaultdict(list)
    found = map(parts.__getitem__, map(_meet, candidates))
    # The quickest way to call something for everybody and to keep nothing of it.
    deque(map(list.append, found, map(read, candidates)), maxlen=0)
    return parts


def _split_by_weight(meets: frozenset[str], members: _Members) -> Iterable[tuple[_Alike, _Members]]:
    """People of the same quotas by their weight, the lowest first."""
    if not members.weights:
        return [((meets, 1), members)]
    parts: defaultdict[_Alike, _Members] = defaultdict(_Members)
    for name, employer, weight in zip(
        members.names, members.employers, members.weights, strict=True
    ):
        part = parts[meets, weight]
        part.names.append(name)
        part.employers.append(employer)
    return sorted(parts.items(), key=lambda part: part[0][1])


def _split(
    alike: _Alike,
    members: _Members,
    split_employers: Collection[str],
    split_people: Collection[str],
) -> Iterable[tuple[_Key, _Members]]:
    parts: defaultdict[_Key, _Members] = defaultdict(_Members)
    for name, unit in zip(members.names, members.employers, strict=True):
        employer = unit if unit in split_employers else None
        person = name if name in split_people else None
        part = parts[alike, employer, person]
        part.names.append(name)
        part.employers.append(unit)
    return parts.items()


def _make_cell(key: _Key, members: _Members) -> Cell:
    (meets, weight), employer, person = key
    return Cell(meets, tuple(members.names), employer, person, weight)
