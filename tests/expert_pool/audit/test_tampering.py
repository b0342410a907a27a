"""Everything a holder of database and key could do to 500 entries, against one note outside.

The attacker recomputes every hash and re-signs: only the checkpoint that somebody else holds
can show the change. What came after it is the unprotected tail: counted, and shown as such.
"""

from collections.abc import Iterator

import pytest

from expert_pool.audit.checkpoints import Checkpoint, sign_checkpoint
from expert_pool.audit.exported import Trusted, verify_export
from expert_pool.audit.log import LogLine, export_header, export_line, log_head
from expert_pool.audit.merkle import leaf_hash
from expert_pool.audit.stored import compare_with_heads
from tests.expert_pool.audit.entry_samples import log_lines
from tests.expert_pool.audit.note_samples import LOG, ORIGIN

ENTRIES, OUTSIDE = 500, 484
BODIES = tuple(line.body for line in log_lines(ENTRIES))
LEAVES = [leaf_hash(body) for body in BODIES]
OTHER = leaf_hash(log_lines(ENTRIES + 1)[-1].body)
NOTED = log_head(LEAVES[:OUTSIDE])
FLIPS = 3


def flipped(body: bytes, step: int) -> bytes:
    """The body with one bit changed; the steps go over the whole of it."""
    changed = bytearray(body)
    at = step * len(body) // FLIPS
    changed[at] ^= 1 << (at + step) % 8
    return bytes(changed)


def rewrites(at: int) -> Iterator[list[bytes]]:
    """The leaves after each kind of change at one place."""
    for step in range(FLIPS):
        yield [*LEAVES[:at], leaf_hash(flipped(BODIES[at], step)), *LEAVES[at + 1 :]]
    yield [*LEAVES[:at], *LEAVES[at + 1 :]]
    yield [*LEAVES[:at], OTHER, *LEAVES[at:]]
    yield [*LEAVES[: at + 1], *LEAVES[at:]]
    yield [*LEAVES[:at], OTHER, *LEAVES[at + 1 :]]
    yield LEAVES[:at]
    if at + 1 < ENTRIES:
        yield [*LEAVES[:at], LEAVES[at + 1], LEAVES[at], *LEAVES[at + 2 :]]


def test_every_change_before_the_note_outside_is_found_and_the_tail_is_counted() -> None:
    unprotected, found = set[int](), 0
    for at in range(ENTRIES):
        for leaves in rewrites(at):
            if compare_with_heads(leaves, [NOTED]):
                found += 1
            else:
                unprotected.add(at)
    # A duplicate of the last protected entry stands behind it: it is part of the tail.
    assert unprotected == set(range(OUTSIDE - 1, ENTRIES))
    assert found == OUTSIDE * (FLIPS + 6) - 1


def export_of(bodies: list[bytes]) -> Iterator[str]:
    yield export_header(log_head([leaf_hash(body) for body in bodies]))
    for index, body in enumerate(bodies):
        yield export_line(index, LogLine(body))


@pytest.mark.parametrize("at", [0, 250, OUTSIDE - 1, OUTSIDE, ENTRIES - 1])
def test_a_re_signed_export_is_true_to_itself_and_false_to_the_note_outside(at: int) -> None:
    bodies = [*BODIES[:at], log_lines(ENTRIES + 1)[-1].body, *BODIES[at + 1 :]]
    trusted = Trusted((LOG.verifier,))
    own = Checkpoint(ORIGIN, log_head([leaf_hash(body) for body in bodies]))
    signed = sign_checkpoint(own, [LOG]).written().encode()
    outside = sign_checkpoint(Checkpoint(ORIGIN, NOTED), [LOG]).written().encode()
    assert not verify_export(export_of(bodies), [("own", signed)], trusted).findings
    found = verify_export(export_of(bodies), [("outside", outside)], trusted)
    assert bool(found.findings) == (at < OUTSIDE)
    assert found.tail == ENTRIES - OUTSIDE
