"""Adding, removing and renumbering the rows of a form that was sent, without a script.

Fields of rows are named `quotas-0-conditions-1-values`. This only moves what was typed.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from litestar.datastructures import FormMultiDict

from web.protection import TOKEN_FIELD

Typed = dict[str, tuple[str, ...]]
LARGEST_FORM: Final = 600
_NUMBER: Final = re.compile(r"\d{1,6}")


def read_typed(sent: FormMultiDict, control: Iterable[str]) -> Typed:
    """The texts of a sent form in one spelling (NFC), without tokens and buttons."""
    typed: Typed = {}
    left_out = {TOKEN_FIELD, *control}
    for name, value in list(sent.multi_items())[:LARGEST_FORM]:
        if isinstance(value, str) and name.partition("-")[0] not in left_out:
            text = unicodedata.normalize("NFC", value).replace("\r\n", "\n")
            typed[name] = (*typed.get(name, ()), text)
    return renumber(typed)


def renumber(typed: Mapping[str, tuple[str, ...]]) -> Typed:
    """Rows counted from 0 without gaps, so that errors find their fields."""
    numbers: dict[str, dict[str, int]] = {}
    for name in sorted(typed, key=_in_order):
        for prefix, number in _numbers_in(name):
            known = numbers.setdefault(prefix, {})
            known.setdefault(number, len(known))
    return {_renamed(name, numbers): values for name, values in typed.items()}


def _in_order(name: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(p) if _NUMBER.fullmatch(p) else -1, p) for p in name.split("-"))


def _numbers_in(name: str) -> Iterable[tuple[str, str]]:
    parts = name.split("-")
    for place, part in enumerate(parts):
        if _NUMBER.fullmatch(part):
            yield "-".join(parts[:place]), part


def _renamed(name: str, numbers: Mapping[str, Mapping[str, int]]) -> str:
    parts = name.split("-")
    return "-".join(
        str(numbers["-".join(parts[:place])][part]) if _NUMBER.fullmatch(part) else part
        for place, part in enumerate(parts)
    )


def count_rows(typed: Mapping[str, tuple[str, ...]], rows: str) -> int:
    """How many rows a list of the form has."""
    depth = rows.count("-") + 1
    starts = {n.split("-")[depth] for n in typed if n.startswith(f"{rows}-")}
    return sum(bool(_NUMBER.fullmatch(start)) for start in starts)


def add_row(typed: Typed, rows: str, values: Mapping[str, tuple[str, ...]]) -> Typed:
    """The same form with one more row at the end of a list."""
    number = count_rows(typed, rows)
    return {**typed, **{f"{rows}-{number}-{name}": value for name, value in values.items()}}


def remove_row(typed: Typed, row: str) -> Typed:
    """The same form without a row such as `quotas-2`."""
    return renumber({n: v for n, v in typed.items() if not n.startswith(f"{row}-")})
