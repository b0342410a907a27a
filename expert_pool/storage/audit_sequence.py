"""Gives waiting entries their places in the log: dense, and in an order that later logs keep.

Any process may do so at any time: one transaction-level advisory lock lets one at a time.
What is visible in the queue gets the next places; an entry whose transaction commits later
becomes visible later and follows. Nothing is ever skipped, since nothing is ordered by a
number that was taken before a commit.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from expert_pool.audit.merkle import HASH_SIZE, Frontier, Node, grow_with_nodes, leaf_hash
from expert_pool.storage.database import Database
from expert_pool.storage.tables.audit import AuditEntryRow, AuditOrderRow
from expert_pool.storage.tables.checkpoints import (
    AuditCheckpointRow,
    AuditNodeRow,
    AuditQueueRow,
)

BATCH: Final = 5000
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtext('expert_pool.audit_order'))")
_WAITS: Final = text(
    "SELECT EXISTS (SELECT FROM audit_queue WHERE transaction IS DISTINCT FROM"
    " CAST(CAST(pg_current_xact_id_if_assigned() AS text) AS bigint))"
)
_PLACE: Final = text(
    "INSERT INTO audit_order (seq, entry_id) SELECT :first + place - 1, entry"
    " FROM unnest(CAST(:entries AS uuid[])) WITH ORDINALITY AS waiting (entry, place)"
    " ORDER BY place"
)
_LEAVE: Final = text("DELETE FROM audit_queue WHERE id = ANY(CAST(:ids AS bigint[]))")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry in the queue."""

    id: int
    entry: UUID
    body: str


class LogOrder:
    """Lets readers of a database see every acknowledged entry at its place."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waits(self, session: AsyncSession) -> bool:
        """Whether this session sees an entry of another transaction without a place."""
        return bool(await session.scalar(_WAITS))

    async def settle(self) -> int:
        """Give every entry that waits its place; how many there were."""
        placed = 0
        while True:
            async with self._database.aside() as session:
                count = await place_waiting(session)
            placed += count
            if count < BATCH:
                return placed


async def place_waiting(session: AsyncSession, batch: int = BATCH) -> int:
    """Give the first entries of the queue the next places, and keep the checkpoint after them.

    Where what is stored does not fit together any more, entries still get their places but
    no checkpoint is made of them: nothing that is wrong is ever signed.
    """
    await session.execute(_LOCK)
    waiting = await _waiting(session, batch)
    if not waiting:
        return 0
    last = await session.scalar(select(func.max(col(AuditOrderRow.seq))))
    first = 0 if last is None else last + 1
    frontier = await newest_frontier(session)
    await session.execute(_PLACE, {"first": first, "entries": [one.entry for one in waiting]})
    await session.execute(_LEAVE, {"ids": [one.id for one in waiting]})
    if frontier.size == first:
        leaves = [leaf_hash(one.body.encode()) for one in waiting]
        await _keep(session, *grow_with_nodes(leaves, frontier))
    return len(waiting)


async def _waiting(session: AsyncSession, batch: int) -> list[Waiting]:
    query = (
        select(col(AuditQueueRow.id), col(AuditQueueRow.entry_id), col(AuditEntryRow.body))
        .join(AuditEntryRow, col(AuditEntryRow.id) == col(AuditQueueRow.entry_id))
        .order_by(col(AuditQueueRow.id))
        .limit(batch)
    )
    return [Waiting(*row) for row in await session.execute(query)]


async def newest_frontier(session: AsyncSession) -> Frontier:
    """The tree as the newest checkpoint kept it; the empty one before the first."""
    query = (
        select(col(AuditCheckpointRow.size), col(AuditCheckpointRow.peaks))
        .order_by(col(AuditCheckpointRow.size).desc())
        .limit(1)
    )
    row = (await session.execute(query)).one_or_none()
    return Frontier(row[0], split_peaks(row[1])) if row else Frontier()


async def frontier_of_all(session: AsyncSession) -> Frontier | None:
    """The tree that was kept with the newest entry; None where none reaches that entry."""
    last = select(func.max(col(AuditOrderRow.seq))).scalar_subquery()
    query = (
        select(last, col(AuditCheckpointRow.size), col(AuditCheckpointRow.peaks))
        .order_by(col(AuditCheckpointRow.size).desc())
        .limit(1)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None or row[0] is None or row[0] + 1 != row[1]:
        return None
    return Frontier(row[1], split_peaks(row[2]))


async def kept_frontier(session: AsyncSession, size: int) -> Frontier | None:
    """The tree as the checkpoint of this size kept it, or None where there is none."""
    query = select(col(AuditCheckpointRow.peaks)).where(col(AuditCheckpointRow.size) == size)
    peaks = await session.scalar(query)
    return Frontier(size, split_peaks(peaks)) if peaks is not None else None


def split_peaks(peaks: bytes) -> tuple[bytes, ...]:
    """The full subtrees of a checkpoint, as they are kept in one value."""
    return tuple(peaks[at : at + HASH_SIZE] for at in range(0, len(peaks), HASH_SIZE))


async def _keep(session: AsyncSession, grown: Frontier, nodes: tuple[Node, ...]) -> None:
    checkpoint = {
        "size": grown.size,
        "root": grown.root,
        "peaks": b"".join(grown.peaks),
        "made_at": datetime.now(UTC),
    }
    await session.execute(insert(AuditCheckpointRow), [checkpoint])
    if nodes:
        rows = [dict(zip(("level", "place", "hash"), node, strict=True)) for node in nodes]
        await session.execute(insert(AuditNodeRow), rows)
