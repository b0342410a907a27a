"""Earlier requests that look like one: told to its officer, and named in its entry for ever.

A second attempt names the first whether or not somebody remembers it: the service looks.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.calendar import CHINA
from selection.alarms import RequestSeen, Subject, liken
from selection.states.requests import RequestState
from selection.storage.oversight import (
    ProjectLine,
    RequestLine,
    load_project_lines,
    load_request_lines,
)
from selection.storage.request_store import RequestRecord


async def find_earlier(
    session: AsyncSession, record: RequestRecord, moment: datetime
) -> tuple[RequestLine, ...]:
    """The requests handed in before this moment that are for the same matter, or nearly so."""
    if record.supplements is not None:
        return ()
    lines = [
        line
        for line in await load_request_lines(session)
        if line.submitted_at is not None
        and line.submitted_at < moment
        and line.supplements is None
        and line.activity == record.activity
        and line.id != record.id
    ]
    wanted = {*record.projects, *(project for line in lines for project in line.projects)}
    projects = await load_project_lines(session, wanted)
    own = RequestSeen(
        request=str(record.id),
        officer=str(record.created_by),
        activity=record.activity,
        subjects=_subjects(record.projects, projects),
        handed_in=day_of(moment),
    )
    return tuple(line for line in lines if liken(as_seen(line, projects), own) is not None)


def as_seen(line: RequestLine, projects: Mapping[UUID, ProjectLine]) -> RequestSeen:
    """A request that was handed in, as the core compares it."""
    return RequestSeen(
        request=str(line.id),
        officer=str(line.officer),
        activity=line.activity,
        subjects=_subjects(line.projects, projects),
        handed_in=day_of(line.submitted_at or line.changed_at),
        called_off=line.state is RequestState.CANCELLED,
    )


def day_of(moment: datetime) -> date:
    """The day in China."""
    return moment.astimezone(CHINA).date()


def _subjects(
    wanted: tuple[UUID, ...], projects: Mapping[UUID, ProjectLine]
) -> tuple[Subject, ...]:
    found = (projects[one] for one in wanted if one in projects)
    return tuple(
        Subject(str(it.id), it.title, it.unit, it.field, it.starts, it.ends) for it in found
    )
