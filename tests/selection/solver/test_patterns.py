from fractions import Fraction

from selection.cells import group_candidates
from selection.problem import Pattern
from selection.solver.patterns import (
    MOST_WEIGHT,
    ROUNDED_WEIGHT,
    find_crowded_people,
    find_patterns,
)
from selection.solver.peel import Share
from tests.selection.solver.brute_force import make_small

THIRD = Fraction(1, 3)


def test_weights_are_the_smallest_whole_numbers_heaviest_first() -> None:
    shares = [Share((1, 2), THIRD), Share((0, 3), 2 * THIRD)]
    assert find_patterns(shares) == (Pattern((0, 3), 2), Pattern((1, 2), 1))


def test_the_same_pattern_is_one_row_and_ties_go_by_its_seats() -> None:
    shares = [Share((0, 1), THIRD), Share((1, 0), THIRD / 2), Share((1, 0), THIRD / 2)]
    assert find_patterns(shares) == (Pattern((1, 0), 1), Pattern((0, 1), 1))


def test_shares_too_fine_for_the_stream_are_rounded_to_a_fixed_sum() -> None:
    fine = Fraction(1, 3 * MOST_WEIGHT)
    shares = [Share((0, 1), THIRD + fine), Share((1, 0), 2 * THIRD - 2 * fine), Share((2, 0), fine)]
    rows = find_patterns(shares)
    assert [row.seats for row in rows] == [(1, 0), (0, 1)]
    assert sum(row.weight for row in rows) == ROUNDED_WEIGHT


def test_shares_that_do_not_quite_add_up_to_one_are_scaled() -> None:
    assert find_patterns([Share((1,), Fraction(99, 100))]) == (Pattern((1,), 1),)


def test_two_certain_people_in_conflict_are_crowded() -> None:
    problem = make_small(["a", "b", "c", "c"], [""] * 4, 2, [], conflicts=[(0, 1), (2, 3)])
    cells = group_candidates(problem)
    assert find_crowded_people(problem, cells, [(1, 1, 0)]) == {"p0", "p1"}
    assert not find_crowded_people(problem, cells, [(1, 0, 1)])


def test_with_one_crowded_pair_all_are_named_whom_the_patterns_seat_as_closely() -> None:
    conflicts = [(0, 1), (1, 2), (3, 4)]
    problem = make_small(["a", "b", "c", "d", "d"], [""] * 5, 2, [], conflicts=conflicts)
    cells = group_candidates(problem)
    found = find_crowded_people(problem, cells, [(1, 1, 0, 0), (0, 0, 1, 1)])
    assert found == {"p0", "p1", "p2"}


def test_a_certain_person_split_off_crowds_those_in_mixed_cells_only() -> None:
    problem = make_small(["a", "b", "b"], [""] * 3, 2, [], conflicts=[(0, 1), (0, 2)])
    cells = group_candidates(problem, (), {"p0", "p1"})
    assert find_crowded_people(problem, cells, [(1, 1, 0)]) == frozenset()
    assert find_crowded_people(problem, cells, [(1, 0, 1)]) == {"p0", "p2"}


def test_without_conflicts_nobody_is_crowded() -> None:
    problem = make_small([""] * 2, [""] * 2, 2, [])
    assert find_crowded_people(problem, group_candidates(problem), [(2,)]) == frozenset()
