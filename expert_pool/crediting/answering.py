"""The expert's right to answer (rule EVA-07): in the account, or on paper through a registrar.

An answer may be changed until the term is over. Whoever has said everything may end the term,
by an own tick; nobody else shortens it.
"""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from expert_pool.credit import CaseAct, CaseState
from expert_pool.crediting.holding import (
    Held,
    Seen,
    check_helper,
    hold_case,
    hold_seen,
    require_text,
    take_step,
    today_of,
)
from expert_pool.crediting.notes import seal_note
from expert_pool.crediting.telling import find_account, record_case, tell
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import moment_of
from expert_pool.storage.credit_store import save_case
from expert_pool.storage.expert_store import load_expert_of


async def answer_case(
    session: AsyncSession, actor: Actor, case_id: UUID, text: str, *, final: bool
) -> None:
    """Keep the own answer; `final` says that nothing will be added, so that the term ends.

    Raises:
        ExpertPoolError: `credit.not_found`, `credit.term_over`, `credit.answer_missing`, or what
            is wrong with the text.
    """
    held = await hold_case(session, case_id)
    own = await load_expert_of(session, UUID(actor.account_id))
    if own is None or UUID(own.expert.id) != held.case.expert_id:
        raise ExpertPoolError("credit.not_found")
    _check_term(session, held)
    answered = _answered(session, held, text)
    if final:
        await take_step(session, actor, (CaseAct.ANSWER, Act.CREDIT_ANSWER), answered)
        return
    await save_case(session, answered.case)
    await record_case(session, actor, Act.CREDIT_ANSWER, (held.case, answered.case))


async def enter_answer(session: AsyncSession, actor: Actor, seen: Seen, text: str) -> None:
    """Enter the answer that somebody without an account gave on paper; the term runs on.

    Raises:
        ExpertPoolError: `credit.has_account`, `credit.term_over`, or what `hold_seen` and
            `check_helper` raise.
    """
    held = await hold_seen(session, seen)
    check_helper(held, actor)
    await _refuse_with_account(session, held)
    _check_term(session, held)
    answered = _answered(session, held, text)
    await save_case(session, answered.case)
    await record_case(session, actor, Act.CREDIT_ANSWER, (held.case, answered.case))


async def tell_on_paper(session: AsyncSession, actor: Actor, seen: Seen, day: date) -> None:
    """Note the day on which somebody without an account was handed the notice.

    Raises:
        ExpertPoolError: `credit.has_account`, `credit.day_to_come`, `credit.day_before_event`,
            `credit.day_before_case`, or what `hold_seen`, `check_helper` and `move_case` raise.
    """
    held = await hold_seen(session, seen)
    check_helper(held, actor)
    await _refuse_with_account(session, held)
    if day > today_of(session):
        raise ExpertPoolError("credit.day_to_come")
    if day < held.event.occurred_on:
        raise ExpertPoolError("credit.day_before_event")
    if day < held.case.opened_at.astimezone(CHINA).date():
        # Nobody can have read what was not proposed yet, and no term may have run by then.
        raise ExpertPoolError("credit.day_before_case")
    await tell(session, (actor, CaseAct.TELL_ON_PAPER), held.case, day)


def _check_term(session: AsyncSession, held: Held) -> None:
    """Also where the service has not ended the term yet: the day decides."""
    until = held.case.answer_until
    if held.case.state is not CaseState.TOLD or until is None or today_of(session) > until:
        raise ExpertPoolError("credit.term_over")


def _answered(session: AsyncSession, held: Held, text: str) -> Held:
    require_text(text, "credit.answer_missing")
    sealed = seal_note(session, "answer_cipher", held.case.id, text)
    case = replace(held.case, answer_cipher=sealed, answered_at=moment_of(session))
    return replace(held, case=case)


async def _refuse_with_account(session: AsyncSession, held: Held) -> None:
    if await find_account(session, held.case.expert_id) is not None:
        raise ExpertPoolError("credit.has_account")
