"""The real deal passes the tests of a fair draw, and broken samplers do not."""

from concurrent.futures import Executor, Future
from dataclasses import replace
from functools import cache
from itertools import combinations, product

import numpy as np
import pytest

from benchmarks.draw_people import describe_people
from benchmarks.draw_samplers import FAULTS, FRIENDS, Setting, draw_panels, generate_problem
from benchmarks.draw_statistics import Judgement, judge, make_setting, sample
from benchmarks.draw_tests import _compare, _compare_across, _compare_inside
from selection.dealing import deal
from selection.dealing.stream import Stream
from selection.panel_check import check_panel


@cache
def small_setting(*, bound: bool = True) -> Setting:
    return make_setting(60, 8, bound=bound)


class Here(Executor):
    """Runs in this process, where coverage and the debugger see it."""

    def submit(self, call, /, *arguments, **named):
        done: Future = Future()
        done.set_result(call(*arguments, **named))
        return done


def judge_sampler(fault: str, draws: int, *, bound: bool = True) -> Judgement:
    setting = small_setting(bound=bound)
    return judge(setting, sample(setting, fault, draws, Here()))


def test_twenty_thousand_real_draws_fit_their_table() -> None:
    judgement = judge_sampler("", 20_000)
    assert judgement.passes, judgement.worst


def test_without_employers_every_pair_fits_the_seats_of_its_cells() -> None:
    judgement = judge_sampler("", 4_000, bound=False)
    assert "pairs, by the table" in [one.name for one in judgement.comparisons]
    assert judgement.passes, judgement.worst


@pytest.mark.parametrize(
    ("fault", "draws", "refusing"),
    [
        ("modulo of whole bytes", 16_000, "reserves, third"),
        ("naive exchange of places", 3_000, "reserves, first"),
        ("weights in whole percents", 3_000, "patterns"),
        ("friends seated together", 3_000, "pairs, free"),
    ],
)
def test_a_broken_sampler_fails(fault: str, draws: int, refusing: str) -> None:
    judgement = judge_sampler(fault, draws)
    assert refusing in judgement.refusing
    assert judgement.worst[1] < 1e-5


def test_seeds_that_come_back_are_noticed() -> None:
    setting = small_setting()
    draws = sample(setting, "", 1_000, Here())
    again = replace(
        draws,
        patterns=np.tile(draws.patterns, 5),
        panels=np.tile(draws.panels, (5, 1)),
        reserves=np.tile(draws.reserves, (5, 1)),
    )
    assert not judge(setting, again).passes


def test_a_draw_is_the_real_deal_of_its_seed() -> None:
    setting = small_setting()
    names = [candidate.pseudonym for candidate in setting.problem.candidates]
    drawn = draw_panels(setting, "", range(7, 8))
    dealt = deal.deal_panel(
        setting.problem, setting.table, FAULTS[""].make_seed(7), setting.dealt_panels
    )
    assert [names[number] for number in drawn.panels[0]] == list(dealt.panel)
    order = list(dealt.reserve_order)
    assert [names[n] for n in drawn.reserves[0]] == [*order[:3], order[-1]]


@pytest.mark.parametrize("fault", FAULTS)
def test_broken_samplers_give_legal_panels_and_leave_the_deal_as_it_was(fault: str) -> None:
    setting = small_setting()
    names = [candidate.pseudonym for candidate in setting.problem.candidates]
    repair = deal._repair_panels
    for panel in draw_panels(setting, fault, range(20)).panels:
        assert check_panel(setting.problem, tuple(names[number] for number in panel)) == ()
    assert vars(deal)["Stream"] is Stream
    assert deal._repair_panels is repair


def test_friends_are_free_people_of_one_cell() -> None:
    setting = small_setting()
    people = describe_people(setting.problem, setting.table)
    one, other = FRIENDS
    assert people.cells[one] == people.cells[other]
    assert people.free[one]
    assert people.free[other]


def test_people_of_one_status_have_one_cell_and_relations_of_the_same_kind() -> None:
    problem = generate_problem(60)
    people = describe_people(problem, small_setting().table)
    kinds = {
        (people.statuses[n], people.cells[n], sum(n in pair for pair in people.forbidden))
        for n in range(60)
    }
    assert len(kinds) == len({status for status, _, _ in kinds})
    assert len(people.forbidden) == 27  # six twos, six threes, and three pairs in conflict


def test_rare_counts_are_pooled_before_they_are_compared() -> None:
    assert _compare([1, 0, 3, 12], [1.0, 2.0, 3.0, 10.0]) == ((4 - 6) ** 2 / 6 + 4 / 10, 1)


@pytest.mark.parametrize("seats", [2, 3, 4])
def test_squares_of_pairs_inside_a_cell_are_on_average_their_degrees(seats: int) -> None:
    size, found = 6, []
    for panel in combinations(range(size), seats):
        counts = np.zeros((size, size), dtype=np.int64)
        for one, other in combinations(panel, 2):
            counts[one, other] = counts[other, one] = 1
        found.append(_compare_inside(counts, np.array([seats])))
    assert {degrees for _, degrees in found} == {9}
    assert np.mean([statistic for statistic, _ in found]) == pytest.approx(9)


def test_squares_of_pairs_of_two_cells_are_on_average_their_degrees() -> None:
    found = []
    for left, right in product(combinations(range(4), 2), combinations(range(5), 3)):
        counts = np.zeros((4, 5), dtype=np.int64)
        counts[np.ix_(left, right)] = 1
        found.append(_compare_across(counts, np.array([2]), np.array([3])))
    assert {degrees for _, degrees in found} == {12}
    assert np.mean([statistic for statistic, _ in found]) == pytest.approx(12)
