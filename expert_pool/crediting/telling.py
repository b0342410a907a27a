"""The expert is told of a case, and the term to answer begins (rule EVA-07).

In the account where there is one, with a mail that says only that something is there; on
paper by a registrar otherwise. From then on the expert may answer until the term is over.
"""

from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.credit import CaseAct, move_case
from expert_pool.crediting.rules import rules_of
from expert_pool.messaging.queueing import SERVICE
from expert_pool.recording import moment_of, record_act
from expert_pool.storage.account_store import Account, AccountStore
from expert_pool.storage.credit_store import CaseRecord, save_case
from expert_pool.storage.expert_store import load_expert
from expert_pool.storage.mail_store import queue_mail

IN_ACCOUNT: Final = "account"
ON_PAPER: Final = "paper"


async def tell_in_account(session: AsyncSession, case: CaseRecord, today: date) -> None:
    """Tell the expert at once, where there is an account; else a registrar has to."""
    account = await find_account(session, case.expert_id)
    if account is None:
        return
    await tell(session, (SERVICE, CaseAct.TELL), case, today)
    await send_mail(session, account, "credit_case")


async def tell(
    session: AsyncSession, done: tuple[Actor, CaseAct], case: CaseRecord, day: date
) -> None:
    """Note that the expert was told on a day, by whom and how, and begin the term."""
    (actor, act), rules = done, rules_of(session)
    state = move_case(case.state, act, role=str(actor.role), actor=actor.account_id)
    until = rules.calendar.add_days(day, rules.policy.integer("appeal_days"))
    told = replace(
        case,
        state=state,
        since=moment_of(session),
        told_on=day,
        told_way=IN_ACCOUNT if act is CaseAct.TELL else ON_PAPER,
        answer_until=until,
    )
    await save_case(session, told)
    await record_case(session, actor, Act.CREDIT_TELL, (case, told))


async def record_case(
    session: AsyncSession,
    actor: Actor,
    act: Act,
    change: tuple[CaseRecord, CaseRecord],
    *,
    reason: str = "",
) -> None:
    """The entry of a step: the case, its states, the measure as a code; no text, no name."""
    before, after = change
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=f"credit:{after.id}",
        reason=reason,
        previous_state=before.state.value,
        next_state=after.state.value,
    )


async def find_account(session: AsyncSession, expert_id: UUID) -> Account | None:
    """The account by which an expert can read the own file, if it is open."""
    record = await load_expert(session, expert_id)
    if record is None or record.account_id is None:
        return None
    account = await AccountStore(session).by_id(record.account_id)
    return account if account is not None and account.active else None


async def send_mail(session: AsyncSession, account: Account, template: str, **said: str) -> None:
    """A mail that holds nothing of a case but that there is something to read."""
    await queue_mail(session, account.email, template, account.language, said)
