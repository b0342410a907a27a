"""What many evaluations come to: for one expert, one officer or one period, item by item.

Its one job is that sum. It ranks nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from selection.evaluations.marks import Mark


@dataclass(frozen=True, slots=True)
class Averages:
    """How many evaluations there are, and the mean points of each item that was asked."""

    count: int
    items: Mapping[str, Fraction]

    @property
    def overall(self) -> Fraction | None:
        """The mean over all items; None where nothing was judged."""
        return Fraction(sum(self.items.values()), len(self.items)) if self.items else None


def average(evaluations: Iterable[Iterable[Mark]]) -> Averages:
    """The mean of each item over evaluations; items may have changed with the policy."""
    given = [tuple(marks) for marks in evaluations]
    points: dict[str, list[int]] = {}
    for mark in (it for marks in given for it in marks):
        if mark.points is not None:
            points.setdefault(mark.item, []).append(mark.points)
    means = {item: Fraction(sum(found), len(found)) for item, found in points.items()}
    return Averages(len(given), means)
