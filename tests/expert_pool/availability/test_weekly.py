from datetime import date

import pytest

from expert_pool.availability import check_weekdays, first_day_away
from expert_pool.errors import ExpertPoolError

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("weekdays", "day"),
    [(set(), None), ({1}, MONDAY), ({2, 7}, TUESDAY), ({1, 2}, MONDAY), ({3}, None)],
)
def test_the_first_day_on_such_a_weekday_is_found(weekdays, day) -> None:
    assert first_day_away(weekdays, (MONDAY, TUESDAY)) == day


@pytest.mark.parametrize(
    ("weekdays", "code"),
    [({0}, "weekday_not_valid"), ({8, 1}, "weekday_not_valid"), (range(1, 8), "no_weekday_left")],
)
def test_wrong_weekdays_are_refused(weekdays, code) -> None:
    with pytest.raises(ExpertPoolError, match=code):
        check_weekdays(weekdays)


def test_six_weekdays_may_be_free_of_reviews() -> None:
    assert check_weekdays((1, 1, 2, 3, 4, 5, 6)) == frozenset(range(1, 7))
