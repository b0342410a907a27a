"""Everything that a holder of the log's key could do to a log, against one checkpoint outside.

    python -m benchmarks.tamper_log [--entries 500] [--outside 484]

Each change is made to a log of fictional entries; every hash after it is computed again, and the
log's own key signs the new tree. Found means: the verifier that holds the checkpoint from outside
names something wrong. Every bit of every entry is turned; entries are deleted, inserted,
duplicated, replaced and swapped with each other one, the log is cut at each place, and all that
follows a place is written anew. What stands behind the checkpoint is the unprotected tail: it is
counted, and nothing else may pass. The control takes the checkpoint away: then all that leaves
readable entries has to pass. Each root is recomputed from the changed leaf on, in O(log n); some
are computed as a whole, too, and some exports verified, so that the short way is known to be
the same.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from expert_pool.audit.checkpoints import Checkpoint, sign_checkpoint
from expert_pool.audit.entries import Entry
from expert_pool.audit.exported import Trusted, verify_export
from expert_pool.audit.log import LogHead, LogLine, export_header, export_line, log_head
from expert_pool.audit.merkle import inclusion_path, leaf_hash, node_hash, tree_root
from expert_pool.audit.stored import compare_with_heads
from expert_pool.errors import ExpertPoolError
from tests.expert_pool.audit.entry_samples import log_lines
from tests.expert_pool.audit.note_samples import LOG, ORIGIN

SAMPLED_EVERY: Final = 5_000
SEED: Final = 20261121
TRUSTED: Final = Trusted((LOG.verifier,))


@dataclass(frozen=True)
class Log:
    """A log, and the head that somebody outside noted of it."""

    bodies: tuple[bytes, ...]
    leaves: tuple[bytes, ...]
    noted: LogHead

    @classmethod
    def made(cls, entries: int, outside: int) -> "Log":
        """Fictional entries, of which the first ones are under the checkpoint outside."""
        bodies = tuple(line.body for line in log_lines(entries))
        leaves = tuple(map(leaf_hash, bodies))
        return cls(bodies, leaves, log_head(leaves[:outside]))


@dataclass
class Count:
    """Of one kind of change: how many were found, and how many passed, by place."""

    found: int = 0
    passed: Counter[int] = field(default_factory=Counter)

    def note(self, place: int, *, found: bool) -> None:
        """Take in the verdict on one change."""
        if found:
            self.found += 1
        else:
            self.passed[place] += 1


class Climb:
    """The root of the noted part after a change of one leaf: O(log n) hashes a change."""

    def __init__(self, leaves: Sequence[bytes], index: int) -> None:
        self._path = inclusion_path(leaves, index)
        inner = (index ^ (len(leaves) - 1)).bit_length()
        self._left = [level < inner and not index >> level & 1 for level in range(len(self._path))]

    def root(self, leaf: bytes) -> bytes:
        """The root with this leaf in the place."""
        hashed = leaf
        for sibling, is_left in zip(self._path, self._left, strict=True):
            hashed = node_hash(hashed, sibling) if is_left else node_hash(sibling, hashed)
        return hashed


def turn(body: bytes, bit: int) -> bytes:
    """The body with one bit turned."""
    place = bit // 8
    return body[:place] + bytes([body[place] ^ 1 << bit % 8]) + body[place + 1 :]


def turned(log: Log) -> Iterator[tuple[int, bytes]]:
    """Every entry with every single one of its bits turned, by its place."""
    for at, body in enumerate(log.bodies):
        for bit in range(8 * len(body)):
            yield at, turn(body, bit)


def turn_every_bit(log: Log) -> tuple[Count, int]:
    """Every bit of every entry; and how many roots were computed as a whole, too."""
    noted, count, compared = log.noted, Count(), 0
    climbs = [Climb(log.leaves[: noted.size], at) for at in range(noted.size)]
    for made, (at, body) in enumerate(turned(log)):
        if at >= noted.size:
            count.note(at, found=False)
            continue
        leaf = leaf_hash(body)
        root = climbs[at].root(leaf)
        count.note(at, found=root != noted.root)
        if made % SAMPLED_EVERY == 0:
            compared += 1
            if tree_root([*log.leaves[:at], leaf, *log.leaves[at + 1 : noted.size]]) != root:
                raise SystemExit("the short way to a root is not the long one")
    return count, compared


def turn_without_checkpoint(log: Log) -> Count:
    """The same, where only an entry that is none any more can be seen."""
    count = Count()
    for at, body in turned(log):
        try:
            Entry.from_body(body)
        except ExpertPoolError:
            count.note(at, found=True)
        else:
            count.note(at, found=False)
    return count


def rewrites(log: Log) -> Iterator[tuple[str, int, list[bytes]]]:
    """The leaves after each other kind of change: its name, the first place that it touches."""
    leaves, size = list(log.leaves), len(log.leaves)
    others = [leaf_hash(line.body) for line in log_lines(2 * size)[size:]]
    for at in range(size):
        yield "deletion", at, [*leaves[:at], *leaves[at + 1 :]]
        yield "insertion", at, [*leaves[:at], others[at], *leaves[at:]]
        yield "duplicate", at + 1, [*leaves[: at + 1], *leaves[at:]]
        yield "replacement", at, [*leaves[:at], others[at], *leaves[at + 1 :]]
        yield "truncation", at, leaves[:at]
        yield "all after it anew", at, [*leaves[:at], *others[at:]]
        yield "moved to the end", at, [*leaves[:at], *leaves[at + 1 :], leaves[at]]


def swaps(log: Log) -> Iterator[tuple[int, list[bytes]]]:
    """Each entry swapped with each later one."""
    for first in range(len(log.leaves)):
        for second in range(first + 1, len(log.leaves)):
            leaves = list(log.leaves)
            leaves[first], leaves[second] = leaves[second], leaves[first]
            yield first, leaves


def try_rewrites(log: Log, heads: Sequence[LogHead]) -> dict[str, Count]:
    """Every other change, as the verifier judges it beside these heads."""
    counts: dict[str, Count] = {}
    for kind, at, leaves in rewrites(log):
        if leaves != list(log.leaves):
            found = bool(compare_with_heads(leaves, heads))
            counts.setdefault(kind, Count()).note(at, found=found)
    swapped = counts.setdefault("swap of any two", Count())
    for at, leaves in swaps(log):
        swapped.note(at, found=bool(compare_with_heads(leaves, heads)))
    return counts


def sign(leaves: Sequence[bytes]) -> bytes:
    """What the holder of the key signs of the log as it is now."""
    return sign_checkpoint(Checkpoint(ORIGIN, log_head(leaves)), [LOG]).written().encode()


def try_exports(log: Log, samples: int) -> tuple[int, int, int]:
    """Whole exports, re-signed: how many the own note passes, and the one outside refuses.

    The third number are those that the checkpoint outside should have refused.
    """
    chooser = random.Random(SEED)  # noqa: S311  # the same changes in every run
    outside = sign_checkpoint(Checkpoint(ORIGIN, log.noted), [LOG]).written().encode()
    other = log_lines(len(log.bodies) + 1)[-1].body
    passed = refused = expected = 0
    for _ in range(samples):
        at = chooser.randrange(len(log.bodies))
        bodies = [*log.bodies[:at], other, *log.bodies[at + 1 :]]
        lines = list(_export(bodies))
        own = sign([leaf_hash(body) for body in bodies])
        passed += not verify_export(lines, [("own", own)], TRUSTED).findings
        refused += bool(verify_export(lines, [("outside", outside)], TRUSTED).findings)
        expected += at < log.noted.size
    return passed, refused, expected


def _export(bodies: Sequence[bytes]) -> Iterator[str]:
    yield export_header(log_head([leaf_hash(body) for body in bodies]))
    for index, body in enumerate(bodies):
        yield export_line(index, LogLine(body))


def judge(log: Log, counts: dict[str, Count]) -> int:
    """Print each kind; how many passed that stand under the checkpoint."""
    missed = 0
    for kind, count in counts.items():
        under = sum(times for at, times in count.passed.items() if at < log.noted.size)
        tail = sum(count.passed.values()) - under
        missed += under
        print(f"  {kind:<18} {count.found:>9,} found {under:>6,} missed {tail:>9,} in the tail")
    return missed


def main() -> int:
    """Attack a log with and without a checkpoint outside; 1 where anything is not as it must be."""
    parser = argparse.ArgumentParser(description="Attack a log whose key is known.")
    parser.add_argument("--entries", type=int, default=500)
    parser.add_argument("--outside", type=int, default=484)
    parser.add_argument("--exports", type=int, default=40)
    asked = parser.parse_args()
    log, begun = Log.made(asked.entries, asked.outside), time.process_time()
    tail = len(log.leaves) - log.noted.size
    print(f"{len(log.leaves)} entries, {sum(map(len, log.bodies)):,} bytes; one checkpoint outside")
    print(f"at {log.noted.size}: the last {tail} entries are protected by nothing yet")
    bits, compared = turn_every_bit(log)
    missed = judge(log, {"every bit": bits} | try_rewrites(log, [log.noted]))
    print(f"  {compared} roots computed as a whole, too: the same")
    passed, refused, expected = try_exports(log, asked.exports)
    print(f"{asked.exports} exports re-signed: {passed} are true to themselves; the checkpoint")
    print(f"outside refuses {refused} of the {expected} that are changed under it")
    print("Control, without the checkpoint outside:")
    free, alone = turn_without_checkpoint(log), try_rewrites(log, [])
    judge(log, {"every bit": free} | alone)
    print(f"CPU {time.process_time() - begun:.0f} s")
    control = bool(free.passed) and not any(count.found for count in alone.values())
    right = not missed and control and passed == asked.exports and refused == expected
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
