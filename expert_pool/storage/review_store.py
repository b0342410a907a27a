"""What registrars work from: the queue of applications, and verifications of credentials."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.applications import Method, Outcome, State, Verification
from expert_pool.storage.application_store import admitted_before
from expert_pool.storage.tables.accounts import AccountRow
from expert_pool.storage.tables.applications import ApplicationRow, VerificationRow
from expert_pool.storage.tables.columns import table_of

_APPLICATION = table_of(ApplicationRow)
_VERIFICATION = table_of(VerificationRow)
_ACCOUNT = table_of(AccountRow)
_NAME = _APPLICATION.c.sections["identity"]["name"].astext
WAITING = (State.SUBMITTED, State.FIRST_CHECK, State.SECOND_CHECK)


class Order(StrEnum):
    """How the queue can be sorted; a minus before it turns it round."""

    SUBMITTED = "submitted"
    NAME = "name"
    REFERENCE = "reference"
    STATE = "state"


_ORDERS = {
    Order.SUBMITTED: _APPLICATION.c.submitted_at,
    Order.NAME: _NAME,
    Order.REFERENCE: _APPLICATION.c.reference_number,
    Order.STATE: _APPLICATION.c.state,
}


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue is narrowed to; empty values narrow nothing.

    `before` is the moment before which a case must have been submitted to be shown.
    """

    states: tuple[State, ...] = ()
    words: str = ""
    source: str = ""
    before: datetime | None = None
    sort: str = "submitted"


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the queue; `with_whom` is the first registrar's name where one took it."""

    id: UUID
    reference_number: str
    name: str
    type: str
    source: str
    state: State
    submitted_at: datetime | None
    with_whom: str


@dataclass(frozen=True, slots=True)
class KeptVerification:
    """A verification as stored, with the digest of what was checked."""

    verification: Verification
    content: bytes
    at: datetime


async def list_cases(
    session: AsyncSession, wanted: QueueFilter, *, limit: int, offset: int
) -> tuple[tuple[Case, ...], int]:
    """One page of the queue, and how many in all; drafts belong to their writers only."""
    query = _narrow(_cases(), wanted)
    total = await session.scalar(select(func.count()).select_from(query.subquery()))
    down, name = wanted.sort.startswith("-"), wanted.sort.removeprefix("-")
    column = _ORDERS[Order(name)]
    ordered = query.order_by(
        (column.desc() if down else column.asc()).nulls_last(), _APPLICATION.c.id
    )
    rows = (await session.execute(ordered.limit(limit).offset(offset))).all()
    return tuple(_case(row) for row in rows), total or 0


async def count_cases(session: AsyncSession) -> dict[State, int]:
    """How many applications are in each state, drafts left out."""
    query = (
        select(_APPLICATION.c.state, func.count())
        .where(_APPLICATION.c.state != State.DRAFT.value)
        .group_by(_APPLICATION.c.state)
    )
    return {State(state): count for state, count in (await session.execute(query)).all()}


async def next_case(session: AsyncSession, registrar: UUID, *, two_persons: bool) -> UUID | None:
    """The longest waiting case that this registrar may work on: the own one in hand first."""
    table = _APPLICATION.c
    second = table.state == State.SECOND_CHECK.value
    if two_persons:
        second = and_(second, table.first_registrar != registrar)
    own = and_(table.state == State.FIRST_CHECK.value, table.first_registrar == registrar)
    query = (
        select(table.id)
        .where(
            or_(own, second, table.state == State.SUBMITTED.value),
            _not(table.account_id, registrar),
            _not(table.entered_by, registrar),
        )
        .order_by(own.desc(), table.submitted_at, table.id)
        .limit(1)
    )
    found: UUID | None = await session.scalar(query)
    return found


async def list_paper_drafts(session: AsyncSession, registrar: UUID) -> tuple[Case, ...]:
    """The paper applications that this registrar is entering, or has to correct."""
    query = _cases().where(
        _APPLICATION.c.entered_by == registrar,
        _APPLICATION.c.state.in_([State.DRAFT.value, State.RETURNED.value]),
    )
    rows = (await session.execute(query.order_by(_APPLICATION.c.created_at.desc()))).all()
    return tuple(_case(row) for row in rows)


