"""Applications with their sections, checks and decisions: values in and out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, false, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.applications.states import Application, Recommendation, ReturnedField, State
from expert_pool.storage.tables.applications import ApplicationCheckRow, ApplicationRow
from expert_pool.storage.tables.columns import table_of

_APPLICATION = table_of(ApplicationRow)
_CHECK = table_of(ApplicationCheckRow)
_CLOSED = (State.ADMITTED.value, State.DECLINED.value, State.WITHDRAWN.value)

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ApplicationRecord:
    """An application as stored: its life (`application`), and what was typed so far."""

    id: UUID
    reference_number: str
    application: Application
    source: str = "online"
    email: str = ""
    sections: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    secret_cipher: bytes | None = None
    identity_index: bytes | None = None
    expert_id: UUID | None = None
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    call_number: str = ""


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """One registrar's check: outcome, coded reasons, what was found on each credential."""

    application_id: UUID
    version: int
    stage: int
    registrar_id: UUID
    outcome: str
    reasons: Sequence[object] = ()
    credentials: Sequence[Json] = ()
    findings: Sequence[Json] = ()
    note: str = ""
    policy_digest: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApplicationFilter:
    """What the review queue is narrowed to; empty values narrow nothing."""

    states: tuple[State, ...] = ()
    words: str = ""
    source: str = ""


async def add_application(session: AsyncSession, record: ApplicationRecord) -> None:
    """Store a new application."""
    own = {"id": record.id, "reference_number": record.reference_number}
    values = application_values(record) | own
    await session.execute(insert(_APPLICATION).values(**values))


async def save_application(session: AsyncSession, record: ApplicationRecord) -> None:
    """Store an application's new state in place of the former one."""
    values = application_values(record) | {"updated_at": func.now()}
    await session.execute(
        update(_APPLICATION).where(_APPLICATION.c.id == record.id).values(**values)
    )


async def load_application(
    session: AsyncSession, application_id: UUID, *, lock: bool = False
) -> ApplicationRecord | None:
    """One application, or None; `lock` keeps others from changing it until the commit."""
    query = select(_APPLICATION).where(_APPLICATION.c.id == application_id)
    row = (await session.execute(query.with_for_update() if lock else query)).one_or_none()
    return _record(row) if row else None


async def load_open_application(
    session: AsyncSession, account_id: UUID
) -> ApplicationRecord | None:
    """The account's application that is still open, or else its newest one."""
    query = (
        select(_APPLICATION)
        .where(_APPLICATION.c.account_id == account_id)
        .order_by(_APPLICATION.c.state.in_(_CLOSED), _APPLICATION.c.created_at.desc())
        .limit(1)
    )
    row = (await session.execute(query)).one_or_none()
    return _record(row) if row else None


async def load_applications_of(
    session: AsyncSession, account_id: UUID | None, expert_id: UUID | None = None
) -> tuple[ApplicationRecord, ...]:
    """Every application of one person, by account and by expert record, oldest first."""
    columns = ((_APPLICATION.c.account_id, account_id), (_APPLICATION.c.expert_id, expert_id))
    own = [column == value for column, value in columns if value is not None]
    query = select(_APPLICATION).where(or_(false(), *own)).order_by(_APPLICATION.c.created_at)
    return tuple(_record(row) for row in (await session.execute(query)).all())


async def load_waiting_changes(session: AsyncSession) -> tuple[ApplicationRecord, ...]:
    """Every change of a member that was handed in and is not decided yet."""
    query = select(_APPLICATION).where(
        _APPLICATION.c.source == "change",
        _APPLICATION.c.expert_id.is_not(None),
        _APPLICATION.c.state.not_in((State.DRAFT.value, *_CLOSED)),
    )
    rows = (await session.execute(query.order_by(_APPLICATION.c.id))).all()
    return tuple(_record(row) for row in rows)


def admitted_before(application_id: UUID, *, of_change: bool = False) -> Select[UUID]:
    """The same expert's earlier applications that were admitted.

    `of_change`: none, unless the application is a change of what they brought about.
    """
    own, earlier = _APPLICATION.alias("own"), _APPLICATION.alias("earlier")
    query = (
        select(earlier.c.id)
        .join(own, own.c.expert_id == earlier.c.expert_id)
        .where(
            own.c.id == application_id,
            earlier.c.state == State.ADMITTED.value,
            earlier.c.created_at < own.c.created_at,
        )
    )
    return query.where(own.c.source == "change") if of_change else query


