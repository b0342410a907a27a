"""Turns every single bit of two small receipts, as they are and with every digest recomputed.

    python -m benchmarks.tamper_bits [STEP]

Both verifiers must reject each; one that is accepted ends with exit code 1. A bit that still
leaves a file to read is turned a second time with all roots, hashes, the seed and the result
recomputed: without a signature, and for some with one by another key (a signature takes
JavaScript long). With STEP only every so many-th bit. JavaScript runs in Node or Chromium.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from selection.verify import read_trust, verify_receipt
from tests.selection.draw_samples import make_problem, make_table
from tests.selection.forgeries import Json
from tests.selection.receipt_samples import FORGER, TRUST, draw, rehash, resign
from tests.selection.verify.second_verifier import (
    SecondVerifier,
    find_node,
    open_chromium,
    verify_in_node,
)

PORTION = 2_000
SIGNED_EVERY = 50
KNOWN = TRUST.model_dump_json().encode()
PROBLEM = make_problem(12, 12, conflicts=[(1, 2), (0, 7)])


def main(step: int = 1) -> int:
    """Print what rejected how many, for each receipt and each kind of change."""
    accepted = 0
    with _open_second_verifier() as second:
        for data in draw(PROBLEM, make_table(PROBLEM)).both:
            form = json.loads(data)["form"]
            for kind, forged in (
                ("as they are", _turn_bits(data, step)),
                ("digests recomputed, unsigned", _recompute(data, step)),
                ("digests recomputed, signed by another", _recompute(data, step, signed=True)),
            ):
                accepted += _attack(f"{form}, {len(data):,} bytes, {kind}", forged, second)
    return 1 if accepted else 0


@contextmanager
def _open_second_verifier() -> Iterator[SecondVerifier]:
    if find_node() is not None:
        yield verify_in_node
    else:
        yield from open_chromium()


def _turn_bits(data: bytes, step: int) -> Iterator[bytes]:
    for bit in range(0, 8 * len(data), step):
        place = bit // 8
        yield data[:place] + bytes([data[place] ^ 1 << bit % 8]) + data[place + 1 :]


def _recompute(data: bytes, step: int, *, signed: bool = False) -> Iterator[bytes]:
    """The turned files that can still be read, with every digest right again."""
    for forged in islice(_turn_bits(data, step), 0, None, SIGNED_EVERY if signed else 1):
        try:
            told = json.loads(forged)
            whole = rehash(told, FORGER) if signed else _rehash_unsigned(told)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
            continue
        # A bit that stood in a digest is back in its place, and nothing is changed at all.
        if json.loads(whole) | {"signature": None} != json.loads(data) | {"signature": None}:
            yield whole


def _rehash_unsigned(told: Json) -> bytes:
    told["signature"] = None
    return resign(json.loads(rehash(told)) | {"signature": None}, None)


def _attack(name: str, forged: Iterator[bytes], second: SecondVerifier) -> int:
    started, made, accepted, seen = time.process_time(), 0, 0, Counter[str]()
    while portion := list(islice(forged, PORTION)):
        made += len(portion)
        first = [_reject(data) for data in portion]
        other = [_name_of(said) for said in second([(data, KNOWN) for data in portion])]
        pairs = list(zip(first, other, strict=True))
        accepted += sum("" in pair for pair in pairs)
        seen.update(one if one == two else f"{one}/{two}" for one, two in pairs)
    by = ", ".join(f"{check} {count:,}" for check, count in seen.most_common())
    print(f"{name}: {made:,} changes, {accepted} accepted by either verifier", flush=True)
    print(f"    rejected by check {by}; CPU of Python {time.process_time() - started:.0f} s")
    return accepted


def _reject(data: bytes) -> str:
    failed = verify_receipt(data, read_trust(KNOWN)).failed
    return failed.name if failed else ""


def _name_of(said: Json) -> str:
    return said["failed"] or "" if said["verdict"] == "invalid" else ""


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
