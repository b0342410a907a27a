from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from benchmarks.odds import generate_pool
from selection.errors import SelectionError
from selection.problem import FIXED, GROUPS, PanelProblem, PanelRules, QuotaRule, line_up
from selection.solver.feasibility import Feasible, find_feasibility
from selection.solver.shortfall import MOST_WAYS, explain_shortfall
from selection.tool.sentences import Sentences
from tests.selection.solver.brute_force import (
    list_fixes,
    list_panels,
    make_small,
    small_problems,
)

SPOKEN = {language: Sentences(language) for language in ("zh", "en")}
FUNNEL = (("registered", 9), ("excluded", 5))
FIVE = ["", "", "", "", ""]

# name, meets, employers, seats, quotas, cap, conflicts, bottleneck with its numbers, ways out
Case = tuple[
    str,
    list[str],
    list[str],
    int,
    list[tuple[str, int, int]],
    int,
    list[tuple[int, int]],
    tuple[str, dict[str, str | int]],
    list[list[str]],
]
CASES: list[Case] = [
    ("too few people", ["", ""], ["", ""], 3, [], 1, [],
     ("SHF-01.too_few_candidates", {"needed": 3, "available": 2}),
     [["SHF-14.fewer_seats"]]),
    ("too few of a type", ["f", "f", "", "", ""], FIVE, 5, [("f", 3, 3)], 1, [],
     ("SHF-02.quota_too_few", {"quota": "f", "needed": 3, "available": 2}),
     [["SHF-11.lower_minimum"]]),
    ("too few employers", FIVE, ["A", "A", "B", "B", "B"], 3, [], 1, [],
     ("SHF-03.employers_too_few", {"needed": 3, "available": 2, "cap": 1}),
     [["SHF-14.fewer_seats"], ["SHF-13.raise_employer_cap"]]),
    ("too few employers of a type", ["f", "f", "", ""], ["A", "A", "B", "C"], 3, [("f", 2, 2)],
     1, [],
     ("SHF-04.quota_employers_too_few", {"quota": "f", "needed": 2, "available": 1, "cap": 1}),
     [["SHF-11.lower_minimum"], ["SHF-13.raise_employer_cap"]]),
    ("a type squeezed by conflicts", ["f", "f", "", "", ""], FIVE, 3, [("f", 2, 2)], 1, [(0, 1)],
     ("SHF-05.quota_squeezed", {"quota": "f", "needed": 2, "available": 1}),
     [["SHF-11.lower_minimum"]]),
    ("all in conflict", ["", "", ""], ["", "", ""], 2, [], 1, [(0, 1), (0, 2), (1, 2)],
     ("SHF-06.seats_squeezed", {"needed": 2, "available": 1}),
     [["SHF-14.fewer_seats"]]),
    ("too many of a type", ["f", "f", "f", ""], ["", "", "", ""], 3, [("f", 0, 1)], 1, [],
     ("SHF-07.quota_overfull", {"quota": "f", "maximum": 1, "least": 2}),
     [["SHF-12.raise_maximum"], ["SHF-14.fewer_seats"]]),
    ("two types of one employer", ["f", "m"], ["A", "A"], 2, [("f", 1, 1), ("m", 1, 1)], 1, [],
     ("SHF-03.employers_too_few", {"needed": 2, "available": 1, "cap": 1}),
     [["SHF-13.raise_employer_cap"]]),
    ("only the cap is in the way", ["f", "m", ""], ["A", "A", "B"], 2,
     [("f", 1, 1), ("m", 1, 1)], 1, [],
     ("SHF-05.quota_squeezed", {"quota": "f", "needed": 1, "available": 0}),
     [["SHF-11.lower_minimum"], ["SHF-11.lower_minimum"], ["SHF-13.raise_employer_cap"]]),
    ("types that only the cap keeps apart", ["fg", "mh", "", ""], ["A", "A", "B", "C"], 2,
     [("f", 1, 1), ("g", 1, 1), ("h", 1, 1), ("m", 1, 1)], 1, [],
     ("SHF-09.cap_squeezed", {"cap": 1, "least": 2}),
     [["SHF-13.raise_employer_cap"]]),
    ("two quotas that nobody meets", ["x", "x"], ["", ""], 2, [("x", 0, 1), ("y", 0, 1)], 1, [],
     ("SHF-07.quota_overfull", {"quota": "x", "maximum": 1, "least": 2}),
     [["SHF-12.raise_maximum"], ["SHF-14.fewer_seats"]]),
    ("two pairs in conflict", ["f", "f", "m", "m", "", ""], ["", "", "", "", "", ""], 4,
     [("f", 2, 2), ("m", 2, 2)], 1, [(0, 1), (2, 3)],
     ("SHF-08.rules_together", {"rules": 2}),
     [["SHF-11.lower_minimum", "SHF-11.lower_minimum"]]),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case[0]))
