"""A confirmed measure takes effect on the expert's standing, and gives it back at its end.

A suspension gives nobody a standing that was not had before it: who was dormant is so again,
unless the data were confirmed meanwhile (rule POL-09). Whom another one still suspends waits.
"""

from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.credit import Measure, last_day
from expert_pool.crediting.holding import today_of
from expert_pool.experts import Standing
from expert_pool.messaging.queueing import SERVICE
from expert_pool.recording import record_act
from expert_pool.storage.credit_store import CaseRecord, load_standing_cases, save_case
from expert_pool.storage.expert_store import load_expert, set_standing
from expert_pool.storage.leave_store import hold_expert
from expert_pool.storage.standings import find_suspension

BY_CASE: Final = "credit_record"
"""The coded reason of a change of standing that follows from a case."""
TERM_OVER: Final = "term_over"
REMOVALS: Final = frozenset({Measure.REMOVAL, Measure.REMOVAL_FOR_LIFE})
TAKES_OUT: Final = REMOVALS | {Measure.SUSPENSION}
"""Measures after which nobody draws the expert, and a seat to come is given up."""
_OUT: Final = frozenset({Standing.EXITED, Standing.IMPORTED})


async def enforce(session: AsyncSession, case: CaseRecord) -> CaseRecord:
    """Put a measure into force from today until its last day; for life there is none."""
    today = today_of(session)
    for_life = case.measure is Measure.REMOVAL_FOR_LIFE
    dated = replace(
        case,
        force_from=today,
        force_until=None if for_life else last_day(today, case.months),
    )
    enforced = await _take_out(session, dated) if case.measure in TAKES_OUT else dated
    await save_case(session, enforced)
    return enforced


async def _take_out(session: AsyncSession, case: CaseRecord) -> CaseRecord:
    standing = await hold_expert(session, case.expert_id)
    record = await load_expert(session, case.expert_id)
    index = record.sealed.identity_index if record else None
    others = await _other_suspensions(session, case)
    removed = case.measure in REMOVALS
    if standing is not None and standing not in _OUT:
        after = Standing.EXITED if removed else Standing.SUSPENDED
        if standing is not after:
            act = Act.EXPERT_REMOVE if removed else Act.EXPERT_SUSPEND
            await _change(session, (case, act, BY_CASE), (standing, after))
    was_drawn = standing not in {None, Standing.SUSPENDED, *_OUT}
    resumes = not removed and (was_drawn or any(it.resumes for it in others))
    return replace(case, bar_index=index, resumes=resumes)


async def release(session: AsyncSession, case: CaseRecord, actor: Actor = SERVICE) -> None:
    """Give the standing back at the end of a suspension; a removed expert has to apply anew."""
    if case.measure is not Measure.SUSPENSION or not case.resumes:
        return
    if await hold_expert(session, case.expert_id) is not Standing.SUSPENDED:
        return
    if await _other_suspensions(session, case):
        return
    change = (Standing.SUSPENDED, await _standing_before(session, case.expert_id))
    await _change(session, (case, Act.EXPERT_RESUME, TERM_OVER), change, actor)


async def _standing_before(session: AsyncSession, expert_id: UUID) -> Standing:
    """Dormant where the suspension found the expert so, and no confirmation woke one since."""
    before = await find_suspension(session, expert_id)
    record = await load_expert(session, expert_id)
    if before is None or record is None or before.standing != Standing.DORMANT:
        return Standing.ACTIVE
    confirmed = record.expert.confirmed_on
    woken = confirmed is not None and confirmed >= before.day
    return Standing.ACTIVE if woken else Standing.DORMANT


async def _other_suspensions(session: AsyncSession, case: CaseRecord) -> tuple[CaseRecord, ...]:
    standing = await load_standing_cases(session, case.expert_id, None)
    return tuple(it for it in standing if it.id != case.id and it.measure is Measure.SUSPENSION)


async def _change(
    session: AsyncSession,
    why: tuple[CaseRecord, Act, str],
    change: tuple[Standing, Standing],
    actor: Actor = SERVICE,
) -> None:
    (case, act, reason), (before, after) = why, change
    await set_standing(session, case.expert_id, after)
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=f"expert:{case.expert_id}",
        reason=reason,
        previous_state=before,
        next_state=after,
    )
