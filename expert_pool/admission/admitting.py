"""Admission: the second registrar's yes makes an application an expert of the pool.

One transaction holds the decision, the expert with verified credentials and sealed numbers,
the account's role, the log entry and the mail.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.case_file import (
    day_in_china,
    expert_of,
    find_bars_against,
    find_help,
)
from expert_pool.admission.casework import (
    OpenCase,
    check_of,
    finding_kept,
    move,
    open_case,
    record_move,
)
from expert_pool.admission.changing import CHANGE, merged
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.letters import tell_admitted
from expert_pool.admission.own_application import Edit
from expert_pool.admission.own_confirmation import wake_expert
from expert_pool.admission.own_record import IN_POOL
from expert_pool.admission.private_fields import open_fields
from expert_pool.admission.sealing import PrivateData, seal_private_data
from expert_pool.applications import Act, Override, Section, Step
from expert_pool.applications.sections import typed_text
from expert_pool.audit import acts
from expert_pool.audit.entries import Actor
from expert_pool.eligibility import check_unique_person
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Expert, ExpertId, Standing
from expert_pool.findings import Finding
from expert_pool.identity import check_phone
from expert_pool.pinyin import pinyin_of
from expert_pool.roles import Role, forbidden_together
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.application_store import (
    ApplicationRecord,
    add_check,
    hold_identity,
    save_application,
)
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import (
    add_experts,
    find_expert_by_identity,
    load_expert,
    replace_expert,
)
from expert_pool.storage.leave_store import hold_expert


async def admit_case(
    desk: AdmissionDesk,
    actor: Actor,
    edit: Edit,
    overrides: tuple[Override, ...],
    now: datetime,
) -> UUID:
    """Admit the applicant; gives the expert's id.

    Raises:
        ExpertPoolError: the first obstacle: whose turn it is, an unchecked credential, or a
            hard finding that nobody entitled overruled.
    """
    as_of = day_in_china(now)
    async with desk.database.transaction() as session:
        case = await open_case(session, desk, edit)
        if case.record.identity_index:
            await hold_identity(session, case.record.identity_index)
        expert_id = case.record.expert_id or uuid4()
        found = await _find_all(session, desk, case, expert_id, as_of)
        step = Step(Act.ADMIT, actor.account_id, findings=found, overrides=overrides)
        moved = replace(move(case.record, step, desk), decided_at=now, expert_id=expert_id)
        await _store_expert(session, desk, actor, case, expert_id, as_of)
        await _open_role(session, moved, actor, now)
        await save_application(session, moved)
        overruled = tuple(asdict(one) | {"rule": one.rule_id} for one in overrides)
        check = replace(check_of(desk, case, step, "admit"), reasons=overruled)
        await add_check(session, check)
        after = _decided(desk, expert_id, found, overrides)
        act = acts.Act.APPLICATION_ADMIT
        await record_move(session, actor, act, (case.record, moved), after=after)
        await tell_admitted(session, moved)
    return expert_id


def _decided(
    desk: AdmissionDesk,
    expert_id: UUID,
    found: tuple[Finding, ...],
    overrides: tuple[Override, ...],
) -> Mapping[str, object]:
    """What the log keeps of an admission: hard findings that were overruled stand in it."""
    return {
        "expert": str(expert_id),
        "findings": [finding_kept(finding) for finding in found],
        "overruled": [f"{one.rule_id}: {one.reason} ({one.office.value})" for one in overrides],
        "policy": desk.policy.digest,
    }


async def _find_all(
    session: AsyncSession, desk: AdmissionDesk, case: OpenCase, expert_id: UUID, as_of: date
) -> tuple[Finding, ...]:
    """Everything that speaks against the admission, first of all a second record (ELG-16)."""
    expert = expert_of(case.record, case.full, case.verifications, as_of)
    index = case.record.identity_index
    known = await find_expert_by_identity(session, index) if index else None
    others = () if known in {None, expert_id} else (ExpertId(str(known)),)
    unique = check_unique_person(expert, others, desk.policy)
    bars = await find_bars_against(session, desk, case.record, as_of)
    return (*unique, *bars, *find_help(desk, case.full, case.verifications, expert, as_of))


async def _store_expert(
    session: AsyncSession,
    desk: AdmissionDesk,
    actor: Actor,
    case: OpenCase,
    expert_id: UUID,
    as_of: date,
) -> None:
    """The expert as verified; one who was known keeps what the application does not ask for.

    Who was dormant has shown life by asking for a change, and is active again (POL-09).
    """
    await hold_expert(session, expert_id)
    former = await load_expert(session, expert_id)
    record = _expert_record(desk, case, expert_id, as_of)
    if former is None:
        await add_experts(session, (record,))
        return
    if case.record.source == CHANGE and former.expert.standing not in IN_POOL:
        raise ExpertPoolError("application.expert_left")
    await replace_expert(session, merged(record, former, case.record))
    if case.record.source == CHANGE and former.expert.standing is Standing.DORMANT:
        await wake_expert(session, actor, UUID(former.expert.id))


def _expert_record(
    desk: AdmissionDesk, case: OpenCase, expert_id: UUID, as_of: date
) -> ExpertRecord:
    record = case.record
    expert = expert_of(replace(record, expert_id=expert_id), case.full, case.verifications, as_of)
    submitted = day_in_china(record.submitted_at) if record.submitted_at else as_of
    private = _private_data(desk, record)
    account = record.application.applicant
    return ExpertRecord(
        expert=_dated(expert, as_of, submitted),
        email=typed_text(case.full[Section.IDENTITY], "email") or record.email,
        account_id=UUID(account) if account else None,
        name_pinyin=pinyin_of(expert.name),
        sealed=seal_private_data(desk.cipher, expert_id, private),
    )


def _dated(expert: Expert, admitted_on: date, confirmed_on: date) -> Expert:
    """With both days: the data were last confirmed when they were handed in (POL-01)."""
    return replace(expert, admitted_on=admitted_on, confirmed_on=confirmed_on)


def _private_data(desk: AdmissionDesk, record: ApplicationRecord) -> PrivateData:
    private = open_fields(desk.cipher, record)
    phone = private.get("phone", "")
    return PrivateData(
        identity_number=private.get("identity_number", ""),
        phone=check_phone(phone).number if phone else "",
        bank_account=private.get("bank_account", ""),
    )


async def _open_role(
    session: AsyncSession, record: ApplicationRecord, actor: Actor, now: datetime
) -> None:
    """The account acts as an expert from now on; somebody on paper may have none."""
    if not record.application.applicant:
        return
    store = AccountStore(session)
    account = await store.by_id(UUID(record.application.applicant))
    if account is None or Role.EXPERT in account.roles:
        return
    for finding in forbidden_together({*(Role(held) for held in account.roles), Role.EXPERT}):
        raise ExpertPoolError(finding.code, dict(finding.params))
    await store.grant(account.id, Role.EXPERT, UUID(actor.account_id), now)
