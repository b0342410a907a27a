import signal
import subprocess
import sys

import pytest
from ortools.sat.python import cp_model

from expert_pool.storage.migrating import ROOT
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


AFTER_A_SOLUTION = """
import os, signal
from ortools.sat.python import cp_model
from selection.solver.integers import solve_model
signal.signal(signal.SIGINT, lambda *_: print("told"))
solve_model(cp_model.CpModel())
os.kill(os.getpid(), signal.SIGINT)
"""


def test_ctrl_c_still_reaches_the_service_after_a_solution() -> None:
    ended = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", AFTER_A_SOLUTION], cwd=ROOT, capture_output=True, check=False
    )
    assert ended.returncode != -signal.SIGINT
    assert ended.stdout == b"told\n"
