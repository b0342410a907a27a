"""How members judge the process: material in time, time enough, any pressure (rule EVA-02).

Its one job is what is asked and how much of it whom may be told. The organiser sees averages of
several answers alone; whether anybody reported pressure, and every word, is for auditors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from selection.errors import SelectionError
from selection.evaluations.marks import HIGHEST, LOWEST

FEWEST: Final = 3
"""Fewer answers than these are not averaged: one of them could be told from the rest."""


class ProcessItem(StrEnum):
    """What members give points for."""

    MATERIAL_IN_TIME = "material_in_time"
    TIME_ENOUGH = "time_enough"


@dataclass(frozen=True, slots=True)
class ProcessView:
    """One member's view of the process; both texts are for auditors."""

    points: Mapping[ProcessItem, int]
    pressure: bool = False
    pressure_words: str = ""
    words: str = ""


def check_process(view: ProcessView) -> None:
    """Whether a member's view is complete: points for each item, and what the pressure was.

    Raises:
        SelectionError: `evaluation.points_missing` or `evaluation.pressure_unsaid`.
    """
    if any(not LOWEST <= view.points.get(item, 0) <= HIGHEST for item in ProcessItem):
        raise SelectionError("evaluation.points_missing")
    if view.pressure and not view.pressure_words.strip():
        raise SelectionError("evaluation.pressure_unsaid")


def fold_process(given: Sequence[Mapping[ProcessItem, int]]) -> Mapping[ProcessItem, Fraction]:
    """The average of each item; nothing at all where too few have answered."""
    if len(given) < FEWEST:
        return {}
    return {item: Fraction(sum(it[item] for it in given), len(given)) for item in ProcessItem}
