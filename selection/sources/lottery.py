"""A public lottery as a source, after RFC 3797: which draw, which numbers fit, what they hold.

One draw of a lottery holds few bits, so it counts only with the secrets of two parties. Which draw
it is follows from the time of the commitment; nobody enters it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from math import comb, prod
from typing import Final

from expert_pool.audit.canonical import digest

LEAST_BITS: Final = 24
"""With secrets of two parties; the Chinese 6/33 + 1/16 has 24.1."""
MOST_BALLS: Final = 100
CHINA: Final = timezone(timedelta(hours=8))
"""Lotteries are drawn by China's time, which knows no summer."""


@dataclass(frozen=True, slots=True)
class Drum:
    """So many numbers are drawn without return from 1 to `of`; their order does not count."""

    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """On which days of the week a lottery is drawn (Monday is 0), and when, by China's time."""

    days: frozenset[int]
    hour: int
    minute: int

    def first_after(self, committed: datetime, wait_minutes: int) -> datetime:
        """The first draw at or after the full minute that follows commitment and wait."""
        whole = -(-int(committed.timestamp()) // 60) * 60 + wait_minutes * 60
        earliest = datetime.fromtimestamp(whole, CHINA)
        drawn = earliest.replace(hour=self.hour, minute=self.minute)
        while drawn < earliest or drawn.weekday() not in self.days:
            drawn += timedelta(days=1)
        return drawn.astimezone(UTC)


def read_drums(texts: Iterable[str]) -> tuple[Drum, ...]:
    """The drums as a policy writes them: "6/33" is six of 33."""
    return tuple(Drum(int(count), int(of)) for count, of in (one.split("/") for one in texts))


def read_numbers(drums: Sequence[Drum], text: str) -> tuple[tuple[int, ...], ...] | None:
    """The numbers as somebody typed them, drum by drum; None where they cannot have come out.

    The order within a drum and the signs between numbers are of no matter.
    """
    left = [int(one) for one in re.findall(r"[0-9]{1,3}", text)]
    if re.search(r"[^0-9\s,，、;；+|]", text) or len(left) != sum(one.count for one in drums):
        return None
    numbers = []
    for drum in drums:
        numbers.append(tuple(sorted(left[: drum.count])))
        left = left[drum.count :]
    return tuple(numbers) if fits_drums(drums, numbers) else None


def write_numbers(numbers: Sequence[Sequence[int]]) -> str:
    """The numbers as the receipts' checks name them: those of one drum, a plus, the next."""
    return " + ".join(" ".join(map(str, drum)) for drum in numbers)


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
