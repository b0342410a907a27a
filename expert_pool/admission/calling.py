"""Calls for experts of a thin field: drafted, released by a second person, ended.

Each act is one transaction with its log entry. Who may do it is for the access table too.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.applications.calls import (
    CallAct,
    CallState,
    Wanted,
    check_wanted,
    is_open,
    move_call,
)
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.storage.call_store import (
    CallRecord,
    add_call,
    load_call,
    next_call_number,
    save_call,
)

_ACTS = {
    CallAct.RELEASE: Act.CALL_RELEASE,
    CallAct.DROP: Act.CALL_DROP,
    CallAct.END: Act.CALL_END,
}


async def draft_call(desk: AdmissionDesk, actor: Actor, wanted: Wanted, now: datetime) -> str:
    """Draft a call; its number.

    Raises:
        ExpertPoolError: what `check_wanted` raises.
    """
    today = now.astimezone(CHINA).date()
    check_wanted(wanted, desk.lists, today)
    async with desk.database.transaction() as session:
        number = await next_call_number(session, today.year)
        author = UUID(actor.account_id)
        await add_call(session, CallRecord(number, wanted, CallState.DRAFT, author, now))
        await record_act(
            session,
            actor=actor,
            act=Act.CALL_DRAFT,
            subject=f"call:{number}",
            next_state=CallState.DRAFT,
            after={
                "field": wanted.field,
                "wanted": wanted.number,
                "until": wanted.until.isoformat(),
            },
        )
    return number


async def decide_call(
    desk: AdmissionDesk, actor: Actor, number: str, act: CallAct, now: datetime
) -> None:
    """Release a draft, drop it, or end a released call before its last day.

    Raises:
        ExpertPoolError: `call.not_found`, `call.day_over` for a release after the last day, or
            what `move_call` raises.
    """
    async with desk.database.transaction() as session:
        former = await load_call(session, number, lock=True)
        if former is None:
            raise ExpertPoolError("call.not_found")
        moved = move_call(
            former.state,
            act,
            role=actor.role,
            actor=actor.account_id,
            drafter=str(former.drafted_by),
        )
        if act is CallAct.RELEASE:
            check_wanted(former.wanted, desk.lists, now.astimezone(CHINA).date())
        decided = replace(former, state=moved, decided_by=UUID(actor.account_id), decided_at=now)
        await save_call(session, decided)
        await record_act(
            session,
            actor=actor,
            act=_ACTS[act],
            subject=f"call:{number}",
            previous_state=former.state,
            next_state=moved,
        )


async def find_open_call(desk: AdmissionDesk, number: str, now: datetime) -> CallRecord | None:
    """The released call of this number, as long as people may answer it."""
    if not number:
        return None
    async with desk.database.read() as session:
        found = await load_call(session, number)
    today = now.astimezone(CHINA).date()
    return found if found and is_open(found.state, found.wanted.until, today) else None
