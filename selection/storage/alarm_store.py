"""Looks at alarms, and the trail of live counts: values in and out; the rows never leave."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.findings import Param
from expert_pool.storage.tables.columns import table_of
from selection.storage.alarm_tables import AlarmLookRow, CountTrailRow

_LOOK = table_of(AlarmLookRow)
_TRAIL = table_of(CountTrailRow)


@dataclass(frozen=True, slots=True)
class AlarmLook:
    """That an auditor looked at an alarm, with everything that it said then."""

    key: bytes
    code: str
    about: tuple[str, ...]
    evidence: tuple[str, ...]
    numbers: Mapping[str, Param]
    reason: str
    looked_by: UUID
    looked_at: datetime


@dataclass(frozen=True, slots=True)
class TrailStep:
    """What one live count came to; none is under ten."""

    seats: int
    candidates: int | None


async def add_look(session: AsyncSession, look: AlarmLook) -> None:
    """Store a look for ever."""
    values = {name: getattr(look, name) for name in AlarmLook.__slots__}
    listed = {"about": list(look.about), "evidence": list(look.evidence)}
    written = values | listed | {"numbers": dict(look.numbers), "id": uuid4()}
    await session.execute(insert(_LOOK).values(**written))


async def load_looks(session: AsyncSession) -> tuple[AlarmLook, ...]:
    """Every look, the newest first."""
    rows = await session.execute(select(_LOOK).order_by(_LOOK.c.looked_at.desc(), _LOOK.c.id))
    return tuple(
        AlarmLook(
            row.key,
            row.code,
            tuple(row.about),
            tuple(row.evidence),
            row.numbers,
            row.reason,
            row.looked_by,
            row.looked_at,
        )
        for row in rows
    )


async def add_trail_step(
    session: AsyncSession, request_id: UUID, step: TrailStep, now: datetime
) -> None:
    """Keep what a live count came to."""
    values = {"seats": step.seats, "candidates": step.candidates}
    await session.execute(
        insert(_TRAIL).values(id=uuid4(), request_id=request_id, counted_at=now, **values)
    )


async def load_trails(
    session: AsyncSession, request_ids: Collection[UUID]
) -> Mapping[UUID, tuple[TrailStep, ...]]:
    """The counts of these requests, by request, in their order."""
    query = (
        select(_TRAIL)
        .where(_TRAIL.c.request_id.in_(request_ids))
        .order_by(_TRAIL.c.counted_at, _TRAIL.c.id)
    )
    trails: dict[UUID, tuple[TrailStep, ...]] = {}
    for row in await session.execute(query):
        steps = trails.get(row.request_id, ())
        trails[row.request_id] = (*steps, TrailStep(row.seats, row.candidates))
    return trails
