"""A measure ends early: asked for by a registrar with reasons, granted or not by an approver.

As many persons as it took to put it into force; nobody resumes such a suspension alone.
"""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.credit import CaseAct
from expert_pool.crediting.deciding import tell_outcome
from expert_pool.crediting.enforcing import release
from expert_pool.crediting.holding import Seen, hold_seen, require_text, take_step
from expert_pool.crediting.notes import seal_note
from expert_pool.recording import moment_of
from expert_pool.storage.credit_store import CaseRecord


async def ask_lift(session: AsyncSession, actor: Actor, seen: Seen, reasons: str) -> CaseRecord:
    """Ask that a measure end early, such as after a complaint was upheld.

    Raises:
        ExpertPoolError: `credit.reasons_missing`, or what `hold_seen` and `move_case` raise.
    """
    held = await hold_seen(session, seen)
    require_text(reasons, "credit.reasons_missing")
    return await take_step(
        session,
        actor,
        (CaseAct.ASK_LIFT, Act.CREDIT_ASK_LIFT),
        held,
        lift_asked_by=UUID(actor.account_id),
        lift_cipher=seal_note(session, "lift_cipher", held.case.id, reasons),
    )


async def lift(session: AsyncSession, actor: Actor, seen: Seen) -> CaseRecord:
    """End the measure today.

    Raises:
        ExpertPoolError: what `hold_seen` and `move_case` raise.
    """
    held = await hold_seen(session, seen)
    lifted = replace(
        held,
        case=replace(held.case, lifted_by=UUID(actor.account_id), ended_at=moment_of(session)),
    )
    case = await take_step(session, actor, (CaseAct.LIFT, Act.CREDIT_LIFT), lifted)
    await release(session, case, actor)
    await tell_outcome(session, case)
    return case


async def keep(session: AsyncSession, actor: Actor, seen: Seen) -> CaseRecord:
    """Let the measure stand until its day.

    Raises:
        ExpertPoolError: what `hold_seen` and `move_case` raise.
    """
    held = await hold_seen(session, seen)
    return await take_step(
        session, actor, (CaseAct.KEEP, Act.CREDIT_KEEP), held, lift_asked_by=None
    )
