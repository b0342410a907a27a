"""The daily upkeep of the pool: members are told what is ahead, fall asleep, or leave.

Reminders to confirm (POL-02), notice of the age limit and the exit (POL-03), the warning of
members who never answer, and their sleep (POL-09). Each member has a transaction of its own,
which decides once more with the member held. So it may run twice at once, run again, or die at
any instruction: nobody is told twice.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.leaving import AGE_LIMIT, close_open_application
from expert_pool.applications.confirmation import find_confirmation
from expert_pool.applications.upkeep import (
    DormantFor,
    Due,
    Known,
    find_bounds,
    find_due,
    find_silence,
)
from expert_pool.applications.verification import NamedCode
from expert_pool.audit.acts import Act
from expert_pool.calendar import CHINA
from expert_pool.eligibility import last_eligible_day
from expert_pool.experts import Standing
from expert_pool.messaging.queueing import SERVICE
from expert_pool.recording import record_act
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import load_expert, load_experts, set_standing
from expert_pool.storage.leave_store import hold_expert
from expert_pool.storage.mail_store import queue_mail
from expert_pool.storage.upkeep_store import list_members_within, load_known

Days = Mapping[UUID, tuple[date, ...]]
ReadSilences = Callable[[AsyncSession, UUID | None], Awaitable[Days]]
"""The days on which invitations ended without an answer, for one expert or, by None, for all."""

DORMANCY_REASONS: Final[Mapping[str, NamedCode]] = MappingProxyType(
    {
        code.value: NamedCode(code, zh, en)
        for code, zh, en in (
            (DormantFor.SILENCES, "多次未答复邀请", "Invitations left without an answer"),
            (DormantFor.UNCONFIRMED, "长期未确认信息", "Data not confirmed for long"),
        )
    }
)
"""Why the service lets somebody become dormant; nobody chooses these."""

_AT_ONCE: Final = 200
_LANGUAGE: Final = "zh_Hans"


async def list_due(
    desk: AdmissionDesk, read_silences: ReadSilences, now: datetime
) -> tuple[UUID, ...]:
    """The members for whom something is due on this day in China."""
    today = now.astimezone(CHINA).date()
    async with desk.database.read() as session:
        silences = await read_silences(session, None)
        listed = await list_members_within(session, find_bounds(desk.policy, today))
        ids = tuple(dict.fromkeys((*listed, *silences)))
        due: list[UUID] = []
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            known = await _load_known(session, some, silences)
            records = await load_experts(session, some)
            due += (
                one
                for one in some
                if one in records
                and find_due(records[one].expert, known[one], desk.policy, desk.lists, today)
            )
    return tuple(due)


async def attend_member(
    desk: AdmissionDesk, read_silences: ReadSilences, expert_id: UUID, now: datetime
) -> Due | None:
    """Do what is due for one member today, if it still is; what that was."""
    today = now.astimezone(CHINA).date()
    async with desk.database.transaction() as session:
        await hold_expert(session, expert_id)
        record = await load_expert(session, expert_id)
        if record is None:
            return None
        silences = await read_silences(session, expert_id)
        known = (await _load_known(session, (expert_id,), silences))[expert_id]
        due = find_due(record.expert, known, desk.policy, desk.lists, today)
        if due is Due.AGE_EXIT:
            await _retire(session, desk, record, now)
        elif due is Due.AGE_NOTICE:
            await _notify_age(session, desk, record)
        elif due is Due.REMINDER:
            await _remind(session, desk, record)
        elif due is not None:
            found = find_silence(record.expert, known.silences, desk.policy, today)
            reason = found.reason if found else DormantFor.UNCONFIRMED
            await _settle(session, desk, record, due, (reason, today))
        return due


async def _load_known(
    session: AsyncSession, ids: Collection[UUID], silences: Days
) -> Mapping[UUID, Known]:
    known = await load_known(session, ids)
    return {one: replace(told, silences=silences.get(one, ())) for one, told in known.items()}


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
    await _mail(session, record, "age_limit_reached", {})


async def _notify_age(session: AsyncSession, desk: AdmissionDesk, record: ExpertRecord) -> None:
    """POL-03: told once before the exit; noted also where nobody can be written to."""
    last = last_eligible_day(record.expert, desk.policy, desk.lists)
    await _mail(session, record, "age_limit_ahead", {"last": last.isoformat()})
    subject = f"expert:{record.expert.id}"
    await record_act(session, actor=SERVICE, act=Act.EXPERT_NOTIFY_AGE, subject=subject)


async def _remind(session: AsyncSession, desk: AdmissionDesk, record: ExpertRecord) -> None:
    """POL-02: one mail, noted in the log; whoever has no address is reminded by the page only."""
    until = find_confirmation(record.expert, desk.policy).until
    context = {"until": until.isoformat() if until else ""}
    if await _mail(session, record, "confirmation_due", context):
        subject = f"expert:{record.expert.id}"
        await record_act(session, actor=SERVICE, act=Act.EXPERT_REMIND, subject=subject)


async def _settle(
    session: AsyncSession,
    desk: AdmissionDesk,
    record: ExpertRecord,
    due: Due,
    why: tuple[DormantFor, date],
) -> None:
    """POL-09: warned, or asleep; both are noted also where nobody can be written to."""
    reason, today = why
    subject = f"expert:{record.expert.id}"
    if due is Due.WARNING:
        notice = timedelta(days=desk.policy.integer("dormant_notice_days"))
        context = {"reason": reason.value, "until": (today + notice).isoformat()}
        await _mail(session, record, "dormancy_ahead", context)
        act = Act.EXPERT_WARN
        await record_act(session, actor=SERVICE, act=act, subject=subject, reason=reason.value)
        return
    await set_standing(session, UUID(record.expert.id), Standing.DORMANT)
    await record_act(
        session,
        actor=SERVICE,
        act=Act.EXPERT_SLEEP,
        subject=subject,
        reason=reason.value,
        previous_state=record.expert.standing,
        next_state=Standing.DORMANT,
    )
    await _mail(session, record, "dormancy_begun", {"reason": reason.value})


async def _mail(
    session: AsyncSession, record: ExpertRecord, template: str, context: Mapping[str, object]
) -> bool:
    """Queue a mail to the member; False where there is no address."""
    address, language = await _find_address(session, record)
    if address:
        await queue_mail(session, address, template, language, context)
    return bool(address)


async def _find_address(session: AsyncSession, record: ExpertRecord) -> tuple[str, str]:
    """Address and language of the account, or of the record where somebody has none."""
    if record.account_id is not None:
        account = await AccountStore(session).by_id(record.account_id)
        if account is not None:
            return account.email, account.language
    return record.email, _LANGUAGE
