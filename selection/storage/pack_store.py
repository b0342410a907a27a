"""Offline packs and what was recorded in them: values in and out; the rows never leave."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.tables.columns import table_of
from selection.storage.pack_tables import OfflineEventRow, OfflinePackRow

_PACK = table_of(OfflinePackRow)
_EVENT = table_of(OfflineEventRow)


class PackState(StrEnum):
    """Where a pack is: in the room, imported, or given up."""

    OUT = "out"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class EventState(StrEnum):
    """What became of a step: done, waiting for a decision, or decided not to be done."""

    CARRIED_OUT = "carried_out"
    WAITING = "waiting"
    SET_ASIDE = "set_aside"


class Source(StrEnum):
    """Where a step was written down: in the file, or on the printed sheets."""

    PACK = "pack"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True)
class PackRecord:
    """A pack as stored; its contents are opened by the shell alone."""

    id: UUID
    request_id: UUID
    number: str
    state: PackState
    made_by: UUID
    made_at: datetime
    contents_cipher: bytes
    file_text: str


@dataclass(frozen=True, slots=True)
class EventRecord:
    """A recorded step as stored; `refusal` is what stood against it, as JSON, or empty.

    `recorded_at` is the moment that holds; what the clock in the room said is in the cipher.
    """

    id: UUID
    pack_id: UUID
    digest: bytes
    place: int
    source: Source
    recorded_at: datetime
    event_cipher: bytes
    state: EventState
    imported_at: datetime
    refusal: str = ""
    settled_at: datetime | None = None
    note_cipher: bytes | None = None


async def add_pack(session: AsyncSession, pack: PackRecord) -> None:
    """Store a pack that was just made."""
    values = {name: getattr(pack, name) for name in PackRecord.__slots__}
    await session.execute(insert(_PACK).values(**values | {"state": pack.state.value}))


async def save_pack_state(session: AsyncSession, pack_id: UUID, state: PackState) -> None:
    """Store where a pack is now."""
    query = update(_PACK).where(_PACK.c.id == pack_id).values(state=state.value)
    await session.execute(query)


async def list_packs(session: AsyncSession, request_id: UUID) -> tuple[PackRecord, ...]:
    """Every pack of a panel, the newest first."""
    query = select(_PACK).where(_PACK.c.request_id == request_id)
    found = await session.execute(query.order_by(_PACK.c.made_at.desc(), _PACK.c.number.desc()))
    return tuple(_pack(row) for row in found.all())


async def load_pack(
    session: AsyncSession, pack_id: UUID, *, lock: bool = False
) -> PackRecord | None:
    """One pack; locked, nobody else imports it before the transaction ends."""
    query = select(_PACK).where(_PACK.c.id == pack_id)
    row = (await session.execute(query.with_for_update() if lock else query)).one_or_none()
    return _pack(row) if row else None


async def find_pack_out(session: AsyncSession, request_id: UUID) -> str:
    """The number of the pack of a panel that is out; empty where none is."""
    query = select(_PACK.c.number).where(
        _PACK.c.request_id == request_id, _PACK.c.state == PackState.OUT.value
    )
    return await session.scalar(query) or ""


async def count_packs(session: AsyncSession, request_id: UUID) -> int:
    """How many packs a panel ever had."""
    query = select(func.count()).where(_PACK.c.request_id == request_id)
    return await session.scalar(query) or 0


async def add_event(session: AsyncSession, event: EventRecord) -> None:
    """Store a step that came in."""
    await session.execute(insert(_EVENT).values(**_event_values(event)))


async def save_event(session: AsyncSession, event: EventRecord) -> None:
    """Store what became of a step."""
    query = update(_EVENT).where(_EVENT.c.id == event.id)
    await session.execute(query.values(**_event_values(event)))


async def load_events(session: AsyncSession, pack_id: UUID) -> tuple[EventRecord, ...]:
    """Every step of a pack that came in, by the time at which it was recorded."""
    query = select(_EVENT).where(_EVENT.c.pack_id == pack_id)
    ordered = query.order_by(_EVENT.c.recorded_at, _EVENT.c.place, _EVENT.c.imported_at)
    return tuple(_event(row) for row in (await session.execute(ordered)).all())


def _pack(row: Row[*tuple[Any, ...]]) -> PackRecord:
    values = {name: getattr(row, name) for name in PackRecord.__slots__}
    return PackRecord(**values | {"state": PackState(row.state)})


def _event_values(event: EventRecord) -> dict[str, object]:
    values = {name: getattr(event, name) for name in EventRecord.__slots__}
    return values | {"state": event.state.value, "source": event.source.value}


def _event(row: Row[*tuple[Any, ...]]) -> EventRecord:
    values = {name: getattr(row, name) for name in EventRecord.__slots__}
    told = {"state": EventState(row.state), "source": Source(row.source)}
    return EventRecord(**values | told)
