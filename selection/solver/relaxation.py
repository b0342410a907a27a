"""The search for the smallest sets of changed rules that make a panel possible.

Its one job is that search: fewest rules, then least change. People are counted by their
quotas alone as long as that does no harm: whenever an answer cannot be seated, the people
whom it used are told apart by employer and conflict, and the question is asked again. So
the answers are exact, and the model stays small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ortools.sat.python import cp_model

from selection.problem import PanelProblem, PanelRules
from selection.solver.census import (
    Census,
    Kind,
    count_untroubled,
    list_whole_kinds,
    split_kind,
)
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
from selection.solver.levers import RAISE_GROUP_CAP, Lever, list_levers
from selection.solver.placing import place_at_employers

RARE: Final = 64


@dataclass(frozen=True, slots=True)
class Change:
    """A lever and by how much it is moved."""

    lever: Lever
    amount: int

    @property
    def after(self) -> int:
        """The rule's number after the change."""
        return self.lever.before + self.lever.direction * self.amount


@dataclass(frozen=True, slots=True)
class Answer:
    """A set of changes, and the seats of each kind that it makes possible."""

    changes: tuple[Change, ...]
    kinds: tuple[Kind, ...]
    counts: tuple[int, ...]


class Relaxation:
    """The rules with a slack each; every answer is forbidden before the next is sought."""

    def __init__(self, census: Census, rules: PanelRules) -> None:
        self._census = census
        self._rules = rules
        self._levers = tuple(lever for lever in list_levers(rules) if lever.most > 0)
        self._model = cp_model.CpModel()
        self._amounts = [self._model.new_int_var(0, lever.most, "") for lever in self._levers]
        self._changed = [self._model.new_bool_var("") for _ in self._levers]
        for lever, amount, changed in zip(self._levers, self._amounts, self._changed, strict=True):
            self._model.add(amount <= lever.most * changed)
        self._whole = list_whole_kinds(census, rules)
        self._seats = add_seats(self._model, self._whole, rules.seats)
        self._parts: dict[int, tuple[tuple[Kind, ...], Terms]] = {}
        self._add_rules()
        self._tell_apart(self._find_rare())

    def find_first(self) -> Answer | None:
        """The fewest rules, then the least change; from now on only as many are changed."""
        count, total = add_up(self._changed), add_up(self._amounts)
        a_rule = 1 + sum(lever.most for lever in self._levers)
        costs = [*([a_rule] * len(self._changed)), *([1] * len(self._amounts))]
        both = [*self._changed, *self._amounts]
        self._model.minimize(cp_model.LinearExpr.weighted_sum(both, costs))
        answer = self._solve()
        if answer is not None and answer.changes:
            fewest = len(answer.changes)
            self._model.add_linear_constraint(count, fewest, fewest)
            self._model.minimize(total)
            self._forbid(answer)
        return answer

    def find_next(self) -> Answer | None:
        """The set with the least change beside those found before."""
        answer = self._solve()
        if answer is not None:
            self._forbid(answer)
        return answer

    def _forbid(self, answer: Answer) -> None:
        """From now on other sets only, and none with less change: there is none."""
        moved = {change.lever for change in answer.changes}
        self._model.add_bool_or(
            changed.negated()
            for lever, changed in zip(self._levers, self._changed, strict=True)
            if lever in moved
        )
        self._model.add(add_up(self._amounts) >= sum(change.amount for change in answer.changes))

    def rank(self, answer: Answer) -> tuple[int, list[int]]:
        """The least change first; among equals the mildest levers."""
        total = sum(change.amount for change in answer.changes)
        return total, [self._levers.index(change.lever) for change in answer.changes]

    def prove(self, problem: PanelProblem, answer: Answer) -> None:
        """Seat people under the changed rules, and have the panel checked independently."""
        # Wide kinds stay wide with fewer seats or a higher cap, so one census serves all.
        prove_panel(problem, self._census, answer.kinds, answer.counts)

    def _solve(self) -> Answer | None:
        """The best set of changes whose panel can be seated."""
        while True:
            solver = solve_model(self._model, light=True)
            if solver is None:
                return None
            changes = tuple(
                Change(lever, solver.value(amount))
                for lever, amount, changed in zip(
                    self._levers, self._amounts, self._changed, strict=True
                )
                if solver.value(changed)
            )
            counts = [solver.value(seat) for seat in self._seats]
            answer = self._seat(changes, counts)
            if answer is not None:
                return answer
            self._tell_apart([place for place, count in enumerate(counts) if count])

    def _seat(self, changes: tuple[Change, ...], counts: Sequence[int]) -> Answer | None:
        """The same seats by employer and conflict, where they can be filled so."""
        rules = self._rules
        for change in changes:
            rules = change.lever.apply(rules, change.amount)
        filled = [(kind, n) for kind, n in zip(self._whole, counts, strict=True) if n]
        if all(kind.wide for kind, _ in filled):
            return Answer(changes, tuple(k for k, _ in filled), tuple(n for _, n in filled))
        # Mostly those without personal conflicts are enough, and need no model.
        seated = self._place(rules, filled)
        if seated is None and self._census.conflicts:
            seated = self._seat_kinds(rules, filled)
        return None if seated is None else Answer(changes, *seated)

    def _place(
        self, rules: PanelRules, filled: Sequence[tuple[Kind, int]]
    ) -> tuple[tuple[Kind, ...], tuple[int, ...]] | None:
        narrow = [(kind, count) for kind, count in filled if not kind.wide]
        placed = place_at_employers(
            [count for _, count in narrow],
            [count_untroubled(kind.meets, self._census) for kind, _ in narrow],
            rules.employer_cap,
        )
        if placed is None:
            return None
        parts = [(kind, count) for kind, count in filled if kind.wide]
        for (kind, _), taken in zip(narrow, placed, strict=True):
            parts += [
                (Kind(kind.meets, employer, None, count, wide=False), count)
                for employer, count in taken.items()
                if count
            ]
        return tuple(kind for kind, _ in parts), tuple(count for _, count in parts)

    def _seat_kinds(
        self, rules: PanelRules, filled: Sequence[tuple[Kind, int]]
    ) -> tuple[tuple[Kind, ...], tuple[int, ...]] | None:
        model = cp_model.CpModel()
        kinds: list[Kind] = []
        seats: Terms = []
        for whole, count in filled:
            parts = (whole,) if whole.wide else tuple(split_kind(whole.meets, self._census))
            terms = add_seats(model, parts, count)
            model.add_linear_constraint(add_up(terms), count, count)
            kinds.extend(parts)
            seats.extend(terms)
        add_conflicts(model, self._census, kinds, seats)
        for group in group_employers(kinds, seats):
            model.add_linear_constraint(add_up(group), 0, rules.employer_cap)
        solver = solve_model(model, light=True)
        if solver is None:
            return None
        return tuple(kinds), tuple(solver.value(seat) for seat in seats)

    def _find_rare(self) -> list[int]:
        """The kinds of quotas that few people meet: there employers and conflicts decide."""
        found: set[int] = set()
        for quota in self._rules.quotas:
            held = [p for p, kind in enumerate(self._whole) if quota.id in kind.meets]
            if quota.minimum and sum(self._whole[place].limit for place in held) <= RARE:
                found.update(held)
        return sorted(found)

    def _tell_apart(self, places: Sequence[int]) -> None:
        """Split these kinds by employer and conflict, with the rules that this brings."""
        for place in places:
            whole = self._whole[place]
            if not whole.wide and place not in self._parts:
                parts = tuple(split_kind(whole.meets, self._census))
                seats = add_seats(self._model, parts, self._rules.seats)
                self._model.add(add_up(seats) == self._seats[place])
                self._parts[place] = (parts, seats)
        kinds = [kind for parts, _ in self._parts.values() for kind in parts]
        terms = [seat for _, seats in self._parts.values() for seat in seats]
        add_conflicts(self._model, self._census, kinds, terms)
        raised = self._find_slack("SHF-13.raise_employer_cap")
        for held in group_employers(kinds, terms):
            self._keep_below(held, raised, self._rules.employer_cap)

    def _add_rules(self) -> None:
        rules, kinds, seats = self._rules, self._whole, self._seats
        less = self._find_slack("SHF-14.fewer_seats")
        self._model.add_linear_constraint(add_up([*seats, *less]), rules.seats, rules.seats)
        self._limit_by_employers(kinds, seats)
        for quota in rules.quotas:
            held = find_quota_seats(quota.id, kinds, seats)
            lowered = self._find_slack("SHF-11.lower_minimum", quota.id)
            raised = (
                self._find_slack(RAISE_GROUP_CAP)
                if quota.of_group
                else self._find_slack("SHF-12.raise_maximum", quota.id)
            )
            self._model.add(add_up([*held, *lowered]) >= quota.minimum)
            self._keep_below(held, raised, quota.maximum)
            self._limit_by_employers([kind for kind in kinds if quota.id in kind.meets], held)

    def _limit_by_employers(self, kinds: Sequence[Kind], seats: Terms) -> None:
        """No more people than their employers may send: it saves telling them apart."""
        if any(kind.wide for kind in kinds):
            return
        counts = [self._census.employers[kind.meets] for kind in kinds]
        employers = frozenset[str]().union(*counts) - {""}
        free = sum(count.get("", 0) for count in counts)
        raised = self._find_slack("SHF-13.raise_employer_cap")
        most = len(employers) * self._rules.employer_cap + free
        self._keep_below(seats, raised, most, len(employers))

    def _keep_below(self, terms: Terms, raised: Terms, most: int, weight: int = 1) -> None:
        factors = [*([1] * len(terms)), *([-weight] * len(raised))]
        self._model.add(cp_model.LinearExpr.weighted_sum([*terms, *raised], factors) <= most)

    def _find_slack(self, code: str, quota: str = "") -> Terms:
        """The lever's variable; none where it cannot be moved."""
        return [
            amount
            for lever, amount in zip(self._levers, self._amounts, strict=True)
            if (lever.code, lever.quota) == (code, quota)
        ]
