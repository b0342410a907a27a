"""Two persons decide: a registrar within the range of the rule, an approver yes or no.

Neither is the one who reported, and nobody confirms the own decision. A decision that is
refused is taken once more; refused again, nothing follows from the event.
"""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.credit import (
    CaseAct,
    CaseState,
    Decision,
    Measure,
    confirming,
    find_decision_faults,
)
from expert_pool.crediting.enforcing import enforce
from expert_pool.crediting.holding import Seen, hold_seen, require_text, take_step
from expert_pool.crediting.notes import seal_note
from expert_pool.crediting.rules import rules_of
from expert_pool.crediting.telling import find_account, send_mail
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import moment_of
from expert_pool.storage.credit_store import CaseRecord


async def decide(
    session: AsyncSession, actor: Actor, seen: Seen, decision: Decision, reasons: str
) -> CaseRecord:
    """Decide first: a measure that the rule offers, or none, with reasons.

    Raises:
        ExpertPoolError: `credit.reasons_missing`, the fault of the decision, or what
            `hold_seen` and `move_case` raise.
    """
    held, policy = await hold_seen(session, seen), rules_of(session).policy
    require_text(reasons, "credit.reasons_missing")
    for fault in find_decision_faults(held.event.kind, decision, policy):
        raise ExpertPoolError(fault.code, dict(fault.params))
    again = held.case.state is CaseState.RETURNED
    act = CaseAct.DECIDE_AGAIN if again else CaseAct.DECIDE
    return await take_step(
        session,
        actor,
        (act, Act.CREDIT_DECIDE),
        held,
        measure=decision.measure,
        months=decision.months,
        decided_by=UUID(actor.account_id),
        decided_at=moment_of(session),
        reasons_cipher=seal_note(session, "reasons_cipher", held.case.id, reasons),
    )


async def confirm(session: AsyncSession, actor: Actor, seen: Seen, words: str = "") -> CaseRecord:
    """Confirm the decision: from now on the measure is in force, and the expert is told.

    Raises:
        ExpertPoolError: what `hold_seen` and `move_case` raise.
    """
    held = await hold_seen(session, seen)
    confirmed = replace(
        held,
        case=replace(
            held.case,
            confirmed_by=UUID(actor.account_id),
            confirmed_at=moment_of(session),
            second_cipher=seal_note(session, "second_cipher", held.case.id, words),
        ),
    )
    step = (confirming(held.case.measure), Act.CREDIT_CONFIRM)
    case = await take_step(session, actor, step, confirmed)
    if case.state is CaseState.IN_FORCE:
        case = await enforce(session, case)
    await tell_outcome(session, case)
    return case


async def refuse(session: AsyncSession, actor: Actor, seen: Seen, words: str) -> CaseRecord:
    """Refuse the decision with reasons: once it goes back, the second time it is over.

    Raises:
        ExpertPoolError: `credit.reasons_missing`, or what `hold_seen` and `move_case` raise.
    """
    held = await hold_seen(session, seen)
    require_text(words, "credit.reasons_missing")
    again = held.case.state is CaseState.DECIDED_AGAIN
    step = (CaseAct.REFUSE if again else CaseAct.RETURN, Act.CREDIT_REFUSE)
    sealed = seal_note(session, "second_cipher", held.case.id, words)
    over = {"measure": Measure.NONE, "months": 0} if again else {}
    case = await take_step(session, actor, step, held, second_cipher=sealed, **over)
    if again:
        await tell_outcome(session, case)
    return case


async def withdraw(session: AsyncSession, actor: Actor, seen: Seen, words: str) -> CaseRecord:
    """Take a case back that was entered by mistake; the event stays in the file as withdrawn.

    Raises:
        ExpertPoolError: `credit.reasons_missing`, or what `hold_seen` and `move_case` raise.
    """
    held = await hold_seen(session, seen)
    require_text(words, "credit.reasons_missing")
    sealed = seal_note(session, "second_cipher", held.case.id, words)
    step = (CaseAct.WITHDRAW, Act.CREDIT_WITHDRAW)
    case = await take_step(session, actor, step, held, second_cipher=sealed)
    await tell_outcome(session, case)
    return case


async def tell_outcome(session: AsyncSession, case: CaseRecord) -> None:
    """A mail that there is something to read, where the expert has an account."""
    account = await find_account(session, case.expert_id)
    if account is not None:
        await send_mail(session, account, "credit_case")
