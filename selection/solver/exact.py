"""Solves small systems of linear equations in fractions.

Its one job is to turn the patterns that a floating-point program chose into shares that
are exactly right; it must not choose patterns.
"""

from collections.abc import Sequence
from fractions import Fraction

Equation = dict[int, Fraction]


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
        equation = min(equations, key=len)
        equations.remove(equation)
        pivots = [column for column in equation if column != target]
        if not pivots:
            if equation:
                return None
            continue
        pivot = min(pivots)
        reduced = {column: value / equation[pivot] for column, value in equation.items()}
        for other in (*equations, *solved.values()):
            _eliminate(other, pivot, reduced)
        solved[pivot] = reduced
    zero = Fraction(0)
    return tuple(solved[c].get(target, zero) if c in solved else zero for c in range(target))


def _list_equations(columns: Sequence[Sequence[int]], wanted: Sequence[Fraction]) -> list[Equation]:
    equations: list[Equation] = []
    for place, amount in enumerate(wanted):
        terms = {number: Fraction(c[place]) for number, c in enumerate(columns) if c[place]}
        equations.append(terms | ({len(columns): amount} if amount else {}))
    return equations


def _eliminate(equation: Equation, pivot: int, reduced: Equation) -> None:
    factor = equation.get(pivot)
    if factor is None:
        return
    for column, value in reduced.items():
        left = equation.get(column, Fraction(0)) - factor * value
        if left:
            equation[column] = left
        else:
            equation.pop(column, None)