async def find_open_by_identity(
    session: AsyncSession, identity_index: bytes, *, besides: UUID
) -> tuple[Case, ...]:
    """Other applications under way with the same identity number."""
    under_way = [state.value for state in (*WAITING, State.RETURNED)]
    query = _cases().where(
        _APPLICATION.c.identity_index == identity_index,
        _APPLICATION.c.id != besides,
        _APPLICATION.c.state.in_(under_way),
    )
    return tuple(_case(row) for row in (await session.execute(query)).all())


async def add_verification(
    session: AsyncSession, application_id: UUID, kept: KeptVerification
) -> None:
    """Store one more check of a credential; earlier ones stay."""
    check = kept.verification
    await session.execute(
        insert(_VERIFICATION).values(
            application_id=application_id,
            credential=check.credential,
            content=kept.content,
            method=check.method.value,
            outcome=check.outcome.value,
            note=check.note,
            accepted_as_senior=check.accepted_as_senior,
            reason=check.reason,
            registrar_id=UUID(check.registrar),
            at=kept.at,
        )
    )


async def load_verifications(
    session: AsyncSession, application_id: UUID, *, inherited: bool = False
) -> tuple[KeptVerification, ...]:
    """All checks of an application's credentials in the order of time.

    `inherited`: for a change also those of the same expert's earlier admitted applications;
    who left and comes back is checked afresh.
    """
    whose = _VERIFICATION.c.application_id == application_id
    if inherited:
        earlier = admitted_before(application_id, of_change=True)
        whose = or_(whose, _VERIFICATION.c.application_id.in_(earlier))
    query = select(_VERIFICATION).where(whose).order_by(_VERIFICATION.c.at, _VERIFICATION.c.id)
    return tuple(_kept(row) for row in (await session.execute(query)).all())


async def names_of(session: AsyncSession, accounts: frozenset[str]) -> dict[str, str]:
    """The names by which accounts are shown, by their ids."""
    ids = [UUID(account) for account in accounts if account]
    query = select(_ACCOUNT.c.id, _ACCOUNT.c.display_name).where(_ACCOUNT.c.id.in_(ids))
    return {str(row.id): row.display_name for row in (await session.execute(query)).all()}


def _cases() -> Select[Any]:
    table = _APPLICATION.c
    return select(
        table.id,
        table.reference_number,
        _NAME.label("name"),
        table.sections["identity"]["type"].astext.label("type"),
        table.source,
        table.state,
        table.submitted_at,
        func.coalesce(_ACCOUNT.c.display_name, "").label("with_whom"),
    ).outerjoin(_ACCOUNT, _ACCOUNT.c.id == table.first_registrar)


def _narrow(query: Select[Any], wanted: QueueFilter) -> Select[Any]:
    table = _APPLICATION.c
    query = query.where(table.state != State.DRAFT.value)
    if wanted.states:
        query = query.where(table.state.in_([state.value for state in wanted.states]))
    if wanted.source:
        query = query.where(table.source == wanted.source)
    if wanted.before is not None:
        waiting = table.state.in_([state.value for state in WAITING])
        query = query.where(table.submitted_at < wanted.before, waiting)
    if wanted.words:
        found = (
            column.icontains(wanted.words, autoescape=True)
            for column in (table.reference_number, _NAME)
        )
        query = query.where(or_(*found))
    return query


def _not(column: ColumnElement[Any], account: UUID) -> ColumnElement[bool]:
    return or_(column.is_(None), column != account)


def _case(row: Row[*tuple[Any, ...]]) -> Case:
    return Case(
        row.id,
        row.reference_number,
        row.name or "",
        row.type or "",
        row.source,
        State(row.state),
        row.submitted_at,
        row.with_whom,
    )


def _kept(row: Row[*tuple[Any, ...]]) -> KeptVerification:
    check = Verification(
        credential=row.credential,
        method=Method(row.method),
        outcome=Outcome(row.outcome),
        registrar=str(row.registrar_id),
        checked_on=_day_of(row.at),
        note=row.note,
        accepted_as_senior=row.accepted_as_senior,
        reason=row.reason,
    )
    return KeptVerification(check, row.content, row.at)


def _day_of(at: datetime) -> date:
    return at.date()
