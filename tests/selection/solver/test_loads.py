from fractions import Fraction

from selection.cells import group_and_count
from selection.problem import PanelProblem
from selection.solver.loads import (
    NOBODY,
    UNIT,
    Crowding,
    Load,
    find_heavy,
    find_overloaded,
    list_loads,
)
from selection.solver.rows import Row
from tests.selection.solver.brute_force import make_small


def count(above: int, below: int) -> int:
    """A share of a seat as the rows count it, rounded up."""
    return -(-UNIT * above // below)


def employ(*employers: str) -> Crowding:
    return Crowding(frozenset(employers), frozenset())


def part(*people: str) -> Crowding:
    return Crowding(frozenset(), frozenset(people))


def list_of(
    problem: PanelProblem, split: Crowding = NOBODY, troubled: Crowding = NOBODY
) -> tuple[Load, ...]:
    grouped = group_and_count(problem, split.employers, split.people)
    return list_loads(problem, *grouped, troubled)


def test_an_employer_counts_by_its_share_of_every_mixed_cell_with_a_third_to_spare() -> None:
    problem = make_small(["a", "a", "b", "b", "b"], ["A", "B", "A", "", ""], 3, [])
    row = Row(((0, count(2, 3)), (1, count(4, 9))), 0, UNIT)
    assert list_of(problem)[0] == Load(employ("A"), row)


def test_an_employer_who_was_in_the_way_has_half_of_the_limit() -> None:
    problem = make_small(["a", "a", "b", "b", "b"], ["A", "B", "A", "", ""], 3, [])
    rows = [load.row for load in list_of(problem, troubled=employ("A"))]
    assert rows == [Row(((0, UNIT), (1, count(2, 3))), 0, UNIT)]


def test_an_employer_who_can_never_be_too_many_has_no_load() -> None:
    problem = make_small([""] * 4, ["A", "B", "C", "D"], 2, [])
    assert list_of(problem) == ()
    found = list_of(make_small([""] * 3, ["A", "A", "B"], 2, []))
    assert [load.parties for load in found] == [employ("A")]


def test_people_split_off_and_people_without_employer_have_no_load() -> None:
    problem = make_small(["", "", ""], ["A", "A", ""], 2, [])
    assert list_of(problem, employ("A")) == ()


def test_a_seat_never_counts_for_more_than_one() -> None:
    problem = make_small(["a", "a", "a", "b", "c", "c"], ["A", "B", "B", "C", "C", "A"], 2, [])
    assert {load.parties: load.row.terms for load in list_of(problem)} == {
        employ("A"): ((0, count(4, 9)), (2, count(2, 3))),
        employ("B"): ((0, count(8, 9)),),
        employ("C"): ((1, UNIT), (2, count(2, 3))),
    }


def test_two_people_in_conflict_share_one_seat() -> None:
    problem = make_small(["a", "a", "b", "b", "b"], [""] * 5, 3, [], conflicts=[(0, 2)])
    row = Row(((0, count(2, 3)), (1, count(4, 9))), 0, UNIT)
    assert list_of(problem) == (Load(part("p0", "p2"), row),)
    closer = list_of(problem, troubled=part("p2"))
    assert closer[0].row.terms == ((0, UNIT), (1, count(2, 3)))


def test_people_who_all_exclude_each_other_share_one_row() -> None:
    conflicts = [(0, 1), (0, 2), (1, 2)]
    problem = make_small(["a", "a", "b", "b"], [""] * 4, 2, [], conflicts=conflicts)
    assert list_of(problem) == (
        Load(part("p0", "p1", "p2"), Row(((0, UNIT), (1, count(2, 3))), 0, UNIT)),
    )


def test_pairs_in_the_same_two_cells_share_one_row() -> None:
    conflicts = [(0, 2), (1, 3)]
    problem = make_small(["a", "a", "b", "b"], [""] * 4, 3, [], conflicts=conflicts)
    assert list_of(problem) == (
        Load(part("p0", "p1", "p2", "p3"), Row(((0, count(2, 3)), (1, count(2, 3))), 0, UNIT)),
    )


def test_a_person_split_off_loads_the_cells_of_those_who_are_not() -> None:
    conflicts = [(0, 1), (0, 2)]
    problem = make_small(["a", "b", "b"], [""] * 3, 2, [], conflicts=conflicts)
    assert [load.parties for load in list_of(problem, part("p0", "p1"))] == [part("p2")]
    assert list_of(problem, part("p0", "p1", "p2")) == ()


def test_people_of_large_cells_are_never_too_close() -> None:
    conflicts = [(0, 10)]
    problem = make_small([*["a"] * 10, *["b"] * 10], [""] * 20, 5, [], conflicts=conflicts)
    assert list_of(problem) == ()


def test_a_pattern_above_the_limit_is_named_and_one_at_the_limit_is_not() -> None:
    problem = make_small(["a", "a", "a", "b", "b"], ["A", "A", "B", "A", "C"], 2, [])
    loads = list_of(problem)
    assert find_overloaded(loads, (1, 1)) == employ("A")
    assert find_overloaded(loads, (0, 1)) == NOBODY
    paired = list_of(make_small(["a", "b"], ["", ""], 2, [], conflicts=[(0, 1)]))
    assert find_overloaded(paired, (1, 1)) == part("p0", "p1")


def test_who_expects_more_than_three_quarters_of_the_limit_on_average_is_heavy() -> None:
    loads = list_of(make_small([""] * 4, ["A", "A", "B", "C"], 3, []))
    assert find_heavy(loads, [Fraction(7, 5)]) == employ("A")
    assert find_heavy(loads, [Fraction(1)]) == NOBODY


def test_crowdings_join_and_only_an_empty_one_is_false() -> None:
    assert employ("A") | part("p") == Crowding(frozenset({"A"}), frozenset({"p"}))
    assert employ("A")
    assert part("p")
    assert not NOBODY
