"""Solves small systems of linear equations in fractions.

Its one job is to turn the patterns that a floating-point program chose into shares that
are exactly right; it must not choose patterns. The elimination counts modulo a prime of
521 bits, the fractions are read back from their remainders (Wang 1981), and the answer is
checked in whole numbers: a wrong one is never given, at worst none.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt
from typing import Final

_PRIME: Final = 2**521 - 1
_MOST: Final = isqrt(_PRIME // 2)

# Factors by column; the wanted sum stands behind the last column.
Equation = dict[int, int]


def solve_exactly(
    columns: Sequence[Sequence[int]], wanted: Sequence[Fraction]
) -> tuple[Fraction, ...] | None:
    """One factor a column so that the columns add up to what is wanted; None if none do.

    Gauss-Jordan, the equation with the fewest terms first, because patterns have few
    seats. A column that the others already make up gets the factor 0.
    """
    equations = _list_equations(columns, wanted)
    target = len(columns)
    solved: dict[int, Equation] = {}
    while equations:
        place = min(range(len(equations)), key=lambda place: len(equations[place]))
        equation = equations.pop(place)
        pivot = min(equation, default=target)
        if pivot == target:
            if equation:
                return None
            continue
        inverse = pow(equation[pivot], -1, _PRIME)
        reduced = {column: value * inverse % _PRIME for column, value in equation.items()}
        for other in (*equations, *solved.values()):
            _eliminate(other, pivot, reduced)
        solved[pivot] = reduced
    factors = _read_fractions([solved.get(column, {}).get(target, 0) for column in range(target)])
    return factors if factors is not None and _adds_up(columns, factors, wanted) else None


def _list_equations(columns: Sequence[Sequence[int]], wanted: Sequence[Fraction]) -> list[Equation]:
    equations: list[Equation] = []
    for place, amount in enumerate(wanted):
        terms = {number: c[place] for number, c in enumerate(columns) if c[place]}
        sum_of_terms = amount.numerator * pow(amount.denominator, -1, _PRIME) % _PRIME
        equations.append(terms | ({len(columns): sum_of_terms} if amount else {}))
    return equations


def _eliminate(equation: Equation, pivot: int, reduced: Equation) -> None:
    factor = equation.get(pivot)
    if factor is None:
        return
    for column, value in reduced.items():
        left = (equation.get(column, 0) - factor * value) % _PRIME
        if left:
            equation[column] = left
        else:
            equation.pop(column, None)


def _read_fractions(remainders: Sequence[int]) -> tuple[Fraction, ...] | None:
    """The fractions with these remainders, none of whose parts is long; None where one is."""
    common = 1
    fractions: list[Fraction] = []
    for remainder in remainders:
        scaled = _read_fraction(remainder * common % _PRIME)
        if scaled is None:
            return None
        fractions.append(scaled / common)
        common *= scaled.denominator
    return tuple(fractions)


def _read_fraction(remainder: int) -> Fraction | None:
    older, newer = _PRIME, remainder
    before, factor = 0, 1
    while newer > _MOST:
        quotient = older // newer
        older, newer = newer, older - quotient * newer
        before, factor = factor, before - quotient * factor
    return Fraction(newer, factor) if abs(factor) <= _MOST else None


def _adds_up(
    columns: Sequence[Sequence[int]], factors: Sequence[Fraction], wanted: Sequence[Fraction]
) -> bool:
    sums = [Fraction(0)] * len(wanted)
    for column, factor in zip(columns, factors, strict=True):
        for place, count in enumerate(column):
            if count:
                sums[place] += count * factor
    return sums == list(wanted)
