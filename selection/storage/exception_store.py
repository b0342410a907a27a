"""Exceptions from a rule: values in and out; the rows never leave."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.tables.columns import table_of
from selection.states.exceptions import HOLDING, ExceptionGround, ExceptionRule, ExceptionState
from selection.storage.exception_tables import RuleExceptionRow

_EXCEPTION = table_of(RuleExceptionRow)


@dataclass(frozen=True, slots=True)
class About:
    """What an exception is about: a draw's attempt, a meeting, or one member at a meeting."""

    rule: ExceptionRule
    request_id: UUID
    attempt: int
    meeting_id: UUID | None = None
    attendance_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ExceptionRecord:
    """An exception as stored: who asked, on what ground, and who decided; or when it went back."""

    id: UUID
    about: About
    state: ExceptionState
    ground: ExceptionGround
    note_cipher: bytes
    asked_by: UUID
    asked_at: datetime
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    withdrawn_at: datetime | None = None


async def add_exception(session: AsyncSession, exception: ExceptionRecord) -> None:
    """Store that somebody asks for an exception; a second open one is refused."""
    about = exception.about
    values = {name: getattr(about, name) for name in About.__slots__ if name != "rule"}
    own = _values(exception) | {"rule": about.rule.value}
    await session.execute(insert(_EXCEPTION).values(**values, **own))


async def save_exception(session: AsyncSession, exception: ExceptionRecord) -> None:
    """Store what was decided, or that it was withdrawn."""
    query = update(_EXCEPTION).where(_EXCEPTION.c.id == exception.id)
    await session.execute(query.values(**_values(exception)))


async def load_exception(session: AsyncSession, exception_id: UUID) -> ExceptionRecord | None:
    """One exception, locked until the transaction ends."""
    query = select(_EXCEPTION).where(_EXCEPTION.c.id == exception_id).with_for_update()
    row = (await session.execute(query)).one_or_none()
    return _record(row) if row else None


async def list_exceptions(session: AsyncSession, request_id: UUID) -> tuple[ExceptionRecord, ...]:
    """Every exception asked for with a request, whatever became of it, the oldest first."""
    return await _found(session, _EXCEPTION.c.request_id == request_id)


async def list_allowed(session: AsyncSession, meeting_id: UUID) -> tuple[ExceptionRecord, ...]:
    """The exceptions that were allowed for a meeting and its members, the oldest first."""
    own = _EXCEPTION.c.meeting_id == meeting_id
    return await _found(session, own, _EXCEPTION.c.state == ExceptionState.ALLOWED.value)


async def find_open(session: AsyncSession, about: About) -> ExceptionRecord | None:
    """The exception asked for or allowed there; None where that was refused or withdrawn."""
    found = await _found(
        session,
        _EXCEPTION.c.request_id == about.request_id,
        _EXCEPTION.c.rule == about.rule.value,
        _EXCEPTION.c.attempt == about.attempt,
        _EXCEPTION.c.meeting_id.is_not_distinct_from(about.meeting_id),
        _EXCEPTION.c.attendance_id.is_not_distinct_from(about.attendance_id),
        _EXCEPTION.c.state.in_(sorted(HOLDING)),
    )
    return found[0] if found else None


async def find_allowed(session: AsyncSession, about: About) -> ExceptionRecord | None:
    """The exception that was allowed there, or None."""
    found = await find_open(session, about)
    return found if found and found.state is ExceptionState.ALLOWED else None


async def count_by_request(session: AsyncSession) -> dict[UUID, dict[ExceptionState, int]]:
    """By request, how many of its exceptions are in which state."""
    columns = (_EXCEPTION.c.request_id, _EXCEPTION.c.state)
    found: dict[UUID, dict[ExceptionState, int]] = {}
    query = select(*columns, func.count()).group_by(*columns)
    for request_id, state, count in await session.execute(query):
        found.setdefault(request_id, {})[ExceptionState(state)] = count
    return found


async def requests_with_asked(
    session: AsyncSession, request_ids: Collection[UUID]
) -> frozenset[UUID]:
    """Those of the requests with an exception that nobody has decided yet."""
    query = select(_EXCEPTION.c.request_id).where(
        _EXCEPTION.c.request_id.in_(request_ids),
        _EXCEPTION.c.state == ExceptionState.ASKED.value,
    )
    return frozenset(await session.scalars(query))


async def _found(
    session: AsyncSession, *conditions: ColumnElement[bool]
) -> tuple[ExceptionRecord, ...]:
    query = select(_EXCEPTION).where(*conditions)
    ordered = query.order_by(_EXCEPTION.c.asked_at, _EXCEPTION.c.id)
    return tuple(_record(row) for row in (await session.execute(ordered)).all())


def _values(exception: ExceptionRecord) -> dict[str, object]:
    names = (it for it in ExceptionRecord.__slots__ if it != "about")
    values = {name: getattr(exception, name) for name in names}
    return values | {"state": exception.state.value, "ground": exception.ground.value}


def _record(row: Row[*tuple[Any, ...]]) -> ExceptionRecord:
    about = {name: getattr(row, name) for name in About.__slots__}
    names = (it for it in ExceptionRecord.__slots__ if it != "about")
    values = {name: getattr(row, name) for name in names}
    coded = {"state": ExceptionState(row.state), "ground": ExceptionGround(row.ground)}
    told = About(**about | {"rule": ExceptionRule(row.rule)})
    return ExceptionRecord(about=told, **values | coded)
