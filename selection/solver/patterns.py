"""The pattern table: shares of a lottery as whole weights, in one canonical order.

Its one job is the rounding and the order; it must not search for patterns.
"""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Final

from selection.problem import Pattern
from selection.solver.peel import Share

MOST_WEIGHT: Final = 2**31
ROUNDED_WEIGHT: Final = 2**31


def find_patterns(shares: Sequence[Share]) -> tuple[Pattern, ...]:
    """The shares as whole weights, the heaviest pattern first.

    The weights are exact wherever their sum stays within 2^31; else they are rounded by
    largest remainder to the same sum, and `build_pattern_table` states the gap.
    """
    merged: dict[tuple[int, ...], Fraction] = defaultdict(Fraction)
    for share in shares:
        merged[share.seats] += share.share
    ordered = sorted(merged.items(), key=lambda row: (-row[1], tuple(-count for count in row[0])))
    weights = _weigh([share for _, share in ordered])
    rows = zip((seats for seats, _ in ordered), weights, strict=True)
    return tuple(Pattern(seats, weight) for seats, weight in rows if weight)


def _weigh(shares: Sequence[Fraction]) -> list[int]:
    whole = sum(shares, Fraction(0))
    parts = [share / whole for share in shares]
    common = lcm(*(part.denominator for part in parts))
    if common <= MOST_WEIGHT:
        return [int(part * common) for part in parts]
    return _round_parts(parts, ROUNDED_WEIGHT)


def _round_parts(parts: Sequence[Fraction], total: int) -> list[int]:
    weights = [int(part * total) for part in parts]
    remainders = [part * total - weight for part, weight in zip(parts, weights, strict=True)]
    first = sorted(range(len(parts)), key=lambda place: (-remainders[place], place))
    for place in first[: total - sum(weights)]:
        weights[place] += 1
    return weights
