"""Leave periods and free weekdays of single experts, and an expert held for a change."""

from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.experts import Leave, Standing
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.experts import ExpertRow, LeaveRow

_EXPERT = table_of(ExpertRow)
_LEAVE = table_of(LeaveRow)


async def hold_expert(session: AsyncSession, expert_id: UUID) -> Standing | None:
    """Keep others from changing an expert until the commit; gives the standing, or None."""
    query = select(_EXPERT.c.standing).where(_EXPERT.c.id == expert_id).with_for_update()
    found = await session.scalar(query)
    return Standing(found) if found else None


async def load_leaves(session: AsyncSession, expert_id: UUID) -> tuple[Leave, ...]:
    """The leave periods of an expert in the order of time."""
    query = select(_LEAVE).where(_LEAVE.c.expert_id == expert_id).order_by(_LEAVE.c.starts)
    return tuple(
        Leave(row.starts, row.ends, row.reason) for row in (await session.execute(query)).all()
    )


async def add_leave(session: AsyncSession, expert_id: UUID, leave: Leave) -> None:
    """Store a leave period."""
    values = {"starts": leave.start, "ends": leave.end, "reason": leave.reason}
    await session.execute(insert(_LEAVE).values(expert_id=expert_id, **values))


async def remove_leave(session: AsyncSession, expert_id: UUID, leave: Leave) -> None:
    """Take a leave period away."""
    await session.execute(
        delete(_LEAVE).where(
            _LEAVE.c.expert_id == expert_id,
            _LEAVE.c.starts == leave.start,
            _LEAVE.c.ends == leave.end,
        )
    )


async def load_weekdays_away(session: AsyncSession, expert_id: UUID) -> frozenset[int]:
    """The weekdays on which an expert never reviews."""
    query = select(_EXPERT.c.weekdays_away).where(_EXPERT.c.id == expert_id)
    return frozenset(await session.scalar(query) or ())


async def save_weekdays_away(
    session: AsyncSession, expert_id: UUID, weekdays: frozenset[int]
) -> None:
    """Store the weekdays on which an expert never reviews."""
    values = {"weekdays_away": sorted(weekdays)}
    await session.execute(update(_EXPERT).where(_EXPERT.c.id == expert_id).values(**values))
