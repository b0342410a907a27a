import pytest

from selection.solver import corners as corners_module
from selection.solver.corners import Corner, Corners
from selection.solver.linear import Start
from selection.solver.rows import Row
from tests.selection.solver.cell_samples import make_rules

CYCLE = tuple(Row(((a, 1), (b, 1)), 0, 1) for a, b in ((0, 1), (1, 2), (0, 2)))


def test_a_whole_corner_is_the_best_pattern() -> None:
    corners = Corners(make_rules((4, 4), 3, Row(((0, 1),), 0, 2)), Start.MOVED_BOUNDS)
    assert corners.seek([2.0, 1.0]) == Corner(5.0, (2, 1))


def test_bounds_and_rows_move_between_two_corners() -> None:
    corners = Corners(make_rules((4, 4), 3, Row(((0, 1),), 0, 2)), Start.MOVED_BOUNDS)
    corners.narrow([(0, 4), (2, 2)], [(3, 3), (0, 1)])
    assert corners.seek([2.0, 1.0]) == Corner(4.0, (1, 2))


def test_a_fractional_corner_is_set_to_whole_seats_and_its_value_stays_the_bound() -> None:
    corners = Corners(make_rules((1, 1, 1, 6), 2, *CYCLE), Start.MOVED_BOUNDS)
    corner = corners.seek([1.0, 1.0, 1.0, 0.0])
    assert corner is not None
    assert corner.value == pytest.approx(1.5)
    assert corner.seats in {(1, 0, 0, 1), (0, 1, 0, 1), (0, 0, 1, 1)}
    assert corners.seek([1.0, 1.0, 1.0, 0.0]) == corner


def test_a_cell_that_cannot_take_its_next_whole_seat_goes_without() -> None:
    # By fractions the first cell takes a third of a seat; a whole one breaks the row.
    corners = Corners(make_rules((1, 6), 2, Row(((0, 3),), 0, 1)), Start.MOVED_BOUNDS)
    corner = corners.seek([1.0, 0.0])
    assert corner is not None
    assert corner.value == pytest.approx(1 / 3)
    assert corner.seats == (0, 2)


def test_a_pattern_that_gains_no_more_than_the_goal_is_not_sought() -> None:
    corners = Corners(make_rules((4, 4), 3), Start.MOVED_BOUNDS)
    assert corners.seek([1.0, 1.0], goal=3.0) == Corner(3.0, None)


def test_rows_that_exclude_each_other_have_no_corner() -> None:
    corners = Corners(make_rules((4, 4), 3, Row(((0, 1), (1, 1)), 0, 2)), Start.MOVED_BOUNDS)
    assert corners.seek([1.0, 1.0]) is None


def test_the_search_gives_up_after_so_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corners_module, "MOST_SET", 0)
    corners = Corners(make_rules((1, 1, 1, 6), 2, *CYCLE), Start.MOVED_BOUNDS)
    corner = corners.seek([1.0, 1.0, 1.0, 0.0])
    assert corner is not None
    assert corner.seats is None


def test_a_seldom_row_joins_with_the_bounds_that_it_has_by_then() -> None:
    corners = Corners(make_rules((4, 4), 3), Start.MOVED_BOUNDS, (Row(((0, 1),), 0, 3),))
    assert corners.seek([2.0, 1.0]) == Corner(6.0, (3, 0))
    corners.narrow([(0, 4), (0, 4)], [(3, 3), (0, 2)])
    assert corners.seek([2.0, 1.0]) == Corner(5.0, (2, 1))
    corners.narrow([(0, 4), (0, 4)], [(3, 3), (0, 1)])
    assert corners.seek([2.0, 1.0]) == Corner(4.0, (1, 2))


def test_a_seldom_row_that_asks_for_seats_joins_at_once() -> None:
    corners = Corners(make_rules((4, 4), 3), Start.MOVED_BOUNDS, (Row(((1, 1),), 0, 3),))
    corners.narrow([(0, 4), (0, 4)], [(3, 3), (2, 3)])
    assert corners.seek([2.0, 1.0]) == Corner(4.0, (1, 2))
