"""Proofs from the stored tree: a few hundred hashes are read, however long the log is."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from expert_pool.audit.checkpoints import parse_checkpoint
from expert_pool.audit.merkle import (
    NODE_STEP,
    Frontier,
    Range,
    consistency_ranges,
    full_subtrees,
    inclusion_ranges,
    tree_root,
)
from expert_pool.audit.proofs import EntryProof
from expert_pool.storage.checkpoint_store import leaves_between, newest_note
from expert_pool.storage.tables.checkpoints import AuditNodeRow


async def prove_inclusion(session: AsyncSession, index: int, size: int) -> tuple[bytes, ...]:
    """The proof that the entry at this place stands in the log's first `size` entries."""
    return await _roots(session, inclusion_ranges(index, size))


async def prove_consistency(session: AsyncSession, older: int, size: int) -> tuple[bytes, ...]:
    """The proof that the log's first `size` entries only added to its first `older` ones."""
    return await _roots(session, consistency_ranges(older, size))


async def prove_entry(session: AsyncSession, origin: str, index: int) -> EntryProof | None:
    """The proof that an entry stands in the newest signed checkpoint; None before it does."""
    note = await newest_note(session, origin, size=index + 1)
    if note is None:
        return None
    path = await prove_inclusion(session, index, parse_checkpoint(note.text).head.size)
    return EntryProof(index, path, note.written().encode())


async def _roots(session: AsyncSession, ranges: Sequence[Range]) -> tuple[bytes, ...]:
    return tuple([await _root(session, wanted) for wanted in ranges])


async def _root(session: AsyncSession, wanted: Range) -> bytes:
    peaks = [await _subtree(session, *full) for full in full_subtrees(wanted)]
    start, stop = wanted
    return Frontier(stop - start, tuple(peaks)).root


async def _subtree(session: AsyncSession, start: int, level: int) -> bytes:
    """The root of a full subtree, from the largest kept subtrees below it, or its leaves."""
    stop, kept = start + (1 << level), level // NODE_STEP * NODE_STEP
    if not kept:
        return tree_root(await leaves_between(session, start, stop))
    node = AuditNodeRow
    query = (
        select(col(node.hash))
        .where(
            col(node.level) == kept,
            col(node.place) >= start >> kept,
            col(node.place) < stop >> kept,
        )
        .order_by(col(node.place))
    )
    return tree_root(list(await session.scalars(query)))
