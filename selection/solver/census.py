"""The candidates counted for the question "is there any legal panel at all".

Its one job is to make that question small without changing its answer; it must not
solve it. Most kinds of people are so many that they can always be seated last.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from selection.problem import Candidate, PanelProblem, PanelRules

EmployerCount = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Census:
    """The pool, counted once for many questions; few values, so that counting is quick.

    `people` are those of the same quotas, in pool order, `employers` how many of them each
    employer has; `conflicts` are the people whom each one must not meet.
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


def take_census(problem: PanelProblem) -> Census:
    """Count the pool by employer and by the quotas that can stop anybody."""
    rules = problem.rules
    people: dict[frozenset[str], list[Candidate]] = defaultdict(list)
    binding = frozenset(q.id for q in rules.quotas if q.minimum or q.maximum < rules.seats)
    kept = {meets: meets & binding for meets in {one.meets for one in problem.candidates}}
    for candidate in problem.candidates:
        people[kept[candidate.meets]].append(candidate)
    conflicts: dict[str, set[str]] = defaultdict(set)
    for one, other in problem.conflicts:
        conflicts[one].add(other)
        conflicts[other].add(one)
    return Census(
        {meets: tuple(members) for meets, members in people.items()},
        {
            meets: Counter([member.employer for member in members])
            for meets, members in people.items()
        },
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
    kinds: list[Kind] = []
    for meets in sorted(census.people, key=sorted):
        held = census.employers[meets]
        wide = (
            count_places(held.items(), cap, crowd) >= crowd
            or count_places(_count_untroubled(meets, census), cap, rules.seats) >= rules.seats
        )
        kinds.append(Kind(meets, "", None, len(census.people[meets]), wide))
    return tuple(kinds)


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


def _count_untroubled(meets: frozenset[str], census: Census) -> Iterator[EmployerCount]:
    """The employers of those without personal conflicts, as far as somebody asks on."""
    for member in census.people[meets]:
        if member.pseudonym not in census.conflicts:
            yield member.employer, 1
