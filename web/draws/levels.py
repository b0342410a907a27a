"""Chances with their numbers of candidates, as a page may show them: small groups folded.

Its one job is the folding: nobody is to be found by being one of a few. It knows no names.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from selection.counts import SHOWN_FROM

MOST_GROUPS: Final = 60


@dataclass(frozen=True, slots=True)
class LevelGroup:
    """Candidates of one chance, or of several neighbouring ones taken together."""

    lowest: Fraction
    highest: Fraction
    count: int

    @property
    def ends(self) -> tuple[Fraction, ...]:
        """Their one chance, or the lowest and the highest."""
        return tuple(dict.fromkeys((self.lowest, self.highest)))


def fold_levels(
    levels: Sequence[tuple[Fraction, int]], *, exact: bool, most: int = MOST_GROUPS
) -> tuple[LevelGroup, ...]:
    """The levels, lowest first; neighbours are joined where a group has too few people.

    `exact` shows single people: to auditors, and to everybody once the receipt holds the
    numbers anyway. More than `most` groups nobody reads, so then they are joined as well.
    """
    people = sum(count for _, count in levels)
    least = -(-people // most) if len(levels) > most else 1
    return tuple(_join(levels, least if exact else max(least, SHOWN_FROM)))


def _join(levels: Iterable[tuple[Fraction, int]], least: int) -> list[LevelGroup]:
    groups: list[LevelGroup] = []
    for chance, count in levels:
        # A group that is still too small takes the next level in.
        if groups and groups[-1].count < least:
            groups[-1] = _with(groups[-1], chance, count)
        else:
            groups.append(LevelGroup(chance, chance, count))
    if len(groups) > 1 and groups[-1].count < least:
        last = groups.pop()
        groups[-1] = _with(groups[-1], last.highest, last.count)
    return groups


def _with(group: LevelGroup, chance: Fraction, count: int) -> LevelGroup:
    return LevelGroup(group.lowest, chance, group.count + count)
