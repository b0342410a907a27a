"""The seats that experts hold on panels whose review is still to come."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.leaving import OpenSeat
from expert_pool.experts import Standing
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.experts import ExpertRow
from selection.candidates.history import Outcome
from selection.storage.draw_store import DrawState
from selection.storage.tables import AssignmentRow, DrawRow, PanelRequestRow

GONE = frozenset({Standing.SUSPENDED, Standing.EXITED})
"""Whoever is dormant or corrects the own data keeps a seat; these do not."""
_EXPERT = table_of(ExpertRow)
_ASSIGNMENT = table_of(AssignmentRow)
_DRAW = table_of(DrawRow)
_REQUEST = table_of(PanelRequestRow)
_FIRST = UUID(int=0)
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


async def list_gone_holders(
    session: AsyncSession, today: date, *, limit: int, after: UUID = _FIRST
) -> tuple[UUID, ...]:
    """Experts who hold a seat of a review to come, and were suspended or left the pool since.

    In the order of their ids, those behind `after` first: nobody waits for ever behind many whose
    seats cannot be freed yet.
    """
    turn = _EXPERT.c.id <= after
    query = (
        select(_EXPERT.c.id, turn)
        .join(_ASSIGNMENT, _ASSIGNMENT.c.expert_id == _EXPERT.c.id)
        .join(_DRAW, _DRAW.c.id == _ASSIGNMENT.c.draw_id)
        .where(_EXPERT.c.standing.in_([it.value for it in GONE]), *_open_on(today))
        .distinct()
        .order_by(turn, _EXPERT.c.id)
        .limit(limit)
    )
    return tuple((await session.scalars(query)).all())


async def list_open_draws(session: AsyncSession, expert_id: UUID, today: date) -> tuple[UUID, ...]:
    """The draws by which an expert holds a seat of a review to come, the nearest first."""
    query = (
        select(_DRAW.c.id)
        .join(_ASSIGNMENT, _ASSIGNMENT.c.draw_id == _DRAW.c.id)
        .where(_ASSIGNMENT.c.expert_id == expert_id, *_open_on(today))
        .order_by(_ASSIGNMENT.c.review_from, _DRAW.c.id)
    )
    return tuple((await session.scalars(query)).all())


def _open_on(today: date) -> tuple[ColumnElement[bool], ...]:
    return (
        _ASSIGNMENT.c.outcome.in_(_OPEN),
        _ASSIGNMENT.c.review_to >= today,
        _DRAW.c.state == DrawState.DRAWN.value,
    )
