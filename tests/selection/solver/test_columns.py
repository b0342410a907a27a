from fractions import Fraction

import pytest

from selection.errors import SelectionError
from selection.solver import columns as columns_module
from selection.solver import corners as corners_module
from selection.solver.columns import list_factors, mix_patterns
from selection.solver.linear import LinearOptimum
from selection.solver.rows import Row
from tests.selection.solver.cell_samples import make_rules

HALF = Fraction(1, 2)


CYCLE = tuple(Row(((a, 1), (b, 1)), 0, 1) for a, b in ((0, 1), (1, 2), (0, 2)))


def test_patterns_are_found_until_the_expected_seats_are_reached() -> None:
    mixture = mix_patterns(make_rules((4, 4, 8), 3), [Fraction(3, 4)] * 2 + [Fraction(3, 2)], [])
    assert mixture.reach == pytest.approx(1.0)
    assert mixture.cut is None
    assert float(sum(share.share for share in mixture.shares)) == pytest.approx(1.0)


def test_known_patterns_are_enough_where_they_reach() -> None:
    mixture = mix_patterns(make_rules((4, 4), 1), [HALF, HALF], [(1, 0), (0, 1)])
    assert {share.seats for share in mixture.shares} == {(1, 0), (0, 1)}


def test_halves_of_an_odd_cycle_are_cut_off() -> None:
    rules = make_rules((1, 1, 1, 6), 2, *CYCLE)
    expected = [HALF, HALF, HALF, HALF]
    mixture = mix_patterns(rules, expected, [])
    assert mixture.reach == pytest.approx(2 / 3)
    assert mixture.cut == Row(((0, 1), (1, 1), (2, 1)), 0, 1)


def test_a_cell_that_sits_in_no_pattern_is_cut_off_whole() -> None:
    # By halves the first cell could sit: twice its seats balance one of the second cell.
    rules = make_rules((1, 3, 3), 1, Row(((0, 2), (1, -1)), 0, 0))
    expected = [Fraction(1, 3), Fraction(2, 3), Fraction(0)]
    mixture = mix_patterns(rules, expected, [])
    assert mixture.cut == Row(((0, 1), (1, 1)), 0, 0)
    assert mixture.shares == ()


def test_rules_without_any_pattern_are_refused() -> None:
    rules = make_rules((1, 1, 1), 2, *CYCLE)
    with pytest.raises(SelectionError, match=r"odds\.no_lottery"):
        mix_patterns(rules, [HALF, HALF, Fraction(1)], [])


def test_an_end_of_the_search_leaves_the_mixture_found_so_far(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(columns_module, "MOST_COLUMNS", 1)
    monkeypatch.setattr(columns_module._Mixer, "find_cut", lambda *_: (None, ()))
    expected = [Fraction(3, 4)] * 4
    known = [(3, 0, 0, 0), (0, 2, 1, 0), (0, 1, 0, 2)]
    mixture = mix_patterns(make_rules((4,) * 4, 3), expected, known)
    assert 0 < mixture.reach < 1
    assert mixture.cut is None


def test_seats_that_a_row_itself_refuses_are_cut_off_without_whole_numbers() -> None:
    rules = make_rules((4, 4), 3, Row(((0, 1),), 0, 1))
    mixture = mix_patterns(rules, [Fraction(2), Fraction(1)], [])
    assert mixture.reach == pytest.approx(1 / 2)
    assert mixture.cut == Row(((0, 1),), 0, 1)


def test_what_is_reached_but_for_rounding_is_not_sought_in_whole_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(columns_module, "_REACHED", 1.0)
    mixture = mix_patterns(make_rules((1, 1, 1, 6), 2, *CYCLE), [HALF] * 4, [])
    assert mixture.cut is None


def test_pulls_that_the_expected_seats_keep_cut_nothing_off() -> None:
    mixer = columns_module._Mixer(make_rules((4, 4), 1), [HALF, HALF], [])
    assert mixer.find_cut([1.0, 1.0])[0] is None


def test_every_pattern_keeps_the_loads_and_who_is_in_the_way_is_shown() -> None:
    load = Row(((0, 1), (1, 1)), 0, 1)
    rules = make_rules((4, 4, 4), 2)
    reached = mix_patterns(rules, [HALF, HALF, Fraction(1)], [], [load])
    assert reached.beyond == ()
    assert all(load.allows(share.seats) for share in reached.shares)
    short = mix_patterns(rules, [Fraction(3, 4), HALF, Fraction(3, 4)], [], [load])
    assert short.cut is None
    assert short.reach < 1
    assert short.beyond
    assert not any(load.allows(seats) for seats in short.beyond)


def test_a_cell_that_only_the_loads_keep_out_is_not_cut_off() -> None:
    mixture = mix_patterns(
        make_rules((4, 4), 2), [HALF, Fraction(3, 2)], [], [Row(((0, 1),), 0, 0)]
    )
    assert mixture.cut is None
    assert all(seats[0] for seats in mixture.beyond)


def test_no_patterns_at_all_make_no_mixture() -> None:
    mixer = columns_module._Mixer(make_rules((4, 4), 1), [HALF, HALF], [])
    with pytest.raises(SelectionError, match=r"solver\.mixture_failed"):
        mixer.balance()


def test_whole_numbers_are_not_asked_for_the_last_billionth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(corners_module, "MOST_SET", 0)
    mixer = columns_module._Mixer(make_rules((1, 1, 1, 6), 2, *CYCLE), [HALF] * 4, [])
    pulls = [1.0, 1.0, 1.0, 0.0]
    far, near = (LinearOptimum(value, (), ()) for value in (0.9, 1.0 - 1e-10))
    found = mixer._find_best(pulls, far)
    assert found is not None
    assert sum(found[:3]) == 1
    assert mixer._find_best(pulls, near) is None


def test_a_whole_corner_is_taken_as_it_is() -> None:
    mixer = columns_module._Mixer(make_rules((4, 4), 3, Row(((0, 1),), 0, 2)), [HALF] * 2, [])
    assert mixer._find_best([2.0, 1.0], LinearOptimum(0.5, (), ())) == (2, 1)
    assert mixer._find_best([2.0, 1.0], LinearOptimum(5.0, (), ())) is None


def test_a_cut_is_sought_with_small_factors_first() -> None:
    assert list_factors([0.5, 1.5], [1, 1])[0] == [1, 3]


def test_factors_too_long_for_the_solver_are_left_out() -> None:
    pulls = [1.0, *(1 / prime for prime in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43))]
    found = list_factors(pulls, [5] * len(pulls))
    assert len(found) == 2
    assert max(map(max, found)) == 2**24
