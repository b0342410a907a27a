"""All requests, draws and vacancies in few columns: what an auditor's statistics count."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.conflicts.parties import PartyRole
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.experts import ExpertRow
from selection.states.annulments import AnnulmentState
from selection.states.requests import RequestState
from selection.states.vacancies import TAKEN
from selection.storage.tables import (
    DrawCandidateRow,
    DrawRow,
    PanelRequestRow,
    PanelSeatRow,
    ProjectPartyRow,
    ProjectRow,
    RequestProjectRow,
)
from selection.storage.vacancy_tables import AnnulmentRow, VacancyRow

_REQUEST = table_of(PanelRequestRow)
_INSIDE = table_of(RequestProjectRow)
_PROJECT = table_of(ProjectRow)
_PARTY = table_of(ProjectPartyRow)
_DRAW = table_of(DrawRow)
_SEAT = table_of(PanelSeatRow)
_CANDIDATE = table_of(DrawCandidateRow)
_VACANCY = table_of(VacancyRow)
_ANNULMENT = table_of(AnnulmentRow)
_EXPERT = table_of(ExpertRow)


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One panel request; `changed_at` is when it was cancelled, where it was."""

    id: UUID
    number: str
    state: RequestState
    activity: str
    officer: UUID
    submitted_at: datetime | None
    changed_at: datetime
    supplements: UUID | None
    projects: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """One project, with a key of the unit that leads it: its credit code, else its name."""

    id: UUID
    title: str
    unit: str
    field: str
    starts: date | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class DrawLine:
    """One committed draw: when, for which request, who was drawn, who left, annulled when.

    Nobody's committed chance is below `lowest`.
    """

    id: UUID
    request_id: UUID
    attempt: int
    committed_at: datetime
    drawn_at: datetime | None
    lowest: Fraction
    members: tuple[UUID, ...]
    left_at: tuple[datetime, ...]
    annulled_at: datetime | None


async def load_request_lines(session: AsyncSession) -> tuple[RequestLine, ...]:
    """Every panel request, the oldest first."""
    projects: dict[UUID, list[UUID]] = {}
    inside = select(_INSIDE.c.request_id, _INSIDE.c.project_id).order_by(_INSIDE.c.project_id)
    for request, project in await session.execute(inside):
        projects.setdefault(request, []).append(project)
    columns = ("id", "number", "state", "activity", "created_by", "submitted_at", "updated_at")
    query = select(*(_REQUEST.c[name] for name in (*columns, "supplements")))
    return tuple(
        RequestLine(
            id=row.id,
            number=row.number,
            state=RequestState(row.state),
            activity=row.activity,
            officer=row.created_by,
            submitted_at=row.submitted_at,
            changed_at=row.updated_at,
            supplements=row.supplements,
            projects=tuple(projects.get(row.id, ())),
        )
        for row in await session.execute(query.order_by(_REQUEST.c.created_at, _REQUEST.c.id))
    )


async def load_project_lines(
    session: AsyncSession, ids: Collection[UUID]
) -> Mapping[UUID, ProjectLine]:
    """These projects by id."""
    leads = and_(_PARTY.c.project_id == _PROJECT.c.id, _PARTY.c.role == PartyRole.LEAD_UNIT.value)
    unit = func.coalesce(func.nullif(_PARTY.c.uscc, ""), _PARTY.c.unit_name, "")
    query = (
        select(
            *(_PROJECT.c[name] for name in ("id", "name", "field", "starts", "ends")),
            func.min(unit).label("unit"),
        )
        .outerjoin(_PARTY, leads)
        .where(_PROJECT.c.id.in_(ids))
        .group_by(_PROJECT.c.id)
    )
    return {
        row.id: ProjectLine(row.id, row.name, row.unit, row.field, row.starts, row.ends)
        for row in await session.execute(query)
    }


async def load_draw_lines(session: AsyncSession) -> tuple[DrawLine, ...]:
    """Every committed draw, the oldest first."""
    members: dict[UUID, list[UUID]] = {}
    seats = select(_SEAT.c.draw_id, _SEAT.c.expert_id).order_by(_SEAT.c.position)
    for draw, expert in await session.execute(seats):
        members.setdefault(draw, []).append(expert)
    left: dict[UUID, list[datetime]] = {}
    gone = select(_VACANCY.c.draw_id, _VACANCY.c.decided_at).where(
        _VACANCY.c.state.in_([state.value for state in TAKEN])
    )
    for draw, moment in await session.execute(gone):
        left.setdefault(draw, []).append(moment)
    done = select(_ANNULMENT.c.draw_id, _ANNULMENT.c.audited_at).where(
        _ANNULMENT.c.state == AnnulmentState.DONE.value
    )
    annulled: dict[UUID, datetime] = {draw: moment for draw, moment in await session.execute(done)}
    columns = ("id", "request_id", "attempt", "committed_at", "drawn_at", "summary")
    query = select(*(_DRAW.c[name] for name in columns))
    return tuple(
        DrawLine(
            id=row.id,
            request_id=row.request_id,
            attempt=row.attempt,
            committed_at=row.committed_at,
            drawn_at=row.drawn_at,
            lowest=Fraction(row.summary.get("lowest", "0")),
            members=tuple(members.get(row.id, ())),
            left_at=tuple(left.get(row.id, ())),
            annulled_at=annulled.get(row.id),
        )
        for row in await session.execute(query.order_by(_DRAW.c.committed_at, _DRAW.c.id))
    )


async def count_experts(session: AsyncSession) -> int:
    """Everybody who is or ever was in the pool."""
    return await session.scalar(select(func.count()).select_from(_EXPERT)) or 0


async def load_pseudonyms(
    session: AsyncSession, experts: Collection[UUID]
) -> Mapping[UUID, Mapping[UUID, str]]:
    """By draw, the pseudonyms under which these experts could be drawn in it."""
    query = select(_CANDIDATE.c.draw_id, _CANDIDATE.c.expert_id, _CANDIDATE.c.pseudonym).where(
        _CANDIDATE.c.expert_id.in_(experts), _CANDIDATE.c.pseudonym != ""
    )
    found: dict[UUID, dict[UUID, str]] = {}
    for draw, expert, pseudonym in await session.execute(query):
        found.setdefault(draw, {})[expert] = pseudonym
    return found
