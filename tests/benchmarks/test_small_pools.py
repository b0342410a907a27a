from dataclasses import replace

import pytest

from benchmarks.small_pools import Shape, Trial, generate_pool, list_shapes, try_pool
from selection.panel_check import check_panel

SMALL = (
    Shape(20, 6, 5, 10, unequal=False),
    Shape(30, 6, 5, 20, unequal=True),
    Shape(60, 10, 7, 40, unequal=True),
    Shape(80, 12, 9, 40, unequal=False),
)


@pytest.mark.parametrize("shape", SMALL, ids=lambda shape: shape.name)
def test_a_small_pool_has_a_certified_table_and_nothing_left_unrepaired(shape: Shape) -> None:
    trial = try_pool(generate_pool(shape), dealt_panels=100)
    assert trial.sound
    assert trial.built is not None
    assert trial.built.unrepaired == 0
    assert trial.panels == 3 * len(trial.built.table.patterns)


def test_a_pool_without_a_legal_panel_is_no_fault() -> None:
    trial = try_pool(generate_pool(Shape(15, 5, 5, 0, unequal=True)))
    assert trial.built is None
    assert trial.sound


def test_an_illegal_panel_or_one_beyond_repair_is_a_fault() -> None:
    built = try_pool(generate_pool(SMALL[0]), dealt_panels=20).built
    assert built is not None
    assert Trial(0.0, built, 3, 0).sound
    assert not Trial(0.0, built, 3, 1).sound
    assert not Trial(0.0, replace(built, unrepaired=1), 3, 0).sound


def test_the_pools_are_generated_from_their_names_alone() -> None:
    shapes = list(list_shapes(100))
    assert len(shapes) == len({shape.name for shape in shapes}) == 28
    problem = generate_pool(shapes[4])
    assert problem == generate_pool(shapes[4])
    assert len(problem.candidates) == 20
    assert check_panel(problem, ["E00000"])
