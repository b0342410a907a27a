"""Codes of an authenticator app, by the test vectors of RFC 6238."""

from datetime import UTC, datetime

import pytest

from expert_pool.accounts.one_time_codes import (
    code_at,
    enrolment_address,
    matching_step,
    normal_code,
    recovery_code,
    step_of,
    written_secret,
)

SECRET = b"12345678901234567890"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "eight_digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_codes_are_those_of_the_rfc(seconds: int, eight_digits: str) -> None:
    step = step_of(datetime.fromtimestamp(seconds, UTC))
    assert code_at(SECRET, step) == eight_digits[2:]


@pytest.mark.parametrize(
    ("off", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_half_a_minute_off(off: int, *, right: bool) -> None:
    typed = code_at(SECRET, step_of(NOW) + off)
    assert (matching_step(SECRET, typed, NOW, 0) is not None) is right


def test_a_code_and_those_before_it_count_once() -> None:
    now = step_of(NOW)
    for step in (now - 1, now):
        assert matching_step(SECRET, code_at(SECRET, step), NOW, now) is None
    assert matching_step(SECRET, code_at(SECRET, now + 1), NOW, now) == now + 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "٣٤٥٦٧٨"])
def test_what_is_no_code_matches_nothing(typed: str) -> None:
    assert matching_step(SECRET, typed, NOW, 0) is None


def test_spaces_dashes_and_capitals_do_not_matter() -> None:
    assert normal_code(" 123 456 ") == "123456"
    assert normal_code("ABCD-efgh-2345") == "abcdefgh2345"


def test_an_app_gets_the_secret_by_picture_or_by_hand() -> None:
    assert written_secret(SECRET).replace(" ", "") == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    address = enrolment_address(SECRET, "a@example.org", "expert-pool")
    assert address.startswith("otpauth://totp/expert-pool%3Aa%40example.org?secret=GEZDG")


def test_recovery_codes_hold_enough_chance_and_no_signs_that_look_alike() -> None:
    codes = {recovery_code(number.to_bytes(16, "big") * 1) for number in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 14 and not set(code) & set("01ilo") for code in codes)
