"""The published cases of a pool opened in no lawful form, in receipts that are otherwise true.

Every digest is recomputed and the service signs, so that the form alone can judge.
"""

import copy
from collections.abc import Iterator
from typing import Any

from tests.selection.receipt_samples import SERVICE, loads, rehash
from tests.selection.verify.published_case import VerdictCase
from tests.selection.verify.trust_cases import KNOWN

Json = Any
_SALTS = ("0a" * 15, "0a" * 17, "0A" * 16, "0g" * 16, " " * 32, "")
_WEIGHTS = (0, 4, 11, 100, -1, True, "1")
_NAMES = ("a" * 100, "a" * 101, "a b", 'a"b', "a\\b", "a},{b", "é", "")


def make_opening_cases(receipts: dict[str, bytes]) -> Iterator[VerdictCase]:
    """Salts, weights and names of the first entry, each at its bounds and beyond them."""
    changes = (
        ("small, full", "salt", _SALTS),
        ("small, full", "e", _NAMES),
        ("small, full", "employer", _NAMES),
        ("weights, full", "weight", _WEIGHTS),
        ("small, full", "weight", (0, 2, 99)),
    )
    for base, key, values in changes:
        for place, value in enumerate(values):
            told = copy.deepcopy(loads(receipts[base]))
            told["pool"][0][key] = value
            said = f"opened with {key} {place}, {ascii(value)[:9]}, {base}, anew"
            yield VerdictCase(said, data=rehash(told, SERVICE), trust=KNOWN)
