"""Members whom the daily upkeep may have something to do for, and when they were told what."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from expert_pool.applications.upkeep import Bounds, Known
from expert_pool.audit.acts import Act
from expert_pool.calendar import CHINA
from expert_pool.experts import Standing
from expert_pool.storage.tables.audit import AuditEntryRow
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.experts import ExpertRow

_EXPERT = table_of(ExpertRow)
_TOLD: Final = (Act.EXPERT_REMIND, Act.EXPERT_NOTIFY_AGE, Act.EXPERT_WARN)


async def list_members_within(session: AsyncSession, bounds: Bounds) -> tuple[UUID, ...]:
    """Active members who confirmed long enough ago, and those old enough, also dormant ones.

    In order of admission.
    """
    cells = _EXPERT.c
    last = func.greatest(cells.confirmed_on, cells.admitted_on)
    active, dormant = Standing.ACTIVE.value, Standing.DORMANT.value
    late = or_(last < bounds.confirmed_before, last.is_(None))
    old = and_(cells.standing.in_([active, dormant]), cells.birth_date <= bounds.born_until)
    query = select(cells.id).where(or_(old, and_(cells.standing == active, late)))
    return tuple(await session.scalars(query.order_by(cells.number)))


async def load_known(session: AsyncSession, ids: Collection[UUID]) -> Mapping[UUID, Known]:
    """The days in China on which each of these experts was last told what, by the log.

    Everybody who was asked for is in it.
    """
    entry = AuditEntryRow
    query = (
        select(col(entry.subject), col(entry.act), func.max(col(entry.moment)))
        .where(col(entry.act).in_([act.value for act in _TOLD]))
        .where(col(entry.subject).in_([f"expert:{one}" for one in ids]))
        .group_by(col(entry.subject), col(entry.act))
    )
    said = {
        (UUID(subject.partition(":")[2]), act): _day(moment)
        for subject, act, moment in await session.execute(query)
    }

    def told(one: UUID, act: Act) -> date | None:
        return said.get((one, act.value))

    return {
        one: Known(
            reminded=told(one, Act.EXPERT_REMIND),
            notified=told(one, Act.EXPERT_NOTIFY_AGE),
            warned=told(one, Act.EXPERT_WARN),
        )
        for one in ids
    }


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(CHINA).date()
