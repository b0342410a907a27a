"""Reads and writes acts that wait for a second user administrator. It decides nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.tables.accounts import AccountRow
from expert_pool.storage.tables.asked_acts import AskedActRow
from expert_pool.storage.tables.columns import table_of

_ASKED = table_of(AskedActRow)
_ACCOUNT = table_of(AccountRow)
_COLUMNS = ("id", "account_id", "act", "role", "asked_by", "asked_at")


@dataclass(frozen=True, slots=True)
class AskedAct:
    """What one administrator asked for an account; `asker` is the name of who asked."""

    id: UUID
    account_id: UUID
    act: str
    role: str
    asked_by: UUID
    asked_at: datetime
    asker: str = ""


async def add_asked(session: AsyncSession, asked: AskedAct) -> None:
    """Store what was asked; the table refuses the same open one twice."""
    values = {name: getattr(asked, name) for name in _COLUMNS}
    await session.execute(insert(_ASKED).values(outcome="", **values))


async def open_asked(session: AsyncSession, account_id: UUID) -> tuple[AskedAct, ...]:
    """What waits for an account, the oldest first."""
    query = _open().where(_ASKED.c.account_id == account_id).order_by(_ASKED.c.asked_at)
    return tuple(_asked(row) for row in (await session.execute(query)).all())


async def load_open(session: AsyncSession, asked_id: UUID) -> AskedAct | None:
    """One act that still waits, locked until the transaction ends."""
    query = _open().where(_ASKED.c.id == asked_id).with_for_update(of=_ASKED)
    row = (await session.execute(query)).one_or_none()
    return _asked(row) if row else None


async def decide_asked(
    session: AsyncSession, asked_id: UUID, by: UUID, outcome: str, now: datetime
) -> None:
    """Note what came of it."""
    values = {"decided_by": by, "decided_at": now, "outcome": outcome}
    await session.execute(update(_ASKED).where(_ASKED.c.id == asked_id).values(**values))


def _open() -> Select[Any]:
    columns = [_ASKED.c[name] for name in _COLUMNS]
    return (
        select(*columns, _ACCOUNT.c.display_name.label("asker"))
        .join(_ACCOUNT, _ACCOUNT.c.id == _ASKED.c.asked_by)
        .where(_ASKED.c.decided_at.is_(None))
    )


def _asked(row: Row[*tuple[Any, ...]]) -> AskedAct:
    return AskedAct(**{name: getattr(row, name) for name in (*_COLUMNS, "asker")})
