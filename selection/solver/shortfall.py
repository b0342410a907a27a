"""Why a request cannot be met, and the cheapest ways out.

Its one job is to name the bottleneck with numbers and the smallest sets of changed rules
that help, each tried again by the feasibility check. Personal conflicts and everything
else that excludes a person by law are never offered; nobody's name appears.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ortools.sat.python import cp_model

from expert_pool.findings import Finding, Param, Severity
from selection.errors import SelectionError
from selection.problem import PanelProblem, PanelRules
from selection.solver.census import Census, Roster, count_places, sort_kinds, take_census
from selection.solver.feasibility import (
    Terms,
    add_conflicts,
    add_seats,
    add_up,
    find_quota_seats,
    group_employers,
    prove_panel,
)
from selection.solver.integers import solve_model
from selection.solver.levers import Lever, list_levers

MOST_WAYS: Final = 5
_SOURCE: Final = "design: DRW-17"
_A_RULE: Final = 10**13
_A_STEP: Final = 10**7

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


@dataclass(frozen=True, slots=True)
class _Change:
    """A lever and by how much it is moved."""

    lever: Lever
    amount: int

    @property
    def after(self) -> int:
        """The rule's number after the change."""
        return self.lever.before + self.lever.direction * self.amount


@dataclass(frozen=True, slots=True)
class _Answer:
    """A set of changes, and the seats of each kind that it makes possible."""

    changes: tuple[_Change, ...]
    counts: tuple[int, ...]


def explain_shortfall(problem: PanelProblem, funnel: Funnel) -> Shortfall:
    """The bottleneck of an infeasible request and its ways out: fewest rules, least change.

    `funnel` are the counts by reason that led to these candidates; it is passed on.

    Raises:
        SelectionError: `shortfall.none` for a request that can be met.
    """
    census = take_census(problem)
    search = _Search(census, problem.rules)
    answers = _find_smallest(search, problem.rules)
    ways = tuple(_describe_way(problem.rules, answer.changes) for answer in answers)
    for way, answer in zip(ways, answers, strict=True):
        search.prove(replace(problem, rules=way.rules), answer)
    sets = [answer.changes for answer in answers]
    return Shortfall(_name_bottleneck(problem.rules, census, sets), funnel, ways)


def _find_smallest(search: "_Search", rules: PanelRules) -> tuple["_Answer", ...]:
    """The smallest sets of changes that make a panel possible, the least change first."""
    answers: list[_Answer] = []
    while len(answers) < MOST_WAYS:
        answer = search.find_next()
        if answer is None or (answers and len(answer.changes) > len(answers[0].changes)):
            break
        if not answer.changes:
            raise SelectionError("shortfall.none", {"seats": rules.seats})
        answers.append(answer)
    return tuple(answers)


