"""How often an expert sat on panels: numbers only, for those who must not see the panels."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.tables.columns import table_of
from selection.storage.tables import AssignmentRow

_ASSIGNMENT = table_of(AssignmentRow)


@dataclass(frozen=True, slots=True)
class YearCount:
    """In one year: on how many panels of one kind of activity."""

    year: int
    activity: str
    panels: int


async def count_past_panels(
    session: AsyncSession, expert_id: UUID, before: date
) -> tuple[YearCount, ...]:
    """The panels whose review is over, by year and activity, newest first."""
    year = func.date_part("year", _ASSIGNMENT.c.review_from)
    query = (
        select(year, _ASSIGNMENT.c.activity, func.count())
        .where(_ASSIGNMENT.c.expert_id == expert_id, _ASSIGNMENT.c.review_to < before)
        .group_by(year, _ASSIGNMENT.c.activity)
        .order_by(year.desc(), _ASSIGNMENT.c.activity)
    )
    rows = (await session.execute(query)).all()
    return tuple(YearCount(int(row[0]), row[1], row[2]) for row in rows)
