"""The band of a share that a number of cases leaves open, by Clopper and Pearson (1934).

C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case
of the binomial", Biometrika 26 (1934): exact for every size, never too narrow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, lgamma, log, log1p
from typing import Final

_STEPS: Final = 40
_NEGLIGIBLE: Final = 1e-17


@dataclass(frozen=True, slots=True)
class Band:
    """The lowest and the highest share that the cases do not speak against."""

    lowest: float
    highest: float


def exact_band(hits: int, cases: int, doubt: float = 0.05) -> Band:
    """The band that holds the true share in all but the `doubt` of such counts, at the least."""
    lowest, highest = 0.0, 1.0
    if hits > 0:
        lowest = _solve(lambda share: _at_least(hits, cases, share) < doubt / 2)
    if hits < cases:
        misses = cases - hits
        highest = 1 - _solve(lambda share: _at_least(misses, cases, share) < doubt / 2)
    return Band(lowest, highest)


def _solve(below: Callable[[float], bool]) -> float:
    """Where a rising condition turns, by halving."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return (low + high) / 2


def _at_least(hits: int, cases: int, share: float) -> float:
    """The chance of so many hits or more; `hits` is above 0 and `share` between 0 and 1."""
    ways = lgamma(cases + 1) - lgamma(hits + 1) - lgamma(cases - hits + 1)
    term = exp(ways + hits * log(share) + (cases - hits) * log1p(-share))
    odds, total, number = share / (1 - share), term, hits
    while number < cases * share or term > _NEGLIGIBLE:
        term *= (cases - number) / (number + 1) * odds
        total += term
        number += 1
    return total
