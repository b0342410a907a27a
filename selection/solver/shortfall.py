"""Why a request cannot be met, and the cheapest ways out.

Its one job is to name the bottleneck with numbers and the smallest sets of changed rules
that help, each tried again by the feasibility check. Personal conflicts and everything
else that excludes a person by law are never offered; nobody's name appears.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from expert_pool.findings import Finding, Param, Severity
from selection.errors import SelectionError
from selection.problem import PanelProblem, PanelRules
from selection.solver.census import Census, EmployerCount, count_places, take_census
from selection.solver.levers import RAISE_GROUP_CAP
from selection.solver.relaxation import Answer, Change, Relaxation

MOST_WAYS: Final = 5
_SOURCE: Final = "design: DRW-17"

Funnel = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class WayOut:
    """Rules to change, one finding each, and the rules as they would then be."""

    changes: tuple[Finding, ...]
    rules: PanelRules


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The bottleneck, how the pool shrank to the candidates, the ways out, cheapest first."""

    bottleneck: Finding
    funnel: Funnel
    ways_out: tuple[WayOut, ...]


def explain_shortfall(problem: PanelProblem, funnel: Funnel) -> Shortfall:
    """The bottleneck of an infeasible request and its ways out: fewest rules, least change.

    `funnel` are the counts by reason that led to these candidates; it is passed on.

    Raises:
        SelectionError: `shortfall.none` for a request that can be met.
    """
    census = take_census(problem)
    search = Relaxation(census, problem.rules)
    answers = _find_smallest(search, problem.rules)
    ways = tuple(_describe_way(problem.rules, answer.changes) for answer in answers)
    for way, answer in zip(ways, answers, strict=True):
        search.prove(replace(problem, rules=way.rules), answer)
    sets = [answer.changes for answer in answers]
    return Shortfall(_name_bottleneck(problem.rules, census, sets), funnel, ways)


def _find_smallest(search: Relaxation, rules: PanelRules) -> tuple[Answer, ...]:
    """The smallest sets of changes that make a panel possible, the least change first."""
    answers: list[Answer] = []
    answer = search.find_first()
    if answer is not None and not answer.changes:
        raise SelectionError("shortfall.none", {"seats": rules.seats})
    while answer is not None:
        answers.append(answer)
        answer = search.find_next() if len(answers) < MOST_WAYS else None
    return tuple(sorted(answers, key=search.rank))


def _describe_way(rules: PanelRules, changes: Sequence[Change]) -> WayOut:
    findings = []
    for change in changes:
        lever = change.lever
        named: dict[str, Param] = {"quota": lever.quota} if lever.quota else {}
        findings.append(
            _finding(lever.code, before=lever.before, after=change.after, by=change.amount, **named)
        )
        rules = lever.apply(rules, change.amount)
    return WayOut(tuple(findings), rules)


def _name_bottleneck(
    rules: PanelRules, census: Census, sets: Sequence[Sequence[Change]]
) -> Finding:
    """What is short by plain counting; else what the smallest change says."""
    counted = next(_count_short(rules, census), None)
    if counted is not None:
        return counted
    # With anybody at all, fewer seats and looser quotas always make some set, unless
    # people with fixed seats cannot sit together.
    if not sets:
        return _finding("SHF-10.fixed_seats")
    smallest = sets[0]
    if len(smallest) == 1:
        return _name_squeezed(smallest[0])
    return _finding("SHF-08.rules_together", rules=len(smallest))


def _count_short(rules: PanelRules, census: Census) -> Iterator[Finding]:
    sizes = {meets: len(members) for meets, members in census.people.items()}
    people = sum(sizes.values())
    if people < rules.seats:
        yield _finding("SHF-01.too_few_candidates", needed=rules.seats, available=people)
    for quota in rules.quotas:
        met = sum(size for meets, size in sizes.items() if quota.id in meets)
        if met < quota.minimum:
            yield _finding(
                "SHF-02.quota_too_few", quota=quota.id, needed=quota.minimum, available=met
            )
    yield from _count_short_employers(rules, census)


def _count_short_employers(rules: PanelRules, census: Census) -> Iterator[Finding]:
    cap = rules.employer_cap
    places = count_places(_list_employers(census, None), cap, rules.seats)
    if places < rules.seats:
        yield _finding("SHF-03.employers_too_few", needed=rules.seats, available=places, cap=cap)
    for quota in rules.quotas:
        places = count_places(_list_employers(census, quota.id), cap, quota.minimum)
        if places < quota.minimum:
            yield _finding(
                "SHF-04.quota_employers_too_few",
                quota=quota.id,
                needed=quota.minimum,
                available=places,
                cap=cap,
            )


def _list_employers(census: Census, quota: str | None) -> Iterator[EmployerCount]:
    """The people who count for the quota, by employer."""
    for meets in census.people:
        if quota is None or quota in meets:
            yield from census.employers[meets].items()


def _name_squeezed(change: Change) -> Finding:
    lever = change.lever
    if lever.code == "SHF-11.lower_minimum":
        return _finding(
            "SHF-05.quota_squeezed", quota=lever.quota, needed=lever.before, available=change.after
        )
    if lever.code == "SHF-12.raise_maximum":
        return _finding(
            "SHF-07.quota_overfull", quota=lever.quota, maximum=lever.before, least=change.after
        )
    if lever.code == "SHF-14.fewer_seats":
        return _finding("SHF-06.seats_squeezed", needed=lever.before, available=change.after)
    if lever.code == RAISE_GROUP_CAP:
        return _finding("SHF-15.group_cap_squeezed", cap=lever.before, least=change.after)
    return _finding("SHF-09.cap_squeezed", cap=lever.before, least=change.after)


def _finding(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, _SOURCE, tuple(sorted(params.items())))
