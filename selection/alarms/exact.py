"""Exact tail probabilities in whole numbers: nothing is approximated, nothing is rounded.

Its one job is arithmetic. Which numbers are compared, and what follows, is not decided here.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import comb


def sample_tail(sample: int, marked: int, whole: int, at_least: int) -> Fraction:
    """The chance that a sample of the whole holds so many of its marked ones (hypergeometric).

    With one officer's cases as the sample this is Fisher's exact test, one-sided.
    """
    ways = sum(
        comb(marked, inside) * comb(whole - marked, sample - inside)
        for inside in range(max(at_least, 0), min(sample, marked) + 1)
        if sample - inside <= whole - marked
    )
    return Fraction(ways, comb(whole, sample))


def occasions_tail(chances: Iterable[Fraction], at_least: int) -> Fraction:
    """The chance of so many successes on occasions with chances of their own (Poisson-binomial)."""
    fewer, scale = [1] + [0] * max(at_least - 1, 0), 1
    for chance in chances:
        hit, miss = chance.numerator, chance.denominator - chance.numerator
        for place in range(len(fewer) - 1, 0, -1):
            fewer[place] = fewer[place] * miss + fewer[place - 1] * hit
        fewer[0] *= miss
        scale *= chance.denominator
    return Fraction(scale - sum(fewer), scale) if at_least > 0 else Fraction(1)


def groups_tail(counts: Sequence[int], chosen: int, at_least: int) -> Fraction:
    """The chance that so many groups, picked from all alike, hold so many cases together.

    An exact permutation test: what happens together in one group counts as one event.
    """
    ways: Counter[tuple[int, int]] = Counter({(0, 0): 1})
    empty = sum(not count for count in counts)
    for count in filter(None, counts):
        for (groups, cases), number in list(ways.items()):
            if groups < chosen:
                ways[groups + 1, min(cases + count, at_least)] += number
    enough = sum(
        number * comb(empty, chosen - groups)
        for (groups, cases), number in ways.items()
        if cases >= at_least
    )
    return Fraction(enough, comb(len(counts), chosen))
