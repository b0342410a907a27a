from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from py_ecc.bls.point_compression import decompress_G1
from py_ecc.optimized_bls12_381 import curve_order

from selection.sources.beacon import (
    QUICKNET,
    Chain,
    entropy_of_signature,
    is_signature_of,
)
from tests.selection.sources.signing import SECRET_KEY, TEST_CHAIN, public_key_of, sign_round

ROUND = 657413
SIGNATURE = (
    "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be"
    "41076862b98fad56e91a6b85b89cd97b"
)
"""A round of quicknet as its relays gave it, recorded in 2023."""
INFINITY = "c0" + "00" * 47
OUTSIDE = "8" + "0" * 94 + "4"
"""A point of the curve that is outside the group of order r."""


def test_a_recorded_round_of_quicknet_is_real() -> None:
    assert is_signature_of(QUICKNET, ROUND, SIGNATURE)
    assert entropy_of_signature(SIGNATURE) == (
        "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"
    )


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
    assert decompress_G1(int(OUTSIDE, 16))  # it would raise for what is not on the curve


@pytest.mark.parametrize("key", ["c0" + "00" * 95, "00" * 96, QUICKNET.public_key[:-2], "ff" * 96])
def test_no_round_is_signed_by_what_is_no_key(key: str) -> None:
    assert not is_signature_of(replace(QUICKNET, public_key=key), ROUND, SIGNATURE)
    assert not is_signature_of(replace(QUICKNET, public_key=key), ROUND, INFINITY)


def test_another_chain_signs_with_its_own_key() -> None:
    assert is_signature_of(TEST_CHAIN, 5, sign_round(5))
    assert not is_signature_of(TEST_CHAIN, 5, sign_round(5, SECRET_KEY + 1))
    other = replace(TEST_CHAIN, public_key=public_key_of(curve_order - SECRET_KEY))
    assert not is_signature_of(other, 5, sign_round(5))


CLOCK = Chain(hash="", public_key="", genesis=1_000, period=30)
QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("committed", "wait", "number"),
    [
        (0, timedelta(minutes=1), 1),  # before the genesis there is no round
        (1_020 - 60, timedelta(minutes=1), 2),  # 1020 is a full minute; the round is at 1030
        (1_021 - 60, timedelta(minutes=1), 4),  # one second more is a minute more: 1080, 1090
        (1_080 - 60, timedelta(minutes=1), 4),
        (1_140 - 900, QUARTER, 6),  # 1140, and the round at 1150
    ],
)
def test_the_round_is_the_first_from_the_full_minute_after_the_wait(
    committed: int, wait: timedelta, number: int
) -> None:
    assert CLOCK.round_after(datetime.fromtimestamp(committed, UTC), wait) == number


def test_a_round_on_the_very_minute_counts() -> None:
    chain = replace(CLOCK, genesis=960)
    found = chain.round_after(datetime.fromtimestamp(960, UTC), timedelta(minutes=1))
    assert chain.time_of(found) == datetime.fromtimestamp(1_020, UTC)


def test_the_round_of_quicknet_for_a_commitment_comes_a_quarter_of_an_hour_later() -> None:
    committed = datetime(2026, 11, 21, 8, 0, 1, tzinfo=UTC)
    number = QUICKNET.round_after(committed, QUARTER)
    assert QUICKNET.time_of(number) == datetime(2026, 11, 21, 8, 16, tzinfo=UTC)
    assert QUICKNET.time_of(1) == datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC)
