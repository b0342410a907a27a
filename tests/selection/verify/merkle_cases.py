"""The published cases of Merkle proofs: every lawful one of small trees, and what proves nothing.

Roots and paths are built by the recursive definition of RFC 6962, 2.1, not by the code under test.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, Final

Json = Any
LARGEST: Final = 22
FORGED: Final = 8
"""Every proof of trees up to the one size; forged ones of trees up to the other."""
OTHER: Final = sha256(b"another leaf").digest()
LEAVES: Final = tuple(sha256(b"\x00" + b"leaf %d" % number).digest() for number in range(LARGEST))


def make_merkle_cases() -> list[Json]:
    """Every case; the lawful ones first."""
    lawful = [*_included(), *_grown()]
    small = [case for case in lawful if (case.get("size") or case["newer"]["size"]) <= FORGED]
    return [*lawful, *(forged for case in small for forged in _forge(case))]


def _root(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256().digest()
    left = _left(len(leaves))
    return sha256(b"\x01" + _root(leaves[:left]) + _root(leaves[left:])).digest()


def _left(size: int) -> int:
    """The largest power of two below the size."""
    return max(1 << power for power in range(size.bit_length()) if 1 << power < size)


def _inclusion(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    if len(leaves) < 2:
        return []
    left = _left(len(leaves))
    if index < left:
        return [*_inclusion(index, leaves[:left]), _root(leaves[left:])]
    return [*_inclusion(index - left, leaves[left:]), _root(leaves[:left])]


def _consistency(older: int, leaves: Sequence[bytes], *, known: bool = True) -> list[bytes]:
    if older == len(leaves):
        return [] if known else [_root(leaves)]
    left = _left(len(leaves))
    if older <= left:
        return [*_consistency(older, leaves[:left], known=known), _root(leaves[left:])]
    return [*_consistency(older - left, leaves[left:], known=False), _root(leaves[:left])]


def _included() -> Iterator[Json]:
    for size in range(1, LARGEST + 1):
        for index in range(size):
            yield {
                "kind": "inclusion",
                "proves": True,
                "index": index,
                "leaf": LEAVES[index].hex(),
                "path": _write(_inclusion(index, LEAVES[:size])),
                "size": size,
                "root": _root(LEAVES[:size]).hex(),
            }


def _grown() -> Iterator[Json]:
    for newer in range(LARGEST + 1):
        for older in range(newer + 1):
            path = _consistency(older, LEAVES[:newer]) if older else []
            yield {
                "kind": "consistency",
                "proves": True,
                "older": {"size": older, "root": _root(LEAVES[:older]).hex()},
                "newer": {"size": newer, "root": _root(LEAVES[:newer]).hex()},
                "path": _write(path),
            }


def _forge(case: Json) -> Iterator[Json]:
    path = case["path"]
    changes: list[Json] = [{"path": [*path, OTHER.hex()]}, {"path": [OTHER.hex(), *path]}]
    changes += [{"path": path[:-1]}, {"path": path[1:]}] if path else []
    for place in range(len(path)):
        changes.append({"path": [*path[:place], OTHER.hex(), *path[place + 1 :]]})
    if case["kind"] == "inclusion":
        changes += [{"index": case["size"]}, {"root": OTHER.hex()}, {"leaf": OTHER.hex()}]
        root = case["root"]
        changes += [{"root": root[:-2]}, {"root": f"{root[:2]}{int(root[2], 16) ^ 1:x}{root[3:]}"}]
        changes += [{"index": case["index"] ^ 1}, {"size": case["size"] + 8}]
        if case["index"] and case["index"] >= (left := _left(case["size"])):
            changes += [{"index": case["index"] - left, "size": case["size"] - left}]
    else:
        heads = [(name, case[name]) for name in ("older", "newer")]
        (_, older), (_, newer) = heads
        changes += [{"older": older | {"root": OTHER.hex()}}]
        if newer["size"]:
            changes += [{"older": newer | {"size": 2 * newer["size"]}, "path": []}]
        if newer["size"] > older["size"] > (left := _left(max(2, newer["size"]))):
            changes += [{name: head | {"size": head["size"] - left} for name, head in heads}]
        if older["size"] not in {0, newer["size"]}:
            changes += [
                {"newer": older, "older": newer},
                {"older": older | {"size": newer["size"]}},
            ]
            changes += [{"newer": newer | {"root": OTHER.hex()}}]
            changes += [{"newer": newer | {"size": newer["size"] + 8}}]
    for change in changes:
        yield case | change | {"proves": False}


def _write(path: Sequence[bytes]) -> list[str]:
    return [node.hex() for node in path]
