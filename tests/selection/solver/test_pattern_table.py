from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings

from benchmarks.odds import generate_pool
from benchmarks.scale import generate_crossing
from expert_pool.findings import Finding, Severity
from selection.cells import find_chances
from selection.dealing.deal import Rehearsal, deal_panel
from selection.errors import SelectionError
from selection.panel_check import check_panel, check_pattern
from selection.problem import PanelProblem, PatternTable, line_up
from selection.solver import pattern_table as table_module
from selection.solver.feasibility import Infeasible
from selection.solver.loads import Crowding, find_overloaded, list_loads
from selection.solver.pattern_table import (
    BuiltTable,
    build_pattern_table,
    draft_table,
    find_gini,
)
from tests.selection.solver.brute_force import (
    find_fairest,
    list_panels,
    make_small,
    small_problems,
)


def build(problem: PanelProblem) -> BuiltTable:
    built = build_pattern_table(problem, rehearsals=3, dealt_panels=60)
    assert isinstance(built, BuiltTable)
    return built


def list_by_person(table: PatternTable) -> dict[str, Fraction]:
    pairs = zip(table.cells, find_chances(table), strict=True)
    return {member: chance for cell, chance in pairs for member in cell.members}


@given(small_problems())
@settings(max_examples=15, deadline=None)
def test_the_table_gives_everybody_the_fairest_chance_and_legal_panels(
    problem: PanelProblem,
) -> None:
    assume(list_panels(problem))
    built = build(problem)
    fairest = find_fairest(problem)
    assert list_by_person(built.table) == fairest
    assert set(built.unreachable) == {person for person, chance in fairest.items() if not chance}
    assert built.gap == 0
    assert built.unrepaired == 0
    for pattern in built.table.patterns:
        assert check_pattern(problem, built.table.cells, pattern.seats) == ()
    panel = deal_panel(problem, built.table, bytes(32), 40).panel
    assert check_panel(problem, panel) == ()


def test_a_request_that_cannot_be_met_is_a_result() -> None:
    problem = make_small(["", ""], ["A", "A"], 2, [])
    assert isinstance(build_pattern_table(problem, rehearsals=1, dealt_panels=1), Infeasible)


def test_a_table_is_certified_where_it_reaches_the_proven_levels_up_to_a_millionth() -> None:
    built = build(make_small(["a", "a", *[""] * 8], [""] * 10, 3, [("a", 1, 1)]))
    assert built.certified
    assert replace(built, gap=Fraction(1, 10**6)).certified
    assert not replace(built, gap=Fraction(2, 10**6)).certified
    assert not replace(built, reached=built.reached * Fraction(99, 100)).certified
    unproven = Finding("CRT-01.not_proven", Severity.HARD, "test")
    assert not replace(built, unproven=(unproven,)).certified


def test_the_figures_of_a_table_are_plain_arithmetic_on_it() -> None:
    problem = make_small(["a", "a", *[""] * 8], [""] * 10, 3, [("a", 1, 1)])
    built = build(problem)
    assert built.levels == ((Fraction(1, 4), 8), (Fraction(1, 2), 2))
    assert (built.lowest, built.highest) == (Fraction(1, 4), Fraction(1, 2))
    assert built.gini == Fraction(2, 15)
    assert built.unreachable == ()


def test_people_on_no_legal_panel_are_named_and_do_not_count_as_the_lowest() -> None:
    problem = make_small(["a", "", "", ""], ["A", "A", "", ""], 2, [("a", 1, 1)])
    built = build(problem)
    assert built.unreachable == ("p1",)
    assert built.lowest == Fraction(1, 2)


def test_the_same_problem_gives_the_same_table() -> None:
    problem = generate_pool(400, 30, 60)
    again = replace(problem, conflicts=frozenset(sorted(problem.conflicts, reverse=True)))
    assert build(problem) == build(again)


def test_pseudonyms_decide_nothing() -> None:
    problem = generate_pool(200, 40)
    renamed = replace(
        problem,
        candidates=line_up(
            candidate._replace(pseudonym=f"x{-place % 977}")
            for place, candidate in enumerate(problem.candidates)
        ),
    )
    first, second = build(problem), build(renamed)
    assert first.table.patterns == second.table.patterns
    assert first.levels == second.levels


def test_who_was_in_the_way_gets_more_room_then_half_of_them_cells_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trouble = Rehearsal(2, ("A", "B"), ("p1", "p2", "p3"))
    answers = iter([trouble, trouble, Rehearsal(0, (), ())])
    rehearsed: list[PatternTable] = []

    def answer(_: PanelProblem, table: PatternTable, *__: int) -> Rehearsal:
        rehearsed.append(table)
        return next(answers)

    monkeypatch.setattr(table_module, "rehearse", answer)
    monkeypatch.setattr(table_module, "list_tight_patterns", lambda *words: words[3])
    conflicts = [(1, 2)]
    problem = make_small([""] * 8, [*"ABC", *[""] * 5], 2, [], conflicts=conflicts)
    cells = build(problem).table.cells
    assert [len(table.cells) for table in rehearsed[:2]] == [1, 1]
    assert {cell.employer for cell in cells} == {None, "A"}
    assert {cell.person for cell in cells} == {None, "p1", "p2"}


def test_with_more_room_for_the_troubled_the_odds_stay_and_the_patterns_keep_it() -> None:
    problem = generate_crossing(150, 60)
    first = draft_table(problem)
    troubled = Crowding(frozenset(one.employer for one in problem.candidates), frozenset())
    again = draft_table(problem, first.split, troubled, first.table.patterns)
    assert set(again.odds.chances) == set(first.odds.chances)
    closer = list_loads(problem, again.table.cells, again.counts, troubled)
    assert not any(find_overloaded(closer, row.seats) for row in again.table.patterns)
    usual = list_loads(problem, first.table.cells, first.counts)
    assert not any(find_overloaded(usual, row.seats) for row in first.table.patterns)


def test_what_stays_beyond_repair_is_counted_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_module, "rehearse", lambda *_: Rehearsal(7, ("A",), ()))
    monkeypatch.setattr(table_module, "list_tight_patterns", lambda *words: words[3])
    built = build(make_small([""] * 6, [*"AABBCC"], 2, []))
    assert built.unrepaired == 7


def test_a_table_that_has_grown_too_long_keeps_the_panels_beyond_repair_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter(
        [Rehearsal(7, (), ("p1",)), Rehearsal(7, (), ("p1",)), Rehearsal(3, (), ("p2",))]
    )
    monkeypatch.setattr(table_module, "rehearse", lambda *_: next(answers))
    monkeypatch.setattr(table_module, "list_tight_patterns", lambda *words: words[3])
    monkeypatch.setattr(table_module, "MOST_CELLS", 1)
    built = build(make_small([""] * 6, [""] * 6, 2, []))
    assert {cell.person for cell in built.table.cells} == {None, "p1"}
    assert built.unrepaired == 3


def test_a_pattern_that_the_independent_check_refuses_is_never_committed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = make_small([""] * 4, [""] * 4, 2, [])
    finding = check_pattern(problem, (), (1,))
    monkeypatch.setattr(table_module, "check_table", lambda *_: ((), finding))
    with pytest.raises(SelectionError, match=r"solver\.illegal_pattern"):
        build(problem)


def test_equal_chances_have_no_gini() -> None:
    assert find_gini([(Fraction(1, 3), 5)]) == 0
    assert find_gini([(Fraction(0), 1), (Fraction(1), 1)]) == Fraction(1, 2)
