"""Who may look at a request, and what became of it, from the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from selection.errors import SelectionError
from selection.requesting.desk import RequestDesk
from selection.requesting.earlier import find_earlier
from selection.states.requests import RequestState
from selection.storage.draw_store import DrawRecord, load_attempts
from selection.storage.project_store import Project, load_projects
from selection.storage.request_store import RequestRecord, load_request, load_supplements

MOST_ACTS: Final = 200


@dataclass(frozen=True, slots=True)
class DoneAct:
    """One line of a request's timeline; `name` is empty where the service acted."""

    when: datetime
    act: str
    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A request with its projects, the names of those who acted, and its timeline.

    `attempts` are all its draws, also annulled ones; `origin` is the request that it
    supplements, `supplements` are those that supplement it; `earlier` are the numbers of
    requests handed in before that look like it.
    """

    record: RequestRecord
    projects: tuple[Project, ...]
    requester: str
    approver: str
    timeline: tuple[DoneAct, ...]
    attempts: tuple[DrawRecord, ...] = ()
    origin: RequestRecord | None = None
    supplements: tuple[RequestRecord, ...] = ()
    earlier: tuple[str, ...] = ()


async def see_request(desk: RequestDesk, actor: Actor, request_id: UUID) -> Seen:
    """One request as its officer, an approver or an auditor may see it.

    Raises:
        SelectionError: `request.not_found`, also where it is somebody else's draft.
    """
    async with desk.database.read() as session:
        record = await load_request(session, request_id)
        if record is None or not may_see(record, actor):
            raise SelectionError("request.not_found")
        projects = await load_projects(session, record.projects)
        found = await AuditStore(session).page(AuditFilter(request=str(record.id)), limit=MOST_ACTS)
        entries = [logged.entry for logged in reversed(found.entries)]
        people = {entry.actor for entry in entries} | {str(record.created_by)}
        names = await _names(session, people | {str(record.approved_by or "")})
        attempts = await load_attempts(session, request_id)
        origin = await load_request(session, record.supplements) if record.supplements else None
        supplements = await load_supplements(session, request_id)
        earlier = await find_earlier(session, record, record.submitted_at or desk.now())
    timeline = tuple(
        DoneAct(entry.moment, entry.act, entry.role, names.get(entry.actor, ""))
        for entry in entries
    )
    approver = names.get(str(record.approved_by or ""), "")
    requester = names.get(str(record.created_by), "")
    return Seen(
        record=record,
        projects=projects,
        requester=requester,
        approver=approver,
        timeline=timeline,
        attempts=attempts,
        origin=origin,
        supplements=supplements,
        earlier=tuple(line.number for line in earlier),
    )


async def check_may_see(desk: RequestDesk, actor: Actor, request_id: UUID) -> None:
    """Whether this person may see the request, without reading more of it.

    Raises:
        SelectionError: `request.not_found`.
    """
    async with desk.database.read() as session:
        record = await load_request(session, request_id)
    if record is None or not may_see(record, actor):
        raise SelectionError("request.not_found")


def may_see(record: RequestRecord, actor: Actor) -> bool:
    """Officers see their own, approvers what was handed in, auditors everything."""
    if actor.role == Role.OFFICER:
        return actor.account_id == str(record.created_by)
    if actor.role == Role.APPROVER:
        return record.state is not RequestState.DRAFT and record.submitted_at is not None
    return actor.role == Role.AUDITOR


async def _names(session: AsyncSession, ids: set[str]) -> Mapping[str, str]:
    store = AccountStore(session)
    names: dict[str, str] = {}
    for account_id in sorted(ids):
        account = await store.by_id(UUID(account_id)) if len(account_id) == _UUID else None
        if account is not None:
            names[account_id] = account.display_name
    return names


_UUID: Final = 36
