"""Annulments of draws: values in and out; the rows never leave."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.tables.columns import table_of
from selection.states.annulments import AnnulmentGround, AnnulmentState
from selection.storage.tables import DrawRow
from selection.storage.vacancy_tables import AnnulmentRow

_ANNULMENT = table_of(AnnulmentRow)
_DRAW = table_of(DrawRow)
_OPEN = (AnnulmentState.ASKED.value, AnnulmentState.AGREED.value)


@dataclass(frozen=True, slots=True)
class AnnulmentRecord:
    """An annulment as stored: who asked, who agreed, who refused."""

    id: UUID
    draw_id: UUID
    state: AnnulmentState
    ground: AnnulmentGround
    asked_by: UUID
    asked_at: datetime
    note_cipher: bytes | None = None
    approver: UUID | None = None
    approved_at: datetime | None = None
    auditor: UUID | None = None
    audited_at: datetime | None = None
    refused_by: UUID | None = None
    refused_at: datetime | None = None


async def add_annulment(session: AsyncSession, annulment: AnnulmentRecord) -> None:
    """Store that somebody asks for an annulment; a second open one is refused."""
    await session.execute(insert(_ANNULMENT).values(**_values(annulment)))


async def save_annulment(session: AsyncSession, annulment: AnnulmentRecord) -> None:
    """Store what became of an annulment."""
    query = update(_ANNULMENT).where(_ANNULMENT.c.id == annulment.id)
    await session.execute(query.values(**_values(annulment)))


async def load_annulments(session: AsyncSession, draw_id: UUID) -> tuple[AnnulmentRecord, ...]:
    """Every annulment that was asked for, also the refused ones, the oldest first."""
    query = (
        select(_ANNULMENT)
        .where(_ANNULMENT.c.draw_id == draw_id)
        .order_by(_ANNULMENT.c.asked_at, _ANNULMENT.c.id)
    )
    return tuple(_record(row) for row in (await session.execute(query)).all())


async def requests_to_annul(
    session: AsyncSession, request_ids: tuple[UUID, ...]
) -> frozenset[UUID]:
    """Those of the requests for whose draw an annulment is asked for and not decided yet."""
    query = (
        select(_DRAW.c.request_id)
        .join(_ANNULMENT, _ANNULMENT.c.draw_id == _DRAW.c.id)
        .where(_DRAW.c.request_id.in_(request_ids), _ANNULMENT.c.state.in_(_OPEN))
    )
    return frozenset(await session.scalars(query))


def _values(annulment: AnnulmentRecord) -> dict[str, object]:
    values = {name: getattr(annulment, name) for name in AnnulmentRecord.__slots__}
    return values | {"state": annulment.state.value, "ground": annulment.ground.value}


def _record(row: Row[*tuple[Any, ...]]) -> AnnulmentRecord:
    values = {name: getattr(row, name) for name in AnnulmentRecord.__slots__}
    coded = {"state": AnnulmentState(row.state), "ground": AnnulmentGround(row.ground)}
    return AnnulmentRecord(**values | coded)