class _Search:
    """The rules with a slack each; every answer is forbidden before the next is sought."""

    def __init__(self, census: Census, rules: PanelRules) -> None:
        self._census = census
        self._kinds = sort_kinds(census, rules)
        self._levers = tuple(lever for lever in list_levers(rules) if lever.most > 0)
        self._model = cp_model.CpModel()
        self._amounts = [self._model.new_int_var(0, lever.most, "") for lever in self._levers]
        self._changed = [self._model.new_bool_var("") for _ in self._levers]
        for lever, amount, changed in zip(self._levers, self._amounts, self._changed, strict=True):
            self._model.add(amount <= lever.most * changed)
        # The place of a lever breaks ties, so that the answer is the same everywhere.
        costs = [_A_RULE + place for place in range(len(self._levers))]
        self._model.minimize(
            cp_model.LinearExpr.weighted_sum(
                [*self._changed, *self._amounts], [*costs, *([_A_STEP] * len(self._levers))]
            )
        )
        self._seats = add_seats(self._model, self._kinds, rules.seats)
        self._add_rules(rules)

    def find_next(self) -> _Answer | None:
        """The smallest set of changes that holds none of the former ones."""
        solver = solve_model(self._model)
        if solver is None:
            return None
        moved = [place for place, changed in enumerate(self._changed) if solver.value(changed)]
        self._model.add_bool_or([self._changed[place].negated() for place in moved])
        changes = tuple(
            _Change(self._levers[place], solver.value(self._amounts[place])) for place in moved
        )
        return _Answer(changes, tuple(solver.value(seat) for seat in self._seats))

    def prove(self, problem: PanelProblem, answer: _Answer) -> None:
        """Seat people under the changed rules, and have the panel checked independently."""
        # Wide kinds stay wide with fewer seats or a higher cap, so one census serves all.
        prove_panel(problem, self._census, self._kinds, answer.counts)

    def _add_rules(self, rules: PanelRules) -> None:
        kinds, seats = self._kinds, self._seats
        add_conflicts(self._model, self._census, kinds, seats)
        less = self._find_slack("SHF-14.fewer_seats")
        self._model.add_linear_constraint(add_up([*seats, *less]), rules.seats, rules.seats)
        for quota in rules.quotas:
            held = find_quota_seats(quota.id, kinds, seats)
            lowered = self._find_slack("SHF-11.lower_minimum", quota.id)
            raised = self._find_slack("SHF-12.raise_maximum", quota.id)
            self._model.add(add_up([*held, *lowered]) >= quota.minimum)
            self._keep_below(held, raised, quota.maximum)
        raised = self._find_slack("SHF-13.raise_employer_cap")
        for terms in group_employers(kinds, seats):
            self._keep_below(terms, raised, rules.employer_cap)

    def _keep_below(self, terms: Terms, raised: Terms, most: int) -> None:
        factors = [*([1] * len(terms)), *([-1] * len(raised))]
        self._model.add(cp_model.LinearExpr.weighted_sum([*terms, *raised], factors) <= most)

    def _find_slack(self, code: str, quota: str = "") -> Terms:
        """The lever's variable; none where it cannot be moved."""
        return [
            amount
            for lever, amount in zip(self._levers, self._amounts, strict=True)
            if (lever.code, lever.quota) == (code, quota)
        ]


def _describe_way(rules: PanelRules, changes: Sequence[_Change]) -> WayOut:
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
    rules: PanelRules, census: Census, sets: Sequence[Sequence[_Change]]
) -> Finding:
    """What is short by plain counting; else what the smallest change says."""
    counted = next(_count_short(rules, census), None)
    if counted is not None:
        return counted
    # With anybody at all, fewer seats and looser quotas always make some set.
    smallest = sets[0]
    if len(smallest) == 1:
        return _name_squeezed(smallest[0])
    return _finding("SHF-08.rules_together", rules=len(smallest))


def _count_short(rules: PanelRules, census: Census) -> Iterator[Finding]:
    people = sum(census.sizes.values())
    if people < rules.seats:
        yield _finding("SHF-01.too_few_candidates", needed=rules.seats, available=people)
    for quota in rules.quotas:
        met = sum(size for meets, size in census.sizes.items() if quota.id in meets)
        if met < quota.minimum:
            yield _finding(
                "SHF-02.quota_too_few", quota=quota.id, needed=quota.minimum, available=met
            )
    yield from _count_short_employers(rules, census)


def _count_short_employers(rules: PanelRules, census: Census) -> Iterator[Finding]:
    cap = rules.employer_cap
    places = count_places(_list_rosters(census, None), cap, rules.seats)
    if places < rules.seats:
        yield _finding("SHF-03.employers_too_few", needed=rules.seats, available=places, cap=cap)
    for quota in rules.quotas:
        places = count_places(_list_rosters(census, quota.id), cap, quota.minimum)
        if places < quota.minimum:
            yield _finding(
                "SHF-04.quota_employers_too_few",
                quota=quota.id,
                needed=quota.minimum,
                available=places,
                cap=cap,
            )


def _list_rosters(census: Census, quota: str | None) -> Iterator[Roster]:
    """The people who count for the quota, by employer."""
    for meets, held in census.rosters.items():
        if quota is None or quota in meets:
            yield from held


def _name_squeezed(change: _Change) -> Finding:
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
    return _finding("SHF-09.cap_squeezed", cap=lever.before, least=change.after)


def _finding(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, _SOURCE, tuple(sorted(params.items())))
