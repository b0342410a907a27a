"""The register of units: other names confirmed, parents set, so that recusals find them.

A name or a parent is taken over only when a person confirms it; each act is in the log.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.storage.unit_search import UnitSummary, find_units, load_unit
from expert_pool.storage.unit_store import add_alias, set_parent
from expert_pool.units import normal_unit_name


async def confirm_alias(desk: AdmissionDesk, actor: Actor, unit_id: UUID, name: str) -> None:
    """Confirm that a unit also goes by another name.

    Raises:
        ExpertPoolError: `unit.not_found`, or `unit.alias_known` where the unit bears it.
    """
    async with desk.database.transaction() as session:
        unit = await _existing(session, unit_id)
        known = {normal_unit_name(one) for one in (unit.name, *unit.aliases)}
        if normal_unit_name(name) in known | {""}:
            raise ExpertPoolError("unit.alias_known")
        await add_alias(session, unit_id, name)
        await record_act(
            session,
            actor=actor,
            act=Act.UNIT_CONFIRM_ALIAS,
            subject=f"unit:{unit_id}",
            after={"alias": name},
        )


async def place_under(desk: AdmissionDesk, actor: Actor, unit_id: UUID, written: str) -> None:
    """Say under which unit another one stands, by name or credit code; nothing takes it out.

    Raises:
        ExpertPoolError: `unit.not_found`, `unit.parent_unknown`, `unit.parent_not_clear` or
            `unit.parent_below` where the parent stands under the unit itself.
    """
    async with desk.database.transaction() as session:
        unit = await _existing(session, unit_id)
        parent = await _named(session, written) if written.strip() else None
        if parent is not None:
            await _refuse_circle(session, unit, parent)
        await set_parent(session, unit_id, parent.id if parent else None)
        await record_act(
            session,
            actor=actor,
            act=Act.UNIT_SET_PARENT,
            subject=f"unit:{unit_id}",
            before={"parent": str(unit.parent_id or "")},
            after={"parent": str(parent.id) if parent else ""},
        )


async def _existing(session: AsyncSession, unit_id: UUID) -> UnitSummary:
    unit = await load_unit(session, unit_id)
    if unit is None:
        raise ExpertPoolError("unit.not_found")
    return unit


async def _named(session: AsyncSession, written: str) -> UnitSummary:
    found = await find_units(session, written)
    if not found:
        raise ExpertPoolError("unit.parent_unknown")
    if len(found) > 1:
        raise ExpertPoolError("unit.parent_not_clear", {"count": len(found)})
    return found[0]


async def _refuse_circle(session: AsyncSession, unit: UnitSummary, parent: UnitSummary) -> None:
    above: UnitSummary | None = parent
    seen: set[UUID] = set()
    while above is not None and above.id not in seen:
        if above.id == unit.id:
            raise ExpertPoolError("unit.parent_below")
        seen.add(above.id)
        above = await load_unit(session, above.parent_id) if above.parent_id else None