def test_the_bottleneck_and_the_ways_out_are_named(case: Case) -> None:
    _, meets, employers, seats, quotas, cap, conflicts, bottleneck, ways = case
    problem = make_small(meets, employers, seats, quotas, cap, conflicts)
    found = explain_shortfall(problem, FUNNEL)
    assert (found.bottleneck.code, dict(found.bottleneck.params)) == bottleneck
    assert [[change.code for change in way.changes] for way in found.ways_out] == ways
    assert found.funnel == FUNNEL


def test_nobody_at_all_leaves_no_way_out() -> None:
    found = explain_shortfall(make_small([], [], 2, []), ())
    assert found.bottleneck.code == "SHF-01.too_few_candidates"
    assert found.ways_out == ()


def test_direct_seats_are_never_offered_and_groups_by_their_common_cap() -> None:
    direct, group = f"{FIXED}direct", f"{FIXED}group:g"
    quotas = [(direct, 1, 1), (group, 0, 1), ("q", 1, 1)]
    problem = make_small(["g", "g", "q"], ["A", "B", "C"], 3, quotas)
    crowd = tuple(
        one._replace(meets=frozenset({group, direct} if place == 0 else {group}))
        if place < 2
        else one
        for place, one in enumerate(problem.candidates)
    )
    found = explain_shortfall(replace(problem, candidates=line_up(crowd)), ())
    assert [[change.code for change in way.changes] for way in found.ways_out] == [
        ["SHF-14.fewer_seats"],
        ["SHF-15.raise_group_cap"],
    ]


def test_the_cap_of_groups_is_the_bottleneck_where_nothing_else_helps() -> None:
    group = f"{GROUPS}g"
    problem = make_small(["", "", ""], ["A", "B", "C"], 3, [(group, 0, 2), ("q", 3, 3)])
    all_of_it = tuple(one._replace(meets=frozenset({group, "q"})) for one in problem.candidates)
    found = explain_shortfall(replace(problem, candidates=line_up(all_of_it)), ())
    assert found.bottleneck.code == "SHF-15.group_cap_squeezed"
    assert (found.bottleneck.param("cap"), found.bottleneck.param("least")) == (2, 3)
    assert [[it.code for it in way.changes] for way in found.ways_out] == [
        ["SHF-15.raise_group_cap"]
    ]


def test_two_direct_seats_in_conflict_leave_no_way_out() -> None:
    direct = f"{FIXED}direct"
    problem = make_small(["d", "d", ""], ["", "", ""], 2, [(direct, 2, 2)], 1, [(0, 1)])
    chosen = tuple(
        one._replace(meets=frozenset({direct})) if one.meets else one for one in problem.candidates
    )
    found = explain_shortfall(replace(problem, candidates=line_up(chosen)), ())
    assert (found.bottleneck.code, found.ways_out) == ("SHF-10.fixed_seats", ())


