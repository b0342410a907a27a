"""Experts in and out of the database: frozen values only, rows stay here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from expert_pool.experts import Standing
from expert_pool.storage import expert_rows
from expert_pool.storage.expert_rows import AnyRow, ExpertRecord
from expert_pool.storage.kept_pool import KEPT_POOL, KeptPool, read_versions
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.experts import (
    AvoidedUnitRow,
    CredentialRow,
    EmploymentRow,
    ExpertFieldRow,
    ExpertRow,
    LeaveRow,
    RelationRow,
)
from expert_pool.storage.unit_store import ensure_units, load_units

_EXPERT = table_of(ExpertRow)
_FIELD = table_of(ExpertFieldRow)
SWEEP_FROM: Final = 1000
_PARTS = (EmploymentRow, CredentialRow, ExpertFieldRow, RelationRow, AvoidedUnitRow, LeaveRow)


@dataclass(frozen=True, slots=True)
class ExpertFilter:
    """What a list of experts is narrowed to; empty values narrow nothing."""

    words: str = ""
    standing: str = ""
    type: str = ""
    division: str = ""
    field_codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ExpertPage:
    """One page of a list, sorted by pinyin, and how many there are in all."""

    records: tuple[ExpertRecord, ...]
    total: int


async def add_experts(session: AsyncSession, records: Sequence[ExpertRecord]) -> None:
    """Store new experts with everything dated about them; ids are the experts' own."""
    units = await ensure_units(
        session, (unit for record in records for unit in expert_rows.units_of(record.expert))
    )
    await session.execute(
        insert(_EXPERT), [expert_rows.expert_values(record) for record in records]
    )
    for part in _PARTS:
        rows = [
            values
            for record in records
            for values in expert_rows.part_values(part, record.expert, units)
        ]
        if rows:
            await session.execute(insert(table_of(part)), rows)


async def replace_expert(session: AsyncSession, record: ExpertRecord) -> None:
    """Store an expert's new state in place of the former one; the number stays."""
    units = await ensure_units(session, expert_rows.units_of(record.expert))
    values = expert_rows.expert_values(record)
    expert_id = values.pop("id")
    values |= {"updated_at": func.now(), "version": _EXPERT.c.version + 1}
    await session.execute(update(_EXPERT).where(_EXPERT.c.id == expert_id).values(**values))
    for part in _PARTS:
        await session.execute(delete(table_of(part)).where(table_of(part).c.expert_id == expert_id))
        rows = expert_rows.part_values(part, record.expert, units)
        if rows:
            await session.execute(insert(table_of(part)), rows)


async def load_expert(session: AsyncSession, expert_id: UUID) -> ExpertRecord | None:
    """One expert, or None."""
    found = await _load(session, _columns().where(_EXPERT.c.id == expert_id))
    return found[0] if found else None


async def load_experts(session: AsyncSession, ids: Iterable[UUID]) -> Mapping[UUID, ExpertRecord]:
    """These experts by their ids, whatever their standing."""
    found = await _load(session, _columns().where(_EXPERT.c.id.in_(list(ids))))
    return {UUID(record.expert.id): record for record in found}


async def load_expert_of(session: AsyncSession, account_id: UUID) -> ExpertRecord | None:
    """The expert who signs in with this account, or None."""
    found = await _load(session, _columns().where(_EXPERT.c.account_id == account_id))
    return found[0] if found else None


async def find_expert_of(session: AsyncSession, account_id: UUID) -> UUID | None:
    """The id of the expert who signs in with this account, or None."""
    found: UUID | None = await session.scalar(
        select(_EXPERT.c.id).where(_EXPERT.c.account_id == account_id)
    )
    return found


async def load_pool(
    session: AsyncSession, standings: Iterable[Standing] = (Standing.ACTIVE,)
) -> tuple[ExpertRecord, ...]:
    """Everybody of these standings in the order of admission: the basis of every draw."""
    wanted = [standing.value for standing in standings]
    query = _columns().where(_EXPERT.c.standing.in_(wanted)).order_by(_EXPERT.c.number)
    kept: KeptPool | None = session.info.get(KEPT_POOL)
    if kept is None:
        return await _load(session, query)
    versions, units = await read_versions(session, wanted), await load_units(session)
    known = kept.find_same(versions, units)
    changed = [expert for expert in versions if expert not in known]
    few = query.where(_EXPERT.c.id.in_(changed)) if len(changed) <= SWEEP_FROM else query
    known |= {UUID(it.expert.id): it for it in await _load(session, few)}
    pool = {expert: known[expert] for expert in versions if expert in known}
    kept.keep(versions, units, pool)
    return tuple(pool.values())


