from datetime import date, timedelta

import pytest

from expert_pool.conflicts import ReviewDays
from expert_pool.experts import ExpertId, Leave, Standing, Unit
from expert_pool.policy import change_values
from selection.candidates import Assignment, Outcome
from selection.candidates.availability import (
    Occasion,
    check_confirmation,
    check_cool_off,
    check_duties,
    check_leave,
    check_moving,
    check_rotation,
    check_same_applicant,
    check_standing,
    check_weekdays_away,
    check_yearly_load,
)
from tests.factories import COMPANY, UNIVERSITY, make_expert
from tests.selection.requests.samples import JINHUA, weighed

REVIEW = ReviewDays(date(2026, 11, 20), date(2026, 11, 21))
OCCASION = Occasion(REVIEW, date(2026, 11, 16), (COMPANY,), ("p2", "p1"))


def on(day: str, outcome: Outcome = Outcome.ATTENDED, until: str = "") -> Assignment:
    """A seat on the days given, for the lead unit of the request."""
    days = ReviewDays(date.fromisoformat(day), date.fromisoformat(until or day))
    return Assignment(ExpertId("e1"), "p1", days, outcome, lead_units=(COMPANY,))


@pytest.mark.parametrize(
    ("standing", "found"),
    [
        (Standing.ACTIVE, []),
        (Standing.IMPORTED, [("POL-03.imported", "hard")]),
        (Standing.SUSPENDED, [("POL-03.suspended", "hard")]),
        (Standing.DORMANT, [("POL-09.dormant", "hard")]),
        (Standing.EXITED, [("POL-03.exited", "hard")]),
    ],
)
def test_only_the_active_are_drawn(standing: Standing, found: list[tuple[str, str]]) -> None:
    assert weighed(check_standing(make_expert(standing=standing), JINHUA, OCCASION)) == found


@pytest.mark.parametrize(
    ("confirmed", "admitted", "blocked"),
    [
        ("2025-11-16", None, False),
        ("2025-11-15", None, True),
        ("2025-11-15", "2025-11-16", False),
        ("2026-06-01", "2020-01-01", False),
        (None, "2025-11-15", True),
        (None, None, True),
    ],
)
def test_pol_01_confirmed_in_the_twelve_months_before_the_draw(
    confirmed: str | None, admitted: str | None, blocked: bool
) -> None:
    expert = make_expert(
        confirmed_on=date.fromisoformat(confirmed) if confirmed else None,
        admitted_on=date.fromisoformat(admitted) if admitted else None,
    )
    found = check_confirmation(expert, JINHUA, OCCASION)
    assert weighed(found) == [("POL-01.not_confirmed", "hard")] * blocked


@pytest.mark.parametrize(
    ("moving", "reverified", "blocked"),
    [
        ({"e1"}, ["employer"], True),
        ({"e2"}, ["employer"], False),
        ({"e1"}, [], False),
    ],
)
def test_pol_08_nobody_is_drawn_while_a_new_employer_waits_to_be_verified(
    moving: set[str], reverified: list[str], blocked: bool
) -> None:
    always = ["title", "qualification", "field", "identity"]
    policy = change_values(JINHUA, {"change_reverify_fields": [*reverified, *always]})
    expert = make_expert(id=ExpertId("e1"))
    found = check_moving(expert, frozenset(map(ExpertId, moving)), policy)
    assert weighed(found) == [("POL-08.employer_unverified", "hard")] * blocked


def test_pol_01_a_draw_on_29_february_reaches_back_to_28() -> None:
    occasion = Occasion(REVIEW, date(2028, 2, 29))
    expert = make_expert(confirmed_on=date(2027, 2, 28))
    assert check_confirmation(expert, JINHUA, occasion) == ()


@pytest.mark.parametrize(
    ("admitted", "days", "blocked"),
    [
        ("2026-11-09", 7, False),
        ("2026-11-10", 7, True),
        ("2026-11-16", 0, False),
        ("2026-11-16", 1, True),
        (None, 7, False),
    ],
)
def test_sec_06_nobody_is_put_into_the_pool_for_one_draw(
    admitted: str | None, days: int, blocked: bool
) -> None:
    expert = make_expert(admitted_on=date.fromisoformat(admitted) if admitted else None)
    policy = change_values(JINHUA, {"cool_off_days": days})
    found = check_cool_off(expert, policy, OCCASION)
    assert weighed(found) == [("SEC-06.cool_off", "hard")] * blocked


@pytest.mark.parametrize(
    ("start", "end", "away"),
    [
        ("2026-11-01", "2026-11-19", False),
        ("2026-11-01", "2026-11-20", True),
        ("2026-11-21", "2026-11-30", True),
        ("2026-11-22", "2026-11-30", False),
    ],
)
def test_pol_06_a_leave_on_any_day_of_the_review(start: str, end: str, away: bool) -> None:
    leave = Leave(date.fromisoformat(start), date.fromisoformat(end))
    expert = make_expert(leaves=(leave,))
    assert weighed(check_leave(expert, JINHUA, OCCASION)) == [("POL-06.on_leave", "hard")] * away
    off = change_values(JINHUA, {"leave_supported": False})
    assert check_leave(expert, off, OCCASION) == ()


@pytest.mark.parametrize(
    ("weekdays", "day"),
    [((), ""), ((1, 2, 3, 4), ""), ((5, 6), "2026-11-20"), ((6,), "2026-11-21")],
)
def test_pol_06_a_weekday_without_reviews(weekdays: tuple[int, ...], day: str) -> None:
    expert = make_expert(weekdays_away=frozenset(weekdays))
    found = check_weekdays_away(expert, JINHUA, OCCASION)
    assert weighed(found) == [("POL-06.never_on_weekday", "hard")] * bool(day)
    assert [it.param("day") for it in found] == [day] * bool(day)
    off = change_values(JINHUA, {"leave_supported": False})
    assert check_weekdays_away(expert, off, OCCASION) == ()


