"""Chances with their numbers of candidates, as a page may show them: small groups folded.

Its one job is the folding: nobody is to be found by being one of a few. It knows no names.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from selection.cells import WeightGroup
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


@dataclass(frozen=True, slots=True)
class WeightRow:
    """Candidates of one weight, or of several neighbouring ones taken together."""

    lightest: int
    heaviest: int
    chances: LevelGroup


def fold_weights(groups: Sequence[WeightGroup], *, exact: bool) -> tuple[WeightRow, ...]:
    """The candidates by weight, the lowest first; small groups are joined with neighbours."""
    least = 1 if exact else SHOWN_FROM
    rows: list[WeightRow] = []
    for group in groups:
        row = WeightRow(
            group.weight,
            group.weight,
            LevelGroup(group.lowest, group.highest, group.candidates),
        )
        if rows and rows[-1].chances.count < least:
            row = _join_rows(rows.pop(), row)
        rows.append(row)
    if len(rows) > 1 and rows[-1].chances.count < least:
        last = rows.pop()
        rows.append(_join_rows(rows.pop(), last))
    return tuple(rows)


def _join_rows(lower: WeightRow, upper: WeightRow) -> WeightRow:
    one, other = lower.chances, upper.chances
    joined = LevelGroup(
        min(one.lowest, other.lowest), max(one.highest, other.highest), one.count + other.count
    )
    return WeightRow(lower.lightest, upper.heaviest, joined)


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
