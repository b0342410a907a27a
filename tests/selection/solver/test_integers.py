import pytest
from ortools.sat.python import cp_model

from selection.errors import SelectionError
from selection.solver.integers import find_best_pattern, solve_model
from selection.solver.rows import CellRules, Row


def test_the_best_pattern_takes_the_greatest_gains() -> None:
    rules = CellRules((1, 5), 3, (Row(((0, 1), (1, 1)), 3, 3),))
    assert find_best_pattern(rules, [5, 1]) == (1, 2)
    assert find_best_pattern(rules, [1, 5]) == (0, 3)


def test_rows_that_exclude_each_other_leave_no_pattern() -> None:
    rules = CellRules((5,), 3, (Row(((0, 1),), 3, 3), Row(((0, 1),), 0, 2)))
    assert find_best_pattern(rules, [1]) is None


def test_an_undecided_model_is_an_error_and_never_a_no() -> None:
    model = cp_model.CpModel()
    flags = [[model.new_bool_var("") for _ in range(9)] for _ in range(10)]
    for row in flags:
        model.add(sum(row) == 1)
    for column in range(9):
        model.add(sum(row[column] for row in flags) <= 1)
    with pytest.raises(SelectionError, match=r"solver\.undecided"):
        solve_model(model, work_limit=0.0)
