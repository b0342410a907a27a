from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selection import every_pattern
from selection.cells import group_candidates
from selection.every_pattern import find_most_seats
from selection.panel_check import check_pattern
from selection.problem import PanelProblem
from tests.selection.solver.brute_force import make_small, small_problems


@given(small_problems(most=6), st.lists(st.integers(0, 3), min_size=6, max_size=6))
@settings(max_examples=25, deadline=None)
def test_the_greatest_sum_is_that_of_the_best_legal_pattern(
    problem: PanelProblem, factors: list[int]
) -> None:
    employers = {candidate.employer for candidate in problem.candidates if candidate.employer}
    people = {person for pair in problem.conflicts for person in pair}
    cells = group_candidates(problem, employers, people)
    gains = dict(zip(range(len(cells)), factors, strict=False))
    sums = (
        sum(gains[place] * count for place, count in enumerate(seats))
        for seats in product(*(range(len(cell.members) + 1) for cell in cells))
        if not check_pattern(problem, cells, seats)
    )
    assert find_most_seats(problem, cells, gains) == max(sums, default=0)


def test_too_many_patterns_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(every_pattern, "MOST_TRIED", 3)
    problem = make_small(["a", "b"], ["", ""], 1, [])
    assert find_most_seats(problem, group_candidates(problem), {0: 1}) is None
