from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings

from benchmarks.odds import generate_pool
from selection.errors import SelectionError
from selection.problem import PanelProblem, line_up
from selection.solver import fairness_cost
from selection.solver.fairness_cost import RuleCost, RuleKind
from tests.selection.solver.brute_force import (
    find_fairest,
    list_panels,
    make_small,
    small_problems,
    weigh,
)


def find_lowest(problem: PanelProblem) -> Fraction:
    return fairness_cost.find_lowest(problem, rehearsals=3, dealt_panels=60)


def price_rules(problem: PanelProblem) -> tuple[RuleCost, ...]:
    return fairness_cost.price_rules(problem, rehearsals=3, dealt_panels=60)


def only_reachable(problem: PanelProblem) -> PanelProblem:
    """The problem as a draw sees it: who stands on no legal panel is no candidate."""
    chances = find_fairest(problem)
    candidates = tuple(one for one in problem.candidates if chances[one.pseudonym])
    names = {one.pseudonym for one in candidates}
    conflicts = frozenset(pair for pair in problem.conflicts if names.issuperset(pair))
    return replace(problem, candidates=line_up(candidates), conflicts=conflicts)


def price_by_hand(problem: PanelProblem) -> dict[tuple[RuleKind, str], Fraction]:
    """The lowest chance without each rule, over every panel that is legal then."""
    rules, priced = problem.rules, {}
    for quota in rules.quotas:
        others = tuple(it for it in rules.quotas if it != quota)
        without = replace(problem, rules=replace(rules, quotas=others))
        priced[RuleKind.QUOTA, quota.id] = min(find_fairest(without).values())
    without = replace(problem, rules=replace(rules, quotas=()))
    priced[RuleKind.QUOTAS, ""] = min(find_fairest(without).values())
    if rules.employer_cap < rules.seats:
        without = replace(problem, rules=replace(rules, employer_cap=rules.seats))
        priced[RuleKind.EMPLOYER_CAP, ""] = min(find_fairest(without).values())
    if problem.conflicts:
        without = replace(problem, conflicts=frozenset())
        priced[RuleKind.CONFLICTS, ""] = min(find_fairest(without).values())
    return priced


@given(small_problems(most=7))
@settings(max_examples=15, deadline=None)
def test_each_rule_costs_what_enumerating_every_panel_says(problem: PanelProblem) -> None:
    assume(list_panels(problem))
    problem = only_reachable(problem)
    costs = price_rules(problem)
    assert {(cost.kind, cost.quota): cost.lowest for cost in costs} == price_by_hand(problem)
    assert all(cost.lowest >= find_lowest(problem) for cost in costs)


def test_without_a_quota_for_a_small_group_the_others_have_a_higher_chance() -> None:
    problem = make_small(["a", "a", *[""] * 8], [""] * 10, 3, [("a", 1, 1)], cap=3)
    assert find_lowest(problem) == Fraction(1, 4)
    assert price_rules(problem) == (RuleCost(RuleKind.QUOTA, "a", Fraction(3, 10)),)


def test_quotas_that_divide_the_panel_cost_nothing_each_and_much_together() -> None:
    problem = make_small([*"abbbb"], [*"ABCDE"], 3, [("a", 1, 1), ("b", 2, 2)])
    costs = {(cost.kind, cost.quota): cost.lowest for cost in price_rules(problem)}
    assert costs[RuleKind.QUOTA, "a"] == costs[RuleKind.QUOTA, "b"] == find_lowest(problem)
    assert costs[RuleKind.QUOTAS, ""] == Fraction(3, 5) > find_lowest(problem)


def test_the_cap_and_the_conflicts_have_prices_of_their_own() -> None:
    problem = make_small([""] * 5, [*"AAA", "", ""], 2, [], conflicts=[(3, 4)])
    assert find_lowest(problem) == Fraction(1, 3)
    assert price_rules(problem) == (
        RuleCost(RuleKind.EMPLOYER_CAP, "", Fraction(2, 5)),
        RuleCost(RuleKind.CONFLICTS, "", Fraction(1, 3)),
    )


def test_five_in_a_circle_of_conflicts_have_two_seats_among_them() -> None:
    pairs = [(1, 2), (2, 3), (3, 4), (4, 5), (1, 5)]
    problem = make_small([""] * 6, [""] * 6, 3, [], cap=3, conflicts=pairs)
    assert find_lowest(problem) == min(find_fairest(problem).values()) == Fraction(2, 5)
    assert price_rules(problem) == (RuleCost(RuleKind.CONFLICTS, "", Fraction(1, 2)),)


def test_a_limit_for_a_group_of_employers_goes_with_the_cap() -> None:
    problem = make_small(["g", "g", "g", ""], [*"AABC"], 2, [("g", 0, 1)], cap=1)
    assert find_lowest(problem) == Fraction(1, 3)
    costs = fairness_cost.price_rules(problem, rehearsals=3, dealt_panels=60, employer_quotas=["g"])
    assert costs == (RuleCost(RuleKind.EMPLOYER_CAP, "", Fraction(1, 2)),)


def test_a_cap_as_high_as_the_seats_is_no_rule() -> None:
    assert price_rules(make_small([""] * 4, [*"AABB"], 2, [], cap=2)) == ()


def test_weights_cost_what_the_lowest_loses_against_equal_chances() -> None:
    problem = weigh(make_small([""] * 4, [""] * 4, 2, [], cap=2), 3, [1, 1, 3, 3])
    assert find_lowest(problem) == Fraction(1, 4)
    assert price_rules(problem) == (RuleCost(RuleKind.WEIGHTS, "", Fraction(1, 2)),)


def test_where_all_are_alike_nothing_is_solved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = make_small(["a", "a", "b", "b"], [*"ABCD"], 2, [("a", 1, 1), ("b", 1, 1)])
    solved = iter([find_lowest(problem)])
    monkeypatch.setattr(fairness_cost, "find_lowest", lambda _, **__: next(solved))
    assert [cost.lowest for cost in price_rules(problem)] == [Fraction(1, 2)] * 4


def test_who_can_sit_on_no_panel_is_not_the_lowest() -> None:
    problem = make_small(["a", "", "", ""], ["A", "A", "", ""], 2, [("a", 1, 1)])
    assert find_lowest(problem) == Fraction(1, 2)


def test_without_any_legal_panel_there_is_no_price() -> None:
    with pytest.raises(SelectionError, match=r"odds\.no_lottery"):
        price_rules(make_small(["", ""], ["A", "A"], 2, []))


def test_pools_with_many_employers_are_priced_too() -> None:
    problem = generate_pool(300, 40, 30)
    lowest = find_lowest(problem)
    costs = price_rules(problem)
    assert {cost.kind for cost in costs} == set(RuleKind) - {RuleKind.WEIGHTS}
    assert all(cost.lowest >= lowest for cost in costs)
