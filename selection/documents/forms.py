"""The exact shape of the commit document, the result and the receipts: every key and bound.

Its one job is to refuse any other document. It must not recompute a digest: `verify` does.
"""

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from selection.documents.fields import (
    LARGEST_TOTAL,
    Count,
    Document,
    Hash,
    Name,
    Seats,
    Secret,
    Sign,
    Time,
    Version,
    Whole,
)
from selection.documents.opened_pool import Pool, list_columns
from selection.documents.room import NO_ROOM, CommittedRoom
from selection.documents.seed_sources import (
    AnySource,
    FileSource,
    GivenEntropy,
    PartyCommitment,
    Reveal,
    Reveals,
    Source,
    count_parties,
)
from selection.documents.weighed import CellEntry, Level, PoolEntry, Quota, Rules

__all__ = [
    "CellEntry",
    "CommitDocument",
    "ConflictEntry",
    "Count",
    "DealNumbers",
    "Document",
    "ExcludedRoot",
    "ExclusionEntry",
    "FileSource",
    "FullReceipt",
    "GivenEntropy",
    "Hash",
    "Level",
    "Name",
    "Opening",
    "PartyCommitment",
    "PatternEntry",
    "PolicyReference",
    "PoolEntry",
    "PublicReceipt",
    "Quota",
    "Receipt",
    "Result",
    "Reveal",
    "Root",
    "Rules",
    "Seats",
    "Signature",
    "Snapshot",
    "Software",
    "Source",
    "Version",
]


class Snapshot(Document):
    """The state of the log that the pool was taken from."""

    log_size: Annotated[int, Field(ge=0, le=2**53 - 1)]
    log_root: Hash


class PolicyReference(Document):
    """The policy that the screening used: its version and the digest of all its values."""

    id: Name
    version: Name
    digest: Hash


class Root(Document):
    """A Merkle root over salted entries, and how many there are."""

    size: Count
    root: Hash


class ExcludedRoot(Root):
    """The root over the excluded, and how many of them each reason concerns."""

    reasons: dict[Name, Count]


class PatternEntry(Document):
    """One row of the table: seats of each cell, and the weight."""

    seats: tuple[Seats, ...]
    weight: Annotated[int, Field(ge=1, le=LARGEST_TOTAL)]


class Software(Document):
    """The version that committed, and the recipes that everybody must follow."""

    version: Name
    deal: Literal["deal/v1"]
    stream: Literal["stream/v1"]


class ConflictEntry(Document):
    """Two candidates who must not sit together, in sorted order; salted."""

    first: Name
    second: Name
    salt: Secret


class ExclusionEntry(Document):
    """One excluded person with the codes of the findings; salted."""

    e: Name
    codes: tuple[Name, ...]
    salt: Secret


class CommitDocument(Document):
    """Everything that is fixed before the seed exists (security.md 4.2)."""

    v: Version
    type: Literal["draw.commit"]
    t: Time | None
    request: Name
    attempt: Annotated[int, Field(ge=1, le=1000)]
    prev: Hash | None
    snapshot: Snapshot
    rules: Rules
    policy: PolicyReference
    request_digest: Hash
    pool: Root
    conflicts: Root
    excluded: ExcludedRoot
    odds: tuple[Level, ...]
    cells: tuple[CellEntry, ...]
    patterns: Annotated[tuple[PatternEntry, ...], Field(min_length=1, max_length=10_000)]
    dealt_panels: Annotated[int, Field(ge=1, le=100_000)]
    nonce: Hash
    source: AnySource
    parties: Annotated[tuple[PartyCommitment, ...], Field(max_length=2)]
    software: Software
    room: CommittedRoom = NO_ROOM

    @model_validator(mode="after")
    def _check_sums(self) -> Self:
        timeless = isinstance(self.source, FileSource) and self.source.announced is None
        problems = {
            "only a further attempt has a former one": (self.attempt == 1) != (self.prev is None),
            "a time, but for files drawn at once": (self.t is None) != timeless,
            "a room is watched, no file": self.room.wanted > 0
            and isinstance(self.source, FileSource),
            "as many parties as the source asks": len(self.parties) != count_parties(self.source),
            "each party has a role of its own": len({p.role for p in self.parties})
            != len(self.parties),
            "cells add up to the pool": sum(c.size for c in self.cells) != self.pool.size,
            "cells are different": len({c.key for c in self.cells}) != len(self.cells),
            "a person of a cell is alone": any(c.person and c.size != 1 for c in self.cells),
            "weights of all or of none": not self.rules.allow_weights(
                [*(level.weight for level in self.odds), *(cell.weight for cell in self.cells)]
            ),
            "weights add up to 2^32 at most": sum(p.weight for p in self.patterns) > LARGEST_TOTAL,
        }
        broken = [problem for problem, seen in problems.items() if seen]
        if broken:
            raise ValueError("; ".join(broken))
        return self


class DealNumbers(Document):
    """What the deal counted: panels dealt, in clash, repaired, set aside, and the one picked."""

    dealt: Whole
    clashes: Count
    repaired: Count
    unrepaired: Count
    picked: Count


class Result(Document):
    """What came of the draw; its digest goes to the log. Both forms of the receipt hold it."""

    v: Version
    type: Literal["draw.result"]
    commit_hash: Hash
    reveals: Reveals
    entropy: Hash
    seed: Hash
    pattern: Count
    deal: DealNumbers
    panel: tuple[Name, ...]
    order_hash: Hash


class Opening(Document):
    """One drawn member's entry with its place in the pool and the proof against the root."""

    index: Count
    entry: PoolEntry
    path: Annotated[tuple[Hash, ...], Field(max_length=64)]


class Signature(Document):
    """The service's Ed25519 signature over the receipt: public key and signature in hex."""

    key: Hash
    value: Sign


class _Receipt(Document):
    v: Version
    type: Literal["draw.receipt"]
    commit: CommitDocument
    commit_hash: Hash
    result: Result
    result_digest: Hash
    signature: Signature | None

    def _weighed(self, weights: Sequence[int]) -> Self:
        if not self.commit.rules.allow_weights(weights):
            raise ValueError("weights of all entries or of none")
        return self


class FullReceipt(_Receipt):
    """The auditor's form: with the whole pool, so that the panel can be derived again."""

    form: Literal["full"]
    pool: Pool
    conflicts: tuple[ConflictEntry, ...]
    excluded: tuple[ExclusionEntry, ...]

    @model_validator(mode="after")
    def _check_weights(self) -> Self:
        return self._weighed(list_columns(self.pool).weights)


class PublicReceipt(_Receipt):
    """The public form: it opens the drawn members' entries and nobody else's."""

    form: Literal["public"]
    openings: tuple[Opening, ...]

    @model_validator(mode="after")
    def _check_weights(self) -> Self:
        return self._weighed([opening.entry.weight for opening in self.openings])


Receipt = Annotated[FullReceipt | PublicReceipt, Field(discriminator="form")]
