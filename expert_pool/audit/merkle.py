"""The Merkle tree of RFC 6962, section 2.1: roots, and proofs that need not trust the server.

Its one job is hashing and proving over leaf hashes. It must not know what a leaf says.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

EMPTY_ROOT = hashlib.sha256(b"").digest()
HASH_SIZE = hashlib.sha256().digest_size
NODE_STEP: Final = 8


def leaf_hash(body: bytes) -> bytes:
    """The hash of one entry's bytes: SHA-256(0x00 || body)."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that is needed to go on with a tree: its size and its full subtrees, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """The root over all leaves so far; of no leaves, the hash of nothing."""
        if not self.peaks:
            return EMPTY_ROOT
        *larger, hashed = self.peaks
        for peak in reversed(larger):
            hashed = node_hash(peak, hashed)
        return hashed


Node: TypeAlias = tuple[int, int, bytes]
"""A full subtree whose height is a multiple of `NODE_STEP`: level, place among its like, hash."""


def grow(leaves: Iterable[bytes], frontier: Frontier | None = None) -> Frontier:
    """The tree after all these leaf hashes, in their order."""
    return grow_with_nodes(leaves, frontier)[0]


def grow_with_nodes(
    leaves: Iterable[bytes], frontier: Frontier | None = None
) -> tuple[Frontier, tuple[Node, ...]]:
    """The tree after these leaf hashes, and the larger full subtrees that they completed."""
    peaks, size = list(frontier.peaks if frontier else ()), frontier.size if frontier else 0
    nodes = list[Node]()
    for leaf in leaves:
        hashed, level = leaf, 0
        while size >> level & 1:
            hashed, level = node_hash(peaks.pop(), hashed), level + 1
            if level % NODE_STEP == 0:
                nodes.append((level, size >> level, hashed))
        peaks.append(hashed)
        size += 1
    return Frontier(size, tuple(peaks)), tuple(nodes)


def tree_root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in their order.

    Pairs are joined level by level, a last one without partner moves up as it is: the same
    tree as by the definition, which splits at the largest power of two below the size.
    """
    level, sha256 = list(leaves), hashlib.sha256
    while len(level) > 1:
        alone = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + alone
    return level[0] if level else EMPTY_ROOT


Range: TypeAlias = tuple[int, int]
"""Neighbouring leaves: the place of the first, and that behind the last."""


def inclusion_ranges(index: int, size: int) -> tuple[Range, ...]:
    """The subtrees whose roots prove leaf `index` of a tree, leaf to root (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise IndexError(index)
    start, stop, beside = 0, size, list[Range]()
    while stop - start > 1:
        middle = start + _left_size(stop - start)
        if index < middle:
            beside.append((middle, stop))
            stop = middle
        else:
            beside.append((start, middle))
            start = middle
    return tuple(reversed(beside))


def consistency_ranges(older: int, size: int) -> tuple[Range, ...]:
    """The subtrees whose roots prove that a tree only added to an older one (RFC 6962, 2.1.2).

    None where there is nothing to prove: the older tree is empty or the same.
    """
    if not 0 <= older <= size:
        raise IndexError(older)
    if older in {0, size}:
        return ()
    start, stop, beside = 0, size, list[Range]()
    while older < stop:
        middle = start + _left_size(stop - start)
        if older <= middle:
            beside.append((middle, stop))
            stop = middle
        else:
            beside.append((start, middle))
            start = middle
    if start:
        beside.append((start, stop))
    return tuple(reversed(beside))


def full_subtrees(wanted: Range) -> tuple[tuple[int, int], ...]:
    """The full subtrees that a proof's range is made of, largest first: start and level."""
    start, stop = wanted
    found = list[tuple[int, int]]()
    while start < stop:
        level = (stop - start).bit_length() - 1
        found.append((start, level))
        start += 1 << level
    return tuple(found)


def inclusion_path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The proof that leaf `index` is in the tree over `leaves`."""
    ranges = inclusion_ranges(index, len(leaves))
    return tuple(tree_root(leaves[start:stop]) for start, stop in ranges)


def consistency_path(leaves: Sequence[bytes], older: int) -> tuple[bytes, ...]:
    """The proof that the tree over `leaves` only added to its first `older` ones."""
    ranges = consistency_ranges(older, len(leaves))
    return tuple(tree_root(leaves[start:stop]) for start, stop in ranges)


def proves_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Whether the path leads from this leaf at this index to the root of a tree of this size."""
    if not 0 <= index < size or not _are_hashes(path):
        return False
    inner = (index ^ (size - 1)).bit_length()
    if len(path) != inner + (index >> inner).bit_count():
        return False
    hashed = leaf
    for level, sibling in enumerate(path):
        is_left_child = level < inner and not index >> level & 1
        hashed = node_hash(hashed, sibling) if is_left_child else node_hash(sibling, hashed)
    return hashed == root


def proves_consistency(
    older: tuple[int, bytes], newer: tuple[int, bytes], path: Sequence[bytes]
) -> bool:
    """Whether the path shows that the newer (size, root) only added leaves to the older one."""
    (old_size, old_root), (new_size, new_root) = older, newer
    if not 0 <= old_size <= new_size or not _are_hashes(path):
        return False
    if old_size == 0:
        return not path and old_root == EMPTY_ROOT
    if old_size == new_size:
        return not path and old_root == new_root
    return _replay_consistency(older, newer, path)


def _replay_consistency(
    older: tuple[int, bytes], newer: tuple[int, bytes], path: Sequence[bytes]
) -> bool:
    """Rebuild both roots from one path, as RFC 9162, 2.1.4.2 does."""
    (old_size, old_root), (new_size, new_root) = older, newer
    is_full = old_size & (old_size - 1) == 0
    nodes: Iterator[bytes] = iter((old_root, *path) if is_full else path)
    first = next(nodes, b"")
    old_at, new_at = old_size - 1, new_size - 1
    while old_at & 1:
        old_at, new_at = old_at >> 1, new_at >> 1
    old_hash = new_hash = first
    for node in nodes:
        if new_at == 0:
            return False
        if old_at & 1 or old_at == new_at:
            old_hash, new_hash = node_hash(node, old_hash), node_hash(node, new_hash)
            while old_at and not old_at & 1:
                old_at, new_at = old_at >> 1, new_at >> 1
        else:
            new_hash = node_hash(new_hash, node)
        old_at, new_at = old_at >> 1, new_at >> 1
    return new_at == 0 and old_hash == old_root and new_hash == new_root


def _left_size(size: int) -> int:
    """The largest power of two below `size`: how many leaves stand in the left subtree."""
    return 1 << (size - 1).bit_length() - 1


def _are_hashes(path: Sequence[bytes]) -> bool:
    return all(len(node) == HASH_SIZE for node in path)
