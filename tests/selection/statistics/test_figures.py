"""Shares, bands, folded numbers and times."""

from datetime import UTC, datetime, timedelta

import pytest

from selection.statistics import (
    compare_shares,
    exact_band,
    fold_loads,
    fold_small,
    time_panels,
)

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hits", "cases", "lowest", "highest"),
    [
        # Tables of Clopper-Pearson limits at 95 %.
        (0, 10, 0.0, 0.3085),
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (10, 10, 0.6915, 1.0),
        (50, 1000, 0.0373, 0.0654),
    ],
)
def test_the_band_is_the_one_of_the_tables(
    hits: int, cases: int, lowest: float, highest: float
) -> None:
    band = exact_band(hits, cases)
    assert (band.lowest, band.highest) == pytest.approx((lowest, highest), abs=6e-5)


def test_shares_stand_beside_each_other_the_largest_group_first() -> None:
    small, large = {"a": 10, "b": 90}, {"a": 30, "b": 20}
    first, second = compare_shares(small, large)
    assert (first.group, first.eligible, first.seats) == ("b", 90, 20)
    assert (second.share_of_eligible, second.share_of_seats) == (0.1, 0.6)
    assert not second.inside
    assert compare_shares({"a": 50, "b": 50}, {"a": 25, "b": 25})[0].inside
    assert compare_shares({"a": 5}, {"a": 5})[0].band.highest == 1.0


@pytest.mark.parametrize(("eligible", "seats"), [({}, {}), ({"a": 3}, {}), ({}, {"a": 3})])
def test_without_draws_there_are_no_shares(eligible: dict[str, int], seats: dict[str, int]) -> None:
    assert compare_shares(eligible, seats) == ()


@pytest.mark.parametrize(
    ("counts", "folded"),
    [
        ({"a": 12, "b": 40}, {"b": 40, "a": 12}),
        ({"a": 3, "b": 4, "c": 5, "d": 40}, {"d": 40, "": 12}),
        # One small group alone would follow from the sum: the next one hides it.
        ({"a": 3, "b": 12, "c": 40}, {"c": 40, "": 15}),
        # Nobody can be hidden among fewer than ten.
        ({"a": 3, "b": 6}, {}),
        ({}, {}),
    ],
)
def test_groups_below_ten_are_told_together(counts: dict[str, int], folded: dict[str, int]) -> None:
    assert fold_small(counts) == folded


@pytest.mark.parametrize(
    ("loads", "folded"),
    [
        ({0: 40, 1: 30, 2: 12}, {0: 40, 1: 30, 2: 12}),
        ({0: 40, 1: 30, 2: 12, 3: 8, 4: 2}, {0: 40, 1: 30, 2: 12, 3: 10}),
        # One expert with five seats would follow from the sum: those with fewer hide the one.
        ({0: 40, 1: 30, 5: 1, 2: 12}, {0: 40, 1: 30, 2: 13}),
        ({0: 40, 1: 8}, {0: 48}),
        ({0: 3, 1: 40, 2: 20}, {0: 63}),
        ({0: 3, 1: 6}, {}),
        ({}, {}),
    ],
)
def test_fewer_than_ten_with_many_seats_are_told_with_those_below(
    loads: dict[int, int], folded: dict[int, int]
) -> None:
    assert fold_loads(loads) == folded


def test_times_are_medians_over_the_complete_panels() -> None:
    def after(hours: float) -> datetime:
        return START + timedelta(hours=hours)

    told = time_panels(
        [(START, after(2), after(5)), (None, after(1), after(3)), (START, START, None)]
    )
    assert (told.drawn, told.complete) == (3, 2)
    assert (told.from_request, told.from_draw) == (3.5, 2.5)
    assert time_panels([]).from_draw == 0.0
