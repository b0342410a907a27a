"""Lists of units with aliases and parents, for those who keep the register of units."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.experts import EmploymentRow, UnitAliasRow, UnitRow
from expert_pool.units import normal_unit_code, normal_unit_name

_UNIT = table_of(UnitRow)
_ALIAS = table_of(UnitAliasRow)
_EMPLOYMENT = table_of(EmploymentRow)
_PARENT = aliased(_UNIT)

AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class UnitSummary:
    """A unit with its other names, its parent, and how many employments name it."""

    id: UUID
    name: str
    uscc: str
    parent_id: UUID | None
    parent_name: str
    employments: int
    aliases: tuple[str, ...] = ()


async def search_units(
    session: AsyncSession, words: str, *, without_code: bool, limit: int, offset: int
) -> tuple[tuple[UnitSummary, ...], int]:
    """One page of the units that fit, by name, and how many fit in all."""
    query = _units()
    if words:
        other = select(_ALIAS.c.unit_id).where(_ALIAS.c.name.icontains(words, autoescape=True))
        named = _UNIT.c.name.icontains(words, autoescape=True)
        coded = _UNIT.c.uscc == normal_unit_code(words)
        query = query.where(or_(named, coded, _UNIT.c.id.in_(other)))
    if without_code:
        query = query.where(_UNIT.c.uscc == "")
    total = await session.scalar(select(func.count()).select_from(query.subquery()))
    ordered = query.order_by(_UNIT.c.name, _UNIT.c.id).limit(limit).offset(offset)
    return await _summed(session, (await session.execute(ordered)).all()), total or 0


async def load_unit(session: AsyncSession, unit_id: UUID) -> UnitSummary | None:
    """One unit, or None."""
    rows = (await session.execute(_units().where(_UNIT.c.id == unit_id))).all()
    found = await _summed(session, rows)
    return found[0] if found else None


async def load_children(session: AsyncSession, unit_id: UUID) -> tuple[UnitSummary, ...]:
    """The units that stand directly under another one."""
    query = _units().where(_UNIT.c.parent_id == unit_id).order_by(_UNIT.c.name)
    return await _summed(session, (await session.execute(query)).all())


async def find_units(session: AsyncSession, written: str) -> tuple[UnitSummary, ...]:
    """The units of this credit code, name or confirmed alias."""
    normal, code = normal_unit_name(written), normal_unit_code(written)
    other = select(_ALIAS.c.unit_id).where(_ALIAS.c.normal_name == normal)
    fits = or_(_UNIT.c.normal_name == normal, _UNIT.c.id.in_(other))
    if code:
        fits = or_(fits, _UNIT.c.uscc == code)
    return await _summed(session, (await session.execute(_units().where(fits))).all())


def _units() -> Select[Any]:
    count = (
        select(func.count())
        .where(_EMPLOYMENT.c.unit_id == _UNIT.c.id)
        .correlate(_UNIT)
        .scalar_subquery()
    )
    return select(
        _UNIT.c.id,
        _UNIT.c.name,
        _UNIT.c.uscc,
        _UNIT.c.parent_id,
        func.coalesce(_PARENT.c.name, "").label("parent_name"),
        count.label("employments"),
    ).outerjoin(_PARENT, _PARENT.c.id == _UNIT.c.parent_id)


async def _summed(session: AsyncSession, rows: Sequence[AnyRow]) -> tuple[UnitSummary, ...]:
    ids = [row.id for row in rows]
    query = select(_ALIAS).where(_ALIAS.c.unit_id.in_(ids)).order_by(_ALIAS.c.name)
    aliases: dict[UUID, tuple[str, ...]] = {}
    for alias in (await session.execute(query)).all():
        aliases[alias.unit_id] = (*aliases.get(alias.unit_id, ()), alias.name)
    return tuple(
        UnitSummary(
            row.id,
            row.name,
            row.uscc,
            row.parent_id,
            row.parent_name,
            row.employments,
            aliases.get(row.id, ()),
        )
        for row in rows
    )
