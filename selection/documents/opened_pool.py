"""The openings of a whole pool, side by side in columns: ten thousand people, but not as objects.

Its one job is to read and hold the pool of a full receipt. It must not know what was committed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Annotated, Final, overload

from pydantic import GetPydanticSchema, SerializerFunctionWrapHandler, WrapSerializer

from selection.documents.fields import LARGEST_WEIGHT
from selection.documents.weighed import ABSENT, PoolEntry
from selection.problem import number_values

# No part goes on over the beginning of another entry: else many of them without an end would
# each be read to the end of the file.
_ENTRY: Final = re.compile(
    r'{"e":"([^"]{1,100})","employer":"([^"]{0,100})","meets":\[([^]{]*)\],"salt":"([^"]{32})"'
    r'(,"weight":[0-9]{1,2}|)},'
)
_PARTS: Final = _ENTRY.groups + 1
_IDS: Final = re.compile(r'(?:"[^"]{1,100}"(?:,"[^"]{1,100}")*)?')
_WEIGHTS: Final = {"": ABSENT} | {f',"weight":{it}': it for it in range(1, LARGEST_WEIGHT + 1)}


@dataclass(frozen=True, slots=True)
class OpenedPool(Sequence[PoolEntry]):
    """The columns of a pool; an entry is made when somebody asks for it.

    `kinds` are the different lists of quotas, and `kind_of` says everybody's by number.
    """

    names: Sequence[str]
    employers: Sequence[str]
    kinds: Sequence[tuple[str, ...]]
    kind_of: Sequence[int]
    salts: Sequence[str]
    weights: Sequence[int]

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, place: int) -> PoolEntry: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[PoolEntry, ...]: ...

    def __getitem__(self, place: int | slice) -> PoolEntry | tuple[PoolEntry, ...]:
        if isinstance(place, slice):
            return tuple(self[number] for number in range(*place.indices(len(self))))
        weight = self.weights[place]
        return PoolEntry(
            e=self.names[place],
            employer=self.employers[place],
            meets=self.kinds[self.kind_of[place]],
            salt=self.salts[place],
            **({} if weight == ABSENT else {"weight": weight}),
        )


def list_columns(pool: Sequence[PoolEntry]) -> OpenedPool:
    """The same entries in columns."""
    if isinstance(pool, OpenedPool):
        return pool
    names, employers, meets, salts, weights = (
        tuple(map(attrgetter(name), pool)) for name in ("e", "employer", "meets", "salt", "weight")
    )
    return OpenedPool(names, employers, *number_values(meets), salts, weights)


def read_pool(text: str) -> OpenedPool | None:
    """The entries of a canonical list, given without its brackets, as strictly as one by one.

    None where there are none or a doubt remains: only the slow reader can say what is wrong.
    """
    parts: list[str] = _ENTRY.split(text + ",")
    # What stands beside the entries comes first and behind each of them.
    beside, names, employers, listed, salts, marks = (parts[n::_PARTS] for n in range(_PARTS))
    written, kind_of = number_values(listed)
    kinds = [tuple(ids[1:-1].split('","')) if ids else () for ids in written]
    weights = {mark: _WEIGHTS.get(mark, -1) for mark in set(marks)}
    doubts = (
        any(beside) or not names or not _are_plain(names, employers, written),
        not all(map(_IDS.fullmatch, written)),
        not _are_salts(salts) or -1 in weights.values(),
    )
    if any(doubts):
        return None
    weighed = tuple(map(weights.__getitem__, marks))
    return OpenedPool(names, employers, kinds, kind_of, salts, weighed)


def _are_plain(*columns: Iterable[str]) -> bool:
    """Whether no sign stands there that no name has, or that JSON writes otherwise."""
    text = "".join(chain(*columns))
    return text.isascii() and text.isprintable() and " " not in text and "\\" not in text


def _are_salts(texts: Sequence[str]) -> bool:
    text = "".join(texts)
    try:
        return bytes.fromhex(text).hex() == text
    except ValueError:
        return False


def _write_entries(pool: Sequence[PoolEntry], write: SerializerFunctionWrapHandler) -> object:
    return write(tuple(pool))


Pool = Annotated[
    Sequence[PoolEntry],
    GetPydanticSchema(lambda _, handler: handler(tuple[PoolEntry, ...])),
    WrapSerializer(_write_entries),
]
"""A pool as a field of a document: read like any tuple of entries."""
