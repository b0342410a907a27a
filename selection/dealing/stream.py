"""Unbiased integers and orders from a 32-byte seed, the same on every machine.

Its one job is the stream of `panel-draw/v1`; it must not know what is drawn. SHA-256 in
counter mode: block i is SHA-256("panel-draw/v1/stream" 0x00 || seed || uint64_be(i)),
read as eight big-endian 32-bit words, block 0 first. Everything after a seed is made of
`below`, so another program needs these few lines to repeat a draw.
"""

import hashlib
import struct
from collections.abc import Iterator, Sequence
from itertools import chain, count
from typing import Final, TypeVar

from selection.errors import SelectionError

Item = TypeVar("Item")

SEED_TAG: Final = b"panel-draw/v1/seed\x00"
STREAM_TAG: Final = b"panel-draw/v1/stream\x00"
SEED_BYTES: Final = 32
WORD_BITS: Final = 32
FEW: Final = 1 << 14
"""So many items are copied in less time than it takes to keep account of those exchanged."""
_WORDS_OF_BLOCK: Final = struct.Struct(">8I")


def derive_seed(commit_hash: bytes, entropy: bytes) -> bytes:
    """The seed of a draw: the commitment and the entropy revealed after it, hashed."""
    return hashlib.sha256(SEED_TAG + commit_hash + entropy).digest()


class Stream:
    """Numbers read one after another from one seed; nothing else can move it."""

    __slots__ = ("_read",)

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise SelectionError("stream.seed_length", {"expected": SEED_BYTES, "got": len(seed)})
        self._read = chain.from_iterable(_read_blocks(seed)).__next__

    def word(self) -> int:
        """The next 32-bit word."""
        return self._read()

    def below(self, bound: int) -> int:
        """One of 0..bound-1, all equally likely: the top bits of a word, or the next word.

        A word is read until its top bits, as many as `bound - 1` has, are below `bound`;
        where `bound` is 1 no word is read.
        """
        if not 1 <= bound <= 1 << WORD_BITS:
            raise SelectionError("stream.bound_out_of_range", {"bound": bound})
        if bound == 1:
            return 0
        shift = WORD_BITS - (bound - 1).bit_length()
        value = self.word() >> shift
        while value >= bound:
            value = self.word() >> shift
        return value

    def order(self, items: Sequence[Item]) -> Iterator[Item]:
        """The items in one of all their orders, each equally likely, drawn as they are asked for.

        Fisher and Yates, from the front: for place i = 0, 1, ...: j = i + below(n - i), exchange
        places i and j; the item that is now on place i is the next. Of many items only exchanged
        places are kept, so that the first few of them cost no more than of few.
        """
        if len(items) <= FEW:
            return self._order_few(list(items))
        return self._order_many(items)

    def _order_few(self, items: list[Item]) -> Iterator[Item]:
        read, last = self._read, len(items) - 1
        for places, shift in _list_spans(last):
            for place in places:
                # The same as `below(left + 1)`, without the call: this is most of a deal.
                left = last - place
                step = read() >> shift
                while step > left:
                    step = read() >> shift
                other = place + step
                drawn = items[other]
                items[other] = items[place]
                yield drawn
        if last >= 0:
            yield items[last]

    def _order_many(self, items: Sequence[Item]) -> Iterator[Item]:
        moved: dict[int, int] = {}
        read, last = self._read, len(items) - 1
        for places, shift in _list_spans(last):
            for place in places:
                left = last - place
                step = read() >> shift
                while step > left:
                    step = read() >> shift
                other = place + step
                drawn = moved.get(other, other)
                moved[other] = moved.pop(place, place)
                yield items[drawn]
        yield items[moved.get(last, last)]

    def weighted_index(self, weights: Sequence[int]) -> int:
        """The index of one entry, with a chance in proportion to its integer weight."""
        if min(weights) < 1:
            raise SelectionError("stream.weight_below_one", {"weight": min(weights)})
        rest = self.below(sum(weights))
        index = 0
        while rest >= weights[index]:
            rest -= weights[index]
            index += 1
        return index


def _read_blocks(seed: bytes) -> Iterator[tuple[int, ...]]:
    """The words of the stream, eight at a time."""
    sha256, prefix, unpack = hashlib.sha256, STREAM_TAG + seed, _WORDS_OF_BLOCK.unpack
    for number in count():
        yield unpack(sha256(prefix + number.to_bytes(8, "big")).digest())


def _list_spans(last: int) -> Iterator[tuple[range, int]]:
    """The places before the last by how many bits the bound has there, and what to shift off."""
    begin = 0
    while begin < last:
        bits = (last - begin).bit_length()
        end = last - (1 << bits - 1) + 1
        yield range(begin, end), WORD_BITS - bits
        begin = end