async def find_by_identity(session: AsyncSession, identity_index: bytes, *, besides: UUID) -> bool:
    """Whether another open application bears the same identity number."""
    found = await session.scalar(
        select(func.count())
        .select_from(_APPLICATION)
        .where(
            _APPLICATION.c.identity_index == identity_index,
            _APPLICATION.c.id != besides,
            _APPLICATION.c.state.not_in(_CLOSED),
            _APPLICATION.c.state != State.DRAFT.value,
        )
    )
    return bool(found)


async def hold_identity(session: AsyncSession, identity_index: bytes) -> None:
    """Let nobody else submit for the same identity number until the commit."""
    key = int.from_bytes(identity_index[:8], "big", signed=True)
    await session.execute(select(func.pg_advisory_xact_lock(key)))


async def list_applications(
    session: AsyncSession, wanted: ApplicationFilter, *, limit: int, offset: int
) -> tuple[tuple[ApplicationRecord, ...], int]:
    """One page of the review queue, the longest waiting first, and how many in all."""
    query = _narrow(select(_APPLICATION), wanted)
    total = await session.scalar(select(func.count()).select_from(query.subquery()))
    ordered = query.order_by(_APPLICATION.c.submitted_at.nulls_last(), _APPLICATION.c.created_at)
    rows = (await session.execute(ordered.limit(limit).offset(offset))).all()
    return tuple(_record(row) for row in rows), total or 0


async def add_check(session: AsyncSession, check: CheckRecord) -> None:
    """Store one registrar's check; a second one of the same stage is refused by the database."""
    values = asdict(check)
    if check.at is None:
        del values["at"]
    await session.execute(insert(_CHECK).values(**values))


async def load_checks(session: AsyncSession, application_id: UUID) -> tuple[CheckRecord, ...]:
    """All checks of an application in the order of time."""
    rows = await session.execute(
        select(_CHECK).where(_CHECK.c.application_id == application_id).order_by(_CHECK.c.at)
    )
    return tuple(
        CheckRecord(
            row.application_id,
            row.version,
            row.stage,
            row.registrar_id,
            row.outcome,
            tuple(row.reasons),
            tuple(row.credentials),
            tuple(row.findings),
            row.note,
            row.policy_digest,
            row.at,
        )
        for row in rows.all()
    )


def _narrow(query: Select[Any], wanted: ApplicationFilter) -> Select[Any]:
    if wanted.states:
        query = query.where(_APPLICATION.c.state.in_([state.value for state in wanted.states]))
    if wanted.source:
        query = query.where(_APPLICATION.c.source == wanted.source)
    if wanted.words:
        name = _APPLICATION.c.sections["identity"]["name"].astext
        query = query.where(
            or_(
                _APPLICATION.c.reference_number.icontains(wanted.words, autoescape=True),
                name.icontains(wanted.words, autoescape=True),
            )
        )
    return query


def _uuid(account: str) -> UUID | None:
    return UUID(account) if account else None


def application_values(record: ApplicationRecord) -> dict[str, object]:
    """The row of an application, without id and reference number."""
    life = record.application
    return {
        "account_id": _uuid(life.applicant),
        "entered_by": _uuid(life.entered_by),
        "first_registrar": _uuid(life.first_registrar),
        "second_registrar": _uuid(life.second_registrar),
        "recommendation": life.recommendation.value if life.recommendation else "",
        "state": life.state.value,
        "returned_fields": [asdict(returned) for returned in life.returned],
        "source": record.source,
        "email": record.email,
        "sections": {name: dict(data) for name, data in record.sections.items()},
        "secret_cipher": record.secret_cipher,
        "identity_index": record.identity_index,
        "expert_id": record.expert_id,
        "version": record.version,
        "submitted_at": record.submitted_at,
        "decided_at": record.decided_at,
        "call_number": record.call_number,
    }


def _record(row: Row[*tuple[Any, ...]]) -> ApplicationRecord:
    life = Application(
        applicant=str(row.account_id or ""),
        entered_by=str(row.entered_by or ""),
        state=State(row.state),
        first_registrar=str(row.first_registrar or ""),
        second_registrar=str(row.second_registrar or ""),
        recommendation=Recommendation(row.recommendation) if row.recommendation else None,
        returned=tuple(ReturnedField(**returned) for returned in row.returned_fields),
    )
    return ApplicationRecord(
        id=row.id,
        reference_number=row.reference_number,
        application=life,
        source=row.source,
        email=row.email,
        sections=row.sections,
        secret_cipher=row.secret_cipher,
        identity_index=row.identity_index,
        expert_id=row.expert_id,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        submitted_at=row.submitted_at,
        decided_at=row.decided_at,
        call_number=row.call_number,
    )
