"""A member says on which weekdays never to be asked; who is not in the pool has none to say."""

from collections.abc import Collection

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_leave import own_expert_id
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.availability import check_weekdays
from expert_pool.recording import record_act
from expert_pool.storage.leave_store import hold_expert, load_weekdays_away, save_weekdays_away


async def set_own_weekdays(desk: AdmissionDesk, actor: Actor, weekdays: Collection[int]) -> None:
    """Note the weekdays on which no draw takes the member; committed draws stay as they are.

    The same days again change nothing, and leave no entry.

    Raises:
        ExpertPoolError: `own_record.not_found`, `expert.no_weekday_left`,
            `expert.weekday_not_valid`.
    """
    wanted = check_weekdays(weekdays)
    expert_id = await own_expert_id(desk, actor)
    async with desk.database.transaction() as session:
        await hold_expert(session, expert_id)
        former = await load_weekdays_away(session, expert_id)
        if wanted == former:
            return
        await save_weekdays_away(session, expert_id, wanted)
        await record_act(
            session,
            actor=actor,
            act=Act.EXPERT_WEEKDAYS,
            subject=f"expert:{expert_id}",
            before={"weekdays": sorted(former)},
            after={"weekdays": sorted(wanted)},
        )
