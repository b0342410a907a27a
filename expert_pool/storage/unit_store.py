"""Units with their aliases and parents: found by code, then by normal name, then by alias."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.experts import Unit
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.experts import UnitAliasRow, UnitRow
from expert_pool.units import normal_unit_name

_UNIT, _ALIAS = table_of(UnitRow), table_of(UnitAliasRow)
# One writer at a time may add units, so that two never add the same one.
_ADDING_UNITS = 7_240_001


@dataclass(frozen=True, slots=True)
class KnownUnits:
    """Every unit of the database, with what is needed to recognise one."""

    by_id: Mapping[UUID, Unit]
    id_by_code: Mapping[str, UUID]
    id_by_name: Mapping[str, UUID]

    def find(self, name: str, code: str = "") -> UUID | None:
        """The unit of this code, or else of this name or alias."""
        if code:
            return self.id_by_code.get(code)
        return self.id_by_name.get(normal_unit_name(name))


async def load_units(session: AsyncSession, ids: Collection[UUID] | None = None) -> KnownUnits:
    """Every unit with its aliases; `group` is the topmost parent's code, or its id.

    With `ids` only these units and those that stand above them.
    """
    units, named = select(_UNIT), select(_ALIAS)
    if ids is not None:
        line = select(_UNIT.c.id, _UNIT.c.parent_id).where(_UNIT.c.id.in_(ids)).cte(recursive=True)
        above = select(_UNIT.c.id, _UNIT.c.parent_id).join(line, line.c.parent_id == _UNIT.c.id)
        wanted = select(line.union(above).c.id)
        units, named = units.where(_UNIT.c.id.in_(wanted)), named.where(_ALIAS.c.unit_id.in_(ids))
    rows = (await session.execute(units)).all()
    aliases: dict[UUID, set[str]] = {}
    by_name: dict[str, UUID] = {}
    for alias in (await session.execute(named)).all():
        aliases.setdefault(alias.unit_id, set()).add(alias.name)
        by_name[alias.normal_name] = alias.unit_id
    by_name.update({row.normal_name: row.id for row in rows})
    parents = {row.id: row.parent_id for row in rows}
    codes = {row.id: row.uscc or str(row.id) for row in rows}
    known = {
        row.id: Unit(
            name=row.name,
            uscc=row.uscc,
            aliases=frozenset(aliases.get(row.id, ())),
            group=codes[_topmost(row.id, parents)],
        )
        for row in rows
    }
    return KnownUnits(known, {row.uscc: row.id for row in rows if row.uscc}, by_name)


def _topmost(unit_id: UUID, parents: Mapping[UUID, UUID | None]) -> UUID:
    seen = {unit_id}
    while (parent := parents.get(unit_id)) is not None and parent not in seen:
        seen.add(parent)
        unit_id = parent
    return unit_id


async def ensure_units(session: AsyncSession, units: Iterable[Unit]) -> dict[Unit, UUID]:
    """The id of each unit; those not known yet are added, under a lock of their own."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADDING_UNITS})
    known = await load_units(session)
    by_code, by_name = dict(known.id_by_code), dict(known.id_by_name)
    found: dict[Unit, UUID] = {}
    fresh: list[dict[str, object]] = []
    for unit in units:
        normal = normal_unit_name(unit.name)
        unit_id = by_code.get(unit.uscc) if unit.uscc else by_name.get(normal)
        if unit_id is None:
            unit_id = uuid4()
            fresh.append(
                {"id": unit_id, "name": unit.name, "normal_name": normal, "uscc": unit.uscc}
            )
        if unit.uscc:
            by_code[unit.uscc] = unit_id
        by_name.setdefault(normal, unit_id)
        found[unit] = unit_id
    if fresh:
        await session.execute(insert(UnitRow), fresh)
    return found


async def add_alias(session: AsyncSession, unit_id: UUID, name: str) -> None:
    """Confirm another name of a unit."""
    alias = {"unit_id": unit_id, "name": name, "normal_name": normal_unit_name(name)}
    await session.execute(insert(UnitAliasRow).values(**alias))


async def set_parent(session: AsyncSession, unit_id: UUID, parent_id: UUID | None) -> None:
    """Say under which unit another one stands."""
    row = await session.get_one(UnitRow, unit_id)
    row.parent_id = parent_id