def test_no_more_than_five_ways_are_offered() -> None:
    quotas = [(quota, 1, 1) for quota in "abcdef"]
    found = explain_shortfall(make_small(list("abcdef"), [""] * 6, 5, quotas), ())
    assert len(found.ways_out) == 5


def test_a_request_that_can_be_met_has_no_shortfall() -> None:
    with pytest.raises(SelectionError, match=r"shortfall\.none"):
        explain_shortfall(make_small([""], [""], 1, []), ())


def test_a_way_out_carries_the_changed_rules_and_says_by_how_much() -> None:
    problem = make_small(["f", "", "", ""], ["", "", "", ""], 4, [("f", 3, 3)])
    (way,) = explain_shortfall(problem, ()).ways_out
    assert way.rules == PanelRules(4, (QuotaRule("f", 1, 3),), 1)
    assert dict(way.changes[0].params) == {"quota": "f", "before": 3, "after": 1, "by": 2}


@given(small_problems())
@settings(max_examples=150, deadline=None)
def test_the_ways_out_are_those_with_the_fewest_rules_and_the_least_change(
    problem: PanelProblem,
) -> None:
    fixes = list_fixes(problem)
    assume(frozenset() not in fixes)
    fewest = min(map(len, fixes))
    least = sorted(total for rules, total in fixes.items() if len(rules) == fewest)
    ways = explain_shortfall(problem, ()).ways_out
    totals = [sum(int(str(change.param("by"))) for change in way.changes) for way in ways]
    assert totals == least[:MOST_WAYS]
    for way, total in zip(ways, totals, strict=True):
        assert list_panels(replace(problem, rules=way.rules))
        named = {(change.code, dict(change.params).get("quota", "")) for change in way.changes}
        assert fixes[frozenset((code, str(quota)) for code, quota in named)] == total


def test_people_of_few_employers_are_told_apart_only_when_an_answer_needs_it() -> None:
    problem = make_small(["a"] * 70 + ["b"] * 70, ["A"] * 140, 2, [("a", 1, 1), ("b", 1, 1)])
    found = explain_shortfall(problem, ())
    assert found.bottleneck.code == "SHF-03.employers_too_few"
    assert [way.changes[0].code for way in found.ways_out] == ["SHF-13.raise_employer_cap"]


def test_conflicts_of_many_people_are_told_apart_when_an_answer_needs_it() -> None:
    pairs = [(one, other) for one in range(70) for other in range(70, 140)]
    meets, nobody = ["a"] * 70 + ["b"] * 70, [""] * 140
    problem = make_small(meets, nobody, 2, [("a", 1, 1), ("b", 1, 1)], 1, pairs)
    found = explain_shortfall(problem, ())
    assert {change.code for way in found.ways_out for change in way.changes} <= {
        "SHF-11.lower_minimum",
        "SHF-12.raise_maximum",
        "SHF-14.fewer_seats",
    }
    assert all(len(way.changes) == 2 for way in found.ways_out)


def test_among_ten_thousand_candidates_the_quota_that_nobody_meets_is_named() -> None:
    problem = generate_pool(10_000, 500)
    quotas = (QuotaRule("field-00", 3, 5), QuotaRule("field-01", 3, 5))
    unmet = replace(problem, rules=PanelRules(5, (*quotas, QuotaRule("none", 1, 1)), 1))
    assert isinstance(find_feasibility(problem), Feasible)
    found = explain_shortfall(unmet, ())
    assert found.ways_out[0].changes[0].param("quota") == "none"


def test_every_code_has_its_sentences_with_its_parameters() -> None:
    for _, meets, employers, seats, quotas, cap, conflicts, _, _ in CASES:
        problem = make_small(meets, employers, seats, quotas, cap, conflicts)
        found = explain_shortfall(problem, ())
        changes = [change for way in found.ways_out for change in way.changes]
        for finding in (found.bottleneck, *changes):
            for language in ("zh", "en"):
                assert SPOKEN[language].say(finding.code, **dict(finding.params))
