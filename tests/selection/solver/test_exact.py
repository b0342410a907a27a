from fractions import Fraction

from selection.solver.exact import solve_exactly

ZERO, HALF, ONE = Fraction(0), Fraction(1, 2), Fraction(1)


def test_patterns_get_the_factors_that_add_up() -> None:
    assert solve_exactly([(1, 0, 1), (0, 1, 1)], [HALF, HALF, ONE]) == (HALF, HALF)


def test_a_column_that_the_others_make_up_gets_nothing() -> None:
    assert solve_exactly([(1, 0), (0, 1), (1, 1)], [ONE, HALF]) == (ONE, HALF, ZERO)


def test_what_no_factors_reach_is_refused() -> None:
    assert solve_exactly([(1, 1)], [ONE, HALF]) is None


def test_a_wanted_nothing_is_reached_by_nothing() -> None:
    assert solve_exactly([(1, 0)], [ZERO, ZERO]) == (ZERO,)


def test_a_fraction_whose_parts_are_too_long_to_be_read_back_is_not_guessed() -> None:
    assert solve_exactly([(1,)], [Fraction(3**25, 2**200)]) == (Fraction(3**25, 2**200),)
    assert solve_exactly([(1,)], [Fraction(3**25, 2**300)]) is None
