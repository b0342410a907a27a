"""The plot of the odds: all candidates side by side, from the lowest chance to the highest.

Geometry only, in the units of the picture; colours and words belong to style and template.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10
from typing import Final

from web.draws.levels import LevelGroup

WIDTH: Final = 640
HEIGHT: Final = 330
LEFT: Final = 74
RIGHT: Final = 22
TOP: Final = 18
BOTTOM: Final = 68
MOST_TICKS: Final = 5
_STEPS: Final = (Fraction(1), Fraction(2), Fraction(5), Fraction(10))


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where it stands, and the value it stands for."""

    place: float
    value: Fraction


@dataclass(frozen=True, slots=True)
class OddsPlot:
    """An outline of all chances, the line of equal chances, and the marks of both axes."""

    outline: str
    equal: float
    chances: tuple[Tick, ...]
    people: tuple[Tick, ...]


def plot_odds(groups: Sequence[LevelGroup], equal: Fraction) -> OddsPlot:
    """The plot of these chances, beside the chance of everybody if all were alike."""
    ticks = tuple(_ticks(max(groups[-1].highest, equal)))
    top, people = ticks[-1], sum(group.count for group in groups)
    return OddsPlot(
        outline=_outline(groups, people, top),
        equal=_height(equal, top),
        chances=tuple(Tick(_height(value, top), value) for value in ticks),
        people=tuple(
            Tick(_across(Fraction(quarter, 4)), Fraction(people * quarter, 4))
            for quarter in (0, 2, 4)
        ),
    )


def _ticks(highest: Fraction) -> Iterator[Fraction]:
    """Round values from 0 to the first one that is not below the highest chance."""
    power = Fraction(10) ** floor(log10(highest / MOST_TICKS))
    step = next(power * step for step in _STEPS if power * step * MOST_TICKS >= highest)
    value = Fraction(0)
    yield value
    while value < highest:
        value += step
        yield value


def _outline(groups: Sequence[LevelGroup], people: int, top: Fraction) -> str:
    points, seen = [(_across(Fraction(0)), _height(Fraction(0), top))], 0
    for group in groups:
        points.append((_across(Fraction(seen, people)), _height(group.lowest, top)))
        seen += group.count
        points.append((_across(Fraction(seen, people)), _height(group.highest, top)))
    points.append((_across(Fraction(1)), _height(Fraction(0), top)))
    return " ".join(f"{x},{y}" for x, y in points)


def _across(share: Fraction) -> float:
    return round(float(LEFT + share * (WIDTH - LEFT - RIGHT)), 1)


def _height(chance: Fraction, top: Fraction) -> float:
    return round(float(HEIGHT - BOTTOM - chance / top * (HEIGHT - BOTTOM - TOP)), 1)