async def list_experts(
    session: AsyncSession, wanted: ExpertFilter, *, limit: int, offset: int
) -> ExpertPage:
    """One page of experts for those who may browse the pool."""
    query = _narrow(_columns(), wanted)
    total = await session.scalar(select(func.count()).select_from(query.subquery()))
    page = query.order_by(_EXPERT.c.name_pinyin, _EXPERT.c.number).limit(limit).offset(offset)
    return ExpertPage(await _load(session, page), total or 0)


async def find_expert_by_identity(session: AsyncSession, identity_index: bytes) -> UUID | None:
    """The expert who bears this identity number (by blind index), or None."""
    query = select(_EXPERT.c.id).where(_EXPERT.c.identity_index == identity_index)
    found: UUID | None = await session.scalar(query)
    return found


async def set_standing(
    session: AsyncSession, expert_id: UUID, standing: Standing, *, admitted_on: date | None = None
) -> None:
    """Move an expert in the pool's life cycle."""
    values: dict[str, object] = {
        "standing": standing.value,
        "updated_at": func.now(),
        "version": _EXPERT.c.version + 1,
    }
    if admitted_on is not None:
        values |= {"admitted_on": admitted_on, "confirmed_on": admitted_on}
    await session.execute(update(_EXPERT).where(_EXPERT.c.id == expert_id).values(**values))


async def set_confirmed(session: AsyncSession, expert_id: UUID, day: date) -> None:
    """Note the day on which an expert confirmed the own data, which stay as they are."""
    values = {
        "confirmed_on": day,
        "updated_at": func.now(),
        "version": _EXPERT.c.version + 1,
    }
    await session.execute(update(_EXPERT).where(_EXPERT.c.id == expert_id).values(**values))


async def count_by_standing(session: AsyncSession) -> dict[str, int]:
    """How many experts there are of each standing."""
    rows = await session.execute(
        select(_EXPERT.c.standing, func.count()).group_by(_EXPERT.c.standing)
    )
    return {standing: count for standing, count in rows.all()}


def _columns() -> Select[Any]:
    return select(_EXPERT)


def _narrow(query: Select[Any], wanted: ExpertFilter) -> Select[Any]:
    if wanted.words:
        query = query.where(
            or_(
                _EXPERT.c.name.icontains(wanted.words, autoescape=True),
                _EXPERT.c.name_pinyin.icontains(wanted.words, autoescape=True),
            )
        )
    for name in ("standing", "type", "division"):
        if value := getattr(wanted, name):
            query = query.where(_EXPERT.c[name] == value)
    if wanted.field_codes:
        inside = select(_FIELD.c.expert_id).where(_FIELD.c.code.in_(wanted.field_codes))
        query = query.where(_EXPERT.c.id.in_(inside))
    return query


async def _load(session: AsyncSession, query: Select[Any]) -> tuple[ExpertRecord, ...]:
    rows: Sequence[AnyRow] = (await session.execute(query)).all()
    if not rows:
        return ()
    parts: dict[type[SQLModel], dict[UUID, list[AnyRow]]] = {}
    # A pool of thousands is read in one sweep; a few people by their ids.
    ids = [row.id for row in rows] if len(rows) <= SWEEP_FROM else None
    for part in _PARTS:
        table = table_of(part)
        wanted = select(table)
        if ids is not None:
            wanted = wanted.where(table.c.expert_id.in_(ids))
        grouped: dict[UUID, list[AnyRow]] = {}
        for row in (await session.execute(wanted)).all():
            grouped.setdefault(row.expert_id, []).append(row)
        parts[part] = grouped
    named = (parts[EmploymentRow], parts[AvoidedUnitRow])
    few = {it.unit_id for held in named for those in held.values() for it in those}
    units = await load_units(session, few if ids is not None else None)
    return tuple(
        expert_rows.record_of(row, {part: parts[part].get(row.id, []) for part in _PARTS}, units)
        for row in rows
    )
