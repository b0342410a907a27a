from fractions import Fraction

from selection.cells import group_and_count
from selection.problem import PanelProblem
from selection.solver.loads import (
    UNIT,
    Load,
    find_heavy,
    find_overloaded,
    list_loads,
)
from selection.solver.rows import Row
from tests.selection.solver.brute_force import make_small


def list_of(problem: PanelProblem, split: tuple[str, ...] = ()) -> tuple[Load, ...]:
    return list_loads(problem, *group_and_count(problem, split, ()))


def test_an_employer_expects_its_share_of_the_seats_of_every_mixed_cell() -> None:
    problem = make_small(["a", "a", "b", "b", "b"], ["A", "B", "A", "", ""], 3, [])
    third = -(-UNIT // 3)
    assert list_of(problem)[0] == Load("A", Row(((0, UNIT // 2), (1, third)), 0, UNIT))


def test_an_employer_who_can_never_be_too_many_has_no_load() -> None:
    problem = make_small([""] * 4, ["A", "B", "C", "D"], 2, [])
    assert list_of(problem) == ()
    assert [load.employer for load in list_of(make_small([""] * 3, ["A", "A", "B"], 2, []))] == [
        "A"
    ]


def test_people_split_off_and_people_without_employer_have_no_load() -> None:
    problem = make_small(["", "", ""], ["A", "A", ""], 2, [])
    assert list_of(problem, ("A",)) == ()


def test_room_is_left_for_whoever_never_fills_it_with_a_single_seat() -> None:
    problem = make_small(["a", "a", "a", "b", "c", "c"], ["A", "B", "B", "C", "C", "A"], 2, [])
    loads = list_loads(problem, *group_and_count(problem, (), ()), Fraction(3, 4))
    assert {load.employer: load.row.upper for load in loads} == {
        "A": UNIT * 3 // 4,
        "B": UNIT * 3 // 4,
        "C": UNIT,
    }


def test_a_pattern_above_the_cap_is_named_and_one_at_the_cap_is_not() -> None:
    problem = make_small(["a", "a", "a", "b", "b"], ["A", "A", "B", "A", "C"], 2, [])
    loads = list_of(problem)
    assert find_overloaded(loads, (1, 1)) == {"A"}
    assert find_overloaded(loads, (0, 2)) == frozenset()


def test_who_expects_more_than_half_of_the_cap_on_average_is_heavy() -> None:
    loads = list_of(make_small([""] * 4, ["A", "A", "B", "C"], 3, []))
    assert find_heavy(loads, [Fraction(2)]) == {"A"}
    assert find_heavy(loads, [Fraction(1)]) == frozenset()
