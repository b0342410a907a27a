import pytest
from hypothesis import given, settings

from selection.errors import SelectionError
from selection.problem import PanelProblem
from selection.solver import feasibility as feasibility_module
from selection.solver.census import sort_kinds, take_census
from selection.solver.feasibility import Feasible, Infeasible, find_feasibility
from tests.selection.solver.brute_force import list_panels, make_small, small_problems

Case = tuple[
    str,
    list[str],
    list[str],
    int,
    list[tuple[str, int, int]],
    int,
    list[tuple[int, int]],
    type[Feasible] | type[Infeasible],
]
CASES: list[Case] = [
    ("three free people for three seats", ["", "", ""], ["", "", ""], 3, [], 1, [], Feasible),
    ("two people for three seats", ["", ""], ["", ""], 3, [], 1, [], Infeasible),
    ("one employer for two seats", ["", ""], ["A", "A"], 2, [], 1, [], Infeasible),
    ("one employer under a cap of two", ["", ""], ["A", "A"], 2, [], 2, [], Feasible),
    ("both seats need the same employer", ["a", "b", ""], ["A", "A", ""], 2,
     [("a", 1, 2), ("b", 1, 2)], 1, [], Infeasible),
    ("the only two are in conflict", ["", ""], ["", ""], 2, [], 1, [(0, 1)], Infeasible),
    ("a third one helps", ["", "", ""], ["", "", ""], 2, [], 1, [(0, 1)], Feasible),
    ("the only financial one is in conflict with all others", ["a", "", ""], ["", "", ""], 2,
     [("a", 1, 1)], 1, [(0, 1), (0, 2)], Infeasible),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case[0]))
def test_small_requests_are_judged_as_by_hand(case: Case) -> None:
    _, meets, employers, seats, quotas, cap, conflicts, expected = case
    problem = make_small(meets, employers, seats, quotas, cap, conflicts)
    assert isinstance(find_feasibility(problem), expected)


@given(small_problems())
@settings(max_examples=60, deadline=None)
def test_a_request_is_feasible_exactly_when_some_panel_is_legal(problem: PanelProblem) -> None:
    feasible = isinstance(find_feasibility(problem), Feasible)
    assert feasible == bool(list_panels(problem))


def test_people_of_many_employers_need_no_employer_rows() -> None:
    problem = make_small([""] * 40, [f"U{n}" for n in range(40)], 5, [], 1, [(0, 1), (2, 3)])
    kinds = sort_kinds(take_census(problem), problem.rules)
    assert [(kind.limit, kind.wide) for kind in kinds] == [(40, True)]
    assert isinstance(find_feasibility(problem), Feasible)


def test_where_everybody_has_a_conflict_many_are_still_enough() -> None:
    pairs = [(place, place + 1) for place in range(0, 40, 2)]
    problem = make_small([""] * 40, [""] * 40, 5, [], 1, pairs)
    assert [kind.wide for kind in sort_kinds(take_census(problem), problem.rules)] == [True]
    assert isinstance(find_feasibility(problem), Feasible)


def test_few_people_in_conflict_stand_alone() -> None:
    problem = make_small(["", "", ""], ["A", "A", "A"], 2, [], 2, [(0, 1)])
    kinds = sort_kinds(take_census(problem), problem.rules)
    assert [(kind.employer, kind.person, kind.limit) for kind in kinds] == [
        ("A", "p0", 1),
        ("A", "p1", 1),
        ("A", None, 1),
    ]


def test_a_proof_that_the_independent_check_refuses_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = make_small(["", ""], ["", ""], 2, [])
    monkeypatch.setattr(feasibility_module, "_seat_people", lambda *_: [problem.candidates[0]])
    with pytest.raises(SelectionError, match=r"solver\.illegal_panel"):
        find_feasibility(problem)


def test_seats_that_no_people_can_fill_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = make_small(["", ""], ["A", "A"], 2, [])
    monkeypatch.setattr(feasibility_module, "group_employers", lambda *_: ())
    with pytest.raises(SelectionError, match=r"solver\.illegal_panel"):
        find_feasibility(problem)
