"""Entries of the log with what they bind, for documents that open some of them to others.

It reads only. What of an entry may be opened, and to whom, is for the caller to decide.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Detail
from expert_pool.encryption import FieldCipher
from expert_pool.storage.audit_store import open_detail
from expert_pool.storage.database import settle
from expert_pool.storage.tables.audit import AuditDetailRow, AuditEntryRow, AuditOrderRow


@dataclass(frozen=True, slots=True)
class BoundEntry:
    """An entry at its place: its exact bytes, whom it is about, and the detail with its salt."""

    index: int
    subject: str
    body: bytes
    bond: tuple[bytes, Detail] | None


async def load_bound(
    session: AsyncSession, cipher: FieldCipher, subjects: Collection[str], acts: Collection[Act]
) -> tuple[BoundEntry, ...]:
    """The entries of these acts about these subjects, the oldest first."""
    await settle(session)
    entry, detail = AuditEntryRow, AuditDetailRow
    query = (
        select(
            col(AuditOrderRow.seq),
            col(entry.id),
            col(entry.subject),
            col(entry.body),
            col(detail.salt),
            col(detail.detail_cipher),
        )
        .join(AuditOrderRow, col(AuditOrderRow.entry_id) == col(entry.id))
        .outerjoin(AuditDetailRow, col(detail.entry_id) == col(entry.id))
        .where(col(entry.subject).in_(subjects), col(entry.act).in_(sorted(acts)))
        .order_by(col(AuditOrderRow.seq))
    )
    found = (await session.execute(query)).all()
    return tuple(
        BoundEntry(
            index,
            subject,
            body.encode(),
            (salt, open_detail(cipher, entry_id, stored)) if stored else None,
        )
        for index, entry_id, subject, body, salt, stored in found
    )


async def load_texts(
    session: AsyncSession, acts: Collection[Act], size: int
) -> tuple[tuple[int, str], ...]:
    """Place and exact text of every entry of these acts among the first of the log."""
    query = (
        select(col(AuditOrderRow.seq), col(AuditEntryRow.body))
        .join(AuditEntryRow, col(AuditEntryRow.id) == col(AuditOrderRow.entry_id))
        .where(col(AuditEntryRow.act).in_(sorted(acts)), col(AuditOrderRow.seq) < size)
        .order_by(col(AuditOrderRow.seq))
    )
    return tuple((place, text) for place, text in await session.execute(query))
