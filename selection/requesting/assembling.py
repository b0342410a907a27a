"""From the criteria of a form and its projects to the whole request that rules can judge.

The parties are read anew each time, so a project that was corrected after the form was
saved is judged as it is now; only the approval freezes them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.conflicts import Person, ProjectParties
from expert_pool.experts import ExpertId
from selection.candidates import Outcome
from selection.errors import SelectionError
from selection.requests import PanelRequest
from selection.storage.draw_store import AssignmentRecord, load_assignments
from selection.storage.project_store import Project, ProjectFilter, list_projects, load_projects

EVER: Final = date(1900, 1, 1)
_ALL: Final = 100_000
_SAT: Final = frozenset({Outcome.PENDING, Outcome.ACCEPTED, Outcome.ATTENDED})


async def assemble_request(
    session: AsyncSession, criteria: PanelRequest, project_ids: Sequence[UUID]
) -> PanelRequest:
    """The request with its projects' parties, their batch, and who judged them before.

    Raises:
        SelectionError: `project.not_found` where a project is gone.
    """
    projects = await load_all(session, project_ids)
    assignments = await load_assignments(session, EVER)
    stakes = [
        ProjectParties(
            parties=project.parties,
            project=label(project),
            batch_applicants=await _batch_of(session, project),
            earlier_panel=_judged_before(assignments, project.id),
            activity=criteria.activity,
        )
        for project in projects
    ]
    return replace(fill_attributes(criteria, projects), projects=tuple(stakes))


async def load_all(session: AsyncSession, project_ids: Sequence[UUID]) -> tuple[Project, ...]:
    """These projects, and an error where one does not exist.

    Raises:
        SelectionError: `project.not_found`.
    """
    projects = await load_projects(session, project_ids)
    if len(projects) < len(set(project_ids)):
        raise SelectionError("project.not_found")
    return projects


def fill_attributes(criteria: PanelRequest, projects: Sequence[Project]) -> PanelRequest:
    """What the criteria take from the projects: fields, division and programme, no names."""
    first = projects[0] if projects else None
    return replace(
        criteria,
        fields=frozenset(project.field for project in projects if project.field),
        division=first.division if first else "",
        programme=criteria.programme or (first.programme if first else ""),
    )


def label(project: Project) -> str:
    """How findings name a project."""
    return f"{project.number} {project.name}"


async def _batch_of(session: AsyncSession, project: Project) -> tuple[Person, ...]:
    """The people of other projects of the same programme, field and year (rule COI-07)."""
    if not project.programme or project.starts is None:
        return ()
    wanted = ProjectFilter(programme=project.programme)
    others, _ = await list_projects(session, wanted, limit=_ALL, offset=0)
    return tuple(dict.fromkeys(person for it in others for person in _applicants(it, project)))


def _applicants(other: Project, project: Project) -> Iterable[Person]:
    same_call = (other.field, _year(other)) == (project.field, _year(project))
    if other.id == project.id or not same_call:
        return ()
    return tuple(party.person for party in other.parties if party.person is not None)


def _year(project: Project) -> int:
    return project.starts.year if project.starts else 0


def _judged_before(
    assignments: Sequence[AssignmentRecord], project_id: UUID
) -> frozenset[ExpertId]:
    return frozenset(
        ExpertId(str(seat.expert_id))
        for seat in assignments
        if str(project_id) in seat.project_ids and Outcome(seat.outcome) in _SAT
    )
