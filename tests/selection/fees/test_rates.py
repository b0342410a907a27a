"""Day rates by class, as the policy sets them."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from expert_pool.experts import HonourHeld, TitleHeld
from expert_pool.policy import change_values, load_policy
from expert_pool.vocabulary import load_code_lists
from selection.fees import FeeClass, RateRange, find_class, read_rates
from tests.factories import make_expert

JINHUA = load_policy("jinhua")
LISTS = load_code_lists()
PROFESSOR, LECTURER = "S01-01", "S01-03"


@pytest.mark.parametrize(
    ("usual", "senior", "other", "top", "remote"),
    [
        ("lowest", 1500, 900, 2250, Fraction(1, 5)),
        ("middle", 1950, 1200, 2925, Fraction(7, 20)),
        ("highest", 2400, 1500, 3600, Fraction(1, 2)),
    ],
)
def test_the_ranges_are_those_of_the_published_table(
    usual: str, senior: int, other: int, top: int, remote: Fraction
) -> None:
    rates = read_rates(change_values(JINHUA, {"fee_usual": usual}))
    assert rates.ranges == {
        FeeClass.TOP: RateRange(2250, 3600, top),
        FeeClass.SENIOR: RateRange(1500, 2400, senior),
        FeeClass.OTHER: RateRange(900, 1500, other),
    }
    assert (rates.half_day, rates.later_days) == (Fraction(3, 5), Fraction(1, 2))
    assert rates.remote == remote


def test_a_ceiling_that_is_no_whole_yuan_is_rounded_down() -> None:
    rates = read_rates(change_values(JINHUA, {"fee_top_factor": "4/3", "fee_senior_min": 1501}))
    assert rates.ranges[FeeClass.TOP] == RateRange(2001, 3200, 2600)


@pytest.mark.parametrize(
    ("title", "honour", "verified", "expected"),
    [
        (PROFESSOR, "H01", True, FeeClass.TOP),
        (LECTURER, "H02", True, FeeClass.TOP),
        (PROFESSOR, "H03", True, FeeClass.SENIOR),
        (LECTURER, "H03", True, FeeClass.OTHER),
        (PROFESSOR, "H01", False, FeeClass.OTHER),
        ("S99-99", "H03", True, FeeClass.OTHER),
    ],
)
def test_the_class_follows_from_what_was_verified(
    title: str, honour: str, *, verified: bool, expected: FeeClass
) -> None:
    expert = replace(
        make_expert(),
        titles=(TitleHeld(title, date(2010, 1, 1), verified=verified),),
        honours=(HonourHeld(honour, verified=verified),),
    )
    assert find_class(expert, JINHUA, LISTS) is expected
