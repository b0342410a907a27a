"""Records that other bodies keep of somebody, such as serious research misconduct (rule EVA-08).

They are no measures of the bureau: the law itself keeps such people from draws while the record
is in force. So a registrar enters and clears them by the number of a document, the expert is
told, and the rules of eligibility do the rest (ELG-01).
"""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.crediting.telling import find_account, send_mail
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import IntegrityFlag
from expert_pool.recording import record_act
from expert_pool.storage.expert_store import load_expert, replace_expert
from expert_pool.storage.leave_store import hold_expert


async def set_external_record(
    session: AsyncSession,
    actor: Actor,
    expert_id: UUID,
    record: tuple[IntegrityFlag, str],
    *,
    in_force: bool,
) -> None:
    """Enter a record of another body, or clear one; `record` is its kind and the document.

    Raises:
        ExpertPoolError: `credit.proof_missing`, `expert.not_found`, `credit.record_known`, or
            `credit.record_not_known`.
    """
    flag, document = record[0], record[1].strip()
    if not document:
        raise ExpertPoolError("credit.proof_missing")
    await hold_expert(session, expert_id)
    held = await load_expert(session, expert_id)
    if held is None:
        raise ExpertPoolError("expert.not_found")
    former = held.expert.integrity_flags
    if in_force is (flag in former):
        raise ExpertPoolError("credit.record_known" if in_force else "credit.record_not_known")
    flags = former | {flag} if in_force else former - {flag}
    await replace_expert(session, replace(held, expert=replace(held.expert, integrity_flags=flags)))
    await record_act(
        session,
        actor=actor,
        act=Act.EXPERT_CHANGE,
        subject=f"expert:{expert_id}",
        reason="record_entered" if in_force else "record_cleared",
        before={"records": sorted(it.value for it in former)},
        after={"records": sorted(it.value for it in flags), "document": document},
    )
    account = await find_account(session, expert_id)
    if account is not None:
        await send_mail(session, account, "credit_case")
