"""Events and cases of the integrity file: values in and out; the rows never leave."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.credit import CaseState, CreditKind, Measure
from expert_pool.storage.tables.accounts import AccountRow
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.credit import CreditCaseRow, CreditEventRow
from expert_pool.storage.tables.experts import ExpertRow

_ACCOUNT = table_of(AccountRow)
_EXPERT = table_of(ExpertRow)
_EVENT = table_of(CreditEventRow)
_CASE = table_of(CreditCaseRow)
STANDS = (CaseState.IN_FORCE, CaseState.LIFT_ASKED)
"""States in which a measure is in force."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A file as it was kept: its name in the store, and what it is."""

    storage_name: str = ""
    content_type: str = ""
    size: int = 0
    sha256: bytes | None = None


@dataclass(frozen=True, slots=True)
class EventRecord:
    """An event as stored; `document` is the number of a paper that proves it."""

    id: UUID
    expert_id: UUID
    kind: CreditKind
    occurred_on: date
    request: str
    reported_by: UUID | None
    reported_role: str
    recorded_at: datetime
    document: str = ""
    proof: Proof = Proof()
    detail_cipher: bytes | None = None


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case as stored; ciphers are opened by the shell alone."""

    id: UUID
    event_id: UUID
    expert_id: UUID
    state: CaseState
    since: datetime
    policy_digest: str
    proposed: Measure
    proposed_months: int
    opened_at: datetime
    version: int = 1
    told_on: date | None = None
    told_way: str = ""
    answer_until: date | None = None
    reminded_at: datetime | None = None
    answer_cipher: bytes | None = None
    answered_at: datetime | None = None
    measure: Measure = Measure.NONE
    months: int = 0
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    reasons_cipher: bytes | None = None
    confirmed_by: UUID | None = None
    confirmed_at: datetime | None = None
    second_cipher: bytes | None = None
    force_from: date | None = None
    force_until: date | None = None
    bar_index: bytes | None = None
    resumes: bool = False
    lift_asked_by: UUID | None = None
    lift_cipher: bytes | None = None
    lifted_by: UUID | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """An event with its case, where it has one."""

    event: EventRecord
    case: CaseRecord | None


_CASE_FIELDS = tuple(CaseRecord.__slots__)
_PROOF_FIELDS = tuple(f"proof_{it}" for it in ("name", "type", "size", "sha256"))


async def add_event(session: AsyncSession, event: EventRecord) -> None:
    """Put an event into the file; nothing takes it out again."""
    proof = event.proof
    kept = (proof.storage_name, proof.content_type, proof.size, proof.sha256)
    values = {name: getattr(event, name) for name in EventRecord.__slots__ if name != "proof"}
    values |= {"kind": event.kind.value, **dict(zip(_PROOF_FIELDS, kept, strict=True))}
    await session.execute(insert(_EVENT).values(**values))


async def add_case(session: AsyncSession, case: CaseRecord) -> None:
    """Open the case of an event."""
    await session.execute(insert(_CASE).values(**_values(case)))


async def save_case(session: AsyncSession, case: CaseRecord) -> None:
    """Store how a case stands; its version grows."""
    values = _values(case) | {"version": _CASE.c.version + 1}
    await session.execute(update(_CASE).where(_CASE.c.id == case.id).values(**values))


async def load_case(
    session: AsyncSession, case_id: UUID, *, lock: bool = False
) -> CaseRecord | None:
    """One case, or None."""
    query = select(_CASE).where(_CASE.c.id == case_id)
    row = (await session.execute(query.with_for_update() if lock else query)).one_or_none()
    return _case(row) if row else None


async def load_file(session: AsyncSession, expert_id: UUID) -> tuple[Filed, ...]:
    """The whole file of an expert, the newest event first."""
    return await _filed(session, select(_EVENT).where(_EVENT.c.expert_id == expert_id))


async def load_filed(session: AsyncSession, cases: Collection[CaseRecord]) -> tuple[Filed, ...]:
    """These cases with their events, in their order."""
    query = select(_EVENT).where(_EVENT.c.id.in_([it.event_id for it in cases]))
    events = {row.id: _event(row) for row in (await session.execute(query)).all()}
    return tuple(Filed(events[it.event_id], it) for it in cases)


async def load_event(session: AsyncSession, event_id: UUID) -> EventRecord | None:
    """One event, or None."""
    row = (await session.execute(select(_EVENT).where(_EVENT.c.id == event_id))).one_or_none()
    return _event(row) if row else None


async def list_cases(
    session: AsyncSession, states: Collection[CaseState], *, limit: int, offset: int = 0
) -> tuple[tuple[CaseRecord, ...], int]:
    """One page of the cases in these states, what waits longest first, and how many in all."""
    query = select(_CASE).where(_CASE.c.state.in_([it.value for it in states]))
    total = await session.scalar(select(func.count()).select_from(query.subquery()))
    ordered = query.order_by(_CASE.c.answer_until.nulls_first(), _CASE.c.since, _CASE.c.id)
    rows = (await session.execute(ordered.limit(limit).offset(offset))).all()
    return tuple(_case(row) for row in rows), total or 0


async def load_all_cases(session: AsyncSession) -> tuple[CaseRecord, ...]:
    """Every case in the order in which they were opened, for checks and counts."""
    query = select(_CASE).order_by(_CASE.c.opened_at, _CASE.c.id)
    return tuple(_case(row) for row in (await session.execute(query)).all())


async def list_due_cases(session: AsyncSession, today: date, remind_from: date) -> tuple[UUID, ...]:
    """Cases with a step that the day brings: a term over or near its end, a measure over.

    Also those of whom nobody could be told in an account, once there is one.
    """
    told = _CASE.c.state == CaseState.TOLD.value
    query = select(_CASE.c.id).where(
        or_(
            told & (_CASE.c.answer_until < today),
            told & (_CASE.c.answer_until <= remind_from) & _CASE.c.reminded_at.is_(None),
            _CASE.c.state.in_([it.value for it in STANDS]) & (_CASE.c.force_until < today),
            (_CASE.c.state == CaseState.PROPOSED.value) & _CASE.c.expert_id.in_(_reachable()),
        )
    )
    return tuple(await session.scalars(query.order_by(_CASE.c.since, _CASE.c.id)))


def _reachable() -> Select[UUID]:
    """Experts with an account that is open."""
    owned = _EXPERT.c.account_id == _ACCOUNT.c.id
    return select(_EXPERT.c.id).join(_ACCOUNT, owned).where(_ACCOUNT.c.deactivated_at.is_(None))


async def load_standing_cases(
    session: AsyncSession, expert_id: UUID, bar_index: bytes | None
) -> tuple[CaseRecord, ...]:
    """The measures in force against somebody, known by the record or by the identity number."""
    same = _CASE.c.expert_id == expert_id
    query = select(_CASE).where(
        same if bar_index is None else or_(same, _CASE.c.bar_index == bar_index),
        _CASE.c.state.in_([it.value for it in STANDS]),
    )
    rows = (await session.execute(query.order_by(_CASE.c.force_from, _CASE.c.id))).all()
    return tuple(_case(row) for row in rows)


async def count_events(session: AsyncSession) -> Mapping[tuple[str, str], int]:
    """How many events there are of each kind, by the role that reported them."""
    columns = (_EVENT.c.kind, _EVENT.c.reported_role)
    query = select(*columns, func.count()).group_by(*columns).order_by(*columns)
    return {(kind, role): count for kind, role, count in (await session.execute(query)).all()}


async def load_reporters(session: AsyncSession) -> Mapping[UUID, UUID]:
    """By event, the account that reported it, where one did."""
    query = select(_EVENT.c.id, _EVENT.c.reported_by).where(_EVENT.c.reported_by.is_not(None))
    return {event: account for event, account in (await session.execute(query)).all()}


async def count_reporters(session: AsyncSession) -> Mapping[UUID, int]:
    """How many events each account reported."""
    query = select(_EVENT.c.reported_by, func.count()).where(_EVENT.c.reported_by.is_not(None))
    rows = (await session.execute(query.group_by(_EVENT.c.reported_by))).all()
    return {account: count for account, count in rows}


async def _filed(session: AsyncSession, query: Select[Any]) -> tuple[Filed, ...]:
    newest = query.order_by(_EVENT.c.occurred_on.desc(), _EVENT.c.recorded_at.desc(), _EVENT.c.id)
    events = [_event(row) for row in (await session.execute(newest)).all()]
    wanted = select(_CASE).where(_CASE.c.event_id.in_([it.id for it in events]))
    cases = {row.event_id: _case(row) for row in (await session.execute(wanted)).all()}
    return tuple(Filed(it, cases.get(it.id)) for it in events)


def _event(row: Row[*tuple[Any, ...]]) -> EventRecord:
    values = {name: getattr(row, name) for name in EventRecord.__slots__ if name != "proof"}
    proof = Proof(*(getattr(row, name) for name in _PROOF_FIELDS))
    return EventRecord(**values | {"kind": CreditKind(row.kind), "proof": proof})


def _case(row: Row[*tuple[Any, ...]]) -> CaseRecord:
    values = {name: getattr(row, name) for name in _CASE_FIELDS}
    values |= {"state": CaseState(row.state), "measure": Measure(row.measure)}
    return CaseRecord(**values | {"proposed": Measure(row.proposed)})


def _values(case: CaseRecord) -> dict[str, object]:
    values = {name: getattr(case, name) for name in _CASE_FIELDS}
    named = {"state": case.state, "measure": case.measure, "proposed": case.proposed}
    return values | {name: it.value for name, it in named.items()}
