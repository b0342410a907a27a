from fractions import Fraction

import pytest

from selection.errors import SelectionError
from selection.solver import levels as levels_module
from selection.solver.levels import Level, climb_levels, expect_seats, keeps_rows, rank_levels
from selection.solver.rows import CellRules, Row
from tests.selection.solver.cell_samples import make_rules


def raise_levels(rules: CellRules) -> tuple[Level, ...]:
    return rank_levels(climb_levels(rules))


def test_one_cell_is_one_level() -> None:
    assert raise_levels(make_rules((10,), 3)) == (Level(Fraction(3, 10), (0,)),)


def test_a_cap_holds_its_cell_down_and_lifts_the_others() -> None:
    rules = make_rules((100, 10), 5, Row(((0, 1),), 0, 4))
    assert raise_levels(rules) == (Level(Fraction(4, 100), (0,)), Level(Fraction(1, 10), (1,)))


def test_a_million_people_and_a_single_one_are_told_apart() -> None:
    rules = make_rules((1_000_000, 1), 5, Row(((1, 1),), 1, 1))
    assert raise_levels(rules) == (Level(Fraction(4, 1_000_000), (0,)), Level(Fraction(1), (1,)))


def test_a_cell_that_may_not_sit_has_the_level_0() -> None:
    rules = make_rules((5, 5), 2, Row(((0, 1),), 0, 0))
    assert raise_levels(rules) == (Level(Fraction(0), (0,)), Level(Fraction(2, 5), (1,)))


def test_rows_that_exclude_each_other_allow_no_lottery() -> None:
    with pytest.raises(SelectionError, match=r"odds\.no_lottery"):
        raise_levels(make_rules((5,), 2, Row(((0, 1),), 3, 3)))


def test_levels_set_too_high_break_a_row() -> None:
    rules = make_rules((10,), 3)
    levels = (Level(Fraction(31, 100), (0,)),)
    assert not keeps_rows(rules, expect_seats(rules, levels))


def test_multipliers_that_are_no_simple_fractions_still_prove_a_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(levels_module, "_ROUNDINGS", levels_module._ROUNDINGS[-1:])
    rules = make_rules((7, 11, 13), 5, Row(((0, 331), (1, 977), (2, 1)), 0, 1500))
    levels = raise_levels(rules)
    assert [float(level.chance) for level in levels] == pytest.approx(
        [float(level.chance) for level in raise_levels_simply(monkeypatch, rules)]
    )


def raise_levels_simply(monkeypatch: pytest.MonkeyPatch, rules: CellRules) -> tuple[Level, ...]:
    monkeypatch.undo()
    return raise_levels(rules)


def test_a_level_that_nothing_proves_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels_module, "_ROUNDINGS", ())
    with pytest.raises(SelectionError, match=r"odds\.level_not_proven"):
        raise_levels(make_rules((10,), 3))


def test_a_bound_far_from_the_optimum_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels_module, "_CLOSE", -1.0)
    with pytest.raises(SelectionError, match=r"odds\.level_not_proven"):
        raise_levels(make_rules((10,), 3))


def test_noise_below_zero_loosens_the_bound_by_all_it_could() -> None:
    ladder = levels_module._Ladder(make_rules((10, 10), 3, Row(((1, 1),), 0, 3)))
    multipliers = [Fraction(1), Fraction(-3, 2)]
    assert ladder._prove(multipliers, Fraction(0)) is None
    loosened = ladder._prove(multipliers, Fraction(3, 4))
    used = tuple(enumerate(multipliers))
    assert loosened == levels_module.Bound(Fraction(9, 20), (0,), used)


def test_multipliers_that_pull_nobody_prove_nothing() -> None:
    ladder = levels_module._Ladder(make_rules((10, 10), 3, Row(((1, 1),), 0, 3)))
    assert ladder._prove([Fraction(0), Fraction(0)], Fraction(0)) is None
    assert ladder._prove([Fraction(1, 2), Fraction(1, 2)], Fraction(1)) is None
