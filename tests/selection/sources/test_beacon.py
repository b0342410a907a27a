import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from selection.sources.beacon import (
    QUICKNET,
    Chain,
    entropy_of_signature,
    is_signature_of,
)
from tests.selection.sources.signing import (
    SECRET_KEY,
    TEST_CHAIN,
    compression,
    curve,
    public_key_of,
    sign_round,
)

ROUND = 657413
SIGNATURE = (
    "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be"
    "41076862b98fad56e91a6b85b89cd97b"
)
RECORDED = {
    ROUND: (SIGNATURE, "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"),
    1000: (
        "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125"
        "e342b73a8dd2bacbe47e4b6b63ed5e39",
        "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
    ),
    123: (
        "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482"
        "e26cd02df835d3546d23c4b13e0dfc92",
        "fb8f7bc29bf24db51871ec8c79f3a1e4bd0557bc0dfcee9ed1d924e69d1c60dc",
    ),
}
"""Rounds of quicknet with their randomness, as the relays gave them in 2023."""
INFINITY = "c0" + "00" * 47
OUTSIDE = "8" + "0" * 94 + "4"
"""A point of the curve that is outside the group of order r."""


@pytest.mark.parametrize("number", RECORDED)
def test_a_recorded_round_of_quicknet_is_real(number: int) -> None:
    signature, randomness = RECORDED[number]
    assert is_signature_of(QUICKNET, number, signature)
    assert entropy_of_signature(signature) == randomness


@pytest.mark.parametrize(
    ("number", "signature"),
    [
        (ROUND + 1, SIGNATURE),
        (ROUND - 1, SIGNATURE),
        (ROUND, SIGNATURE[:-2]),
        (ROUND, SIGNATURE + "00"),
        (ROUND, ""),
        (ROUND, INFINITY),
        (ROUND, "ff" * 48),
        (ROUND, "00" * 48),
        (ROUND, OUTSIDE),
        (ROUND, f"{int(SIGNATURE[:2], 16) ^ 0x20:02x}{SIGNATURE[2:]}"),
        (ROUND, SIGNATURE[:-1] + "a"),
    ],
)
def test_anything_else_is_no_signature_of_the_round(number: int, signature: str) -> None:
    assert not is_signature_of(QUICKNET, number, signature)


def test_the_point_outside_the_group_is_on_the_curve() -> None:
    assert compression.decompress_G1(
        int(OUTSIDE, 16)
    )  # it would raise for what is not on the curve


@pytest.mark.parametrize("key", ["c0" + "00" * 95, "00" * 96, QUICKNET.public_key[:-2], "ff" * 96])
def test_no_round_is_signed_by_what_is_no_key(key: str) -> None:
    assert not is_signature_of(replace(QUICKNET, public_key=key), ROUND, SIGNATURE)
    assert not is_signature_of(replace(QUICKNET, public_key=key), ROUND, INFINITY)


def test_another_chain_signs_with_its_own_key() -> None:
    assert is_signature_of(TEST_CHAIN, 5, sign_round(5))
    assert not is_signature_of(TEST_CHAIN, 5, sign_round(5, SECRET_KEY + 1))
    other = replace(TEST_CHAIN, public_key=public_key_of(curve.curve_order - SECRET_KEY))
    assert not is_signature_of(other, 5, sign_round(5))


CLOCK = Chain(hash="", public_key="", genesis=1_000, period=30)


@pytest.mark.parametrize(
    ("committed", "minutes", "number"),
    [
        (0, 1, 1),  # before the genesis there is no round
        (1_020 - 60, 1, 2),  # 1020 is a full minute; the round is at 1030
        (1_021 - 60, 1, 4),  # one second more is a minute more: 1080, 1090
        (1_080 - 60, 1, 4),
        (1_140 - 900, 15, 6),  # 1140, and the round at 1150
    ],
)
def test_the_round_is_the_first_from_the_full_minute_after_the_wait(
    committed: int, minutes: int, number: int
) -> None:
    assert CLOCK.round_after(committed, minutes) == number


def test_a_round_on_the_very_minute_counts() -> None:
    chain = replace(CLOCK, genesis=960)
    assert chain.time_of(chain.round_after(960, 1)) == 1_020


def test_the_round_of_quicknet_for_a_commitment_comes_a_quarter_of_an_hour_later() -> None:
    committed = datetime(2026, 11, 21, 8, 0, 1, tzinfo=UTC)
    number = QUICKNET.round_after(int(committed.timestamp()), 15)
    comes = datetime.fromtimestamp(QUICKNET.time_of(number), UTC)
    assert comes == datetime(2026, 11, 21, 8, 16, tzinfo=UTC)
    first = datetime.fromtimestamp(QUICKNET.time_of(1), UTC)
    assert first == datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC)


def test_the_limit_of_recursion_stays_as_it_was() -> None:
    words = (
        "import sys; before = sys.getrecursionlimit();"
        "import selection.sources.pairing;"
        "sys.exit(before != sys.getrecursionlimit())"
    )
    subprocess.run([sys.executable, "-c", words], check=True)  # noqa: S603
