"""What happened to one request, project, person or application, in its order, with what changed.

Values that hold no personal data stand beside the act; the others open on the entry's page.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Detail
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.people_names import ids_of_person
from selection.storage.draw_store import load_attempts
from selection.storage.overview import ids_of_project, ids_of_request
from web.auditors.differences import Change, Difference, compare_detail
from web.auditors.log import LOG
from web.auditors.naming import name_all
from web.auditors.rows import Line, is_open, read_lines
from web.auditors.trials import describe_trial
from web.pages import render
from web.services import PageRequest, Services, services_of

PAGE_SIZE: Final = 100
_LARGEST: Final = 2**53


@get("/audit/timeline/{kind:str}/{subject_id:uuid}", name="auditors.timeline")
async def show_timeline(
    request: PageRequest,
    kind: FromPath[str],
    subject_id: FromPath[UUID],
    before: FromQuery[int] = 0,
) -> Response[str]:
    """One page of it, the oldest of the page first; the newest page where none is named."""
    services = services_of(request)
    async with services.database.read() as session:
        ids = await _ids(session, kind, subject_id)
        wanted = AuditFilter(concerns=(frozenset(map(str, ids)),))
        place = min(before, _LARGEST) if before > 0 else None
        page = await AuditStore(session).page(wanted, place, PAGE_SIZE)
        lines = await read_lines(session, page.entries[::-1])
        details = await _open_details(session, services, lines)
        names = await name_all(session, [str(subject_id)])
        draws = await load_attempts(session, subject_id) if kind == "request" else ()
    own = f"/audit/timeline/{kind}/{subject_id}"
    return render(
        request,
        "auditors/timeline.html",
        named=names[str(subject_id)],
        lines=lines,
        changes=_changes(details),
        trials=_trials(lines, details),
        draws=[draw for draw in draws if draw.drawn_at is not None],
        older=f"{own}?before={page.before}" if page.before is not None else "",
        newest=own if place is not None else "",
        log=f"{LOG}?{kind if kind in {'request', 'person'} else 'subject'}={subject_id}",
    )


async def _ids(session: AsyncSession, kind: str, subject_id: UUID) -> frozenset[UUID]:
    if kind == "request":
        return await ids_of_request(session, subject_id)
    if kind == "project":
        return await ids_of_project(session, subject_id)
    if kind == "person":
        return await ids_of_person(session, subject_id)
    if kind == "application":
        return frozenset({subject_id})
    raise ExpertPoolError("log_timeline.not_found", {"kind": kind})


async def _open_details(
    session: AsyncSession, services: Services, lines: Sequence[Line]
) -> Mapping[UUID, Detail]:
    """The details of the acts that may be shown without a recorded look."""
    ids = [line.entry.id for line in lines if line.logged.has_detail and is_open(line.entry)]
    return await AuditStore(session).details(services.cipher, ids)


def _trials(
    lines: Sequence[Line], details: Mapping[UUID, Detail]
) -> Mapping[UUID, tuple[str, ...]]:
    """What was tried in a choice among candidates, in plain words."""
    tried = [line.entry.id for line in lines if line.entry.act == Act.CHOICE_TRY]
    return {entry: describe_trial(details[entry]) for entry in tried if entry in details}


def _changes(details: Mapping[UUID, Detail]) -> Mapping[UUID, tuple[Difference, ...]]:
    """What changed, value by value."""
    return {
        entry: tuple(row for row in compare_detail(detail) if row.change is not Change.SAME)
        for entry, detail in details.items()
    }


ROUTES = (show_timeline,)
