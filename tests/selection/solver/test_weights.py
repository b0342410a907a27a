from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benchmarks.odds import generate_pool
from selection.cells import find_chances, group_candidates
from selection.certificate import check_certificate
from selection.panel_check import check_pattern
from selection.problem import Candidate, PanelProblem, PatternTable
from selection.solver.odds import find_odds
from selection.solver.pattern_table import BuiltTable, build_pattern_table
from tests.selection.solver.brute_force import (
    find_fairest,
    list_panels,
    make_small,
    small_problems,
    weigh,
    weighed_problems,
)


def build(problem: PanelProblem) -> BuiltTable:
    built = build_pattern_table(problem, rehearsals=3, dealt_panels=60)
    assert isinstance(built, BuiltTable)
    return built


def list_by_person(table: PatternTable) -> dict[str, Fraction]:
    pairs = zip(table.cells, find_chances(table), strict=True)
    return {member: chance for cell, chance in pairs for member in cell.members}


def test_without_rules_chances_are_in_proportion_to_the_weights() -> None:
    problem = weigh(make_small([""] * 6, [""] * 6, 2, []), 3, [3, 3, 3, 1, 1, 1])
    built = build(problem)
    assert list_by_person(built.table) == {
        **{f"p{n}": Fraction(1, 2) for n in range(3)},
        **{f"p{n}": Fraction(1, 6) for n in range(3, 6)},
    }
    assert (built.fairest, built.reached) == (Fraction(1, 6), Fraction(1, 6))
    assert built.certified


def test_a_chance_that_cannot_rise_above_1_leaves_the_rest_to_the_others() -> None:
    problem = weigh(make_small([""] * 4, [""] * 4, 3, []), 5, [5, 1, 1, 1])
    assert list_by_person(build(problem).table) == {
        "p0": Fraction(1),
        **{f"p{n}": Fraction(2, 3) for n in (1, 2, 3)},
    }


def test_a_rule_may_lift_somebody_of_the_least_weight_above_all_others() -> None:
    problem = weigh(make_small(["a", "", "", ""], [""] * 4, 2, [("a", 1, 1)]), 3, [1, 3, 3, 3])
    built = build(problem)
    assert list_by_person(built.table)["p0"] == 1
    assert built.certified


def test_cells_stand_by_weight_behind_their_quotas() -> None:
    problem = weigh(make_small(["a", "", "", "a"], [""] * 4, 2, []), 3, [3, 3, 1, 2])
    told = [(sorted(cell.meets), cell.weight, cell.members) for cell in group_candidates(problem)]
    assert told == [
        ([], 1, ("p2",)),
        ([], 3, ("p1",)),
        (["a"], 2, ("p3",)),
        (["a"], 3, ("p0",)),
    ]


@given(weighed_problems())
@settings(max_examples=30, deadline=None)
def test_chances_are_leximin_by_weight_of_all_lotteries_over_all_panels(
    problem: PanelProblem,
) -> None:
    assume(list_panels(problem))
    built = build(problem)
    assert list_by_person(built.table) == find_fairest(problem)
    assert built.gap == 0
    assert check_certificate(problem, built.table.cells, built.certificate) == ()
    for pattern in built.table.patterns:
        assert check_pattern(problem, built.table.cells, pattern.seats) == ()


@given(small_problems(), st.integers(2, 5))
@settings(max_examples=15, deadline=None)
def test_where_all_weights_are_equal_the_table_is_that_without_weights(
    problem: PanelProblem, limit: int
) -> None:
    assume(list_panels(problem))
    plain = build(problem)
    ones = build(weigh(problem, limit, [1] * len(problem.candidates)))
    assert ones == plain
    alike = build(weigh(problem, limit, [limit] * len(problem.candidates)))
    assert alike.table.patterns == plain.table.patterns
    assert (alike.levels, alike.gap) == (plain.levels, plain.gap)


@given(weighed_problems())
@settings(max_examples=15, deadline=None)
def test_only_the_proportions_of_weights_matter(problem: PanelProblem) -> None:
    assume(list_panels(problem))
    doubled = weigh(
        problem, 2 * problem.rules.weight_limit, [2 * it.weight for it in problem.candidates]
    )
    one, other = build(problem), build(doubled)
    assert one.table.patterns == other.table.patterns
    assert one.levels == other.levels


def find_alike(problem: PanelProblem) -> list[tuple[Candidate, Candidate]]:
    """Pairs whom the rules treat alike: same quotas and employer, no personal conflicts."""
    bound = {person for pair in problem.conflicts for person in pair}
    free = [candidate for candidate in problem.candidates if candidate.pseudonym not in bound]
    pairs = combinations(free, 2)
    return [(a, b) for a, b in pairs if (a.meets, a.employer) == (b.meets, b.employer)]


@given(weighed_problems())
@settings(max_examples=40, deadline=None)
def test_nobody_has_more_than_the_limit_times_the_chance_of_somebody_alike(
    problem: PanelProblem,
) -> None:
    assume(list_panels(problem))
    cells = group_candidates(
        problem,
        {it.employer for it in problem.candidates if it.employer},
        {person for pair in problem.conflicts for person in pair},
    )
    chances = {
        member: chance
        for cell, chance in zip(cells, find_odds(problem, cells).chances, strict=True)
        for member in cell.members
    }
    for one, other in find_alike(problem):
        light, heavy = sorted((one, other), key=lambda candidate: candidate.weight)
        low, high = chances[light.pseudonym], chances[heavy.pseudonym]
        assert low <= high
        assert high <= problem.rules.weight_limit * low
        assert high * light.weight <= low * heavy.weight


@pytest.mark.parametrize("conflicts", [0, 60])
def test_a_pool_of_hundreds_with_weights_is_certified(conflicts: int) -> None:
    problem = generate_pool(400, 60, conflicts)
    weights = [1 + place % 3 for place in range(len(problem.candidates))]
    built = build(weigh(problem, 3, weights))
    assert built.certified
    assert built.gap * 10**9 <= 1
    assert built.unrepaired == 0


def test_weights_outside_a_weighted_draw_change_nothing() -> None:
    problem = make_small([""] * 4, [""] * 4, 2, [])
    stray = replace(problem, candidates=weigh(problem, 3, [1, 2, 3, 3]).candidates)
    assert build(stray).table == build(problem).table
