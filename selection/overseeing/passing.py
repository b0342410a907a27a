"""Whose turn came in choices among candidates, and who was passed over: read for the alarms."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.expert_store import load_experts
from selection.alarms import Alarm, Offered, find_passed_over
from selection.drawing.desk import DrawDesk
from selection.storage.choice_store import load_turns


async def find_all_passed_over(
    session: AsyncSession, desk: DrawDesk, officers: Mapping[UUID, str]
) -> tuple[Alarm, ...]:
    """Experts and employers whom one officer passes over too often; `officers` by draw."""
    turns = await load_turns(session)
    people = await load_experts(session, {one.expert_id for one in turns if one.passed})
    units = {
        expert_id: ties[0].unit.name
        for expert_id, one in people.items()
        if (ties := one.expert.employers_on(desk.today()))
    }
    return find_passed_over(
        Offered(
            str(one.draw_id),
            officers[one.draw_id],
            str(one.expert_id),
            units.get(one.expert_id, ""),
            one.passed,
        )
        for one in turns
    )
