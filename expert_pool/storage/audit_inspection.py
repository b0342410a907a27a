"""Reads every row of the log's tables as it stands, also those that no longer fit together.

It decides nothing: what is wrong with a row is for `expert_pool.audit.stored` to say.
"""

from collections.abc import AsyncIterator, Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, cast, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Detail
from expert_pool.audit.kept_tree import KeptLine, KeptTree
from expert_pool.audit.merkle import Frontier
from expert_pool.audit.stored import StoredEntry
from expert_pool.audit.trails import Step
from expert_pool.encryption import FieldCipher
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.audit_sequence import split_peaks
from expert_pool.storage.audit_store import BATCH, open_detail
from expert_pool.storage.tables.audit import AuditDetailRow, AuditEntryRow, AuditOrderRow
from expert_pool.storage.tables.checkpoints import (
    AuditCheckpointRow,
    AuditCosignatureRow,
    AuditNodeRow,
)


async def stored_entries(session: AsyncSession, cipher: FieldCipher) -> AsyncIterator[StoredEntry]:
    """All entries by their places, those without a place last."""
    entry = AuditEntryRow
    query = (
        select(
            col(AuditOrderRow.seq),
            col(entry.id),
            col(entry.body),
            col(entry.leaf_hash),
            col(entry.moment),
            col(entry.actor),
            col(entry.role),
            col(entry.act),
            col(entry.subject),
            col(entry.request),
            col(AuditDetailRow.salt),
            col(AuditDetailRow.detail_cipher),
        )
        .outerjoin(AuditOrderRow, col(AuditOrderRow.entry_id) == col(entry.id))
        .outerjoin(AuditDetailRow, col(AuditDetailRow.entry_id) == col(entry.id))
        .order_by(col(AuditOrderRow.seq).nulls_last(), col(entry.id))
        .execution_options(yield_per=BATCH)
    )
    async for row in await session.stream(query):
        yield _stored(cipher, row)


def _stored(cipher: FieldCipher, row: Row[*tuple[Any, ...]]) -> StoredEntry:
    place, entry_id, body, leaf, *columns, salt, sealed = row
    return StoredEntry(
        place=place,
        id=entry_id,
        body=body.encode(),
        leaf=leaf,
        columns=tuple(columns),
        salt=salt,
        detail=_open(cipher, entry_id, sealed) if salt is not None else None,
    )


def _open(cipher: FieldCipher, entry_id: UUID, sealed: bytes) -> Detail | None:
    try:
        return open_detail(cipher, entry_id, sealed)
    except ExpertPoolError:
        return None


async def steps_of(
    session: AsyncSession, acts: Collection[Act], *, of_requests: bool = False
) -> dict[str, tuple[Step, ...]]:
    """By subject (or panel request), by its bare id, these acts in their order in the log."""
    entry, said = AuditEntryRow, cast(col(AuditEntryRow.body), JSONB)
    named = col(entry.request if of_requests else entry.subject)
    states = (said["prev_state"].astext, said["next_state"].astext)
    query = (
        select(named, col(AuditOrderRow.seq), col(entry.act), *states)
        .join(AuditOrderRow, col(AuditOrderRow.entry_id) == col(entry.id))
        .where(col(entry.act).in_([act.value for act in acts]), named != "")
        .order_by(col(AuditOrderRow.seq))
    )
    found: dict[str, list[Step]] = {}
    for name, *step in await session.execute(query):
        found.setdefault(name.rpartition(":")[2], []).append(Step(*step))
    return {name: tuple(steps) for name, steps in found.items()}


async def kept_tree(session: AsyncSession) -> KeptTree:
    """Every checkpoint and every subtree, as they are kept."""
    checkpoint, node = AuditCheckpointRow, AuditNodeRow
    rows = await session.execute(
        select(col(checkpoint.size), col(checkpoint.peaks), col(checkpoint.root))
    )
    nodes = await session.execute(select(col(node.level), col(node.place), col(node.hash)))
    return KeptTree(
        tuple((Frontier(size, split_peaks(peaks)), root) for size, peaks, root in rows),
        tuple((level, place, hashed) for level, place, hashed in nodes),
    )


async def kept_lines(session: AsyncSession) -> tuple[KeptLine, ...]:
    """The line of every witness under every checkpoint."""
    line = AuditCosignatureRow
    named = (col(line.origin), col(line.size), col(line.witness), col(line.line))
    rows = await session.execute(select(*named, col(line.cosigned_at)))
    return tuple(
        KeptLine(origin, size, witness, text, int(at.timestamp()))
        for origin, size, witness, text, at in rows
    )
