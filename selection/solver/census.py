"""The candidates counted for the question "is there any legal panel at all".

Its one job is to make that question small without changing its answer; it must not
solve it. Most kinds of people are so many that they can always be seated last.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from selection.problem import PanelProblem, PanelRules

Roster = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Census:
    """The pool, counted once for many questions.

    `rosters` are the people of the same quotas by employer, in pool order, and `sizes` how
    many they are; `conflicts` are the people whom each one must not meet.
    """

    rosters: Mapping[frozenset[str], tuple[Roster, ...]]
    sizes: Mapping[frozenset[str], int]
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
    """Count the pool by quotas and employer."""
    rosters: dict[frozenset[str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for candidate in problem.candidates:
        rosters[candidate.meets][candidate.employer].append(candidate.pseudonym)
    conflicts: dict[str, set[str]] = defaultdict(set)
    for one, other in problem.conflicts:
        conflicts[one].add(other)
        conflicts[other].add(one)
    return Census(
        {
            meets: tuple((employer, tuple(members)) for employer, members in held.items())
            for meets, held in rosters.items()
        },
        {meets: sum(map(len, held.values())) for meets, held in rosters.items()},
        {person: frozenset(others) for person, others in conflicts.items()},
    )


def sort_kinds(census: Census, rules: PanelRules) -> tuple[Kind, ...]:
    """The kinds of the pool, wide ones whole, narrow ones by employer and conflict.

    People of the same quotas are wide when they hold so many seats of different employers
    that those who sit already cannot block them: each blocks one place at most, and with
    personal conflicts as many more as anybody has.
    """
    most = max(map(len, census.conflicts.values()), default=0)
    crowd = (rules.seats - 1) * (1 + most) + 1
    kinds: list[Kind] = []
    for meets in sorted(census.rosters, key=sorted):
        held = census.rosters[meets]
        if (
            count_places(_leave_out_troubled(held, census), rules.employer_cap, rules.seats)
            >= rules.seats
            or count_places(held, rules.employer_cap, crowd) >= crowd
        ):
            kinds.append(Kind(meets, "", None, census.sizes[meets], wide=True))
        else:
            kinds.extend(_split_kind(meets, held, census))
    return tuple(kinds)


def count_places(held: Iterable[Roster], cap: int, enough: int) -> int:
    """How many of these could sit, were there no rule but the cap; counted until enough."""
    seated: dict[str, int] = {}
    places = 0
    for employer, members in held:
        room = cap - seated.get(employer, 0) if employer else len(members)
        added = min(len(members), room)
        seated[employer] = seated.get(employer, 0) + added
        places += added
        if places >= enough:
            break
    return places


def _leave_out_troubled(held: Iterable[Roster], census: Census) -> Iterator[Roster]:
    for employer, members in held:
        yield employer, tuple(m for m in members if m not in census.conflicts)


def _split_kind(meets: frozenset[str], held: Iterable[Roster], census: Census) -> Iterator[Kind]:
    for employer, members in held:
        alone = [member for member in members if member in census.conflicts]
        for member in alone:
            yield Kind(meets, employer, member, 1, wide=False)
        if len(members) > len(alone):
            yield Kind(meets, employer, None, len(members) - len(alone), wide=False)
