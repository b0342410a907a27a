from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.solver.placing import place_at_employers

HELD = st.dictionaries(st.sampled_from(["", "A", "B", "C"]), st.integers(0, 2), max_size=4)


def can_be_filled(wanted: list[int], held: list[dict[str, int]], cap: int) -> bool:
    """By trying every way of filling each kind."""
    ways = [
        [
            dict(zip(kind, counts, strict=True))
            for counts in product(*(range(people + 1) for people in kind.values()))
            if sum(counts) == seats
        ]
        for seats, kind in zip(wanted, held, strict=True)
    ]
    return any(
        all(sum(one.get(employer, 0) for one in chosen) <= cap for employer in "ABC")
        for chosen in product(*ways)
    )


@given(st.lists(st.tuples(st.integers(0, 3), HELD), max_size=3), st.integers(1, 2))
def test_seats_are_filled_exactly_where_some_way_fills_them(
    kinds: list[tuple[int, dict[str, int]]], cap: int
) -> None:
    wanted, held = [seats for seats, _ in kinds], [people for _, people in kinds]
    placed = place_at_employers(wanted, held, cap)
    assert (placed is not None) == can_be_filled(wanted, held, cap)
    if placed is not None:
        assert [sum(taken.values()) for taken in placed] == wanted
        assert all(sum(taken.get(employer, 0) for taken in placed) <= cap for employer in "ABC")
        pairs = zip(placed, held, strict=True)
        assert all(n <= people.get(employer, 0) for t, people in pairs for employer, n in t.items())


@pytest.mark.parametrize(("second", "placed"), [({"B": 1}, ({"A": 1}, {"B": 1})), ({"A": 1}, None)])
def test_a_kind_moves_on_where_another_has_no_other_employer(
    second: dict[str, int], placed: tuple[dict[str, int], ...] | None
) -> None:
    assert place_at_employers([1, 1], [{"A": 1}, second], 1) == placed


def test_who_sits_already_makes_room() -> None:
    assert place_at_employers([1, 1], [{"A": 1, "B": 1}, {"A": 1}], 1) == (
        {"A": 0, "B": 1},
        {"A": 1},
    )
