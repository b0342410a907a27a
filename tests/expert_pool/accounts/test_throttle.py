"""Guessing slows down: pauses double, then stay."""

from datetime import UTC, datetime, timedelta

import pytest

from expert_pool.accounts.throttle import PER_ACCOUNT, PER_ADDRESS, seconds_to_wait, throttle_key
from expert_pool.storage.account_store import Attempts

LAST = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "wait"), [(0, 0), (4, 0), (5, 2), (6, 4), (7, 8), (10, 60), (500, 60)]
)
def test_pauses_double_from_the_fifth_failure_up_to_a_minute(count: int, wait: int) -> None:
    assert seconds_to_wait(Attempts(count, LAST), PER_ACCOUNT, LAST) == wait


def test_an_address_may_fail_more_often_and_waits_longer() -> None:
    assert seconds_to_wait(Attempts(29, LAST), PER_ADDRESS, LAST) == 0
    assert seconds_to_wait(Attempts(90, LAST), PER_ADDRESS, LAST) == 900


def test_the_pause_runs_from_the_last_failure() -> None:
    attempts = Attempts(6, LAST)
    assert seconds_to_wait(attempts, PER_ACCOUNT, LAST + timedelta(seconds=3)) == 1
    assert seconds_to_wait(attempts, PER_ACCOUNT, LAST + timedelta(seconds=4)) == 0


def test_without_a_failure_nobody_waits() -> None:
    assert seconds_to_wait(Attempts(9, None), PER_ACCOUNT, LAST) == 0


def test_keys_tell_nobodys_address_and_differ_by_kind() -> None:
    account, address = (
        throttle_key(limit, "li@example.org") for limit in (PER_ACCOUNT, PER_ADDRESS)
    )
    assert account != address
    assert b"li@" not in account
