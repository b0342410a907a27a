"""Calls for experts: values in and out, and how many applications came of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.applications.calls import CallState, Wanted
from expert_pool.applications.states import State
from expert_pool.storage.tables.applications import ApplicationRow
from expert_pool.storage.tables.calls import CallRow
from expert_pool.storage.tables.columns import table_of

_CALL = table_of(CallRow)
_APPLICATION = table_of(ApplicationRow)
_NUMBERING: Final = 7_240_016


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call as stored."""

    number: str
    wanted: Wanted
    state: CallState
    drafted_by: UUID
    drafted_at: datetime
    decided_by: UUID | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """What came of a call: applications begun, handed in, and admitted."""

    begun: int = 0
    submitted: int = 0
    admitted: int = 0


async def next_call_number(session: AsyncSession, year: int) -> str:
    """The number of the next call of a year; two at once get two."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _NUMBERING})
    prefix = f"C{year}-"
    query = select(func.count()).where(_CALL.c.number.startswith(prefix))
    return f"{prefix}{(await session.scalar(query) or 0) + 1:03d}"


async def add_call(session: AsyncSession, call: CallRecord) -> None:
    """Store a call that was just drafted."""
    await session.execute(insert(_CALL).values(number=call.number, **_values(call)))


async def save_call(session: AsyncSession, call: CallRecord) -> None:
    """Store a call's new state in place of the former one."""
    query = update(_CALL).where(_CALL.c.number == call.number)
    await session.execute(query.values(**_values(call)))


async def load_call(session: AsyncSession, number: str, *, lock: bool = False) -> CallRecord | None:
    """One call, or None; locked, nobody else changes it before the transaction ends."""
    query = select(_CALL).where(_CALL.c.number == number)
    row = (await session.execute(query.with_for_update() if lock else query)).one_or_none()
    return _record(row) if row else None


async def list_calls(session: AsyncSession, *, limit: int) -> tuple[CallRecord, ...]:
    """The newest calls first."""
    query = select(_CALL).order_by(_CALL.c.drafted_at.desc(), _CALL.c.number.desc()).limit(limit)
    return tuple(_record(row) for row in await session.execute(query))


async def count_returned(session: AsyncSession) -> Mapping[str, Returned]:
    """What came of each call, by its number."""
    cells = _APPLICATION.c
    query = (
        select(
            cells.call_number,
            func.count(),
            func.count(cells.submitted_at),
            func.count().filter(cells.state == State.ADMITTED.value),
        )
        .where(cells.call_number != "")
        .group_by(cells.call_number)
    )
    return {row[0]: Returned(row[1], row[2], row[3]) for row in await session.execute(query)}


def _values(call: CallRecord) -> dict[str, object]:
    return {
        "field": call.wanted.field,
        "wanted": call.wanted.number,
        "until": call.wanted.until,
        "state": call.state.value,
        "drafted_by": call.drafted_by,
        "drafted_at": call.drafted_at,
        "decided_by": call.decided_by,
        "decided_at": call.decided_at,
    }


def _record(row: Row[*tuple[Any, ...]]) -> CallRecord:
    return CallRecord(
        number=row.number,
        wanted=Wanted(row.field, row.wanted, row.until),
        state=CallState(row.state),
        drafted_by=row.drafted_by,
        drafted_at=row.drafted_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
