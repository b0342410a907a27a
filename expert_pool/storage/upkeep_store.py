"""Members whom the daily upkeep may have something to do for, and when they were reminded."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from expert_pool.applications.upkeep import Bounds
from expert_pool.audit.acts import Act
from expert_pool.calendar import CHINA
from expert_pool.experts import Standing
from expert_pool.storage.tables.audit import AuditEntryRow
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.experts import ExpertRow

_EXPERT = table_of(ExpertRow)


async def list_members_within(session: AsyncSession, bounds: Bounds) -> tuple[UUID, ...]:
    """Active members who are old enough, or confirmed long enough ago, in order of admission."""
    last = func.greatest(_EXPERT.c.confirmed_on, _EXPERT.c.admitted_on)
    query = (
        select(_EXPERT.c.id)
        .where(_EXPERT.c.standing == Standing.ACTIVE.value)
        .where(
            or_(
                _EXPERT.c.birth_date <= bounds.born_until,
                last < bounds.confirmed_before,
                last.is_(None),
            )
        )
        .order_by(_EXPERT.c.number)
    )
    return tuple(await session.scalars(query))


async def load_reminders(session: AsyncSession, ids: Collection[UUID]) -> Mapping[UUID, date]:
    """The day in China on which each of these experts was last reminded, by the log."""
    entry = AuditEntryRow
    query = (
        select(col(entry.subject), func.max(col(entry.moment)))
        .where(col(entry.act) == Act.EXPERT_REMIND.value)
        .where(col(entry.subject).in_([f"expert:{one}" for one in ids]))
        .group_by(col(entry.subject))
    )
    return {
        UUID(subject.partition(":")[2]): datetime.fromisoformat(moment).astimezone(CHINA).date()
        for subject, moment in await session.execute(query)
    }
