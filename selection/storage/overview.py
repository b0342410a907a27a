"""Requests and draws in few columns: for the auditor's overview, and for a check of all."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.tables.columns import table_of
from selection.storage.invitation_tables import InvitationRow
from selection.storage.meeting_tables import MeetingRow
from selection.storage.tables import (
    DrawRow,
    PanelRequestRow,
    ProjectRow,
    RequestProjectRow,
)

_REQUEST = table_of(PanelRequestRow)
_DRAW = table_of(DrawRow)
_PROJECT = table_of(ProjectRow)
_FOR_PROJECT = table_of(RequestProjectRow)
_INVITATION = table_of(InvitationRow)
_MEETING = table_of(MeetingRow)


@dataclass(frozen=True, slots=True)
class RequestStanding:
    """One panel request: its number, where it is, who asked and who approved."""

    id: UUID
    number: str
    state: str
    created_by: UUID
    approved_by: UUID | None


async def request_standings(session: AsyncSession) -> tuple[RequestStanding, ...]:
    """Every panel request, the newest first."""
    query = select(_REQUEST).order_by(_REQUEST.c.created_at.desc())
    columns = [_REQUEST.c[name] for name in RequestStanding.__slots__]
    rows = await session.execute(query.with_only_columns(*columns))
    return tuple(RequestStanding(*row) for row in rows)


async def invitation_states(session: AsyncSession) -> dict[str, str]:
    """The state of every invitation, by its id."""
    rows = await session.execute(select(_INVITATION.c.id, _INVITATION.c.state))
    return {str(one): state for one, state in rows}


async def meeting_states(session: AsyncSession) -> dict[str, str]:
    """The state of every meeting, by its id."""
    rows = await session.execute(select(_MEETING.c.id, _MEETING.c.state))
    return {str(one): state for one, state in rows}


async def draw_ids_in(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Those of the ids that are draws, with their requests."""
    query = select(_DRAW.c.id, _DRAW.c.request_id).where(_DRAW.c.id.in_(ids))
    return {draw: request for draw, request in await session.execute(query)}


async def request_numbers(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str]:
    """The numbers of requests, also where a draw of theirs is named."""
    query = select(_REQUEST.c.id, _REQUEST.c.number).where(_REQUEST.c.id.in_(ids))
    by_draw = (
        select(_DRAW.c.id, _REQUEST.c.number)
        .join(_REQUEST, _REQUEST.c.id == _DRAW.c.request_id)
        .where(_DRAW.c.id.in_(ids))
    )
    found = [*(await session.execute(query)), *(await session.execute(by_draw))]
    return {one: number for one, number in found}


async def project_numbers(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str]:
    """The numbers of projects."""
    query = select(_PROJECT.c.id, _PROJECT.c.number).where(_PROJECT.c.id.in_(ids))
    return {project: number for project, number in await session.execute(query)}


async def projects_of_requests(
    session: AsyncSession, ids: Collection[UUID]
) -> dict[UUID, tuple[str, ...]]:
    """The names of each request's projects, by project number."""
    query = (
        select(_FOR_PROJECT.c.request_id, _PROJECT.c.name)
        .join(_PROJECT, _PROJECT.c.id == _FOR_PROJECT.c.project_id)
        .where(_FOR_PROJECT.c.request_id.in_(ids))
        .order_by(_PROJECT.c.number)
    )
    names: dict[UUID, tuple[str, ...]] = {}
    for request, name in await session.execute(query):
        names[request] = (*names.get(request, ()), name)
    return names


async def find_by_number(session: AsyncSession, number: str) -> frozenset[UUID]:
    """The ids of the request or project that bears this number, and of the request's draws."""
    requests = select(_REQUEST.c.id).where(_REQUEST.c.number == number)
    draws = select(_DRAW.c.id).where(_DRAW.c.request_id.in_(requests))
    projects = select(_PROJECT.c.id).where(_PROJECT.c.number == number)
    return frozenset(
        [found for query in (requests, draws, projects) for found in await session.scalars(query)]
    )


async def ids_of_request(session: AsyncSession, request_id: UUID) -> frozenset[UUID]:
    """A panel request and its draws."""
    draws = await session.scalars(select(_DRAW.c.id).where(_DRAW.c.request_id == request_id))
    return frozenset({request_id, *draws})


async def ids_of_project(session: AsyncSession, project_id: UUID) -> frozenset[UUID]:
    """A project, every panel request that was ever made for it, and their draws."""
    inside = select(_FOR_PROJECT.c.request_id).where(_FOR_PROJECT.c.project_id == project_id)
    draws = await session.scalars(select(_DRAW.c.id).where(_DRAW.c.request_id.in_(inside)))
    return frozenset({project_id, *await session.scalars(inside), *draws})
