"""The candidates counted for the question "is there any legal panel at all".

Its one job is to make that question small without changing its answer; it must not
solve it. Most kinds of people are so many that they can always be seated last.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from selection.problem import PanelProblem, PanelRules

Rosters = Mapping[tuple[frozenset[str], str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Census:
    """The pool, counted once for many questions.

    `rosters` are the people of the same quotas and employer, in pool order;
    `conflicts` the people whom each one must not meet.
    """

    rosters: Rosters
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
    rosters: dict[tuple[frozenset[str], str], list[str]] = defaultdict(list)
    for candidate in problem.candidates:
        rosters[candidate.meets, candidate.employer].append(candidate.pseudonym)
    conflicts: dict[str, set[str]] = defaultdict(set)
    for one, other in problem.conflicts:
        conflicts[one].add(other)
        conflicts[other].add(one)
    return Census(
        {key: tuple(members) for key, members in rosters.items()},
        {person: frozenset(others) for person, others in conflicts.items()},
    )


def sort_kinds(census: Census, rules: PanelRules) -> tuple[Kind, ...]:
    """The kinds of the pool, wide ones whole, narrow ones by employer and conflict.

    People of the same quotas are wide when they hold so many seats of different employers
    that those who sit already cannot block them: each blocks one place at most, and with
    personal conflicts as many more as anybody has.
    """
    by_meets: dict[frozenset[str], list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for (meets, employer), members in census.rosters.items():
        by_meets[meets].append((employer, members))
    most = max(map(len, census.conflicts.values()), default=0)
    kinds: list[Kind] = []
    for meets in sorted(by_meets, key=sorted):
        held = by_meets[meets]
        free = [(name, [m for m in members if m not in census.conflicts]) for name, members in held]
        crowd = (rules.seats - 1) * (1 + most) + 1
        if (
            _count_places(free, rules.employer_cap) >= rules.seats
            or _count_places(held, rules.employer_cap) >= crowd
        ):
            limit = sum(len(members) for _, members in held)
            kinds.append(Kind(meets, "", None, limit, wide=True))
        else:
            kinds.extend(_split_kind(meets, held, census))
    return tuple(kinds)


def _count_places(held: Iterable[tuple[str, Sequence[str]]], cap: int) -> int:
    return sum(min(len(members), cap) if employer else len(members) for employer, members in held)


def _split_kind(
    meets: frozenset[str], held: Iterable[tuple[str, Sequence[str]]], census: Census
) -> Iterator[Kind]:
    for employer, members in held:
        alone = [member for member in members if member in census.conflicts]
        for member in alone:
            yield Kind(meets, employer, member, 1, wide=False)
        if len(members) > len(alone):
            yield Kind(meets, employer, None, len(members) - len(alone), wide=False)
