"""POL-02 and POL-03: who is reminded, and who leaves the pool, on which day."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from expert_pool.applications.upkeep import Due, find_bounds, find_due
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
    found = [find_due(expert, None, policy, LISTS, leaves + n * DAY) for n in (-1, 0, 1)]
    assert found == [None, Due.AGE_EXIT, Due.AGE_EXIT]
    assert expert.birth_date <= find_bounds(policy, leaves).born_until


@pytest.mark.parametrize("standing", [Standing.IMPORTED, Standing.SUSPENDED, Standing.EXITED])
def test_nothing_is_due_for_somebody_who_is_not_active(standing: Standing) -> None:
    expert = make_expert(birth_date=date(1940, 1, 1), confirmed_on=None, standing=standing)
    assert find_due(expert, None, POLICY, LISTS, date(2026, 11, 21)) is None


def test_a_city_may_switch_the_exit_off() -> None:
    expert, policy = born(date(1940, 1, 1)), policy_with(age_exit="off")
    assert find_due(expert, None, policy, LISTS, date(2026, 11, 21)) is None


CONFIRMED = date(2025, 11, 21)
BEGINS = date(2026, 10, 23)


@pytest.mark.parametrize(
    ("reminded", "as_of", "due"),
    [
        (None, BEGINS - DAY, None),
        (None, BEGINS, Due.REMINDER),
        (None, BEGINS + 400 * DAY, Due.REMINDER),
        (BEGINS, BEGINS, None),
        (BEGINS, BEGINS + 400 * DAY, None),
        (date(2025, 10, 30), BEGINS, Due.REMINDER),
        (CONFIRMED, BEGINS, Due.REMINDER),
    ],
)
def test_a_member_is_reminded_once_for_each_confirmation(
    reminded: date | None, as_of: date, due: Due | None
) -> None:
    expert = make_expert(confirmed_on=CONFIRMED, admitted_on=date(2020, 1, 1))
    assert find_due(expert, reminded, POLICY, LISTS, as_of) is due
    assert (find_bounds(POLICY, as_of).confirmed_before > CONFIRMED) is (as_of >= BEGINS)


def test_whoever_leaves_today_is_not_reminded_too() -> None:
    expert = make_expert(birth_date=date(1960, 11, 21), confirmed_on=None, admitted_on=None)
    days = (date(2026, 11, 20), date(2026, 11, 21))
    assert [find_due(expert, None, POLICY, LISTS, day) for day in days] == [
        Due.REMINDER,
        Due.AGE_EXIT,
    ]
