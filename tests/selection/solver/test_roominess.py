import pytest

from selection.cells import group_and_count
from selection.problem import Pattern
from selection.solver.roominess import list_tight_patterns
from tests.selection.solver.brute_force import make_small


def count_tight(
    employers: list[str], pairs: tuple[tuple[int, int], ...] = (), split: tuple[str, ...] = ()
) -> int:
    problem = make_small([""] * len(employers), employers, 2, [], conflicts=pairs)
    cells, counts = group_and_count(problem, split, ())
    seats = (2, *[0] * (len(cells) - 1))
    return len(list_tight_patterns(problem, cells, counts, [Pattern(seats, 1)], 1_000))


MANY = [f"U{n % 40}" for n in range(400)]


@pytest.mark.parametrize(
    ("employers", "pairs", "tight"),
    [
        ([""] * 4, (), 0),
        (["A", "B", "C", "D"], (), 0),
        (["A", "A", "B", "B"], (), 1),
        (MANY, (), 0),
        (MANY, ((0, 1),), 0),
        ([""] * 4, ((0, 1),), 1),
        ([""] * 400, tuple((0, n) for n in range(1, 300)), 1),
    ],
)
def test_only_patterns_with_little_room_are_rehearsed(
    employers: list[str], pairs: tuple[tuple[int, int], ...], tight: int
) -> None:
    assert count_tight(employers, pairs) == tight


def test_employers_split_off_need_no_rehearsal() -> None:
    assert count_tight(["A", "A", "B", "B"], split=("A", "B")) == 0


@pytest.mark.parametrize(("rare_seats", "tight"), [(1, 0), (2, 1)])
def test_one_seat_without_room_does_no_harm_but_two_may(rare_seats: int, tight: int) -> None:
    meets = ["r"] * 3 + [""] * 400
    problem = make_small(meets, ["U0", "U1", "U2", *MANY], 5, [("r", 0, 5)])
    cells, counts = group_and_count(problem, (), ())
    pattern = Pattern((5 - rare_seats, rare_seats), 1)
    assert len(list_tight_patterns(problem, cells, counts, [pattern], 1_000)) == tight


def test_where_few_panels_are_dealt_more_must_be_rehearsed() -> None:
    problem = make_small([""] * 400, MANY, 2, [])
    cells, counts = group_and_count(problem, (), ())
    found = [list_tight_patterns(problem, cells, counts, [Pattern((2,), 1)], n) for n in (400, 2)]
    assert [len(tight) for tight in found] == [0, 1]
