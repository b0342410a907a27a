from fractions import Fraction

import pytest
from hypothesis import assume, given, settings

from selection.cells import group_candidates
from selection.errors import SelectionError
from selection.panel_check import check_pattern
from selection.problem import Cell, PanelProblem
from selection.solver import odds as odds_module
from selection.solver.odds import find_odds
from selection.solver.peel import Peel
from tests.selection.solver.brute_force import (
    find_fairest,
    list_panels,
    make_small,
    small_problems,
)


def split_everybody(problem: PanelProblem) -> tuple[Cell, ...]:
    employers = {c.employer for c in problem.candidates if c.employer}
    people = {person for pair in problem.conflicts for person in pair}
    return group_candidates(problem, employers, people)


def list_by_person(cells: tuple[Cell, ...], chances: tuple[Fraction, ...]) -> dict[str, Fraction]:
    pairs = zip(cells, chances, strict=True)
    return {member: chance for cell, chance in pairs for member in cell.members}


def test_without_rules_everybody_has_the_same_chance() -> None:
    problem = make_small([""] * 7, [""] * 7, 3, [])
    odds = find_odds(problem, group_candidates(problem))
    assert odds.chances == (Fraction(3, 7),)
    assert odds.exact


def test_a_rare_type_gets_more_only_because_its_seat_is_asked_for() -> None:
    problem = make_small(["a", "a", *[""] * 8], [""] * 10, 3, [("a", 1, 1)])
    odds = find_odds(problem, group_candidates(problem))
    assert dict(list_by_person(group_candidates(problem), odds.chances)) == {
        **{f"p{n}": Fraction(1, 2) for n in (0, 1)},
        **{f"p{n}": Fraction(1, 4) for n in range(2, 10)},
    }
    assert [level.chance for level in odds.levels] == [Fraction(1, 4), Fraction(1, 2)]


def test_an_odd_cycle_of_fields_is_not_lifted_above_what_whole_panels_allow() -> None:
    # By halves, every pair of fields could be met by one and a half people: no panel can.
    problem = make_small(
        ["ab", "bc", "ac", "", "", ""], [""] * 6, 2, [("a", 0, 1), ("b", 0, 1), ("c", 0, 1)]
    )
    odds = find_odds(problem, group_candidates(problem))
    assert list_by_person(group_candidates(problem), odds.chances) == find_fairest(problem)


def test_an_end_of_the_cuts_leaves_a_lottery_and_a_proven_bound_above_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quotas = [("a", 0, 1), ("b", 0, 1), ("c", 0, 1)]
    problem = make_small(["ab", "bc", "ac", *[""] * 2], [""] * 5, 3, quotas)
    monkeypatch.setattr(odds_module, "MOST_CUTS", 0)
    odds = find_odds(problem, group_candidates(problem))
    fairest = min(find_fairest(problem).values())
    assert odds.levels[0].chance > fairest
    assert sum(share.share for share in odds.shares) == pytest.approx(1)
    assert not odds.exact


def test_people_on_no_legal_panel_have_no_chance() -> None:
    problem = make_small(["a", "", "", "b"], ["A", "A", "", ""], 2, [("a", 1, 1)])
    cells = split_everybody(problem)
    odds = find_odds(problem, cells)
    assert {member for place in odds.unreachable for member in cells[place].members} == {"p1"}


def test_cells_without_any_legal_pattern_are_refused() -> None:
    problem = make_small(["", ""], ["", ""], 2, [("a", 1, 2)])
    with pytest.raises(SelectionError) as raised:
        find_odds(problem, group_candidates(problem))
    assert raised.value.code == "odds.no_lottery"


def test_rules_that_only_halves_of_people_could_keep_are_refused() -> None:
    problem = make_small(["ab", "bc", "ac"], [""] * 3, 2, [("a", 1, 1), ("b", 1, 1), ("c", 1, 1)])
    with pytest.raises(SelectionError, match=r"odds\.no_lottery"):
        find_odds(problem, group_candidates(problem))


@given(small_problems())
@settings(max_examples=40, deadline=None)
def test_the_chances_are_the_fairest_of_all_lotteries_over_all_panels(
    problem: PanelProblem,
) -> None:
    assume(list_panels(problem))
    cells = split_everybody(problem)
    odds = find_odds(problem, cells)
    assert list_by_person(cells, odds.chances) == find_fairest(problem)
    assert odds.exact


@given(small_problems())
@settings(max_examples=15, deadline=None)
def test_the_shares_give_the_chances_by_legal_patterns_alone(problem: PanelProblem) -> None:
    assume(list_panels(problem))
    cells = split_everybody(problem)
    odds = find_odds(problem, cells)
    assert all(check_pattern(problem, cells, share.seats) == () for share in odds.shares)
    assert sum(share.share for share in odds.shares) == 1
    for place, (cell, chance) in enumerate(zip(cells, odds.chances, strict=True)):
        reached = sum(share.share * share.seats[place] for share in odds.shares)
        assert reached == chance * len(cell.members)


def test_where_sharpening_is_too_dear_the_floats_stand_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(odds_module, "MOST_SHARPENED", 0)
    monkeypatch.setattr(odds_module, "peel_expected", lambda *_: Peel((), Fraction(1)))
    problem = make_small(["a", "a", *[""] * 5], [""] * 7, 3, [("a", 1, 1)])
    assert not find_odds(problem, group_candidates(problem)).exact


def test_levels_that_break_a_row_and_shares_that_none_solve_are_not_called_exact(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = make_small(["a", "a", *[""] * 5], [""] * 7, 3, [("a", 1, 1)])
    monkeypatch.setattr(odds_module, "keeps_rows", lambda *_: False)
    assert not find_odds(problem, group_candidates(problem)).exact
    monkeypatch.setattr(odds_module, "keeps_rows", lambda *_: True)
    monkeypatch.setattr(odds_module, "peel_expected", lambda *_: Peel((), Fraction(1)))
    monkeypatch.setattr(odds_module, "solve_exactly", lambda *_: None)
    assert not find_odds(problem, group_candidates(problem)).exact
