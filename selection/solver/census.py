"""The candidates counted for the question "is there any legal panel at all".

Its one job is to make that question small without changing its answer; it must not
solve it. Most kinds of people are so many that they can always be seated last.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Final

from selection.cells import sort_by_key
from selection.problem import Candidate, Candidates, PanelProblem, PanelRules, number_values

EmployerCount = tuple[str, int]
# Among so many people for each place sought, mostly enough employers are found.
_LOOKED_AT: Final = 4


@dataclass(frozen=True, slots=True)
class Census:
    """The pool, counted once for many questions; few values, so that counting is quick.

    `people` are the numbers of those of the same quotas, in pool order, `employers` how many of
    them each employer has (counted when somebody asks, by these quotas alone); `conflicts` are
    the people whom each one must not meet.
    """

    pool: Candidates
    people: Mapping[frozenset[str], Sequence[int]]
    employers: Mapping[frozenset[str], Mapping[str, int]]
    conflicts: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """People whom the question need not tell apart: at most `limit` of them sit.

    An empty `employer` means that no employer's cap can stop them; `person` is set where
    one candidate with personal conflicts stands alone. `wide` kinds are seated last.
    """

    meets: frozenset[str]
    employer: str
    person: str | None
    limit: int
    wide: bool


class _EmployerCounts(dict[frozenset[str], Mapping[str, int]]):
    """The people of each employer by quotas: most kinds of people are never counted so."""

    def __init__(self, pool: Candidates, people: Mapping[frozenset[str], Sequence[int]]) -> None:
        super().__init__()
        self._pool, self._people = pool, people

    def __missing__(self, meets: frozenset[str]) -> Mapping[str, int]:
        held = Counter(map(self._pool.employer_of.__getitem__, self._people[meets]))
        counts = self[meets] = {self._pool.employers[it]: count for it, count in held.items()}
        return counts


def take_census(problem: PanelProblem) -> Census:
    """Count the pool by employer and by the quotas that can stop anybody."""
    rules, pool = problem.rules, problem.candidates
    binding = frozenset(q.id for q in rules.quotas if q.minimum or q.maximum < rules.seats)
    # Quotas that can stop nobody tell nobody apart.
    merged, merged_of = number_values(kind & binding for kind in pool.kinds)
    found = sort_by_key(range(len(pool)), map(merged_of.__getitem__, pool.kind_of))
    people = {merged[kind]: numbers for kind, numbers in found.items()}
    conflicts: dict[str, set[str]] = defaultdict(set)
    for one, other in problem.conflicts:
        conflicts[one].add(other)
        conflicts[other].add(one)
    return Census(
        pool,
        people,
        _EmployerCounts(pool, people),
        {person: frozenset(others) for person, others in conflicts.items()},
    )


def sort_kinds(census: Census, rules: PanelRules) -> tuple[Kind, ...]:
    """The kinds of the pool, wide ones whole, narrow ones by employer and conflict."""
    kinds: list[Kind] = []
    for kind in list_whole_kinds(census, rules):
        kinds.extend([kind] if kind.wide else split_kind(kind.meets, census))
    return tuple(kinds)


def list_whole_kinds(census: Census, rules: PanelRules) -> tuple[Kind, ...]:
    """The people by their quotas alone, with whether they are wide.

    People of the same quotas are wide when they hold so many seats of different employers
    that those who sit already cannot block them: each blocks one place at most, and with
    personal conflicts as many more as anybody has.
    """
    most = max(map(len, census.conflicts.values()), default=0)
    crowd = (rules.seats - 1) * (1 + most) + 1
    cap = rules.employer_cap
    return tuple(
        Kind(
            meets,
            "",
            None,
            len(census.people[meets]),
            _holds(meets, census, cap, crowd) or _holds_untroubled(meets, census, cap, rules.seats),
        )
        for meets in sorted(census.people, key=sorted)
    )


def count_places(held: Iterable[EmployerCount], cap: int, enough: int) -> int:
    """How many of these could sit, were there no rule but the cap; counted until enough."""
    seated: dict[str, int] = {}
    places = 0
    for employer, people in held:
        room = cap - seated.get(employer, 0) if employer else people
        added = min(people, room)
        seated[employer] = seated.get(employer, 0) + added
        places += added
        if places >= enough:
            break
    return places


def split_kind(meets: frozenset[str], census: Census) -> Iterator[Kind]:
    """The people of these quotas by employer, those with personal conflicts alone."""
    troubled = _list_troubled(meets, census)
    for one in troubled:
        yield Kind(meets, one.employer, one.pseudonym, 1, wide=False)
    left = Counter(census.employers[meets])
    left.subtract([one.employer for one in troubled])
    for employer, people in left.items():
        if people:
            yield Kind(meets, employer, None, people, wide=False)


def count_untroubled(meets: frozenset[str], census: Census) -> dict[str, int]:
    """The people of these quotas without personal conflicts, by employer."""
    left = dict(census.employers[meets])
    for one in _list_troubled(meets, census):
        left[one.employer] -= 1
    return left


def _holds(meets: frozenset[str], census: Census, cap: int, places: int) -> bool:
    """Whether so many could sit; the employers of the first people mostly tell."""
    first = census.people[meets][: _LOOKED_AT * places]
    # One of them may be no employer at all.
    if len(set(map(census.pool.employer_of.__getitem__, first))) > places:
        return True
    held = census.employers[meets]
    free = held.get("", 0)
    return sum(map(min, held.values(), repeat(cap))) + max(0, free - cap) >= places


def _holds_untroubled(meets: frozenset[str], census: Census, cap: int, places: int) -> bool:
    """Whether so many without personal conflicts could sit."""
    if not census.conflicts or not _holds(meets, census, cap, places):
        return False
    return count_places(_list_untroubled(meets, census), cap, places) >= places


def _list_untroubled(meets: frozenset[str], census: Census) -> Iterator[EmployerCount]:
    """The employers of those without personal conflicts, as far as somebody asks on."""
    pool = census.pool
    for number in census.people[meets]:
        if pool.names[number] not in census.conflicts:
            yield pool.employers[pool.employer_of[number]], 1


def _list_troubled(meets: frozenset[str], census: Census) -> list[Candidate]:
    """Those of these quotas who have personal conflicts."""
    pool, conflicts = census.pool, census.conflicts
    if not conflicts:
        return []
    return [pool[it] for it in census.people[meets] if pool.names[it] in conflicts]
