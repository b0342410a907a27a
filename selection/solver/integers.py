"""Whole-number answers by CP-SAT, the same on every run: one worker, no clock.

Its one job is to solve a model deterministically and to refuse an undecided answer; it
must not know panels beyond rows and seats. No assumptions are used (or-tools #5141).
"""

from collections.abc import Sequence
from typing import Final

from ortools.sat.python import cp_model

from selection.errors import SelectionError
from selection.solver.rows import CellRules

WORK_LIMIT: Final = 60.0
_SEED: Final = 1


def solve_model(
    model: cp_model.CpModel, work_limit: float = WORK_LIMIT, *, light: bool = False
) -> cp_model.CpSolver | None:
    """The solver holding a proven optimum, or None where the model is proven infeasible.

    The limit is deterministic work, not seconds, so that it strikes everywhere alike.
    `light` prepares less and leans on the linear relaxation: best for many small models.

    Raises:
        SelectionError: `solver.undecided` when the limit came first; this is never a "no".
    """
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = _SEED
    solver.parameters.max_deterministic_time = work_limit
    # Otherwise it takes Ctrl-C for itself, and leaves a process that dies of the next one.
    solver.parameters.catch_sigint_signal = False
    if light:
        solver.parameters.linearization_level = 2
        solver.parameters.max_presolve_iterations = 1
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    if status != cp_model.OPTIMAL:
        raise SelectionError("solver.undecided", {"status": solver.status_name(status)})
    return solver


def find_best_pattern(
    rules: CellRules, gains: Sequence[int], bounds: Sequence[tuple[int, int]] | None = None
) -> tuple[int, ...] | None:
    """The legal pattern with the greatest sum of gain x seats, or None where there is none.

    `bounds` narrow the seats of each cell further than its size.
    """
    model = cp_model.CpModel()
    spans = bounds if bounds is not None else [(0, limit) for limit in rules.limits]
    seats = [model.new_int_var(lower, upper, "") for lower, upper in spans]
    for row in rules.rows:
        total = cp_model.LinearExpr.weighted_sum(
            [seats[place] for place, _ in row.terms], [factor for _, factor in row.terms]
        )
        model.add_linear_constraint(total, row.lower, row.upper)
    model.maximize(cp_model.LinearExpr.weighted_sum(seats, list(gains)))
    solver = solve_model(model, light=True)
    return None if solver is None else tuple(solver.value(seat) for seat in seats)
