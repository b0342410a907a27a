"""Checkpoints, subtrees and lines of witnesses as kept, against the entries and the notes."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from expert_pool.audit.kept_tree import KeptLine, KeptTree, check_lines, check_tree
from expert_pool.audit.merkle import Frontier, grow, grow_with_nodes, leaf_hash
from expert_pool.audit.notes import VerifierKey
from tests.expert_pool.audit.note_samples import ORIGIN, SEEN_AT, WITNESS, cosigned, signed, written

LEAVES = tuple(leaf_hash(f"{number}".encode()) for number in range(600))
SIZES = (600, 3, 256)


def kept_at(size: int) -> tuple[Frontier, bytes]:
    tree = grow(LEAVES[:size])
    return tree, tree.root


NODES = grow_with_nodes(LEAVES)[1]
KEPT = KeptTree(tuple(map(kept_at, SIZES)), NODES)
ROOT = replace(KEPT, checkpoints=((kept_at(3)[0], bytes(32)), kept_at(600)))
PEAKS = replace(KEPT, checkpoints=((Frontier(2, (bytes(32),)), kept_at(2)[1]), kept_at(600)))
CHANGED = replace(KEPT, nodes=(NODES[0], (*NODES[1][:2], bytes(32))))
BEYOND = replace(KEPT, checkpoints=(*KEPT.checkpoints, (Frontier(601, (bytes(32),)), b"")))


@pytest.mark.parametrize(
    ("kept", "found"),
    [
        (KEPT, []),
        (KeptTree((), ()), []),
        (ROOT, [("LOG-27.checkpoint_kept_otherwise", 3)]),
        (PEAKS, [("LOG-27.checkpoint_kept_otherwise", 2)]),
        (BEYOND, [("LOG-27.checkpoint_kept_otherwise", 601)]),
        (CHANGED, [("LOG-28.subtree_kept_otherwise", 1)]),
        (replace(KEPT, nodes=NODES[:1]), [("LOG-28.subtree_kept_otherwise", 1)]),
        (replace(KEPT, nodes=(*NODES, (8, 9, b""))), [("LOG-28.subtree_kept_otherwise", 9)]),
    ],
)
def test_the_first_that_the_entries_do_not_make_is_named(
    kept: KeptTree, found: list[tuple[str, int]]
) -> None:
    seen = [(it.code, it.param("size") or it.param("place")) for it in check_tree(LEAVES, kept)]
    assert seen == found


NOTES = {(ORIGIN, 8): written(signed(8)), (ORIGIN, 9): written(signed(9))}
NAME = f"{WITNESS.name}+{WITNESS.verifier.id.hex()}"
LINE = KeptLine(ORIGIN, 8, NAME, cosigned(8).signatures[-1].line, SEEN_AT)
BOTH = (WITNESS.verifier,)


@pytest.mark.parametrize(
    ("line", "witnesses", "right"),
    [
        (LINE, BOTH, True),
        (LINE, (), True),
        (replace(LINE, size=9), BOTH, False),
        (replace(LINE, size=9), (), True),
        (replace(LINE, size=7), (), False),
        (replace(LINE, line="none"), (), False),
        (replace(LINE, time=SEEN_AT + 1), (), False),
        (replace(LINE, witness="another+00000000"), (), False),
    ],
)
def test_a_line_is_held_against_its_note_and_its_key(
    line: KeptLine, witnesses: Sequence[VerifierKey], right: bool
) -> None:
    found = [it.code for it in check_lines([line], NOTES, witnesses)]
    assert found == ([] if right else ["LOG-29.cosignature_broken"])
