"""Is there any legal panel at all? CP-SAT answers, an independent check confirms.

Its one job is that answer, exact with employers and personal conflicts. The panel it
finds on the way is thrown away: the solver never chooses people.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from selection.errors import SelectionError
from selection.panel_check import check_panel
from selection.problem import Candidate, PanelProblem, PanelRules
from selection.solver.census import Census, Kind, sort_kinds, take_census
from selection.solver.integers import solve_model
from selection.solver.rows import find_cliques

Terms = list[cp_model.IntVar]


@dataclass(frozen=True, slots=True)
class Feasible:
    """At least one legal panel exists."""


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No legal panel exists; `explain_shortfall` says why and what would help."""


def find_feasibility(problem: PanelProblem) -> Feasible | Infeasible:
    """Whether any panel keeps all the rules.

    Raises:
        SelectionError: `solver.undecided` when the limit of work came first;
            `solver.illegal_panel` when the independent check refuses the proof.
    """
    census = take_census(problem)
    kinds = sort_kinds(census, problem.rules)
    model = cp_model.CpModel()
    seats = add_seats(model, kinds, problem.rules.seats)
    add_rules(model, problem.rules, kinds, seats)
    add_conflicts(model, census, kinds, seats)
    solver = solve_model(model)
    if solver is None:
        return Infeasible()
    prove_panel(problem, census, kinds, [solver.value(seat) for seat in seats])
    return Feasible()


def prove_panel(
    problem: PanelProblem, census: Census, kinds: Sequence[Kind], counts: Sequence[int]
) -> None:
    """Seat people for these counts and have the panel checked independently of the solver.

    Raises:
        SelectionError: `solver.illegal_panel` when nobody fits or the check refuses.
    """
    panel = _seat_people(problem.rules, census, kinds, counts)
    seated = PanelProblem(problem.rules, panel, problem.conflicts)
    findings = check_panel(seated, [member.pseudonym for member in panel])
    if findings:
        raise SelectionError("solver.illegal_panel", {"finding": findings[0].code})


def add_seats(model: cp_model.CpModel, kinds: Sequence[Kind], seats: int) -> Terms:
    """A variable for the seats of each kind."""
    return [model.new_int_var(0, min(kind.limit, seats), "") for kind in kinds]


def add_conflicts(
    model: cp_model.CpModel, census: Census, kinds: Sequence[Kind], seats: Terms
) -> None:
    """Of people in conflict with each other, at most one sits."""
    alone = {kind.person: seat for kind, seat in zip(kinds, seats, strict=True) if kind.person}
    pairs = {
        (person, other) for person in alone for other in census.conflicts[person] if person < other
    }
    for clique in find_cliques(pairs, tuple(alone)):
        model.add_linear_constraint(add_up([alone[person] for person in clique]), 0, 1)


def add_up(seats: Terms) -> cp_model.LinearExprT:
    """The sum of seats as the solver wants it."""
    return cp_model.LinearExpr.sum(seats)


def group_employers(kinds: Sequence[Kind], seats: Terms) -> tuple[Terms, ...]:
    """The seats of each employer whose cap can matter."""
    by_employer: dict[str, Terms] = defaultdict(list)
    for kind, seat in zip(kinds, seats, strict=True):
        if kind.employer:
            by_employer[kind.employer].append(seat)
    return tuple(by_employer.values())


def find_quota_seats(quota: str, kinds: Sequence[Kind], seats: Terms) -> Terms:
    """The seats that count for a quota."""
    return [seat for kind, seat in zip(kinds, seats, strict=True) if quota in kind.meets]


def add_rules(
    model: cp_model.CpModel, rules: PanelRules, kinds: Sequence[Kind], seats: Terms
) -> None:
    """Seats, quotas and employer caps as rows."""
    model.add_linear_constraint(add_up(seats), rules.seats, rules.seats)
    for quota in rules.quotas:
        held = find_quota_seats(quota.id, kinds, seats)
        model.add_linear_constraint(add_up(held), quota.minimum, quota.maximum)
    for held in group_employers(kinds, seats):
        model.add_linear_constraint(add_up(held), 0, rules.employer_cap)


def _seat_people(
    rules: PanelRules, census: Census, kinds: Sequence[Kind], counts: Sequence[int]
) -> list[Candidate]:
    """Any people for these seats: the narrow kinds first, the wide ones around them."""
    panel: list[Candidate] = []
    filled = [(kind, count) for kind, count in zip(kinds, counts, strict=True) if count]
    for kind, count in sorted(filled, key=lambda seat: seat[0].wide):
        for _ in range(count):
            panel.append(_find_person(rules, census, kind, panel))
    return panel


def _find_person(
    rules: PanelRules, census: Census, kind: Kind, panel: Sequence[Candidate]
) -> Candidate:
    """The first person of the kind who fits; those without conflicts come first."""
    names = frozenset(member.pseudonym for member in panel)
    blocked = names.union(*(census.conflicts.get(name, frozenset()) for name in names))
    employed = Counter(member.employer for member in panel)
    fitting = (
        one
        for troubled in (False, True)
        for one in map(census.pool.__getitem__, census.people[kind.meets])
        if kind.wide or one.employer == kind.employer
        if not one.employer or employed[one.employer] < rules.employer_cap
        if (one.pseudonym in census.conflicts) is troubled and one.pseudonym not in blocked
        if kind.person in {None, one.pseudonym}
    )
    found = next(fitting, None)
    if found is None:
        raise SelectionError("solver.illegal_panel", {"finding": "PNL-01.wrong_seats"})
    return found
