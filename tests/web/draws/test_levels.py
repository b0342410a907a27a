"""Chances as pages show them: small groups folded, long lists shortened."""

from fractions import Fraction

import pytest

from selection.cells import WeightGroup
from web.draws.levels import LevelGroup, fold_levels, fold_weights

Level = tuple[Fraction, int]


def levels(*counts: int) -> list[Level]:
    return [(Fraction(place, 100), count) for place, count in enumerate(counts, start=1)]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((20, 30), [20, 30]),
        ((20, 9), [29]),
        ((9, 20), [29]),
        ((3, 4, 3, 20), [10, 20]),
        ((20, 3, 30), [20, 33]),
        ((20, 3, 4), [27]),
        ((2, 3), [5]),
        ((), []),
    ],
)
def test_who_may_not_see_small_groups_sees_them_with_their_neighbours(
    counts: tuple[int, ...], shown: list[int]
) -> None:
    groups = fold_levels(levels(*counts), exact=False)
    assert [group.count for group in groups] == shown
    assert sum(shown) == sum(counts)


def test_who_may_see_single_people_sees_every_level() -> None:
    groups = fold_levels(levels(1, 20, 2), exact=True)
    assert [(group.ends, group.count) for group in groups] == [
        ((Fraction(1, 100),), 1),
        ((Fraction(2, 100),), 20),
        ((Fraction(3, 100),), 2),
    ]


def test_a_folded_group_tells_its_lowest_and_highest_chance() -> None:
    (group,) = fold_levels(levels(5, 3, 8), exact=False)
    assert group == LevelGroup(Fraction(1, 100), Fraction(3, 100), 16)
    assert group.ends == (Fraction(1, 100), Fraction(3, 100))


@pytest.mark.parametrize("exact", [True, False])
def test_no_list_is_longer_than_people_read(*, exact: bool) -> None:
    groups = fold_levels(levels(*[1] * 500), exact=exact, most=60)
    assert 0 < len(groups) <= 60
    assert sum(group.count for group in groups) == 500


def by_weight(*counts: int) -> list[WeightGroup]:
    return [
        WeightGroup(weight, count, Fraction(weight, 100), Fraction(weight, 50))
        for weight, count in enumerate(counts, start=1)
    ]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((20, 30, 10), [(1, 1, 20), (2, 2, 30), (3, 3, 10)]),
        ((3, 4, 30), [(1, 3, 37)]),
        ((20, 9, 30), [(1, 1, 20), (2, 3, 39)]),
        ((20, 30, 9), [(1, 1, 20), (2, 3, 39)]),
        ((3, 4), [(1, 2, 7)]),
    ],
)
def test_few_of_one_weight_are_shown_with_the_weights_beside(
    counts: tuple[int, ...], shown: list[tuple[int, int, int]]
) -> None:
    rows = fold_weights(by_weight(*counts), exact=False)
    assert [(row.lightest, row.heaviest, row.chances.count) for row in rows] == shown
    assert rows[0].chances.lowest == Fraction(1, 100)
    assert rows[-1].chances.highest == Fraction(len(counts), 50)


def test_who_may_see_single_people_sees_every_weight() -> None:
    rows = fold_weights(by_weight(1, 20, 2), exact=True)
    assert [(row.lightest, row.heaviest, row.chances.count) for row in rows] == [
        (1, 1, 1),
        (2, 2, 20),
        (3, 3, 2),
    ]
