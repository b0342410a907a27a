"""The outline of the odds, and the marks of its axes."""

from fractions import Fraction

import pytest

from web.draws.levels import LevelGroup
from web.draws.odds_plot import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, plot_odds

FLOOR = HEIGHT - BOTTOM


def points(outline: str) -> list[tuple[float, float]]:
    pairs = (pair.split(",") for pair in outline.split(" "))
    return [(float(x), float(y)) for x, y in pairs]


def test_the_outline_has_a_step_for_each_chance_as_wide_as_its_candidates() -> None:
    tenth, fifth = Fraction(1, 10), Fraction(1, 5)
    plot = plot_odds([LevelGroup(tenth, tenth, 30), LevelGroup(fifth, fifth, 10)], Fraction(1, 8))
    step = LEFT + (WIDTH - LEFT - RIGHT) * 3 / 4
    middle = (FLOOR + TOP) / 2
    assert points(plot.outline) == [
        (LEFT, FLOOR),
        (LEFT, middle),
        (step, middle),
        (step, TOP),
        (WIDTH - RIGHT, TOP),
        (WIDTH - RIGHT, FLOOR),
    ]
    assert TOP < plot.equal < middle


def test_a_folded_group_rises_from_its_lowest_to_its_highest_chance() -> None:
    plot = plot_odds([LevelGroup(Fraction(1, 10), Fraction(1, 5), 12)], Fraction(1, 8))
    heights = [y for _, y in points(plot.outline)]
    assert heights[1] > heights[2] == TOP


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (Fraction(1), ["0", "1/5", "2/5", "3/5", "4/5", "1"]),
        (Fraction(255, 100_000), ["0", "1/1000", "1/500", "3/1000"]),
        (Fraction(3, 7), ["0", "1/10", "1/5", "3/10", "2/5", "1/2"]),
        (Fraction(1, 10), ["0", "1/50", "1/25", "3/50", "2/25", "1/10"]),
    ],
)
def test_the_marks_are_round_and_reach_the_highest_chance(
    highest: Fraction, ticks: list[str]
) -> None:
    plot = plot_odds([LevelGroup(highest, highest, 9)], highest)
    assert [str(tick.value) for tick in plot.chances] == ticks
    assert plot.chances[-1].place == TOP
    assert [int(tick.value) for tick in plot.people] == [0, 4, 9]
