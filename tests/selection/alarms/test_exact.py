"""The tails against counting by hand: every case listed, every chance a fraction."""

from fractions import Fraction
from itertools import combinations, product
from math import comb, prod

import pytest

from selection.alarms.exact import groups_tail, occasions_tail, sample_tail


@pytest.mark.parametrize(
    ("sample", "marked", "whole"), [(3, 4, 9), (5, 5, 8), (0, 2, 4), (6, 1, 6)]
)
def test_a_sample_s_tail_counts_every_sample(sample: int, marked: int, whole: int) -> None:
    samples = [sum(it < marked for it in drawn) for drawn in combinations(range(whole), sample)]
    for at_least in range(-1, sample + 2):
        expected = Fraction(sum(it >= at_least for it in samples), len(samples))
        assert sample_tail(sample, marked, whole, at_least) == expected


def test_fishers_lady_tasting_tea() -> None:
    # Fisher, The Design of Experiments (1935): all four cups right once in seventy.
    assert sample_tail(4, 4, 8, 4) == Fraction(1, 70)
    assert sample_tail(4, 4, 8, 3) == Fraction(17, 70)


@pytest.mark.parametrize(
    "chances",
    [
        (),
        (Fraction(1, 3),),
        (Fraction(1, 2), Fraction(1, 7), Fraction(9, 10), Fraction(0), Fraction(2, 5)),
        (Fraction(1), Fraction(1), Fraction(1, 6)),
    ],
)
def test_occasions_tail_adds_up_every_course_of_things(chances: tuple[Fraction, ...]) -> None:
    for at_least in range(len(chances) + 2):
        expected = sum(
            (
                prod(
                    (p if hit else 1 - p for p, hit in zip(chances, hits, strict=True)),
                    start=Fraction(1),
                )
                for hits in product((False, True), repeat=len(chances))
                if sum(hits) >= at_least
            ),
            Fraction(0),
        )
        assert occasions_tail(chances, at_least) == expected


def test_even_occasions_are_the_binomial_distribution() -> None:
    tail = sum(Fraction(comb(200, hits), 2**200) for hits in range(130, 201))
    assert occasions_tail([Fraction(1, 2)] * 200, 130) == tail


@pytest.mark.parametrize("counts", [(0, 0, 3, 1, 5), (2, 2, 2), (0, 0), (1, 0, 4, 4, 0, 2)])
def test_groups_tail_tries_every_choice_of_groups(counts: tuple[int, ...]) -> None:
    for chosen in range(len(counts) + 1):
        sums = [sum(picked) for picked in combinations(counts, chosen)]
        for at_least in range(sum(counts) + 2):
            expected = Fraction(sum(it >= at_least for it in sums), len(sums))
            assert groups_tail(counts, chosen, at_least) == expected
