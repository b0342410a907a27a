"""Sums of a simulated year."""

from collections.abc import Sequence

import pytest

from web.simulation.figures import gini


@pytest.mark.parametrize(
    ("loads", "expected"),
    [((), 0.0), ((0, 0), 0.0), ((3, 3, 3), 0.0), ((0, 0, 0, 4), 0.75), ((1, 3), 0.25)],
)
def test_how_unevenly_a_load_lies(loads: Sequence[int], expected: float) -> None:
    assert gini(loads) == pytest.approx(expected)
