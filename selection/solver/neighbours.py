"""Better patterns next to known ones: one seat moves from a cell to another, again and again.

Its one job is to spare column generation most of its programs; it proves nothing. Where no
single move helps, the caller asks the linear program.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from selection.solver.corners import Seats
from selection.solver.rows import CellRules, Row

MOST_FOUND: Final = 2
_GAIN: Final = 1e-9

Counts = NDArray[np.int64]
Weights = NDArray[np.float64]
Flags = NDArray[np.bool_]


class _Rows:
    """Rows as one array, and the sums that a pattern has in them."""

    def __init__(self, rows: Sequence[Row], cells: int) -> None:
        self.factors = _list_factors(rows, cells)
        self._lower = np.array([row.lower for row in rows], dtype=np.int64)[:, None]
        self._upper = np.array([row.upper for row in rows], dtype=np.int64)[:, None]

    def allow(self, sums: Counts) -> Flags:
        """Which columns of sums keep every row."""
        kept: Flags = np.logical_and(sums >= self._lower, sums <= self._upper)
        return np.asarray(kept.all(axis=0))


class _Limits:
    """The `seldom` rows, which limit sums from above alone: a line for each cell."""

    def __init__(self, rows: Sequence[Row], cells: int) -> None:
        self.factors = np.ascontiguousarray(_list_factors(rows, cells).T)
        self._upper = np.array([row.upper for row in rows], dtype=np.int64)
        self._most = self.factors.max(axis=0, initial=0)

    def find_room(self, seats: Counts) -> Counts:
        """What each row has left beside a pattern."""
        used = np.flatnonzero(seats)
        room: Counts = self._upper - (self.factors[used] * seats[used, None]).sum(axis=0)
        return room

    def allow(self, room: Counts, source: int, targets: Counts) -> Flags:
        """Whether a seat of the source may move to each target: rows nearly full can stop it."""
        left = room + self.factors[source]
        close = np.flatnonzero(left < self._most)
        kept: Flags = self.factors[np.ix_(targets, close)] <= left[close]
        return np.asarray(kept.all(axis=1))


class Neighbours:
    """The rules as arrays, so that many moves of a seat are tried at once.

    The `seldom` rows, sums with an upper limit, are looked at only where a move keeps all others.
    """

    def __init__(self, rules: CellRules, seldom: Sequence[Row] = ()) -> None:
        cells = len(rules.sizes)
        self._limits = np.array(rules.limits, dtype=np.int64)
        self._rows = _Rows([row for row in rules.rows if not _is_idle(row, rules.limits)], cells)
        self._seldom = _Limits(seldom, cells)

    def list_better(
        self, starts: Iterable[Seats], pulls: Sequence[float], goal: float, known: Collection[Seats]
    ) -> list[Seats]:
        """A few new patterns that pull more than the goal, one start after the other."""
        weights = np.array(pulls)
        ended = (self._climb(np.array(start, dtype=np.int64), weights) for start in starts)
        better = (
            seats
            for seats in (tuple(end.tolist()) for end in ended if weights @ end > goal)
            if seats not in known
        )
        return list(dict.fromkeys(islice(better, MOST_FOUND)))

    def _climb(self, seats: Counts, weights: Weights) -> Counts:
        """The pattern at which no move of one seat pulls more."""
        sums, room = self._rows.factors @ seats, self._seldom.find_room(seats)
        move = self._find_move(seats, sums, room, weights)
        while move is not None:
            source, target = move
            seats[source] -= 1
            seats[target] += 1
            sums += self._rows.factors[:, target] - self._rows.factors[:, source]
            room += self._seldom.factors[source] - self._seldom.factors[target]
            move = self._find_move(seats, sums, room, weights)
        return seats

    def _find_move(
        self, seats: Counts, sums: Counts, room: Counts, weights: Weights
    ) -> tuple[int, int] | None:
        """From the cell that pulls least to the one that pulls most, as far as the rows allow."""
        used = np.flatnonzero(seats)
        targets = np.flatnonzero(seats < self._limits)
        targets = targets[np.argsort(-weights[targets], kind="stable")]
        pulled = -weights[targets]
        arrived = sums[:, None] + self._rows.factors[:, targets]
        for source in used[np.argsort(weights[used], kind="stable")].tolist():
            better = int(np.searchsorted(pulled, -weights[source] - _GAIN))
            if not better:
                return None
            moved = arrived[:, :better] - self._rows.factors[:, source, None]
            kept = targets[:better][self._rows.allow(moved)]
            kept = kept[self._seldom.allow(room, source, kept)]
            if kept.size:
                return source, int(kept[0])
        return None


def _list_factors(rows: Sequence[Row], cells: int) -> Counts:
    factors: Counts = np.zeros((len(rows), cells), dtype=np.int64)
    for number, row in enumerate(rows):
        for place, factor in row.terms:
            factors[number, place] = factor
    return factors


def _is_idle(row: Row, limits: Sequence[int]) -> bool:
    """Whether a row about one cell says no more than the size of the cell does."""
    if len(row.terms) != 1 or row.lower > 0:
        return False
    place, factor = row.terms[0]
    return factor * limits[place] <= row.upper
