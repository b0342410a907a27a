"""POL-02, POL-03, POL-09: who is told what, falls asleep or leaves the pool, on which day."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from expert_pool.applications.upkeep import (
    DormantFor,
    Due,
    Known,
    Silence,
    find_bounds,
    find_due,
    find_silence,
)
from expert_pool.experts import Expert, HonourHeld, Standing, StatutoryRetirement
from expert_pool.policy import Policy, load_policy
from expert_pool.vocabulary import load_code_lists
from tests.factories import make_expert

DAY = timedelta(days=1)
POLICY, LISTS = load_policy("jinhua"), load_code_lists()
EXCEPTED = next(code for code, one in LISTS.honours.items() if one.age_exception)


def policy_with(**values: object) -> Policy:
    parameters = dict(POLICY.parameters)
    for name, value in values.items():
        parameters[name] = replace(parameters[name], value=value)  # type: ignore[arg-type]
    return replace(POLICY, parameters=parameters)


def born(day: date, **changes: Any) -> Expert:
    """A member born on a day, who confirms the data every day."""
    return make_expert(birth_date=day, confirmed_on=date(2100, 1, 1), **changes)


def honoured(*, honour: bool = True, document: bool = True, **changes: Any) -> Expert:
    return born(
        date(1960, 11, 21),
        honours=(HonourHeld(EXCEPTED, verified=honour),),
        retirement=StatutoryRetirement(70, "document", verified=document),
        **changes,
    )


@pytest.mark.parametrize(
    ("expert", "values", "leaves"),
    [
        (born(date(1960, 11, 21)), {}, date(2026, 11, 21)),
        (born(date(1960, 11, 21)), {"age_basis": "strict_birthday"}, date(2025, 11, 21)),
        (born(date(1960, 11, 21)), {"age_basis": "calendar_year"}, date(2026, 1, 1)),
        (born(date(1960, 8, 31)), {}, date(2026, 8, 31)),
        (born(date(1961, 1, 1)), {}, date(2027, 1, 1)),
        (born(date(1962, 2, 28)), {}, date(2028, 2, 28)),
        (born(date(1962, 3, 1)), {}, date(2028, 3, 1)),
        (born(date(1960, 2, 29)), {"age_29_february": "28_february"}, date(2026, 2, 28)),
        (born(date(1960, 2, 29)), {"age_29_february": "1_march"}, date(2026, 3, 1)),
        (
            born(date(1960, 2, 29)),
            {"age_29_february": "28_february", "age_basis": "strict_birthday"},
            date(2025, 2, 28),
        ),
        (honoured(), {}, date(2031, 11, 21)),
        (honoured(honour=False), {}, date(2026, 11, 21)),
        (honoured(document=False), {}, date(2026, 11, 21)),
        (honoured(), {"age_exception_rule": "none"}, date(2026, 11, 21)),
    ],
)
def test_a_member_leaves_on_the_first_day_over_the_age_limit(
    expert: Expert, values: dict[str, object], leaves: date
) -> None:
    policy = policy_with(**values)
    told = Known(notified=leaves - 2 * DAY)
    found = [find_due(expert, told, policy, LISTS, leaves + n * DAY) for n in (-1, 0, 1)]
    assert found == [None, Due.AGE_EXIT, Due.AGE_EXIT]
    asleep = replace(expert, standing=Standing.DORMANT)
    assert find_due(asleep, told, policy, LISTS, leaves) is Due.AGE_EXIT
    # 60 days before, both included: the last day in the pool is the 60th.
    days = [leaves - n * DAY for n in (61, 60, 1, 0)]
    notices = [find_due(expert, Known(), policy, LISTS, day) for day in days]
    assert notices == [None, Due.AGE_NOTICE, Due.AGE_NOTICE, Due.AGE_EXIT]
    assert expert.birth_date <= find_bounds(policy, days[1]).born_until


def test_a_member_is_told_of_the_exit_again_where_an_honour_put_it_off() -> None:
    before, since = Known(notified=date(2026, 10, 1)), date(2031, 11, 21) - 60 * DAY
    assert find_due(honoured(), before, POLICY, LISTS, since - DAY) is None
    assert find_due(honoured(), before, POLICY, LISTS, since) is Due.AGE_NOTICE
    assert find_due(honoured(), Known(notified=since), POLICY, LISTS, since + DAY) is None


def test_a_city_may_leave_the_notice_out() -> None:
    expert, policy = born(date(1960, 11, 21)), policy_with(age_exit_notice_days=0)
    assert find_due(expert, Known(), policy, LISTS, date(2026, 11, 20)) is None


@pytest.mark.parametrize("standing", [Standing.IMPORTED, Standing.SUSPENDED, Standing.EXITED])
def test_nothing_is_due_for_somebody_who_is_not_active(standing: Standing) -> None:
    expert = make_expert(birth_date=date(1940, 1, 1), confirmed_on=None, standing=standing)
    assert find_due(expert, Known(), POLICY, LISTS, date(2026, 11, 21)) is None


def test_a_city_may_switch_the_exit_off() -> None:
    expert, policy = born(date(1940, 1, 1)), policy_with(age_exit="off")
    assert find_due(expert, Known(), policy, LISTS, date(2026, 11, 21)) is None


CONFIRMED = date(2025, 11, 21)
BEGINS = date(2026, 10, 23)


@pytest.mark.parametrize(
    ("reminded", "as_of", "due"),
    [
        (None, BEGINS - DAY, None),
        (None, BEGINS, Due.REMINDER),
        (None, BEGINS + 213 * DAY, Due.WARNING),
        (BEGINS, BEGINS, None),
        (BEGINS, BEGINS + 200 * DAY, None),
        (date(2025, 10, 30), BEGINS, Due.REMINDER),
        (CONFIRMED, BEGINS, Due.REMINDER),
    ],
)
def test_a_member_is_reminded_once_for_each_confirmation(
    reminded: date | None, as_of: date, due: Due | None
) -> None:
    expert = make_expert(confirmed_on=CONFIRMED, admitted_on=date(2020, 1, 1))
    assert find_due(expert, Known(reminded=reminded), POLICY, LISTS, as_of) is due
    assert (find_bounds(POLICY, as_of).confirmed_before > CONFIRMED) is (as_of >= BEGINS)


def test_whoever_leaves_today_is_not_reminded_too() -> None:
    expert = make_expert(birth_date=date(1960, 11, 21), confirmed_on=None, admitted_on=None)
    days = (date(2026, 11, 20), date(2026, 11, 21))
    assert [find_due(expert, Known(), POLICY, LISTS, day) for day in days] == [
        Due.AGE_NOTICE,
        Due.AGE_EXIT,
    ]
    told = Known(notified=date(2026, 10, 1))
    assert find_due(expert, told, POLICY, LISTS, days[0]) is Due.REMINDER


def days_of(*said: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(one) for one in said)


SILENT = days_of("2026-03-02", "2026-03-31", "2026-04-01")


@pytest.mark.parametrize(
    ("confirmed", "silences", "warned", "as_of", "due"),
    [
        # three in a row, none of them before the last confirmation
        ("2026-03-01", SILENT[:2], "", "2026-04-01", None),
        ("2026-03-01", SILENT, "", "2026-04-01", Due.WARNING),
        ("2026-03-02", SILENT, "", "2026-04-01", None),
        # the notice of 14 days, over the end of a month; it is given once
        ("2026-03-01", SILENT, "2026-04-20", "2026-04-20", None),
        ("2026-03-01", SILENT, "2026-04-20", "2026-05-03", None),
        ("2026-03-01", SILENT, "2026-04-20", "2026-05-04", Due.DORMANCY),
        # a warning of an earlier time is none for this one
        ("2026-03-01", SILENT, "2026-03-31", "2026-05-04", Due.WARNING),
        # six months after the twelve of the confirmation, over a leap day and the month's end
        ("2026-08-31", (), "", "2028-02-29", None),
        ("2026-08-31", (), "", "2028-03-01", Due.WARNING),
        ("2026-08-30", (), "", "2028-03-01", Due.WARNING),
        ("2026-08-29", (), "", "2028-02-29", None),
        ("2026-08-28", (), "", "2028-02-29", Due.WARNING),
        ("2026-08-31", (), "2028-03-01", "2028-03-14", None),
        ("2026-08-31", (), "2028-03-01", "2028-03-15", Due.DORMANCY),
    ],
)
def test_a_member_who_never_answers_is_warned_and_then_sleeps(
    confirmed: str, silences: tuple[date, ...], warned: str, as_of: str, due: Due | None
) -> None:
    expert = make_expert(confirmed_on=date.fromisoformat(confirmed), admitted_on=None)
    told = Known(
        reminded=date.fromisoformat(as_of),
        warned=date.fromisoformat(warned) if warned else None,
        silences=silences,
    )
    assert find_due(expert, told, POLICY, LISTS, date.fromisoformat(as_of)) is due


def test_the_earlier_of_two_reasons_is_told() -> None:
    expert = make_expert(confirmed_on=date(2026, 8, 31), admitted_on=None)
    found = [
        find_silence(expert, days, POLICY, date(2029, 1, 1))
        for days in (
            days_of("2027-01-01", "2027-01-02", "2027-01-03"),
            days_of("2028-05-01", "2028-05-02", "2028-05-03"),
        )
    ]
    assert found == [
        Silence(DormantFor.SILENCES, date(2027, 1, 3)),
        Silence(DormantFor.UNCONFIRMED, date(2028, 3, 1)),
    ]


@pytest.mark.parametrize("never", [SILENT, ()])
def test_a_city_may_let_nobody_sleep(never: tuple[date, ...]) -> None:
    policy = policy_with(dormant_after_silences=0, dormant_after_months=0)
    expert = make_expert(confirmed_on=date(2020, 1, 1), admitted_on=None)
    assert find_silence(expert, never, policy, date(2026, 5, 1)) is None


def test_who_never_confirmed_has_no_term_that_ended_but_may_be_silent() -> None:
    expert = make_expert(confirmed_on=None, admitted_on=None)
    assert find_silence(expert, (), POLICY, date(2036, 5, 1)) is None
    assert find_silence(expert, SILENT, POLICY, SILENT[-1]) is not None


def test_a_dormant_member_is_told_nothing_more() -> None:
    expert = make_expert(confirmed_on=date(2020, 1, 1), standing=Standing.DORMANT)
    assert find_due(expert, Known(silences=SILENT), POLICY, LISTS, date(2026, 11, 21)) is None
