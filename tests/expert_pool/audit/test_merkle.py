"""Merkle trees: known roots, and every proof of every small tree holds for nothing else."""

import json
from pathlib import Path

import pytest

from expert_pool.audit.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_path,
    full_subtrees,
    grow,
    grow_with_nodes,
    inclusion_path,
    leaf_hash,
    proves_consistency,
    proves_inclusion,
    tree_root,
)

VECTORS = json.loads(Path("tests/vectors/merkle.json").read_text(encoding="utf-8"))
LEAVES = [leaf_hash(f"entry {number}".encode()) for number in range(17)]
PAIRS = [(older, newer) for newer in range(18) for older in range(newer + 1)]


def test_roots_are_those_of_the_vectors() -> None:
    leaves = [leaf_hash(text.encode()) for text in VECTORS["leaves"]]
    roots = [tree_root(leaves[:size]).hex() for size in range(len(leaves) + 1)]
    assert roots == VECTORS["roots"]


def test_no_leaves_hash_to_the_hash_of_nothing() -> None:
    assert Frontier().root == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_frontier_goes_on_where_it_stopped_and_stays_small() -> None:
    half = grow(LEAVES[:9])
    whole = grow(LEAVES[9:], half)
    assert whole == grow(LEAVES)
    assert (whole.size, len(whole.peaks)) == (17, 2)


@pytest.mark.parametrize("size", range(1, 18))
def test_each_leaf_of_a_tree_proves_its_own_place_and_no_other(size: int) -> None:
    leaves = LEAVES[:size]
    root = tree_root(leaves)
    for index, leaf in enumerate(leaves):
        path = inclusion_path(leaves, index)
        places = [at for at in range(size) if proves_inclusion(leaf, at, size, path, root)]
        assert places == [index]


@pytest.mark.parametrize("size", range(1, 18))
def test_an_inclusion_proof_fails_once_anything_is_changed(size: int) -> None:
    leaves, index = LEAVES[:size], size // 2
    root, path = tree_root(leaves), inclusion_path(LEAVES[:size], size // 2)
    other = leaf_hash(b"other")
    assert not proves_inclusion(other, index, size, path, root)
    assert not proves_inclusion(leaves[index], index, size, path, other)
    assert not proves_inclusion(leaves[index], index, size, (*path, other), root)
    assert not proves_inclusion(leaves[index], index, size, (*path[:-1], b"short"), root)
    for level in range(len(path)):
        changed = (*path[:level], other, *path[level + 1 :])
        assert not proves_inclusion(leaves[index], index, size, changed, root)
        assert not proves_inclusion(leaves[index], index, size, path[:level], root)


@pytest.mark.parametrize("index", [-1, 3])
def test_no_proof_is_made_or_taken_for_a_leaf_outside_the_tree(index: int) -> None:
    with pytest.raises(IndexError):
        inclusion_path(LEAVES[:3], index)
    assert not proves_inclusion(LEAVES[0], index, 3, (), LEAVES[0])


@pytest.mark.parametrize(("older", "newer"), PAIRS)
def test_every_tree_proves_that_it_grew_out_of_every_older_one(older: int, newer: int) -> None:
    path = consistency_path(LEAVES[:newer], older)
    old, new = (older, tree_root(LEAVES[:older])), (newer, tree_root(LEAVES[:newer]))
    assert proves_consistency(old, new, path)


@pytest.mark.parametrize(("older", "newer"), PAIRS)
def test_a_consistency_proof_fails_once_anything_is_changed(older: int, newer: int) -> None:
    path = consistency_path(LEAVES[:newer], older)
    old, new = (older, tree_root(LEAVES[:older])), (newer, tree_root(LEAVES[:newer]))
    other = leaf_hash(b"other")
    assert not proves_consistency((older, other), new, path)
    assert not proves_consistency(old, new, (*path, other))
    assert not proves_consistency(old, new, (*path[:-1], b"short"))
    assert older == 0 or not proves_consistency(old, (newer, other), path)
    for level in range(len(path)):
        changed = (*path[:level], other, *path[level + 1 :])
        assert not proves_consistency(old, new, changed)
        assert not proves_consistency(old, new, path[:level])


def test_a_rewritten_tree_cannot_prove_that_it_grew() -> None:
    rewritten = [leaf_hash(b"rewritten"), *LEAVES[1:8]]
    path = consistency_path(rewritten, 5)
    assert not proves_consistency((5, tree_root(LEAVES[:5])), (8, tree_root(rewritten)), path)


def test_a_tree_does_not_grow_out_of_a_larger_one() -> None:
    with pytest.raises(IndexError):
        consistency_path(LEAVES[:3], 4)
    assert not proves_consistency((4, LEAVES[0]), (3, LEAVES[0]), ())


def test_larger_full_subtrees_are_kept_as_they_are_completed() -> None:
    many = [leaf_hash(bytes([number % 251])) for number in range(600)]
    whole, nodes = grow_with_nodes(many)
    assert nodes == tuple((8, at, tree_root(many[at * 256 : at * 256 + 256])) for at in range(2))
    half = grow(many[:300])
    assert grow_with_nodes(many[300:], half) == (whole, nodes[1:])


@pytest.mark.parametrize(
    ("wanted", "full"),
    [((0, 7), ((0, 2), (4, 1), (6, 0))), ((512, 1024), ((512, 9),)), ((8, 8), ())],
)
def test_a_range_is_made_of_full_subtrees(
    wanted: tuple[int, int], full: tuple[tuple[int, int], ...]
) -> None:
    assert full_subtrees(wanted) == full
