"""Panel requests, their projects, and the parties' shares of the seed: values in and out.

Drafts and criteria are sealed on their way in (`selection.storage.request_seal`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.roles import Role
from expert_pool.storage.tables.accounts import AccountRoleRow, AccountRow
from expert_pool.storage.tables.columns import table_of
from selection.states.requests import RequestState
from selection.storage.request_seal import open_criteria, open_draft, seal_contents
from selection.storage.tables import PanelRequestRow, PartySecretRow, RequestProjectRow

_REQUEST = table_of(PanelRequestRow)
_ACCOUNT = table_of(AccountRow)
_ROLE = table_of(AccountRoleRow)
_PROJECT = table_of(RequestProjectRow)
_SECRET = table_of(PartySecretRow)
# One writer at a time may take a number.
_NUMBERING = 7_240_002
# A draft holds nothing back: only a submitted request keeps others of its projects out.
_NOT_LIVE = {RequestState.DRAFT, RequestState.RETURNED, RequestState.CANCELLED}


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A panel request as stored: `draft` as typed; `criteria` frozen at the approval.

    `supplements` is the request whose panel lacks members that this one draws (REP-02).
    """

    id: UUID
    number: str
    state: RequestState
    created_by: UUID
    activity: str
    projects: tuple[UUID, ...] = ()
    draft: Mapping[str, object] = field(default_factory=dict)
    criteria: bytes | None = None
    criteria_digest: bytes | None = None
    policy_digest: str = ""
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None
    submitted_at: datetime | None = None
    approved_by: UUID | None = None
    approved_at: datetime | None = None
    decision_reason: str = ""
    shortfall: Mapping[str, object] = field(default_factory=dict)
    supplements: UUID | None = None


@dataclass(frozen=True, slots=True)
class PartySecret:
    """One party's share of the seed: the commitment, and later the secret itself."""

    request_id: UUID
    attempt: int
    role: str
    account_id: UUID
    commitment: bytes
    committed_at: datetime
    secret: bytes | None = None
    revealed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """What a list of requests is narrowed to; empty values narrow nothing.

    `approved_by` is an approver: also what nobody else can decide on any more belongs there.
    """

    states: tuple[RequestState, ...] = ()
    created_by: UUID | None = None
    approved_by: UUID | None = None
    words: str = ""


async def add_request(session: AsyncSession, record: RequestRecord) -> None:
    """Store a new request with its projects."""
    await session.execute(insert(_REQUEST).values(id=record.id, **_values(session, record)))
    await _set_projects(session, record)


async def save_request(session: AsyncSession, record: RequestRecord) -> None:
    """Store a request's new state in place of the former one."""
    values = _values(session, record) | {"updated_at": func.now()}
    await session.execute(update(_REQUEST).where(_REQUEST.c.id == record.id).values(**values))
    await _set_projects(session, record)


async def load_request(
    session: AsyncSession, request_id: UUID, *, lock: bool = False
) -> RequestRecord | None:
    """One request, or None; `lock` keeps others from changing it until the commit."""
    query = select(_REQUEST).where(_REQUEST.c.id == request_id)
    rows = (await session.execute(query.with_for_update() if lock else query)).all()
    found = await _with_projects(session, rows)
    return found[0] if found else None


async def list_requests(
    session: AsyncSession, wanted: RequestFilter, *, limit: int, offset: int
) -> tuple[tuple[RequestRecord, ...], int]:
    """One page of requests, the newest first, and how many in all."""
    query = _narrow(select(_REQUEST), wanted)
    total = await session.scalar(select(func.count()).select_from(query.subquery()))
    page = query.order_by(_REQUEST.c.created_at.desc()).limit(limit).offset(offset)
    return await _with_projects(session, (await session.execute(page)).all()), total or 0


async def next_request_number(session: AsyncSession, year: int) -> str:
    """The next number of the year, e.g. `PR-2026-0007`, under a lock of its own."""
    await session.execute(select(func.pg_advisory_xact_lock(_NUMBERING)))
    prefix = f"PR-{year}-"
    taken = await session.scalar(
        select(func.max(_REQUEST.c.number)).where(_REQUEST.c.number.startswith(prefix))
    )
    last = int(taken.removeprefix(prefix)) if taken else 0
    return f"{prefix}{last + 1:04d}"


async def requests_of_project(session: AsyncSession, project_id: UUID) -> tuple[RequestRecord, ...]:
    """Every request that was ever made for a project, the newest first."""
    inside = select(_PROJECT.c.request_id).where(_PROJECT.c.project_id == project_id)
    query = select(_REQUEST).where(_REQUEST.c.id.in_(inside))
    rows = (await session.execute(query.order_by(_REQUEST.c.created_at.desc()))).all()
    return await _with_projects(session, rows)


