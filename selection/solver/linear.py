"""Linear programs by GLOP: the one place that speaks to OR-Tools' linear solver.

Its one job is to hold a program that is changed and solved again; it must not know
panels. Everything it answers is a floating-point hint: callers check in whole numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from ortools.linear_solver import pywraplp

from selection.errors import SelectionError

_DECIDED: Final = (pywraplp.Solver.OPTIMAL, pywraplp.Solver.INFEASIBLE)
_PLAIN: Final = "use_preprocessing:false use_dual_simplex:false use_scaling:true"


class Start(Enum):
    """Where the next solution starts: anew, or from the last one.

    Preprocessing forgets the last solution. After a move of bounds the dual simplex goes
    on from it, after new columns or gains the primal one.
    """

    ANEW = "use_preprocessing:true use_dual_simplex:false use_scaling:true"
    MOVED_BOUNDS = "use_preprocessing:false use_dual_simplex:true use_scaling:false"
    MOVED_GAINS = "use_preprocessing:false use_dual_simplex:false use_scaling:false"


@dataclass(frozen=True, slots=True)
class LinearOptimum:
    """The best value, the value of each variable, the multiplier of each row if asked for."""

    value: float
    values: tuple[float, ...]
    multipliers: tuple[float, ...]


class LinearProgram:
    """A linear program to be maximised; variables and rows are numbered as they come."""

    def __init__(self, start: Start = Start.ANEW) -> None:
        # Now and then one way leaves GLOP without an answer that it trusts; others follow.
        self._attempts = (start.value, _PLAIN, Start.ANEW.value, Start.MOVED_GAINS.value)
        self._parameters = ""
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._variables: list[pywraplp.Variable] = []
        self._rows: list[pywraplp.Constraint] = []
        self._objective = self._solver.Objective()
        self._objective.SetMaximization()

    def add_variable(
        self, lower: float = 0.0, upper: float = float("inf"), gain: float = 0.0
    ) -> int:
        """A new variable between two bounds, with its gain in the objective."""
        variable = self._solver.NumVar(lower, upper, "")
        self._variables.append(variable)
        self._objective.SetCoefficient(variable, gain)
        return len(self._variables) - 1

    def add_row(self, terms: Iterable[tuple[int, float]], lower: float, upper: float) -> int:
        """A new row: the sum over (variable, factor) lies between two bounds."""
        row = self._solver.Constraint(lower, upper)
        for variable, factor in terms:
            row.SetCoefficient(self._variables[variable], factor)
        self._rows.append(row)
        return len(self._rows) - 1

    def set_factor(self, row: int, variable: int, factor: float) -> None:
        """Change one factor of a row."""
        self._rows[row].SetCoefficient(self._variables[variable], factor)

    def bound_row(self, row: int, lower: float, upper: float) -> None:
        """Change the bounds of a row."""
        self._rows[row].SetBounds(lower, upper)

    def bound_variable(self, variable: int, lower: float, upper: float) -> None:
        """Change the bounds of a variable."""
        self._variables[variable].SetBounds(lower, upper)

    def set_gains(self, gains: Sequence[float]) -> None:
        """Change the objective, one gain a variable."""
        for variable, gain in zip(self._variables, gains, strict=True):
            self._objective.SetCoefficient(variable, gain)

    def solve(self, *, priced: bool = True) -> LinearOptimum | None:
        """The optimum, or None where no values keep all rows; multipliers only if `priced`.

        Raises:
            SelectionError: `solver.linear_failed` when GLOP ends in any other way.
        """
        status = next(filter(_DECIDED.__contains__, map(self._try, self._attempts)), None)
        if status is None:
            raise SelectionError("solver.linear_failed")
        if status == pywraplp.Solver.INFEASIBLE:
            return None
        return LinearOptimum(
            float(self._objective.Value()),
            tuple(variable.solution_value() for variable in self._variables),
            tuple(row.dual_value() for row in self._rows) if priced else (),
        )

    def _try(self, parameters: str) -> int:
        if parameters != self._parameters:
            self._solver.SetSolverSpecificParametersAsString(parameters)
            self._parameters = parameters
        return int(self._solver.Solve())
