from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.solver import corners as corners_module
from selection.solver import peel as peel_module
from selection.solver.peel import Share, peel_expected
from selection.solver.rows import CellRules, Row
from tests.selection.solver.cell_samples import make_rules

HALF = Fraction(1, 2)
CYCLE = [Row(((a, 1), (b, 1)), 0, 1) for a, b in ((0, 1), (1, 2), (0, 2))]


def add_up(shares: tuple[Share, ...], place: int) -> Fraction:
    return sum((share.share * share.seats[place] for share in shares), Fraction(0))


@given(st.lists(st.integers(1, 30), min_size=2, max_size=8), st.integers(1, 6))
def test_patterns_give_exactly_the_expected_seats_and_stay_within_one_of_them(
    sizes: list[int], seats: int
) -> None:
    rules = make_rules(tuple(size + seats for size in sizes), seats)
    people = sum(rules.sizes)
    expected = [Fraction(seats * size, people) for size in rules.sizes]
    peel = peel_expected(rules, expected)
    assert peel.left == 0
    assert [add_up(peel.shares, place) for place in range(len(sizes))] == expected
    for share in peel.shares:
        assert sum(share.seats) == seats
        gaps = (abs(n - wish) for n, wish in zip(share.seats, expected, strict=True))
        assert all(gap < 1 for gap in gaps)


def test_rows_of_every_pattern_stay_within_one_as_well() -> None:
    rules = make_rules((4, 4, 4, 4), 2, Row(((0, 1), (1, 1)), 0, 2), Row(((1, 1), (2, 1)), 0, 2))
    peel = peel_expected(rules, [HALF] * 4)
    assert all(share.seats[0] + share.seats[1] == 1 for share in peel.shares)
    assert all(share.seats[1] + share.seats[2] == 1 for share in peel.shares)


def test_an_odd_cycle_leaves_what_no_pattern_rounds() -> None:
    cycle = [Row(((0, 1), (1, 1)), 0, 1), Row(((1, 1), (2, 1)), 0, 1), Row(((0, 1), (2, 1)), 0, 1)]
    rules = CellRules((1, 1, 1), 2, tuple(cycle))
    peel = peel_expected(rules, [HALF] * 3)
    assert peel.left == 1


def test_a_fractional_corner_is_rounded_by_whole_numbers() -> None:
    # The greatest gains lie on the cycle, whose corner is a half of each; a pattern that
    # takes one cell of it and the fourth is whole.
    rules = make_rules((3, 3, 3, 3), 2, *CYCLE)
    third = Fraction(1, 3)
    peel = peel_expected(rules, [third, third, third, Fraction(1)])
    assert peel.left == 0
    assert {share.seats for share in peel.shares} == {(1, 0, 0, 1), (0, 1, 0, 1), (0, 0, 1, 1)}


def test_where_corners_round_badly_the_peel_leaves_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(corners_module, "MOST_SET", 0)
    monkeypatch.setattr(peel_module, "MOST_ASKED", 1)
    peel = peel_expected(make_rules((3, 3, 3, 3), 2, *CYCLE), [Fraction(1, 3)] * 3 + [Fraction(1)])
    assert len(peel.shares) == 1
    assert peel.left == Fraction(2, 3)


def test_bounds_that_no_numbers_keep_end_the_peel() -> None:
    rules = CellRules((3,), 1, (Row(((0, 2),), 1, 1),))
    assert peel_expected(rules, [HALF]).left == 1
