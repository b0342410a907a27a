"""A member notes the own leave; who is not in the pool has none to note."""

from datetime import date
from uuid import UUID

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_application import find_membership
from expert_pool.admission.standing import cancel_leave, enter_leave
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Leave


async def note_own_leave(desk: AdmissionDesk, actor: Actor, leave: Leave, today: date) -> None:
    """Note days on which no draw takes the member (POL-06); committed draws stay as they are.

    Raises:
        ExpertPoolError: `own_record.not_found`, `expert.leave_over` for days that are gone, or
            what `enter_leave` refuses.
    """
    expert_id = await own_expert_id(desk, actor)
    if leave.start <= leave.end < today:
        raise ExpertPoolError("expert.leave_over")
    await enter_leave(desk, actor, expert_id, leave)


async def cancel_own_leave(desk: AdmissionDesk, actor: Actor, leave: Leave) -> None:
    """Take a leave period away.

    Raises:
        ExpertPoolError: `own_record.not_found`, or `expert.leave_not_found`.
    """
    await cancel_leave(desk, actor, await own_expert_id(desk, actor), leave)


async def own_expert_id(desk: AdmissionDesk, actor: Actor) -> UUID:
    """The record of the member who acts.

    Raises:
        ExpertPoolError: `own_record.not_found`.
    """
    async with desk.database.read() as session:
        expert = await find_membership(session, actor)
    if expert is None:
        raise ExpertPoolError("own_record.not_found")
    return UUID(expert.id)
