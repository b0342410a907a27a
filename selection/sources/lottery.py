"""A public lottery as a source, after RFC 3797: which numbers fit, and how much they hold.

One draw of a lottery holds few bits, so it counts only with the secrets of two parties.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb, prod
from typing import Final

from expert_pool.audit.canonical import digest

LEAST_BITS: Final = 24
"""With secrets of two parties; the Chinese 6/33 + 1/16 has 24.1."""
MOST_BALLS: Final = 100


@dataclass(frozen=True, slots=True)
class Drum:
    """So many numbers are drawn without return from 1 to `of`; their order does not count."""

    count: int
    of: int


def holds_enough(drums: Iterable[Drum]) -> bool:
    """Whether one draw from these drums has at least 2^24 outcomes."""
    return prod(comb(drum.of, drum.count) for drum in drums) >= 1 << LEAST_BITS


def fits_drums(drums: Sequence[Drum], numbers: Sequence[Sequence[int]]) -> bool:
    """Whether the numbers, rising within each drum, could have come out of these drums."""
    if len(drums) != len(numbers):
        return False
    return all(
        len(drawn) == drum.count
        and list(drawn) == sorted(set(drawn))
        and drawn[0] >= 1
        and drawn[-1] <= drum.of
        for drum, drawn in zip(drums, numbers, strict=True)
    )


def entropy_of_numbers(commit_hash: str, numbers: Sequence[Sequence[int]]) -> str:
    """What the numbers give to the seed; name and draw of the lottery are in the commitment."""
    drawn = [list(one) for one in numbers]
    return digest({"v": 1, "type": "draw.lottery", "commit_hash": commit_hash, "numbers": drawn})
