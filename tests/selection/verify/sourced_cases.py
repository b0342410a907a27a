"""The published cases of a draw's source: lawful receipts, and what a forger could make of them.

The forger recomputes every digest and has the service's key, so that nothing but the source's own
checks can see what is wrong.
"""

import copy
import json
from collections.abc import Iterator, Sequence
from typing import Any

from tests.selection.receipt_samples import SERVICE, loads, rehash
from tests.selection.sources.signing import TEST_CHAIN
from tests.selection.verify.published_case import VerdictCase, parent_of
from tests.selection.verify.sourced_lies import EDGES, LIES, RANGES, at
from tests.selection.verify.sourced_receipts import KNOWN, NO_CHAIN, ONLY_CHAIN, SOURCES

Json = Any
_TRUSTS = (("", KNOWN), (" without its chain", NO_CHAIN), (", no keys", ONLY_CHAIN))


def make_sourced_cases(receipts: dict[str, bytes]) -> Iterator[VerdictCase]:
    """Each source with and without its chain, then every lie, then wrong shapes."""
    for name in SOURCES:
        for form in ("full", "public"):
            base = f"{name}, {form}"
            for said, trust in _TRUSTS:
                yield VerdictCase(f"source: {base}{said}", base, trust=trust)
    for name, lies in LIES.items():
        yield from _of_lies(f"{name}, full", receipts, lies)
    yield from _of_bounds()
    yield from _of_chains()


def _of_bounds() -> Iterator[VerdictCase]:
    """Values at the bounds of what can be written, and just beyond them."""
    for name, path, least, most in RANGES:
        for value in (least - 1, most + 1, True, str(least), None):
            change = ((at(path), value),)
            yield VerdictCase(f"source: {path} = {value!r}, {name}", f"{name}, full", change)
    for name, path, values in EDGES:
        for value in values:
            change = ((at(path), value),)
            said = f"source: {path} = {_show(value)}, {name}"
            yield VerdictCase(said, f"{name}, full", change)


def _show(value: Json) -> str:
    text = json.dumps(value)
    return text if len(text) < 60 else f"{text[:9]}… ({len(text)})"


def _of_lies(
    base: str, receipts: dict[str, bytes], lies: Sequence[tuple[tuple[str, Json], ...]]
) -> Iterator[VerdictCase]:
    for lie in lies:
        told = copy.deepcopy(loads(receipts[base]))
        for path, value in lie:
            parent_of(told, at(path))[at(path)[-1]] = copy.deepcopy(value)
        said = ", ".join(f"{path} = {json.dumps(value)[:30]}" for path, value in lie)
        try:
            data = rehash(told, SERVICE)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            change = tuple((at(path), value) for path, value in lie)
            yield VerdictCase(f"source: {said}, {base}", base, change, trust=KNOWN)
            continue
        yield VerdictCase(f"source: {said}, {base}, anew", data=data, trust=KNOWN)


def _of_chains() -> Iterator[VerdictCase]:
    """Chains that the trust file must not hold so, and two that it may."""
    own = json.loads(KNOWN)
    changes: tuple[tuple[str, Json], ...] = (
        ("period", 0),
        ("period", 1),
        ("period", 86_401),
        ("period", 4),
        ("period", 86_400),
        ("genesis", -1),
        ("genesis", 0),
        ("genesis", 2**40),
        ("genesis", 2**40 + 1),
        ("genesis", TEST_CHAIN.genesis + 3),
        ("key", TEST_CHAIN.public_key[:-2]),
        ("key", "0" + TEST_CHAIN.public_key),
        ("key", TEST_CHAIN.public_key + "0"),
        ("key", TEST_CHAIN.public_key.upper()),
        ("key", "c0" + "00" * 95),
        ("key", "00" * 96),
        ("chain", "0" * 63),
        ("name", ""),
        ("name", "a" * 200),
        ("name", "a" * 201),
        ("more", 1),
    )
    for key, value in changes:
        trust = json.dumps(own | {"chains": [own["chains"][0] | {key: value}]}).encode()
        said = f"source: chain with {key} = {_show(value)}"
        yield VerdictCase(said, "beacon, public", trust=trust)
    other = own["chains"][0] | {"chain": "0" * 64}
    trust = json.dumps(own | {"chains": [other, own["chains"][0]]}).encode()
    yield VerdictCase("source: the chain behind another", "beacon, public", trust=trust)
    empty = {"v": 1, "type": "draw.trust", "chains": []}
    yield VerdictCase("source: no chain", "beacon, public", trust=json.dumps(empty).encode())
