from itertools import product

from hypothesis import given, settings

from selection.cells import group_candidates
from selection.panel_check import check_pattern
from selection.problem import PanelProblem
from selection.solver.rows import find_cliques, state_rules
from tests.selection.solver.brute_force import make_small, small_problems


@given(small_problems(most=6))
@settings(max_examples=15, deadline=None)
def test_rows_and_the_independent_check_agree_on_every_pattern(problem: PanelProblem) -> None:
    employers = {candidate.employer for candidate in problem.candidates if candidate.employer}
    people = {person for pair in problem.conflicts for person in pair}
    cells = group_candidates(problem, employers, people)
    rules = state_rules(problem, cells)
    for seats in product(*(range(limit + 1) for limit in rules.limits)):
        assert rules.allows(seats) == (check_pattern(problem, cells, seats) == ())


def test_more_seats_than_people_of_a_cell_are_not_allowed() -> None:
    problem = make_small(["a", "", ""], ["", "", ""], 2, [])
    rules = state_rules(problem, group_candidates(problem))
    assert not rules.allows((-1, 3))


def test_people_who_all_exclude_each_other_share_one_row() -> None:
    pairs = {("a", "b"), ("a", "c"), ("b", "c"), ("c", "d"), ("d", "x")}
    assert find_cliques(pairs, ("a", "b", "c", "d")) == (("a", "b", "c"), ("c", "d"))


def test_a_common_neighbour_who_may_meet_one_of_the_others_is_in_a_row_of_its_own() -> None:
    pairs = {("a", "b"), ("a", "c"), ("b", "c"), ("a", "d"), ("b", "d")}
    assert find_cliques(pairs, ("a", "b", "c", "d")) == (("a", "b", "c"), ("a", "b", "d"))
