"""What a day brings for cases: a notice, a reminder, the end of a term, the end of a measure.

Each case has a transaction of its own, which decides once more with the case held. So it may
run twice at once, run again, or die at any instruction.
"""

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.credit import CaseAct, CaseState, lapsing
from expert_pool.crediting.deciding import tell_outcome
from expert_pool.crediting.enforcing import release
from expert_pool.crediting.holding import Held, hold_case, take_step, today_of
from expert_pool.crediting.telling import (
    find_account,
    record_case,
    send_mail,
    tell_in_account,
)
from expert_pool.messaging.queueing import SERVICE
from expert_pool.recording import moment_of
from expert_pool.storage.credit_store import STANDS, CaseRecord, list_due_cases, save_case

REMINDED_BEFORE: Final = timedelta(days=3)


class Due(StrEnum):
    """What a day brings."""

    NOTICE = "notice"
    REMINDER = "reminder"
    TERM_OVER = "term_over"
    MEASURE_OVER = "measure_over"


def find_due(case: CaseRecord, today: date) -> Due | None:
    """What is due for a case on a day, if anything; a last day still counts."""
    if case.state is CaseState.PROPOSED:
        return Due.NOTICE
    told = case.state is CaseState.TOLD
    if told and case.answer_until is not None:
        if today > case.answer_until:
            return Due.TERM_OVER
        near = today >= case.answer_until - REMINDED_BEFORE
        if near and case.reminded_at is None and case.answer_cipher is None:
            return Due.REMINDER
    if case.state in STANDS and case.force_until is not None and today > case.force_until:
        return Due.MEASURE_OVER
    return None


async def list_due(session: AsyncSession) -> tuple[UUID, ...]:
    """The cases for which something is due on this day in China."""
    today = today_of(session)
    return await list_due_cases(session, today, today + REMINDED_BEFORE)


async def attend_case(session: AsyncSession, case_id: UUID) -> Due | None:
    """Do what is due for one case today, if it still is; what that was."""
    held = await hold_case(session, case_id)
    today = today_of(session)
    due = find_due(held.case, today)
    if due is Due.NOTICE:
        await tell_in_account(session, held.case, today)
    if due is Due.TERM_OVER:
        act = lapsing(answered=held.case.answer_cipher is not None)
        await take_step(session, SERVICE, (act, Act.CREDIT_LAPSE), held)
    if due is Due.REMINDER:
        await _remind(session, held)
    if due is Due.MEASURE_OVER:
        await _end(session, held)
    return due


async def _remind(session: AsyncSession, held: Held) -> None:
    """Noted also where there is no account to write to: nobody is looked at again each day."""
    reminded = replace(held.case, reminded_at=moment_of(session))
    await save_case(session, reminded)
    account = await find_account(session, held.case.expert_id)
    if account is None or held.case.answer_until is None:
        return
    until = held.case.answer_until.isoformat()
    await send_mail(session, account, "credit_reminder", until=until)
    await record_case(session, SERVICE, Act.CREDIT_REMIND, (held.case, reminded))


async def _end(session: AsyncSession, held: Held) -> None:
    ended = replace(held, case=replace(held.case, ended_at=moment_of(session)))
    case = await take_step(session, SERVICE, (CaseAct.EXPIRE, Act.CREDIT_END), ended)
    await release(session, case)
    await tell_outcome(session, case)
