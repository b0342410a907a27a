import pytest

from selection.errors import SelectionError
from selection.solver import linear
from selection.solver.linear import LinearProgram


def make_program() -> LinearProgram:
    program = LinearProgram()
    first, second = program.add_variable(gain=1.0), program.add_variable(upper=2.0)
    program.add_row([(first, 1.0), (second, 1.0)], 0.0, 3.0)
    return program


def test_a_program_is_solved_and_its_row_has_a_multiplier() -> None:
    optimum = make_program().solve()
    assert optimum is not None
    assert (optimum.value, optimum.values, optimum.multipliers) == (3.0, (3.0, 0.0), (1.0,))


def test_a_changed_program_is_solved_again() -> None:
    program = make_program()
    program.solve()
    program.set_gains([0.0, 1.0])
    program.bound_variable(1, 0.0, 1.5)
    program.bound_row(0, 0.0, 9.0)
    program.set_factor(0, 0, 2.0)
    optimum = program.solve()
    assert optimum is not None
    assert optimum.value == 1.5


def test_rows_that_exclude_each_other_have_no_optimum() -> None:
    program = make_program()
    program.add_row([(0, 1.0)], 5.0, 6.0)
    assert program.solve() is None


def test_a_program_that_ends_in_any_other_way_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linear, "_DECIDED", ())
    with pytest.raises(SelectionError, match=r"solver\.linear_failed"):
        make_program().solve()
