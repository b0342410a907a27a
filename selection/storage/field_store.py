"""Fields of the members who can be drawn, and the criteria that were asked for; nobody is named."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.experts import Standing
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.experts import ExpertFieldRow, ExpertRow
from selection.states.requests import RequestState
from selection.storage.request_seal import open_criteria
from selection.storage.tables import PanelRequestRow

_EXPERT = table_of(ExpertRow)
_FIELD = table_of(ExpertFieldRow)
_REQUEST = table_of(PanelRequestRow)
_OVER: Final = (RequestState.RETURNED.value, RequestState.CANCELLED.value)


async def list_member_fields(
    session: AsyncSession, confirmed_since: date
) -> Mapping[UUID, frozenset[str]]:
    """The fields of each active member whose data are confirmed since a day (rule POL-01)."""
    last = func.greatest(_EXPERT.c.confirmed_on, _EXPERT.c.admitted_on)
    query = (
        select(_FIELD.c.expert_id, func.array_agg(_FIELD.c.code))
        .join(_EXPERT, _EXPERT.c.id == _FIELD.c.expert_id)
        .where(_EXPERT.c.standing == Standing.ACTIVE.value, last >= confirmed_since)
        .group_by(_FIELD.c.expert_id)
    )
    return {expert: frozenset(codes) for expert, codes in await session.execute(query)}


async def list_asked(session: AsyncSession, since: datetime) -> tuple[bytes, ...]:
    """The frozen criteria of first requests approved since a moment that were drawn or given up.

    Those still on their way to a draw are left out: what they ask for stays with their parties.
    """
    cells = _REQUEST.c
    query = (
        select(cells.id, cells.criteria_cipher)
        .where(cells.criteria_cipher.is_not(None), cells.supplements.is_(None))
        .where(cells.approved_at >= since)
        .where(or_(cells.state == RequestState.DRAWN.value, cells.state.in_(_OVER)))
        .order_by(cells.number)
    )
    found = [open_criteria(session, row.id, row[1]) for row in await session.execute(query)]
    return tuple(it for it in found if it is not None)
