from fractions import Fraction

from selection.solver.exact import solve_exactly

HALF, ONE = Fraction(1, 2), Fraction(1)


def test_patterns_get_the_factors_that_add_up():
    assert solve_exactly([(1, 0, 1), (0, 1, 1)], [HALF, HALF, ONE]) == (HALF, HALF)


def test_a_column_that_the_others_make_up_gets_nothing():
    assert solve_exactly([(1, 0), (0, 1), (1, 1)], [ONE, HALF]) == (ONE, HALF, 0)


def test_what_no_factors_reach_is_refused():
    assert solve_exactly([(1, 1)], [ONE, HALF]) is None


def test_a_wanted_nothing_is_reached_by_nothing():
    assert solve_exactly([(1, 0)], [Fraction(0), Fraction(0)]) == (0,)
