"""POL-01 and POL-02: how long a confirmation counts, and when the expert is reminded."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from expert_pool.applications.confirmation import Confirmation, find_confirmation
from expert_pool.policy import load_policy
from tests.factories import make_expert

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("last", "months", "until"),
    [
        (date(2025, 11, 21), 12, date(2026, 11, 21)),
        (date(2025, 2, 28), 12, date(2026, 2, 28)),
        (date(2027, 2, 28), 12, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 2, 28), 1, date(2026, 3, 31)),
        (date(2016, 2, 29), 120, date(2026, 2, 28)),
    ],
)
def test_a_confirmation_counts_up_to_its_last_day(last: date, months: int, until: date) -> None:
    confirmation = Confirmation(last, months, 0)
    assert confirmation.until == until
    assert confirmation.counts_on(until)
    assert not confirmation.counts_on(until + DAY)


def test_the_reminder_begins_so_many_days_before_the_last_day() -> None:
    confirmation = Confirmation(date(2025, 11, 21), 12, 30)
    begins = date(2026, 11, 21) - 30 * DAY + DAY
    assert not confirmation.is_due_on(begins - DAY)
    assert confirmation.is_due_on(begins)
    assert confirmation.is_due_on(date(2027, 1, 1))


def test_what_was_never_confirmed_never_counts() -> None:
    confirmation = Confirmation(None, 12, 30)
    assert confirmation.until is None
    assert not confirmation.counts_on(date(2026, 1, 1))
    assert confirmation.is_due_on(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("confirmed", "admitted", "last"),
    [
        (date(2026, 5, 1), date(2024, 1, 1), date(2026, 5, 1)),
        (None, date(2024, 1, 1), date(2024, 1, 1)),
        (date(2023, 5, 1), date(2024, 1, 1), date(2024, 1, 1)),
        (None, None, None),
    ],
)
def test_an_admission_counts_as_a_confirmation(
    confirmed: date | None, admitted: date | None, last: date | None
) -> None:
    expert = replace(make_expert(), confirmed_on=confirmed, admitted_on=admitted)
    assert find_confirmation(expert, load_policy("jinhua")) == Confirmation(last, 12, 30)
