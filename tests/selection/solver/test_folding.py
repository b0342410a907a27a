"""What an officer reads of a shortfall: the rules in the way, and no number of few people."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from expert_pool.findings import Finding
from selection.counts import SHOWN_FROM
from selection.problem import PanelProblem, PanelRules, QuotaRule
from selection.solver.feasibility import Feasible, find_feasibility
from selection.solver.folding import fold_shortfall
from selection.solver.shortfall import Shortfall, explain_shortfall
from selection.tool.sentences import Sentences
from tests.selection.solver.brute_force import list_panels, make_small, small_problems
from tests.selection.solver.test_shortfall import CASES, Case

LANGUAGES = tuple(map(Sentences, ("zh", "en")))


def fold(problem: PanelProblem, sizes: range = range(1, 100)) -> Shortfall:
    return fold_shortfall(problem, explain_shortfall(problem, ()), sizes)


def told(finding: Finding) -> set[str]:
    return {name for name, _ in finding.params} & {"available", "least"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case[0]))
def test_no_number_of_few_people_is_left_in_the_bottleneck(case: Case) -> None:
    _, meets, employers, seats, quotas, cap, conflicts, (code, _), _ = case
    found = fold(make_small(meets, employers, seats, quotas, cap, conflicts)).bottleneck
    assert found.rule_id == code.partition(".")[0]
    assert not told(found) or found.code == "SHF-09.cap_squeezed"
    assert all(sentences.tell(found, {}) for sentences in LANGUAGES)


@given(small_problems())
@settings(max_examples=100, deadline=None)
def test_every_way_is_the_least_change_and_tells_no_number_of_few(problem: PanelProblem) -> None:
    assume(not isinstance(find_feasibility(problem), Feasible))
    exact = [way.rules for way in explain_shortfall(problem, ()).ways_out]
    for way in fold(problem).ways_out:
        assert way.rules in exact
        assert list_panels(replace(problem, rules=way.rules))
        for change in way.changes:
            told = change.code == "SHF-13.raise_employer_cap"
            assert (change.param("after") is not None) is told
            assert all(sentences.tell(change, {}) for sentences in LANGUAGES)


@given(small_problems())
@settings(max_examples=60, deadline=None)
def test_an_odd_panel_stays_odd_and_possible(problem: PanelProblem) -> None:
    assume(not isinstance(find_feasibility(problem), Feasible))
    for way in fold(problem, range(1, 100, 2)).ways_out:
        assert way.rules.seats == problem.rules.seats or way.rules.seats % 2
        assert list_panels(replace(problem, rules=way.rules))


@pytest.mark.parametrize("available", range(5))
def test_how_few_people_there_are_changes_nothing_that_is_said(available: int) -> None:
    problem = make_small(["f"] * available + [""] * 12, [""] * (available + 12), 9, [("f", 5, 9)])
    folded = fold(problem, range(3, 100, 2))
    assert folded.bottleneck.code == "SHF-02.quota_under_ten"
    assert dict(folded.bottleneck.params) == {"needed": 5, "quota": "f"}
    (way,) = folded.ways_out
    assert way.changes[0].code == "SHF-11.lower_minimum_untold"
    assert dict(way.changes[0].params) == {"quota": "f", "before": 5}
    assert way.rules == PanelRules(9, (QuotaRule("f", available, 9),), 1)


def test_from_ten_people_on_numbers_are_told() -> None:
    problem = make_small(["f"] * 12 + [""] * 12, [""] * 24, 15, [("f", 13, 15)])
    exact = explain_shortfall(problem, ())
    folded = fold(problem)
    assert folded.bottleneck == exact.bottleneck
    assert folded.bottleneck.param("available") == 12 >= SHOWN_FROM
    assert folded.ways_out == exact.ways_out


def test_what_a_quota_can_not_avoid_is_told_where_ten_seats_are_left_to_others() -> None:
    problem = make_small(["f"] * 20 + [""] * 12, [""] * 32, 15, [("f", 0, 1)])
    folded = fold(problem)
    assert (folded.bottleneck.code, folded.bottleneck.param("least")) == (
        "SHF-07.quota_overfull",
        3,
    )
    assert folded.ways_out[0].changes[0].param("after") == 3


def test_fewer_seats_go_to_the_next_size_that_the_city_allows() -> None:
    problem = make_small([""] * 6, [""] * 6, 9, [("f", 0, 9)])
    (way,) = fold(problem, range(3, 100, 2)).ways_out
    assert way.changes[0].code == "SHF-14.fewer_seats_untold"
    assert dict(way.changes[0].params) == {"before": 9}
    assert way.rules == PanelRules(5, (QuotaRule("f", 0, 5),), 1)


def test_fewer_seats_are_told_from_ten_on() -> None:
    problem = make_small([""] * 14, [""] * 14, 17, [])
    (way,) = fold(problem, range(3, 100, 2)).ways_out
    assert dict(way.changes[0].params) == {"before": 17, "after": 13, "by": 4}
    assert way.rules == PanelRules(13, (), 1)


def test_fewer_seats_that_break_a_quota_are_not_offered() -> None:
    problem = make_small(["f"] * 6, ["A", "B", "C", "D", "E", "F"], 9, [("f", 6, 6)])
    assert all(way.rules.seats == 9 for way in fold(problem, range(3, 100, 2)).ways_out)


@pytest.mark.parametrize("least", [7, 9, 11])
def test_no_way_is_offered_that_the_smallest_panel_forbids(least: int) -> None:
    problem = make_small([""] * 6, [""] * 6, 9, [])
    assert fold(problem, range(least, 100)).ways_out == ()


def test_the_cap_of_an_employer_is_told_since_it_counts_nobody() -> None:
    folded = fold(make_small([""] * 4, ["A", "A", "B", "B"], 4, []))
    caps = [way.changes[0] for way in folded.ways_out if way.rules.employer_cap > 1]
    assert [(it.code, it.param("after")) for it in caps] == [("SHF-13.raise_employer_cap", 2)]


def test_ways_that_read_the_same_are_offered_once() -> None:
    problem = make_small(["f", "m"], ["A", "A"], 2, [("f", 1, 1), ("m", 1, 1)])
    ways = fold(problem).ways_out
    assert len(ways) == len(set(ways))
