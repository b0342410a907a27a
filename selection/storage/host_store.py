"""Who hosts the meeting of a panel in place of the officer who asked for it, as the log has it."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from expert_pool.audit.acts import Act
from expert_pool.storage.tables.audit import AuditEntryRow

ACCOUNT = "account:"
"""What a subject begins with that is an account."""


async def find_stand_in(session: AsyncSession, request_id: UUID) -> UUID | None:
    """The account to which an approver last gave the hosting of a panel's meeting, or None."""
    entry = AuditEntryRow
    query = (
        select(col(entry.subject))
        .where(col(entry.request) == str(request_id))
        .where(col(entry.act) == Act.MEETING_HAND_OVER.value)
        .order_by(col(entry.moment).desc())
        .limit(1)
    )
    subject = await session.scalar(query)
    return UUID(subject.removeprefix(ACCOUNT)) if subject else None
