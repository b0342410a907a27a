from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from selection.certificate import Certificate, Cut, ProofStep
from selection.fairness import FairLottery, Proof, Shown, check_fairness
from selection.problem import PanelProblem, Pattern
from tests.selection.solver.brute_force import make_small, weigh

ONE, SEATS = Fraction(1), ("seats",)
NOBODY: frozenset[str] = frozenset()
# Nobody of "a" may sit; of four others, two who count for "b" share one of two seats.
PROBLEM = make_small(["a", "b", "b", "", ""], [""] * 5, 2, [("a", 0, 0), ("b", 1, 1)])
PROBLEM = replace(PROBLEM, conflicts=frozenset({("p0", "p1")}))
OUT = Proof(NOBODY, NOBODY, Certificate((ProofStep(Fraction(0), (1,), ((("quota", "a"), ONE),)),)))
HALF = ProofStep(Fraction(1, 2), (0, 1), ((SEATS, ONE),))
FAIR = FairLottery(
    (OUT,), Proof(NOBODY, NOBODY, Certificate((HALF,))), (Pattern((1, 1), 1),), Fraction(0)
)


def codes(lottery: FairLottery, problem: PanelProblem = PROBLEM) -> list[str]:
    found = check_fairness(problem, lottery)
    return [] if isinstance(found, Shown) else [finding.code for finding in found]


def steps(*found: ProofStep, cuts: tuple[Cut, ...] = ()) -> Proof:
    return Proof(NOBODY, NOBODY, Certificate(found, cuts))


def test_a_fair_lottery_is_shown_with_those_who_can_sit_on_no_panel() -> None:
    shown = check_fairness(PROBLEM, FAIR)
    assert isinstance(shown, Shown)
    assert shown.unseated == ("p0",)
    assert shown.apart == 0
    assert [len(cell.members) for cell in shown.table.cells] == [2, 2]


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        (lambda it: replace(it, gap=Fraction(1, 10**9)), "CRT-07.gap_misstated"),
        (lambda it: replace(it, patterns=(Pattern((2, 0), 1),)), "CRT-06.pattern_illegal"),
        (lambda it: replace(it, patterns=(Pattern((1, 1, 0), 1),)), "CRT-06.pattern_illegal"),
        (lambda it: replace(it, unseated=()), "CRT-06.pattern_illegal"),
        (lambda it: replace(it, unseated=(FAIR.proof,)), "CRT-08.chance_not_zero"),
        (
            lambda it: replace(it, unseated=(steps(replace(HALF, chance=Fraction(0))),)),
            "CRT-05.step_not_proven",
        ),
        (
            lambda it: replace(it, proof=steps(replace(HALF, chance=Fraction(1, 3)))),
            "CRT-05.step_not_proven",
        ),
        (
            lambda it: replace(it, proof=steps(replace(HALF, chance=Fraction(2, 3)))),
            "CRT-07.gap_misstated",
        ),
        (
            lambda it: replace(it, proof=steps(replace(HALF, cells=(0,)))),
            "CRT-01.cells_not_bound_once",
        ),
        (
            lambda it: replace(it, proof=steps(replace(HALF, cells=(0, 1, 9)))),
            "CRT-01.cells_not_bound_once",
        ),
        (
            lambda it: replace(it, proof=steps(HALF, cuts=(Cut(((9, 1),), 1),))),
            "CRT-03.cut_broken",
        ),
    ],
)
def test_a_forged_lottery_shows_nothing(
    forge: Callable[[FairLottery], FairLottery], code: str
) -> None:
    assert code in codes(forge(FAIR))


def test_a_lottery_below_its_bound_is_shown_with_the_gap() -> None:
    problem = make_small(["a", ""], [""] * 2, 1, [("a", 0, 1)])
    uneven = FairLottery((), steps(HALF), (Pattern((1, 0), 2), Pattern((0, 1), 1)), Fraction(1, 6))
    assert codes(uneven, problem) == []
    assert codes(replace(uneven, gap=Fraction(0)), problem) == ["CRT-07.gap_misstated"]


def test_a_small_gap_that_a_later_step_counts_often_is_told_as_what_it_allows() -> None:
    """Two of "b" could have a quarter each; the table gives them as little as ten of "a" have."""
    kinds = ["a"] * 10 + ["b"] * 2 + ["c"] * 2
    quotas = [("a", 0, 1), ("b", 0, 2), ("c", 0, 2)]
    problem = make_small(kinds, [""] * 14, 2, quotas)
    tiny = Fraction(1, 10**6)
    often = (2 - 2 * (Fraction(1, 10) + tiny)) / (10 * tiny)
    most = (("quota", "a"), often)
    proof = steps(
        ProofStep(Fraction(1, 10) + tiny, (0,), ((("quota", "a"), ONE),)),
        ProofStep(Fraction(1, 10) + tiny, (1,), ((("cell", "1"), ONE), most)),
        ProofStep(Fraction(4, 10), (2,), ((("cell", "2"), ONE), most)),
    )
    forged = FairLottery((), proof, (Pattern((1, 1, 0), 1), Pattern((1, 0, 1), 4)), tiny)
    shown = check_fairness(problem, forged)
    assert isinstance(shown, Shown)
    assert shown.apart == Fraction(9, 10)


def test_bounds_of_weighted_chances_are_taken_times_the_weight() -> None:
    problem = weigh(make_small(["", "", ""], [""] * 3, 1, []), 2, [1, 1, 2])
    quarter = replace(HALF, chance=Fraction(1, 4))
    table = (Pattern((1, 0), 1), Pattern((0, 1), 1))
    assert codes(FairLottery((), steps(quarter), table, Fraction(0)), problem) == []
