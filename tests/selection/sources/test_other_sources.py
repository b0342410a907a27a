import hashlib
from datetime import datetime

import pytest

from selection.sources.lottery import (
    Drum,
    Timetable,
    entropy_of_numbers,
    fits_drums,
    holds_enough,
    read_drums,
    read_numbers,
    write_numbers,
)
from selection.sources.mixing import mix
from selection.sources.throws import entropy_of_throws, read_throws

HASH = "ab" * 32
FIFTY = "12345" * 10
DRUMS = (Drum(6, 33), Drum(1, 16))
RIGHT = ((1, 2, 3, 4, 5, 33), (16,))


@pytest.mark.parametrize("text", [FIFTY, " ".join(FIFTY), "12345,\n" * 10])
def test_fifty_throws_are_read_however_they_are_set(text: str) -> None:
    assert read_throws(text) == FIFTY


@pytest.mark.parametrize("text", ["", FIFTY[1:], FIFTY + "1", FIFTY[1:] + "7", FIFTY[1:] + "x"])
def test_anything_but_fifty_throws_is_refused(text: str) -> None:
    assert read_throws(text) is None


@pytest.mark.parametrize(
    ("drums", "enough"),
    [(DRUMS, True), ((Drum(6, 33),), False), ((Drum(5, 35), Drum(2, 12)), True), ((), False)],
)
def test_a_lottery_needs_2_to_the_24_outcomes(drums: tuple[Drum, ...], enough: bool) -> None:
    assert holds_enough(drums) is enough


@pytest.mark.parametrize(
    ("numbers", "fits"),
    [
        (RIGHT, True),
        ((RIGHT[0],), False),
        (((1, 2, 3, 4, 5), (16,)), False),
        (((1, 2, 3, 4, 5, 34), (16,)), False),
        (((0, 2, 3, 4, 5, 33), (16,)), False),
        (((2, 1, 3, 4, 5, 33), (16,)), False),
        (((1, 1, 3, 4, 5, 33), (16,)), False),
        ((RIGHT[0], (17,)), False),
    ],
)
def test_numbers_fit_when_they_could_have_come_out_of_the_drums(
    numbers: tuple[tuple[int, ...], ...], fits: bool
) -> None:
    assert fits_drums(DRUMS, numbers) is fits


@pytest.mark.parametrize(
    ("committed", "drawn"),
    [
        ("2026-11-22T12:59:59+00:00", "2026-11-22T13:15:00+00:00"),
        ("2026-11-22T13:00:00+00:00", "2026-11-22T13:15:00+00:00"),
        ("2026-11-22T13:00:01+00:00", "2026-11-24T13:15:00+00:00"),
        ("2026-11-22T17:00:00+00:00", "2026-11-24T13:15:00+00:00"),
        ("2026-11-25T00:00:00+00:00", "2026-11-26T13:15:00+00:00"),
        ("2026-12-31T20:00:00+00:00", "2027-01-03T13:15:00+00:00"),
    ],
)
def test_the_first_draw_after_the_full_minute_and_the_wait_counts(
    committed: str, drawn: str
) -> None:
    table = Timetable(frozenset({1, 3, 6}), 21, 15)
    found = table.first_after(datetime.fromisoformat(committed), 15)
    assert found == datetime.fromisoformat(drawn)


def test_drums_are_read_as_a_policy_writes_them() -> None:
    assert read_drums(("6/33", "1/16")) == DRUMS


@pytest.mark.parametrize(
    "text",
    ["1 2 3 4 5 33 16", "33,05,04 03、02 01 + 16", "01 02 03 04 05 33\n16", "5 4 3 2 1 33|16"],
)
def test_numbers_are_read_however_they_are_set(text: str) -> None:
    assert read_numbers(DRUMS, text) == RIGHT
    assert read_numbers(DRUMS, write_numbers(RIGHT)) == RIGHT


@pytest.mark.parametrize(
    "text", ["", "1 2 3 4 5 33", "1 2 3 4 5 33 16 1", "1 2 3 4 5 34 16", "1 2 3 4 5 5 16", "1 2 x"]
)
def test_numbers_that_cannot_have_come_out_are_refused(text: str) -> None:
    assert read_numbers(DRUMS, text) is None


def test_the_entropy_is_of_the_throws_and_the_commitment() -> None:
    text = f'{{"commit_hash":"{HASH}","throws":"{FIFTY}","type":"draw.dice","v":1}}'
    assert entropy_of_throws(HASH, FIFTY) == hashlib.sha256(text.encode()).hexdigest()
    text = f'{{"commit_hash":"{HASH}","numbers":[[1,2,3,4,5,33],[16]],"type":"draw.lottery","v":1}}'
    assert entropy_of_numbers(HASH, RIGHT) == hashlib.sha256(text.encode()).hexdigest()


def test_one_source_counts_as_it_is_and_several_in_their_order() -> None:
    one, two = "11" * 32, "22" * 32
    assert mix([one]) == one
    told = b"panel-draw/v1/mix\0" + bytes.fromhex(one + two)
    assert mix([one, two]) == hashlib.sha256(told).hexdigest()
    assert mix([one, two]) != mix([two, one])
