from hypothesis import given
from hypothesis import strategies as st

from selection.dealing.seating import Hall, number_candidates
from tests.selection.draw_samples import make_problem

PEOPLE = st.lists(st.integers(0, 11), min_size=2, max_size=6, unique=True)


@given(PEOPLE, st.integers(1, 3), st.booleans())
def test_who_is_not_doubtful_fits(people: list[int], cap: int, conflicts: bool) -> None:
    pairs = [(0, 1), (2, 9)] if conflicts else []
    pool = number_candidates(make_problem(size=12, employers=4, cap=cap, conflicts=pairs))
    hall = Hall(pool, [people], [pool.list_staff(people)])
    doubtful = hall.list_doubtful(0)
    for seat, person in enumerate(people):
        assert seat in doubtful or hall.fits(0, seat, person)


def test_an_exchange_moves_the_employers_along() -> None:
    pool = number_candidates(make_problem(size=12, employers=4))
    panels = [[0, 1], [2, 3]]
    hall = Hall(pool, panels, [pool.list_staff(panel) for panel in panels])
    hall.exchange(0, 1, 1, 0)
    assert hall.panels == [[0, 2], [1, 3]]
    assert hall.staff == [pool.list_staff(panel) for panel in panels]
