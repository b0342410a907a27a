"""Projects with their parties: values in and out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.conflicts.parties import Party, PartyRole
from expert_pool.experts import Unit
from expert_pool.persons import Person
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.unit_store import KnownUnits, ensure_units, load_units
from selection.storage.tables import ProjectPartyRow, ProjectRow

_PROJECT = table_of(ProjectRow)
_PARTY = table_of(ProjectPartyRow)


@dataclass(frozen=True, slots=True)
class Project:
    """A funded project that a panel may have to judge, with everybody who has a stake.

    `sealed` are the identity numbers of its people, by blind index.
    """

    id: UUID
    number: str
    name: str
    programme: str
    field: str
    division: str
    starts: date | None
    ends: date | None
    created_by: UUID
    parties: tuple[Party, ...] = ()
    sealed: tuple[tuple[str, bytes], ...] = ()

    @property
    def lead_unit(self) -> Unit | None:
        """The unit that leads the project."""
        leads = (party.unit for party in self.parties if party.role is PartyRole.LEAD_UNIT)
        return next(leads, None)


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """What a list of projects is narrowed to; empty values narrow nothing."""

    words: str = ""
    programme: str = ""


async def add_projects(session: AsyncSession, projects: Sequence[Project]) -> None:
    """Store new projects; a number that is taken is refused by the database."""
    if not projects:
        return
    await session.execute(insert(_PROJECT), [_values(project) for project in projects])
    await _add_parties(session, projects)


async def replace_project(session: AsyncSession, project: Project) -> None:
    """Store a project's new data in place of the former."""
    values = _values(project)
    await session.execute(update(_PROJECT).where(_PROJECT.c.id == project.id).values(**values))
    await session.execute(delete(_PARTY).where(_PARTY.c.project_id == project.id))
    await _add_parties(session, (project,))


async def load_projects(session: AsyncSession, ids: Iterable[UUID]) -> tuple[Project, ...]:
    """These projects, by number."""
    wanted = select(_PROJECT).where(_PROJECT.c.id.in_(list(ids))).order_by(_PROJECT.c.number)
    return await _with_parties(session, (await session.execute(wanted)).all())


async def list_projects(
    session: AsyncSession, wanted: ProjectFilter, *, limit: int, offset: int
) -> tuple[tuple[Project, ...], int]:
    """One page of projects, the newest number first, and how many in all."""
    query = select(_PROJECT)
    if wanted.words:
        query = query.where(
            or_(
                _PROJECT.c.name.icontains(wanted.words, autoescape=True),
                _PROJECT.c.number.icontains(wanted.words, autoescape=True),
            )
        )
    if wanted.programme:
        query = query.where(_PROJECT.c.programme == wanted.programme)
    total = await session.scalar(select(func.count()).select_from(query.subquery()))
    page = query.order_by(_PROJECT.c.number.desc()).limit(limit).offset(offset)
    return await _with_parties(session, (await session.execute(page)).all()), total or 0


async def known_numbers(session: AsyncSession) -> frozenset[str]:
    """The project numbers that are taken."""
    return frozenset((await session.execute(select(_PROJECT.c.number))).scalars())


async def _add_parties(session: AsyncSession, projects: Sequence[Project]) -> None:
    stakes = [(project.id, party) for project in projects for party in project.parties]
    units = await ensure_units(session, (party.unit for _, party in stakes if party.unit))
    sealed: dict[tuple[UUID, bytes | None], bytes] = {
        (project.id, bytes.fromhex(index)): stored
        for project in projects
        for index, stored in project.sealed
    }
    rows = [
        {
            "id": uuid4(),
            "project_id": project_id,
            "role": party.role.value,
            "unit_id": units[party.unit] if party.unit else None,
            "unit_name": party.unit.name if party.unit else "",
            "uscc": party.unit.uscc if party.unit else "",
            "person_name": party.person.name if party.person else "",
            "person_unit": _unit_name(party.person),
            "identity_index": _index(party.person),
            "identity_cipher": sealed.get((project_id, _index(party.person))),
        }
        for project_id, party in stakes
    ]
    if rows:
        await session.execute(insert(_PARTY), rows)


def _unit_name(person: Person | None) -> str:
    return person.units[0].name if person and person.units else ""


def _index(person: Person | None) -> bytes | None:
    return bytes.fromhex(person.identity_index) or None if person else None


async def _with_parties(
    session: AsyncSession, rows: Sequence[Row[*tuple[Any, ...]]]
) -> tuple[Project, ...]:
    units = await load_units(session)
    query = select(_PARTY).where(_PARTY.c.project_id.in_([row.id for row in rows]))
    parties: dict[UUID, list[Party]] = {}
    sealed: dict[UUID, dict[str, bytes]] = {}
    for row in (await session.execute(query.order_by(_PARTY.c.role, _PARTY.c.id))).all():
        parties.setdefault(row.project_id, []).append(_party(row, units))
        if row.identity_cipher is not None:
            kept = sealed.setdefault(row.project_id, {})
            kept[row.identity_index.hex()] = row.identity_cipher
    return tuple(
        _project(row, tuple(parties.get(row.id, ())), sealed.get(row.id, {})) for row in rows
    )


def _party(row: Row[*tuple[Any, ...]], units: KnownUnits) -> Party:
    role = PartyRole(row.role)
    if row.unit_id is not None:
        return Party(role, unit=units.by_id[row.unit_id])
    index = (row.identity_index or b"").hex()
    worked_at = (Unit(row.person_unit),) if row.person_unit else ()
    return Party(role, person=Person(row.person_name, worked_at, index))


def _values(project: Project) -> dict[str, object]:
    names = ("id", "number", "name", "programme", "field", "division", "starts", "ends")
    return {name: getattr(project, name) for name in (*names, "created_by")}


def _project(
    row: Row[*tuple[Any, ...]], parties: tuple[Party, ...], sealed: Mapping[str, bytes]
) -> Project:
    return Project(
        row.id,
        row.number,
        row.name,
        row.programme,
        row.field,
        row.division,
        row.starts,
        row.ends,
        row.created_by,
        parties,
        tuple(sorted(sealed.items())),
    )
