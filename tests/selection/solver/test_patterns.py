from fractions import Fraction

from selection.problem import Pattern
from selection.solver.patterns import (
    MOST_WEIGHT,
    ROUNDED_WEIGHT,
    find_patterns,
)
from selection.solver.peel import Share

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