@pytest.mark.parametrize(
    ("seat", "busy"),
    [
        (on("2026-11-18", until="2026-11-20"), True),
        (on("2026-11-18", until="2026-11-19"), False),
        (on("2026-11-21", Outcome.ACCEPTED), True),
        (on("2026-11-21", Outcome.PENDING), True),
        (on("2026-11-21", Outcome.DECLINED), False),
        (on("2026-11-21", Outcome.REPLACED), False),
        (on("2026-11-22", Outcome.ACCEPTED), False),
    ],
)
def test_drw_13_no_duties_overlap(seat: Assignment, busy: bool) -> None:
    found = check_duties((seat,), JINHUA, OCCASION)
    assert weighed(found) == [("DRW-13.overlapping_duty", "hard")] * busy
    assert check_duties((seat,), change_values(JINHUA, {"no_overlap": False}), OCCASION) == ()


@pytest.mark.parametrize(
    ("oldest", "outcome", "blocked"),
    [
        ("2025-11-20", Outcome.ATTENDED, True),
        ("2025-11-19", Outcome.ATTENDED, False),
        ("2026-11-21", Outcome.ACCEPTED, True),
        ("2026-11-22", Outcome.ACCEPTED, True),
        ("2027-03-01", Outcome.PENDING, True),
        ("2027-03-02", Outcome.PENDING, False),
        ("2026-05-01", Outcome.ABSENT, True),
        ("2026-05-01", Outcome.DECLINED, False),
        ("2026-05-01", Outcome.PENDING, True),
        ("2026-05-01", Outcome.REPLACED, False),
    ],
)
def test_drw_14_ten_accepted_seats_in_365_days_are_the_limit(
    oldest: str, outcome: Outcome, blocked: bool
) -> None:
    nine = tuple(on(str(date(2026, 3, 1) + timedelta(days=days))) for days in range(9))
    found = check_yearly_load((*nine, on(oldest, outcome)), JINHUA, OCCASION)
    assert weighed(found) == [("DRW-14.yearly_limit", "hard")] * blocked
    assert check_yearly_load(nine, JINHUA, OCCASION) == ()


def test_drw_14_who_was_drawn_for_later_days_first_sits_no_more_often() -> None:
    later = tuple(on(str(date(2027, 3, 1) + timedelta(days=days))) for days in range(10))
    found = check_yearly_load(later, JINHUA, OCCASION)
    assert dict(found[0].params)["taken"] == 10
    a_year_on = ReviewDays(date(2026, 3, 9), date(2026, 3, 9))
    assert check_yearly_load(later, JINHUA, Occasion(a_year_on, a_year_on.start)) == ()


def at(panel: str, outcome: Outcome = Outcome.ATTENDED) -> Assignment:
    day = date(2026, 5, 1)
    return Assignment(ExpertId("e1"), panel, ReviewDays(day, day), outcome)


@pytest.mark.parametrize(
    ("seats", "panels", "found"),
    [
        ((at("p1"), at("p2")), ("p2", "p1"), [("DRW-15.consecutive_panels", "soft")]),
        ((at("p1"), at("p3")), ("p2", "p1"), []),
        ((at("p1"), at("p2", Outcome.DECLINED)), ("p2", "p1"), []),
        ((at("p2"),), ("p2",), []),
        ((), (), []),
    ],
)
def test_drw_15_not_on_all_of_the_last_panels(
    seats: tuple[Assignment, ...], panels: tuple[str, ...], found: list[tuple[str, str]]
) -> None:
    occasion = Occasion(REVIEW, date(2026, 11, 16), (), panels)
    assert weighed(check_rotation(seats, JINHUA, occasion)) == found


SAME = Unit(" 金华虚构科技有限责任公司")


@pytest.mark.parametrize(
    ("seat", "leads", "again"),
    [
        (on("2025-11-20"), (COMPANY,), True),
        (on("2025-11-19"), (COMPANY,), False),
        (on("2027-11-21", until="2027-11-22"), (COMPANY,), True),
        (on("2027-11-22"), (COMPANY,), False),
        (on("2026-05-01"), (SAME,), True),
        (on("2026-05-01"), (UNIVERSITY,), False),
        (on("2026-05-01"), (), False),
        (on("2026-05-01", Outcome.DECLINED), (COMPANY,), False),
    ],
)
def test_drw_16_not_the_same_applicant_within_twelve_months(
    seat: Assignment, leads: tuple[Unit, ...], again: bool
) -> None:
    occasion = Occasion(REVIEW, date(2026, 11, 16), leads)
    found = check_same_applicant((seat,), JINHUA, occasion)
    assert weighed(found) == [("DRW-16.same_applicant", "soft")] * again


@pytest.mark.parametrize(
    ("day", "free"), [("2026-11-20", False), ("2026-11-21", True), ("2026-11-22", False)]
)
def test_on_days_between_those_of_the_review_people_may_be_away_or_busy(
    day: str, free: bool
) -> None:
    first, last = date(2026, 11, 20), date(2026, 11, 22)
    occasion = Occasion(ReviewDays(first, last, (first, last)), first)
    on_leave = make_expert(leaves=(Leave(date.fromisoformat(day), date.fromisoformat(day)),))
    assert (check_leave(on_leave, JINHUA, occasion) == ()) is free
    assert (check_duties((on(day, Outcome.ACCEPTED),), JINHUA, occasion) == ()) is free
