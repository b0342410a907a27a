"""Projects with their parties: created, changed and imported, each act in the log."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.conflicts import Party
from expert_pool.experts import Unit
from expert_pool.recording import Particulars, record_act, record_each
from selection.errors import SelectionError
from selection.requesting.desk import RequestDesk
from selection.requesting.identities import IdentityChanges, identity_mark, seal_identities
from selection.storage.project_store import (
    Project,
    add_projects,
    known_numbers,
    load_projects,
    replace_project,
)

NO_CHANGES: Final = IdentityChanges()


async def load_project(session: AsyncSession, project_id: UUID) -> Project:
    """One project.

    Raises:
        SelectionError: `project.not_found`.
    """
    found = await load_projects(session, (project_id,))
    if not found:
        raise SelectionError("project.not_found")
    return found[0]


def project_mark(project: Project) -> str:
    """What changes whenever the project does: a form carries it to notice a lost update."""
    told = json.dumps(describe_project(project), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def describe_project(project: Project) -> dict[str, object]:
    """The project as plain values, for the log."""
    return {
        "number": project.number,
        "name": project.name,
        "programme": project.programme,
        "field": project.field,
        "division": project.division,
        "starts": project.starts.isoformat() if project.starts else "",
        "ends": project.ends.isoformat() if project.ends else "",
        "parties": sorted(_describe_party(party) for party in project.parties),
    }


def _describe_party(party: Party) -> str:
    if party.unit is not None:
        return f"{party.role.value}: {party.unit.name} {party.unit.uscc}".strip()
    person = party.person
    units = "/".join(unit.name for unit in person.units) if person else ""
    told = (person.name if person else "", units, identity_mark(party))
    return f"{party.role.value}: " + " ".join(part for part in told if part)


async def create_project(
    desk: RequestDesk,
    actor: Actor,
    project: Project,
    identities: IdentityChanges = NO_CHANGES,
) -> Project:
    """Enter a new project, with the identity numbers that were typed.

    Raises:
        SelectionError: `project.number_taken`.
    """
    async with desk.database.transaction() as session:
        await _refuse_taken(session, project.number)
        project = seal_identities(session, project, identities)
        await add_projects(session, (project,))
        await record_act(
            session,
            actor=actor,
            act=Act.PROJECT_CREATE,
            subject=str(project.id),
            after=describe_project(project),
        )
    return project


async def change_project(
    desk: RequestDesk,
    actor: Actor,
    project: Project,
    mark: str,
    identities: IdentityChanges = NO_CHANGES,
) -> Project:
    """Correct a project; `mark` is that of the project as the form showed it.

    Raises:
        SelectionError: `project.changed_meanwhile`, `project.number_taken`, `project.not_found`.
    """
    async with desk.database.transaction() as session:
        former = await load_project(session, project.id)
        if project_mark(former) != mark:
            raise SelectionError("project.changed_meanwhile")
        if project.number != former.number:
            await _refuse_taken(session, project.number)
        kept = _keep_known(project, former, identities.forgotten)
        changed = seal_identities(session, kept, identities)
        before, after = describe_project(former), describe_project(changed)
        if before == after:
            return former
        await replace_project(session, changed)
        await record_act(
            session,
            actor=actor,
            act=Act.PROJECT_CHANGE,
            subject=str(project.id),
            before={name: value for name, value in before.items() if after[name] != value},
            after={name: value for name, value in after.items() if before[name] != value},
        )
    return changed


async def import_projects(
    desk: RequestDesk,
    actor: Actor,
    projects: Sequence[Project],
    identities: Sequence[IdentityChanges] = (),
) -> int:
    """Enter many projects at once: all of them, or none; `identities` in their order.

    Raises:
        SelectionError: `project.numbers_taken` where a number was taken since the dry run.
    """
    given = identities or [NO_CHANGES] * len(projects)
    try:
        async with desk.database.transaction() as session:
            sealed = [
                seal_identities(session, project, changes)
                for project, changes in zip(projects, given, strict=True)
            ]
            entries: dict[str, Particulars] = {
                str(project.id): {"after": describe_project(project)} for project in sealed
            }
            await add_projects(session, sealed)
            await record_each(session, actor, Act.PROJECT_IMPORT, entries)
    except IntegrityError as error:
        raise SelectionError("project.numbers_taken") from error
    return len(projects)


async def _refuse_taken(session: AsyncSession, number: str) -> None:
    if number in await known_numbers(session):
        raise SelectionError("project.number_taken", {"number": number})


def _keep_known(project: Project, former: Project, forgotten: frozenset[int]) -> Project:
    """Who and what the form did not ask: the one who entered it, identities of its people."""
    known = {
        (party.person.name, _units(party)): party.person.identity_index
        for party in former.parties
        if party.person is not None
    }

    def keep(place: int, party: Party) -> Party:
        if party.person is None:
            return party
        index = party.person.identity_index or known.get((party.person.name, _units(party)), "")
        kept = "" if place in forgotten else index
        return replace(party, person=replace(party.person, identity_index=kept))

    parties = tuple(keep(place, party) for place, party in enumerate(project.parties))
    return replace(project, parties=parties, created_by=former.created_by, sealed=former.sealed)


def _units(party: Party) -> tuple[str, ...]:
    units: tuple[Unit, ...] = party.person.units if party.person else ()
    return tuple(unit.name for unit in units)
