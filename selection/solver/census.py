"""The candidates counted for the question "is there any legal panel at all".

Its one job is to make that question small without changing its answer; it must not
solve it. Most kinds of people are so many that they can always be seated last.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import Final

from selection.problem import Candidate, PanelProblem, PanelRules

EmployerCount = tuple[str, int]
# Among so many people for each place sought, mostly enough employers are found.
_LOOKED_AT: Final = 4


@dataclass(frozen=True, slots=True)
class Census:
    """The pool, counted once for many questions; few values, so that counting is quick.

    `people` are those of the same quotas, in pool order, `employers` how many of them each
    employer has (counted when somebody asks, by these quotas alone); `conflicts` are the
    people whom each one must not meet.
    """

    people: Mapping[frozenset[str], tuple[Candidate, ...]]
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

    def __init__(self, people: Mapping[frozenset[str], tuple[Candidate, ...]]) -> None:
        super().__init__()
        self._people = people

    def __missing__(self, meets: frozenset[str]) -> Mapping[str, int]:
        counts = self[meets] = Counter([member.employer for member in self._people[meets]])
        return counts


class _Groups(dict[frozenset[str], list[Candidate]]):
    """The group of everybody's quotas: those that can stop nobody tell nobody apart."""

    def __init__(self, binding: frozenset[str]) -> None:
        super().__init__()
        self._binding = binding
        self.merged: dict[frozenset[str], list[Candidate]] = {}

    def __missing__(self, meets: frozenset[str]) -> list[Candidate]:
        group = self[meets] = self.merged.setdefault(meets & self._binding, [])
        return group


def take_census(problem: PanelProblem) -> Census:
    """Count the pool by employer and by the quotas that can stop anybody."""
    rules = problem.rules
    groups = _Groups(frozenset(q.id for q in rules.quotas if q.minimum or q.maximum < rules.seats))
    for candidate in problem.candidates:
        groups[candidate.meets].append(candidate)
    people = {meets: tuple(members) for meets, members in groups.merged.items()}
    conflicts: dict[str, set[str]] = defaultdict(set)
    for one, other in problem.conflicts:
        conflicts[one].add(other)
        conflicts[other].add(one)
    return Census(
        people,
        _EmployerCounts(people),
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
    troubled = [one for one in census.people[meets] if one.pseudonym in census.conflicts]
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
    if census.conflicts:
        for member in census.people[meets]:
            if member.pseudonym in census.conflicts:
                left[member.employer] -= 1
    return left


def _holds(meets: frozenset[str], census: Census, cap: int, places: int) -> bool:
    """Whether so many could sit; the employers of the first people mostly tell."""
    first = census.people[meets][: _LOOKED_AT * places]
    # One of them may be no employer at all.
    if len({member.employer for member in first}) > places:
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
    for member in census.people[meets]:
        if member.pseudonym not in census.conflicts:
            yield member.employer, 1
