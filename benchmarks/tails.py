"""Chances of the extreme: binomial and chi-square tails, and Holm's correction.

Its one job is p-values from sums that anybody can follow; it must not know what was counted.
"""

import math
from collections.abc import Sequence

_NEGLIGIBLE = 1e-17


def find_binomial_tails(count: int, trials: int, chance: float) -> float:
    """The p-value of a count, exact and from both sides: twice the smaller tail, at most 1."""
    if not 0 < chance < 1:
        return 1.0 if count == trials * chance else 0.0
    below = _sum_tail(count, trials, chance)
    above = _sum_tail(trials - count, trials, 1 - chance)
    return min(1.0, 2 * min(below, above))


def find_chi_square_tail(statistic: float, degrees: int) -> float:
    """The chance of at least this sum of squares of `degrees` independent normal numbers."""
    shape, point = degrees / 2, statistic / 2
    if point <= 0:
        return 1.0
    scale = math.exp(shape * math.log(point) - point - math.lgamma(shape))
    if point < shape + 1:
        return max(0.0, 1 - scale * _sum_series(shape, point))
    return scale * _expand_fraction(shape, point)


def correct_by_holm(chances: Sequence[float]) -> tuple[float, ...]:
    """The p-values corrected for their number, in the order given (Holm 1979)."""
    corrected = [0.0] * len(chances)
    largest = 0.0
    for rank, place in enumerate(sorted(range(len(chances)), key=chances.__getitem__)):
        largest = max(largest, min(1.0, chances[place] * (len(chances) - rank)))
        corrected[place] = largest
    return tuple(corrected)


def _sum_tail(count: int, trials: int, chance: float) -> float:
    """The chance of at most `count`: the chance of `count`, then each one below from its ratio."""
    logarithm = (
        math.lgamma(trials + 1)
        - math.lgamma(count + 1)
        - math.lgamma(trials - count + 1)
        + count * math.log(chance)
        + (trials - count) * math.log1p(-chance)
    )
    term, total, odds = 1.0, 1.0, (1 - chance) / chance
    for successes in range(count, 0, -1):
        term *= successes / (trials - successes + 1) * odds
        total += term
        if term < total * _NEGLIGIBLE:
            break
    return min(1.0, math.exp(logarithm + math.log(total)))


def _sum_series(shape: float, point: float) -> float:
    """The lower incomplete gamma function over its scale: 1/a + x/a(a+1) + ..."""
    term = total = 1 / shape
    step = shape
    while term > total * _NEGLIGIBLE:
        step += 1
        term *= point / step
        total += term
    return total


def _expand_fraction(shape: float, point: float) -> float:
    """The upper one over its scale: Legendre's continued fraction, evaluated from the far end.

    1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / (x + 5 - a - ...))).
    """
    depth = 100 + 20 * math.isqrt(int(point))
    value = 0.0
    for step in range(depth, 0, -1):
        value = step * (step - shape) / (point + 2 * step + 1 - shape - value)
    return 1 / (point + 1 - shape - value)
