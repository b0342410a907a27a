"""What of an evaluation is an event of the credit file: coming late, and good service.

Its one job is that translation (rule EVA-05). What follows from an event is not decided here.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from selection.evaluations.marks import Mark, lowest_of

PUNCTUAL: Final = "punctual"
LATE_UP_TO: Final = 2
GOOD_FROM: Final = 4


class Service(StrEnum):
    """How somebody served on a panel, where that is worth a note."""

    LATE = "late"
    GOOD = "good"


def find_services(marks: Sequence[Mark]) -> tuple[Service, ...]:
    """Late for at most two points of punctuality; good for four and more on every item."""
    if any(it.item == PUNCTUAL and it.points and it.points <= LATE_UP_TO for it in marks):
        return (Service.LATE,)
    good = bool(marks) and all(it.points for it in marks) and lowest_of(marks) >= GOOD_FROM
    return (Service.GOOD,) if good else ()
