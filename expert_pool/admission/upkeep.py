"""The daily upkeep of the pool: members are reminded to confirm (POL-02), or leave (POL-03).

Each member has a transaction of its own, which decides once more with the member held. So it
may run twice at once, run again, or die at any instruction: nobody is told twice.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.leaving import AGE_LIMIT, close_open_application
from expert_pool.applications.confirmation import find_confirmation
from expert_pool.applications.upkeep import Due, find_bounds, find_due
from expert_pool.audit.acts import Act
from expert_pool.calendar import CHINA
from expert_pool.experts import Standing
from expert_pool.messaging.queueing import SERVICE
from expert_pool.recording import record_act
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import load_expert, load_experts, set_standing
from expert_pool.storage.leave_store import hold_expert
from expert_pool.storage.mail_store import queue_mail
from expert_pool.storage.upkeep_store import list_members_within, load_reminders

_AT_ONCE: Final = 200
_LANGUAGE: Final = "zh_Hans"


async def list_due(desk: AdmissionDesk, now: datetime) -> tuple[UUID, ...]:
    """The members for whom something is due on this day in China."""
    today = now.astimezone(CHINA).date()
    async with desk.database.read() as session:
        ids = await list_members_within(session, find_bounds(desk.policy, today))
        due: list[UUID] = []
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            told, records = await load_reminders(session, some), await load_experts(session, some)
            due += (
                one
                for one in some
                if one in records
                and find_due(records[one].expert, told.get(one), desk.policy, desk.lists, today)
            )
    return tuple(due)


async def attend_member(desk: AdmissionDesk, expert_id: UUID, now: datetime) -> Due | None:
    """Do what is due for one member today, if it still is; what that was."""
    today = now.astimezone(CHINA).date()
    async with desk.database.transaction() as session:
        await hold_expert(session, expert_id)
        record = await load_expert(session, expert_id)
        if record is None:
            return None
        told = (await load_reminders(session, (expert_id,))).get(expert_id)
        due = find_due(record.expert, told, desk.policy, desk.lists, today)
        if due is Due.AGE_EXIT:
            await _retire(session, desk, record, now)
        if due is Due.REMINDER:
            await _remind(session, desk, record)
        return due


async def _retire(
    session: AsyncSession, desk: AdmissionDesk, record: ExpertRecord, now: datetime
) -> None:
    """POL-03: out of the pool, by the service itself; seats are for the draws' own checks."""
    await set_standing(session, UUID(record.expert.id), Standing.EXITED)
    if record.account_id is not None:
        await close_open_application(session, desk, (record.account_id, SERVICE), now)
    await record_act(
        session,
        actor=SERVICE,
        act=Act.EXPERT_REMOVE,
        subject=f"expert:{record.expert.id}",
        reason=AGE_LIMIT,
        previous_state=record.expert.standing,
        next_state=Standing.EXITED,
    )
    address, language = await _find_address(session, record)
    if address:
        await queue_mail(session, address, "age_limit_reached", language, {})


async def _remind(session: AsyncSession, desk: AdmissionDesk, record: ExpertRecord) -> None:
    """POL-02: one mail, noted in the log; whoever has no address is reminded by the page only."""
    address, language = await _find_address(session, record)
    if not address:
        return
    until = find_confirmation(record.expert, desk.policy).until
    context = {"until": until.isoformat() if until else ""}
    await queue_mail(session, address, "confirmation_due", language, context)
    subject = f"expert:{record.expert.id}"
    await record_act(session, actor=SERVICE, act=Act.EXPERT_REMIND, subject=subject)


async def _find_address(session: AsyncSession, record: ExpertRecord) -> tuple[str, str]:
    """Address and language of the account, or of the record where somebody has none."""
    if record.account_id is not None:
        account = await AccountStore(session).by_id(record.account_id)
        if account is not None:
            return account.email, account.language
    return record.email, _LANGUAGE
