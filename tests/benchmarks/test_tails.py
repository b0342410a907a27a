import math
from fractions import Fraction
from math import comb

import pytest

from benchmarks.tails import correct_by_holm, find_binomial_tails, find_chi_square_tail


@pytest.mark.parametrize("count", range(13))
def test_binomial_tails_are_those_of_the_sums_of_fractions(count: int) -> None:
    chance, trials = Fraction(3, 10), 12
    masses = [comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(trials + 1)]
    expected = min(Fraction(1), 2 * min(sum(masses[: count + 1]), sum(masses[count:])))
    assert find_binomial_tails(count, trials, 0.3) == pytest.approx(float(expected), rel=1e-12)


@pytest.mark.parametrize(("count", "chance", "tail"), [(9, 1.0, 1.0), (8, 1.0, 0.0), (0, 0.0, 1.0)])
def test_what_is_certain_is_either_so_or_impossible(count: int, chance: float, tail: float) -> None:
    assert find_binomial_tails(count, 9, chance) == tail


@pytest.mark.parametrize(
    ("statistic", "degrees", "tail"),
    [(3.841458820694124, 1, 0.05), (18.307038053275146, 10, 0.05), (124.34211340400407, 100, 0.05)],
)
def test_chi_square_tails_are_those_of_the_printed_tables(
    statistic: float, degrees: int, tail: float
) -> None:
    assert find_chi_square_tail(statistic, degrees) == pytest.approx(tail, rel=1e-9)


@pytest.mark.parametrize("point", [0.1, 2.0, 9.0, 60.0, 300.0])
@pytest.mark.parametrize("half", [1, 2, 5, 40])
def test_chi_square_tails_of_even_degrees_are_sums_of_poisson(point: float, half: int) -> None:
    expected = sum(
        math.exp(k * math.log(point / 2) - point / 2 - math.lgamma(k + 1)) for k in range(half)
    )
    assert find_chi_square_tail(point, 2 * half) == pytest.approx(expected, rel=1e-9)


def test_a_sum_of_nothing_is_never_extreme() -> None:
    assert find_chi_square_tail(0.0, 5) == 1.0


def test_holm_corrects_the_smallest_most_and_never_turns_the_order() -> None:
    corrected = correct_by_holm((0.01, 0.04, 0.03, 0.8))
    assert corrected == pytest.approx((0.04, 0.09, 0.09, 0.8))
