"""Errors keep code and parameters on every way that they take."""

import pickle

import pytest

from expert_pool.errors import ExpertPoolError


@pytest.mark.parametrize("params", [{}, {"file": "city.toml", "row": 3}])
def test_an_error_comes_back_from_a_worker_process_as_it_was(params: dict[str, object]) -> None:
    sent = ExpertPoolError("policy.not_found", params)
    back = pickle.loads(pickle.dumps(sent))  # noqa: S301 - our own bytes
    assert type(back) is ExpertPoolError
    assert (back.code, back.params) == ("policy.not_found", params)


@pytest.mark.parametrize(
    ("params", "written"),
    [
        (None, "import.row"),
        ({}, "import.row"),
        ({"row": 3, "file": "a.csv"}, "import.row(file=a.csv, row=3)"),
    ],
)
def test_a_log_shows_the_code_and_the_parameters_in_order(
    params: dict[str, object] | None, written: str
) -> None:
    assert str(ExpertPoolError("import.row", params)) == written


def test_parameters_that_change_later_leave_the_error_as_it_was() -> None:
    params: dict[str, object] = {"row": 3}
    error = ExpertPoolError("import.row", params)
    params["row"] = 4
    assert error.params == {"row": 3}
