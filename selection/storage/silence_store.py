"""Invitations that a member left without any answer, one after the other (rule POL-09)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.calendar import CHINA
from expert_pool.storage.tables.columns import table_of
from selection.states.invitations import InvitationState
from selection.storage.invitation_tables import InvitationRow

_INVITATION = table_of(InvitationRow)
_ANSWERS: Final = tuple(
    state.value
    for state in (
        InvitationState.ACCEPTED,
        InvitationState.DECLINED,
        InvitationState.RECUSED,
        InvitationState.NOT_MY_FIELD,
        InvitationState.WITHDRAWN,
    )
)


async def load_silences(
    session: AsyncSession, expert_id: UUID | None = None
) -> Mapping[UUID, tuple[date, ...]]:
    """For each expert the days in China, in order, on which silence ended an invitation.

    Only those since the last answer. A pledge is an answer; whom no channel reached has not been
    silent, and a seat that was called off asked for no answer.
    """
    cells = _INVITATION.c
    pledged = cells.pledged_at.is_not(None)
    answered = select(cells.expert_id, func.max(cells.opened_at).label("last"))
    answered = answered.where(or_(pledged, cells.state.in_(_ANSWERS))).group_by(cells.expert_id)
    latest = answered.subquery()
    silent = and_(cells.state == InvitationState.NO_ANSWER.value, ~pledged)
    query = (
        select(cells.expert_id, cells.ended_at)
        .outerjoin(latest, latest.c.expert_id == cells.expert_id)
        .where(silent, or_(latest.c.last.is_(None), cells.opened_at > latest.c.last))
        .order_by(cells.ended_at)
    )
    if expert_id is not None:
        query = query.where(cells.expert_id == expert_id)
    found: dict[UUID, tuple[date, ...]] = defaultdict(tuple)
    for expert, ended in await session.execute(query):
        found[expert] += (ended.astimezone(CHINA).date(),)
    return found
