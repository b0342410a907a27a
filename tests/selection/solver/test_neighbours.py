from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.solver.neighbours import Neighbours
from selection.solver.rows import CellRules, Row
from tests.selection.solver.cell_samples import make_rules

GOAL = 0.0


def list_legal(rules: CellRules, seldom: tuple[Row, ...] = ()) -> list[tuple[int, ...]]:
    close = rules.with_rows(seldom)
    seatings = product(*(range(limit + 1) for limit in rules.limits))
    return [seats for seats in seatings if close.allows(seats)]


def test_one_seat_after_the_other_moves_to_the_cells_that_pull_most() -> None:
    near = Neighbours(make_rules((2, 3, 4), 4))
    assert near.list_better([(0, 0, 4)], [3.0, 2.0, 1.0], GOAL, ()) == [(2, 2, 0)]


def test_a_cell_may_be_held_below_its_size_by_a_row_of_its_own() -> None:
    # Two people of one employer in a cell of their own, one of whom may sit.
    rules = make_rules((2, 3), 2, Row(((0, 1),), 0, 1, ("employer", "U1")))
    assert Neighbours(rules).list_better([(0, 2)], [2.0, 1.0], GOAL, ()) == [(1, 1)]


def test_a_cell_may_have_to_keep_a_seat() -> None:
    rules = make_rules((2, 3), 2, Row(((1, 1),), 1, 3, ("quota", "chair")))
    assert Neighbours(rules).list_better([(0, 2)], [2.0, 1.0], GOAL, ()) == [(1, 1)]


def test_the_seldom_rows_hold_as_well() -> None:
    load = Row(((0, 2), (1, 1)), 0, 3)
    near = Neighbours(make_rules((3, 3, 3), 3), (load,))
    assert near.list_better([(0, 0, 3)], [3.0, 2.0, 1.0], GOAL, ()) == [(1, 1, 1)]


def test_where_no_seat_may_move_the_pattern_stays() -> None:
    rules = make_rules((1, 1), 2)
    assert Neighbours(rules).list_better([(1, 1)], [1.0, 2.0], GOAL, ()) == [(1, 1)]


def test_what_is_known_or_pulls_too_little_is_not_named() -> None:
    near, pulls = Neighbours(make_rules((2, 2), 2)), [2.0, 1.0]
    assert near.list_better([(0, 2)], pulls, GOAL, {(2, 0)}) == []
    assert near.list_better([(0, 2)], pulls, 4.0, ()) == []


def test_few_are_named_and_each_once() -> None:
    # The second and third cell pull alike, so that starts end at different ones.
    near, pulls = Neighbours(make_rules((3, 3, 3), 3)), [0.0, 2.0, 2.0]
    starts = [(1, 2, 0), (1, 0, 2), (1, 1, 1)]
    assert near.list_better(starts, pulls, GOAL, ()) == [(0, 3, 0), (0, 1, 2)]
    assert near.list_better([(1, 2, 0), (2, 1, 0)], pulls, GOAL, ()) == [(0, 3, 0)]


@pytest.mark.parametrize("with_load", [False, True])
@given(data=st.data())
def test_what_is_found_is_legal_and_no_worse_than_its_start(
    with_load: bool, data: st.DataObject
) -> None:
    cells = data.draw(st.integers(2, 4))
    sizes = tuple(data.draw(st.lists(st.integers(1, 3), min_size=cells, max_size=cells)))
    seats = data.draw(st.integers(1, min(4, sum(sizes))))
    subsets = st.lists(st.integers(0, cells - 1), unique=True, min_size=1)
    drawn = data.draw(
        st.lists(st.tuples(subsets, st.integers(0, 2), st.integers(0, 3)), max_size=3)
    )
    rows = [Row(tuple((p, 1) for p in places), low, low + more) for places, low, more in drawn]
    rules = make_rules(sizes, seats, *rows)
    loads = (Row(tuple((p, 1 + p) for p in range(cells)), 0, 2 * seats),) if with_load else ()
    legal = list_legal(rules, loads)
    if not legal:
        return
    pulls = data.draw(st.lists(st.floats(0.0, 9.0), min_size=cells, max_size=cells))
    start = data.draw(st.sampled_from(legal))
    gain = sum(pull * count for pull, count in zip(pulls, start, strict=True))
    for found in Neighbours(rules, loads).list_better([start], pulls, gain, ()):
        assert found in legal
        assert sum(pull * count for pull, count in zip(pulls, found, strict=True)) > gain