async def request_numbers(session: AsyncSession, ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """The numbers under which these requests are known to people."""
    query = select(_REQUEST.c.id, _REQUEST.c.number).where(_REQUEST.c.id.in_(list(ids)))
    return {row.id: row.number for row in (await session.execute(query)).all()}


async def add_party_secret(session: AsyncSession, secret: PartySecret) -> None:
    """Store one party's commitment; a second one of the same role is refused."""
    values = {name: getattr(secret, name) for name in PartySecret.__slots__}
    await session.execute(insert(_SECRET).values(**values))


async def reveal_party_secret(session: AsyncSession, secret: PartySecret) -> None:
    """Store a revealed secret beside its commitment."""
    await session.execute(
        update(_SECRET)
        .where(
            _SECRET.c.request_id == secret.request_id,
            _SECRET.c.attempt == secret.attempt,
            _SECRET.c.role == secret.role,
            _SECRET.c.secret.is_(None),
        )
        .values(secret=secret.secret, revealed_at=secret.revealed_at)
    )


async def load_party_secrets(
    session: AsyncSession, request_id: UUID, attempt: int
) -> tuple[PartySecret, ...]:
    """The shares of one attempt, by role."""
    query = (
        select(_SECRET)
        .where(_SECRET.c.request_id == request_id, _SECRET.c.attempt == attempt)
        .order_by(_SECRET.c.role)
    )
    return tuple(
        PartySecret(**{name: getattr(row, name) for name in PartySecret.__slots__})
        for row in (await session.execute(query)).all()
    )


async def _set_projects(session: AsyncSession, record: RequestRecord) -> None:
    await session.execute(delete(_PROJECT).where(_PROJECT.c.request_id == record.id))
    rows = [
        {
            "id": uuid4(),
            "request_id": record.id,
            "project_id": project_id,
            "activity": record.activity,
            "live": record.state not in _NOT_LIVE and record.supplements is None,
        }
        for project_id in record.projects
    ]
    if rows:
        await session.execute(insert(_PROJECT), rows)


def _narrow(query: Select[Any], wanted: RequestFilter) -> Select[Any]:
    if wanted.states:
        query = query.where(_REQUEST.c.state.in_([state.value for state in wanted.states]))
    if wanted.created_by:
        query = query.where(_REQUEST.c.created_by == wanted.created_by)
    if wanted.approved_by:
        query = query.where(may_decide(wanted.approved_by))
    if wanted.words:
        query = query.where(_REQUEST.c.number.icontains(wanted.words, autoescape=True))
    return query


def may_decide(approver: UUID) -> ColumnElement[bool]:
    """What somebody approved, and what was approved by somebody who approves no more."""
    held = (_ROLE.c.role == Role.APPROVER.value) & _ROLE.c.revoked_at.is_(None)
    holders = select(_ROLE.c.account_id).where(held)
    open_ones = select(_ACCOUNT.c.id).where(_ACCOUNT.c.deactivated_at.is_(None))
    approves = _REQUEST.c.approved_by.in_(holders) & _REQUEST.c.approved_by.in_(open_ones)
    other = _REQUEST.c.created_by != approver
    return (_REQUEST.c.approved_by == approver) | (
        _REQUEST.c.approved_by.is_not(None) & ~approves & other
    )


async def _with_projects(
    session: AsyncSession, rows: Sequence[Row[*tuple[Any, ...]]]
) -> tuple[RequestRecord, ...]:
    query = select(_PROJECT).where(_PROJECT.c.request_id.in_([row.id for row in rows]))
    projects: dict[UUID, list[UUID]] = {}
    for row in (await session.execute(query.order_by(_PROJECT.c.project_id))).all():
        projects.setdefault(row.request_id, []).append(row.project_id)
    return tuple(_record(session, row, tuple(projects.get(row.id, ()))) for row in rows)


_PLAIN = (
    "number",
    "activity",
    "criteria_digest",
    "policy_digest",
    "version",
    "created_by",
    "submitted_at",
    "approved_by",
    "approved_at",
    "decision_reason",
    "shortfall",
    "supplements",
)


def _values(session: AsyncSession, record: RequestRecord) -> dict[str, object]:
    values = {name: getattr(record, name) for name in _PLAIN}
    sealed = seal_contents(session, record.id, record.draft, record.criteria)
    return values | {"state": record.state.value, **sealed}


def _record(
    session: AsyncSession, row: Row[*tuple[Any, ...]], projects: tuple[UUID, ...]
) -> RequestRecord:
    return RequestRecord(
        id=row.id,
        state=RequestState(row.state),
        projects=projects,
        draft=open_draft(session, row.id, row.draft_cipher),
        criteria=open_criteria(session, row.id, row.criteria_cipher),
        created_at=row.created_at,
        updated_at=row.updated_at,
        **{name: getattr(row, name) for name in _PLAIN},
    )


async def load_supplements(session: AsyncSession, request_id: UUID) -> tuple[RequestRecord, ...]:
    """The requests for supplementary draws of a panel, the oldest first."""
    query = select(_REQUEST).where(_REQUEST.c.supplements == request_id)
    rows = (await session.execute(query.order_by(_REQUEST.c.created_at, _REQUEST.c.id))).all()
    return await _with_projects(session, rows)
