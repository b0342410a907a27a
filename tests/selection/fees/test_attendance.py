"""From days and times to the net fee, against the published amounts."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expert_pool.policy import change_values, load_policy
from selection.fees import (
    DAY,
    HALF,
    ReviewWork,
    WorkedDay,
    count_portions,
    list_portions,
    read_rates,
    work_out_net,
)

RATES = read_rates(load_policy("jinhua"))
FIRST = date(2026, 11, 30)


def days_of(*halves: int) -> tuple[WorkedDay, ...]:
    return tuple(WorkedDay(FIRST + timedelta(place), it) for place, it in enumerate(halves))


@pytest.mark.parametrize(
    ("halves", "portions"),
    [
        ((), ()),
        ((DAY,), ("1",)),
        ((HALF,), ("3/5",)),
        ((DAY, DAY), ("1", "1")),
        ((DAY, DAY, DAY), ("1", "1", "1/2")),
        ((DAY, DAY, HALF, DAY), ("1", "1", "3/10", "1/2")),
        ((HALF, HALF, DAY), ("3/5", "3/5", "1/2")),
        ((DAY, 0, DAY, DAY), ("1", "1", "1/2")),
    ],
)
def test_two_days_count_in_full_and_later_ones_for_half(
    halves: tuple[int, ...], portions: tuple[str, ...]
) -> None:
    days = days_of(*halves)
    expected = tuple(map(Fraction, portions))
    assert list_portions(days, RATES) == list_portions(days[::-1], RATES) == expected


@pytest.mark.parametrize(
    ("paid_days", "portions"), [(1, ("1", "3/10", "1/2")), (2, ("1/2", "3/10", "1/2"))]
)
def test_days_paid_with_another_list_are_among_the_first_two(
    paid_days: int, portions: tuple[str, ...]
) -> None:
    work = ReviewWork(days_of(DAY, HALF, DAY))
    expected = tuple(map(Fraction, portions))
    assert list_portions(work.days, RATES, paid_days) == expected
    assert work_out_net(1000, work, RATES, paid_days) == sum(expected) * 100_000


@pytest.mark.parametrize(
    ("rate", "halves", "yuan"),
    [
        (2400, (DAY,), 2400),
        (3600, (DAY,), 3600),
        (2400, (HALF,), 1440),
        (3600, (HALF,), 2160),
        (900, (DAY,), 900),
        (1500, (DAY,), 1500),
        (2400, (DAY, DAY, DAY), 4800 + 1200),
        (3600, (DAY, DAY, DAY), 7200 + 1800),
        (3600, (DAY, DAY, HALF), 7200 + 1080),
    ],
)
def test_the_net_amounts_are_those_of_the_published_table(
    rate: int, halves: tuple[int, ...], yuan: int
) -> None:
    assert work_out_net(rate, ReviewWork(days_of(*halves)), RATES) == yuan * 100


@pytest.mark.parametrize(("usual", "yuan"), [("lowest", 300), ("middle", 525), ("highest", 750)])
def test_a_review_by_correspondence_is_paid_by_the_time(usual: str, yuan: int) -> None:
    rates = read_rates(change_values(load_policy("jinhua"), {"fee_usual": usual}))
    assert work_out_net(1500, ReviewWork(remote=1), rates) == yuan * 100
    assert work_out_net(1500, ReviewWork(days_of(HALF), 2), rates) == (900 + 2 * yuan) * 100


def test_less_than_a_fen_is_dropped() -> None:
    rates = read_rates(change_values(load_policy("jinhua"), {"fee_half_day": "1/3"}))
    assert work_out_net(1000, ReviewWork(days_of(HALF)), rates) == 33_333


@given(
    st.lists(st.sampled_from([0, HALF, DAY]), max_size=8),
    st.integers(0, 5),
    st.integers(0, 3600),
)
def test_no_work_is_paid_above_its_days(halves: list[int], remote: int, rate: int) -> None:
    work = ReviewWork(days_of(*halves), remote)
    attended = sum(1 for it in halves if it)
    assert 0 <= count_portions(work, RATES) <= attended + RATES.remote * remote
    assert work_out_net(rate, work, RATES) <= work_out_net(rate + 1, work, RATES)
