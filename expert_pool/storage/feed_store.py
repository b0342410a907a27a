"""Addresses of experts' calendars: made, renewed, switched off, and found by their secret."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.experts import Standing
from expert_pool.storage.tables.calendar_feeds import CalendarFeedRow
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.experts import ExpertRow

_FEED = table_of(CalendarFeedRow)
_EXPERT = table_of(ExpertRow)


@dataclass(frozen=True, slots=True)
class Feed:
    """Whose calendar an address shows, in which language, and since when."""

    expert_id: UUID
    language: str
    made_at: datetime


async def save_feed(session: AsyncSession, feed: Feed, secret_hash: bytes) -> None:
    """Give an expert's calendar an address; a former one ends."""
    values = {"secret_hash": secret_hash, "language": feed.language, "made_at": feed.made_at}
    made = insert(_FEED).values(expert_id=feed.expert_id, **values)
    await session.execute(made.on_conflict_do_update(index_elements=["expert_id"], set_=values))


async def remove_feed(session: AsyncSession, expert_id: UUID) -> bool:
    """End the address of an expert's calendar; whether there was one."""
    gone = await session.execute(
        delete(_FEED).where(_FEED.c.expert_id == expert_id).returning(_FEED.c.expert_id)
    )
    return gone.scalar() is not None


async def feed_of(session: AsyncSession, expert_id: UUID) -> Feed | None:
    """The address that an expert's calendar has, without its secret."""
    row = (await session.execute(select(_FEED).where(_FEED.c.expert_id == expert_id))).first()
    return Feed(row.expert_id, row.language, row.made_at) if row else None


async def find_feed(session: AsyncSession, secret_hash: bytes) -> Feed | None:
    """The calendar that a secret opens; not that of somebody who left the pool."""
    query = (
        select(_FEED)
        .join(_EXPERT, _EXPERT.c.id == _FEED.c.expert_id)
        .where(_FEED.c.secret_hash == secret_hash, _EXPERT.c.standing != Standing.EXITED.value)
    )
    row = (await session.execute(query)).first()
    return Feed(row.expert_id, row.language, row.made_at) if row else None
