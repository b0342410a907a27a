"""Who hosts the meeting of a panel in place of the officer who asked for it, as the log has it.

An annulled draw has no panel and no meeting any more: what was handed over for it ends there.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from expert_pool.audit.acts import Act
from expert_pool.storage.tables.audit import AuditEntryRow

ACCOUNT = "account:"
"""What a subject begins with that is an account."""


async def find_stand_in(session: AsyncSession, request_id: UUID) -> UUID | None:
    """The account to which an approver last gave the hosting, for a draw not annulled since."""
    entry = AuditEntryRow
    query = (
        select(col(entry.act), col(entry.subject))
        .where(col(entry.request) == str(request_id))
        .where(col(entry.act).in_([Act.MEETING_HAND_OVER.value, Act.DRAW_ANNUL.value]))
        .order_by(col(entry.moment).desc())
        .limit(1)
    )
    newest = (await session.execute(query)).one_or_none()
    if newest is None or newest.act == Act.DRAW_ANNUL:
        return None
    return UUID(newest.subject.removeprefix(ACCOUNT))
