"""The seats that an expert holds on panels whose review is still to come."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.leaving import OpenSeat
from expert_pool.storage.tables.columns import table_of
from selection.candidates.history import Outcome
from selection.storage.tables import AssignmentRow, DrawRow, PanelRequestRow

_ASSIGNMENT = table_of(AssignmentRow)
_DRAW = table_of(DrawRow)
_REQUEST = table_of(PanelRequestRow)
_OPEN = (Outcome.PENDING.value, Outcome.ACCEPTED.value)


async def load_open_seats(
    session: AsyncSession, expert_id: UUID, today: date
) -> tuple[OpenSeat, ...]:
    """The seats offered or accepted whose review is not over, the nearest first."""
    query = (
        select(
            _REQUEST.c.number,
            _REQUEST.c.created_by,
            _ASSIGNMENT.c.review_from,
            _ASSIGNMENT.c.review_to,
        )
        .join(_DRAW, _DRAW.c.id == _ASSIGNMENT.c.draw_id)
        .join(_REQUEST, _REQUEST.c.id == _DRAW.c.request_id)
        .where(
            _ASSIGNMENT.c.expert_id == expert_id,
            _ASSIGNMENT.c.outcome.in_(_OPEN),
            _ASSIGNMENT.c.review_to >= today,
        )
        .order_by(_ASSIGNMENT.c.review_from, _REQUEST.c.number)
    )
    rows = (await session.execute(query)).all()
    return tuple(OpenSeat(row[0], row[1], row[2], row[3]) for row in rows)
