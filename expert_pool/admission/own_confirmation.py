"""The yearly confirmation by the member, and the waking of who is dormant: POL-01 and POL-09.

Its one job is to note that the own record was read and is still right. It changes no other data.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_record import hold_own_record, read_own_record
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.experts import Standing
from expert_pool.recording import record_act
from expert_pool.storage.expert_store import set_confirmed, set_standing


async def confirm_record(desk: AdmissionDesk, actor: Actor, version: int, as_of: date) -> None:
    """Note that the expert has read the own record today and finds it still right (POL-01).

    It wakes who is dormant (POL-09). Saying so again on the same day changes nothing.

    Raises:
        ExpertPoolError: as `hold_own_record` says.
    """
    own = (await read_own_record(desk, actor)).record.expert
    if own.confirmed_on == as_of and own.standing is not Standing.DORMANT:
        return
    async with desk.database.transaction() as session:
        record = await hold_own_record(session, actor, version)
        await set_confirmed(session, UUID(record.expert.id), as_of)
        await record_act(
            session,
            actor=actor,
            act=Act.EXPERT_CONFIRM,
            subject=f"expert:{record.expert.id}",
            before=_confirmed(record.expert.confirmed_on),
            after=_confirmed(as_of),
        )
        if record.expert.standing is Standing.DORMANT:
            await wake_expert(session, actor, UUID(record.expert.id))


async def wake_expert(session: AsyncSession, actor: Actor, expert_id: UUID) -> None:
    """POL-09: a dormant member is active again, in the caller's transaction."""
    await set_standing(session, expert_id, Standing.ACTIVE)
    await record_act(
        session,
        actor=actor,
        act=Act.EXPERT_WAKE,
        subject=f"expert:{expert_id}",
        previous_state=Standing.DORMANT,
        next_state=Standing.ACTIVE,
    )


def _confirmed(day: date | None) -> Mapping[str, object]:
    return {"confirmed_on": day.isoformat() if day else ""}
