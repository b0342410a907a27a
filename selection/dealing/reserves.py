"""The order of all who were not drawn, from a stream of its own: who comes next, and next.

Its one job is that order, name by name as it is asked for; it must not know why somebody
is asked. The stream's seed holds the names of the whole pool, which only the auditor sees:
from the published seed alone nobody can work out a place in the order.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from selection.dealing.rosters import DealTable
from selection.dealing.stream import FEW, Stream

RESERVES_TAG: Final = b"panel-draw/v1/reserves\x00"


@dataclass(frozen=True, slots=True)
class ReserveOrder:
    """The reserves in their order. Asking for the first few costs no more in a large pool."""

    names: Sequence[str] = field(repr=False)
    seated: tuple[int, ...]
    seed: bytes

    def __len__(self) -> int:
        return len(self.names) - len(self.seated)

    def __iter__(self) -> Iterator[str]:
        if len(self) > FEW:
            return self._walk_many()
        others = list(self.names)
        for person in reversed(self.seated):
            del others[person]
        return Stream(self.seed).order(others)

    def _walk_many(self) -> Iterator[str]:
        # Before the other of number k stand those seated people who have at most k others before.
        before = [person - place for place, person in enumerate(self.seated)]
        for other in Stream(self.seed).order(range(len(self))):
            yield self.names[other + bisect_right(before, other)]


def order_reserves(ready: DealTable, seated: Sequence[int], seed: bytes) -> ReserveOrder:
    """The order of all but the seated (by number, rising) that this seed of a draw leads to."""
    own = hashlib.sha256(RESERVES_TAG + seed + ready.names_digest).digest()
    return ReserveOrder(ready.pool.names, tuple(seated), own)
