"""What waits for somebody: how much of a kind, and the first few of it, in one query.

Its one job is to run such a query. Which rows wait for whom is for each query itself to say; they
stand beside this module and in `selection.storage`. It loads nothing else of what waits.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.calendar import CHINA

SHOWN: Final = 5
"""So many are named beside their number; the list behind has them all."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom one looks, and when; `two_persons` and `witnesses` are the policy's numbers."""

    account: UUID
    now: datetime
    two_persons: bool = True
    witnesses: int = 0

    @property
    def today(self) -> date:
        """This day in China."""
        return self.now.astimezone(CHINA).date()


@dataclass(frozen=True, slots=True)
class One:
    """One of the things that wait: its number as people know it, and since or until when."""

    id: UUID
    label: str
    at: datetime | date | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait, and the first of them."""

    count: int = 0
    first: tuple[One, ...] = ()


async def look(session: AsyncSession, query: Select[Any]) -> Waiting:
    """Count what a query of `pick` finds, and take the first by its time."""
    found = query.subquery().c
    counted = select(found.id, found.label, found.at, func.count().over())
    ordered = counted.order_by(found.at.nulls_last(), found.label, found.id).limit(SHOWN)
    rows = (await session.execute(ordered)).all()
    return Waiting(rows[0][3] if rows else 0, tuple(One(*row[:3]) for row in rows))


def pick(
    id_: ColumnElement[UUID], label: ColumnElement[str], at: ColumnElement[Any]
) -> Select[Any]:
    """A query of things that wait; its conditions follow."""
    return select(id_.label("id"), label.label("label"), at.label("at"))
