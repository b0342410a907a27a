"""The days that seats keep: one seat of an expert a day, held by the database itself (DRW-13).

A trigger of `assignment` keeps the rows, and the constraint is asked at the commit: within a
transaction a panel may be dealt that overlaps others, as long as its members have left by its
end. It is the last line behind `selection.drawing.overbooking`, which frees such seats by rank.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, PrimaryKeyConstraint, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Column, Field, SQLModel, Uuid

from expert_pool.conflicts import ReviewDays
from expert_pool.storage.tables.columns import table_of
from selection.candidates import Outcome
from selection.storage.tables import AssignmentRow

_ASSIGNMENT = table_of(AssignmentRow)
ONCE: Final = "seat_day_once"
REFUSALS: Final[Mapping[str, str]] = MappingProxyType({ONCE: "draw.seated_elsewhere"})
"""What a commit is refused with that would seat somebody on two panels of one day."""


@dataclass(frozen=True, slots=True)
class KeptSeat:
    """A seat by its id, and the days that it keeps."""

    id: UUID
    days: tuple[date, ...]


class SeatDayRow(SQLModel, table=True):
    """A day that an expert's seat keeps; written by the trigger alone."""

    __tablename__ = "seat_day"
    __table_args__ = (
        PrimaryKeyConstraint("assignment_id", "day"),
        UniqueConstraint("expert_id", "day", name=ONCE, deferrable=True, initially="DEFERRED"),
    )

    assignment_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("assignment.id", ondelete="CASCADE"), nullable=False)
    )
    expert_id: UUID
    day: date


async def load_accepted_seats(session: AsyncSession, expert_id: UUID) -> tuple[KeptSeat, ...]:
    """The seats of our draws that an expert has accepted, or sat on, the earliest first."""
    query = (
        select(_ASSIGNMENT)
        .where(
            _ASSIGNMENT.c.expert_id == expert_id,
            _ASSIGNMENT.c.draw_id.is_not(None),
            _ASSIGNMENT.c.outcome.in_((Outcome.ACCEPTED.value, Outcome.ATTENDED.value)),
        )
        .order_by(_ASSIGNMENT.c.review_from, _ASSIGNMENT.c.id)
    )
    rows = (await session.execute(query)).all()
    return tuple(
        KeptSeat(
            row.id,
            ReviewDays(row.review_from, row.review_to, tuple(row.review_days)).each_day(),
        )
        for row in rows
    )
