import hashlib
import struct
from collections import Counter
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.dealing.stream import FEW, Stream, derive_seed
from selection.errors import SelectionError

ZERO = bytes(32)
TEN = [f"e{n}" for n in range(10)]


def test_the_first_words_of_the_zero_seed_are_the_published_ones() -> None:
    stream = Stream(ZERO)
    assert [stream.word() for _ in range(4)] == [1857917274, 330437029, 2554349545, 3463822793]


def test_twelve_throws_of_a_die_are_the_published_ones() -> None:
    stream = Stream(ZERO)
    assert [stream.below(6) for _ in range(12)] == [3, 0, 4, 0, 1, 4, 3, 5, 3, 1, 0, 5]


def test_the_order_of_ten_is_the_published_one() -> None:
    given = ["e6", "e2", "e0", "e9", "e4", "e1", "e8", "e5", "e3", "e7"]
    assert list(Stream(ZERO).order(TEN)) == given


def test_the_first_of_an_order_read_no_more_words_than_they_need() -> None:
    stream, other = Stream(ZERO), Stream(ZERO)
    first = list(islice(stream.order(range(1000)), 3))
    assert first == list(islice(other.order(range(1000)), 500))[:3]
    fresh = Stream(ZERO)
    for left in (1000, 999, 998):
        fresh.below(left)
    assert stream.word() == fresh.word()


@given(st.binary(min_size=32, max_size=32), st.integers(0, 30))
def test_an_order_exchanges_each_place_with_one_behind_it(seed: bytes, size: int) -> None:
    numbers, items = Stream(seed), list(range(size))
    for place in range(size):
        other = place + numbers.below(size - place)
        items[place], items[other] = items[other], items[place]
    assert list(Stream(seed).order(range(size))) == items


@pytest.mark.parametrize("size", [FEW, FEW + 1])
def test_many_are_ordered_as_few_are(size: int) -> None:
    numbers, items = Stream(ZERO), list(range(size))
    for place in range(size):
        other = place + numbers.below(size - place)
        items[place], items[other] = items[other], items[place]
    assert list(Stream(ZERO).order(range(size))) == items


def test_orders_of_four_come_equally_often() -> None:
    stream = Stream(bytes([9]) * 32)
    counts = Counter(tuple(stream.order("abcd")) for _ in range(24_000))
    assert len(counts) == 24
    chi_square = sum((count - 1000) ** 2 / 1000 for count in counts.values())
    assert chi_square < 57.1  # p = 0.0001 with 23 degrees of freedom


def test_words_are_those_of_hashed_counters_in_order() -> None:
    seed = bytes(range(32))
    stream = Stream(seed)
    blocks = b"".join(
        hashlib.sha256(b"panel-draw/v1/stream\0" + seed + struct.pack(">Q", i)).digest()
        for i in range(3)
    )
    assert [stream.word() for _ in range(24)] == list(struct.unpack(">24I", blocks))


def test_one_of_one_reads_no_word() -> None:
    stream = Stream(ZERO)
    assert stream.below(1) == 0
    assert stream.word() == 1857917274


def test_the_largest_bound_is_a_whole_word() -> None:
    assert Stream(ZERO).below(1 << 32) == 1857917274


@pytest.mark.parametrize("bound", [0, -1, (1 << 32) + 1])
def test_a_bound_outside_the_words_is_refused(bound: int) -> None:
    with pytest.raises(SelectionError) as caught:
        Stream(ZERO).below(bound)
    assert caught.value.code == "stream.bound_out_of_range"


def test_a_seed_of_another_length_is_refused() -> None:
    with pytest.raises(SelectionError) as caught:
        Stream(bytes(31))
    assert caught.value.params == {"expected": 32, "got": 31}


def test_a_weight_of_zero_is_refused() -> None:
    with pytest.raises(SelectionError) as caught:
        Stream(ZERO).weighted_index([3, 0])
    assert caught.value.code == "stream.weight_below_one"


def test_the_seed_hashes_commitment_and_entropy_behind_its_tag() -> None:
    expected = hashlib.sha256(b"panel-draw/v1/seed\0" + b"c" * 32 + b"e" * 32).digest()
    assert derive_seed(b"c" * 32, b"e" * 32) == expected


@given(st.binary(min_size=32, max_size=32), st.integers(1, 1 << 32))
def test_a_number_is_always_below_its_bound(seed: bytes, bound: int) -> None:
    assert 0 <= Stream(seed).below(bound) < bound


@given(st.binary(min_size=32, max_size=32), st.integers(0, 20))
def test_an_order_keeps_everybody(seed: bytes, size: int) -> None:
    people = list(range(size))
    assert sorted(Stream(seed).order(people)) == people


def test_six_sides_come_equally_often() -> None:
    stream = Stream(bytes([7]) * 32)
    counts = [0] * 6
    for _ in range(60_000):
        counts[stream.below(6)] += 1
    chi_square = sum((count - 10_000) ** 2 / 10_000 for count in counts)
    assert chi_square < 25.7  # p = 0.0001 with 5 degrees of freedom
