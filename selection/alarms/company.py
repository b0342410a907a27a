"""Who sits together too often: an officer with an expert, or two experts with each other.

What is compared is the committed lottery of each draw: it says everybody's chance, and for
two people the chance of sitting on one panel. Sitting more often than these chances allow
is found by the exact distribution of the number of such draws (Poisson-binomial).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final

from selection.alarms.alarm import LEVEL, Alarm, corrected, once_in, raise_alarm
from selection.alarms.exact import occasions_tail
from selection.problem import PatternTable

COMPARED_FROM: Final = 3
"""Fewer meetings are never told of: two may always be chance."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who was drawn to a panel of an officer's request."""

    draw: str
    officer: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """An officer and an expert, or two experts, with the draws in which they met.

    `who` are ids with their kind; `chances` those of a meeting in every draw that could
    have brought one; `compared` how many such pairs there are in all.
    """

    who: tuple[str, str]
    draws: tuple[str, ...]
    chances: tuple[Fraction, ...]
    compared: int


def find_recurring(sittings: Iterable[Sitting]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Pairs that met often enough to be compared, with the draws of their meetings."""
    met: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for sitting in sittings:
        for expert in sitting.members:
            met[f"officer:{sitting.officer}", f"expert:{expert}"].append(sitting.draw)
        for one, other in combinations(sorted(sitting.members), 2):
            met[f"expert:{one}", f"expert:{other}"].append(sitting.draw)
    return {who: tuple(draws) for who, draws in sorted(met.items()) if len(draws) >= COMPARED_FROM}


def find_company(pairs: Iterable[Compared]) -> tuple[Alarm, ...]:
    """Pairs that met more often than the committed chances explain."""
    return tuple(alarm for pair in pairs for alarm in _judge(pair))


def _judge(pair: Compared) -> Sequence[Alarm]:
    chance = corrected(occasions_tail(pair.chances, len(pair.draws)), pair.compared)
    if chance >= LEVEL:
        return ()
    expected = sum(pair.chances, Fraction(0))
    code = "ALM-03.too_often" if pair.who[0].startswith("officer:") else "ALM-04.too_often"
    raised = raise_alarm(
        code,
        pair.who,
        tuple(f"draw:{draw}" for draw in pair.draws),
        times=len(pair.draws),
        draws=len(pair.chances),
        expected=f"{float(expected):.2f}",
        compared=pair.compared,
        once_in=once_in(chance),
    )
    return (raised,)


def chance_of_both(table: PatternTable, one: int, other: int) -> Fraction:
    """The chance that two people of these cells (perhaps the same cell) sit on one panel.

    Who of a cell is seated is even; the swaps that mend clashes move it by very little.
    """
    size = len(table.cells[one].members)
    pairs = size * (size - 1) if one == other else size * len(table.cells[other].members)
    ways = sum(
        pattern.weight * pattern.seats[one] * (pattern.seats[other] - (one == other))
        for pattern in table.patterns
    )
    return Fraction(ways, table.total * pairs)
