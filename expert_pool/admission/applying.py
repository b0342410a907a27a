"""Applying for the pool: start, save and resume, submit, withdraw.

A draft keeps whatever was typed; only a submission asks whether it is complete and right.
Every function takes plain values and the actor, so that pages and the API share them.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from secrets import token_hex
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.drafting import PAPER, new_draft
from expert_pool.admission.letters import tell_submitted
from expert_pool.admission.own_application import (
    Edit,
    barring,
    find_concerns,
    find_membership,
    hold_for_change,
    load_own,
)
from expert_pool.admission.private_fields import (
    consented,
    open_fields,
    open_sections,
    seal_fields,
)
from expert_pool.admission.private_fields import split_private as split
from expert_pool.admission.row_editing import drop_row, find_row, put_row, section_of
from expert_pool.admission.sealing import identity_index
from expert_pool.applications import (
    CLOSED,
    Act,
    Section,
    SectionData,
    State,
    Step,
    advance,
    check_application,
)
from expert_pool.applications.sections import typed_list
from expert_pool.audit import acts
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding
from expert_pool.recording import record_act
from expert_pool.storage.application_store import (
    ApplicationRecord,
    add_application,
    hold_identity,
    load_open_application,
    save_application,
)
from expert_pool.storage.document_store import remove_document

NEW: Final = "new"
Change = Callable[[SectionData], dict[str, object]]


async def start_application(
    desk: AdmissionDesk,
    actor: Actor,
    email: str,
    now: datetime,
    *,
    source: str = "online",
    call: str = "",
) -> ApplicationRecord:
    """A new draft with its reference number; the account's open application, if there is one.

    `call` is the number of the call for experts that it answers.
    `source` is `paper` where staff enter it for somebody who cannot work online: `email` is
    then that person's, the actor is kept as who entered it.

    Raises:
        ExpertPoolError: `application.already_in_pool` for an expert who is in the pool.
    """
    async with desk.database.transaction() as session:
        account_id = UUID(actor.account_id)
        if source != PAPER:
            found = await load_open_application(session, account_id)
            if found and found.application.state not in CLOSED:
                return found
            if await find_membership(session, actor):
                raise ExpertPoolError("application.already_in_pool")
        drafted = await new_draft(session, desk, actor, (email, source), now)
        record = replace(drafted, call_number=call)
        await add_application(session, record)
        act = acts.Act.APPLICATION_ENTER_FOR if source == PAPER else acts.Act.APPLICATION_START
        await record_act(
            session, actor=actor, act=act, subject=subject(record), next_state=State.DRAFT
        )
        return record


def subject(record: ApplicationRecord) -> str:
    """How the log names an application."""
    return f"application:{record.id}"


async def save_section(
    desk: AdmissionDesk, actor: Actor, edit: Edit, section: Section, typed: Mapping[str, object]
) -> ApplicationRecord:
    """Keep what was typed into a section, right or wrong; rows are kept by `save_row`.

    An empty identity or phone number keeps the one that is stored; an identity number is kept
    with its separate consent only.
    """
    open_part, private = split(typed)
    async with desk.database.transaction() as session:
        record = await hold_for_change(session, actor, edit)
        changed = with_section(record, section, lambda data: {**data, **open_part})
        if section is Section.IDENTITY:
            persons = (record.sections.get(section, {}), changed.sections[section])
            if private := consented(*persons, private):
                changed = with_private(desk, changed, private)
        return await keep(session, actor, changed, section)


async def save_row(
    desk: AdmissionDesk, actor: Actor, edit: Edit, place: tuple[str, str], typed: SectionData
) -> str:
    """Keep a row of a group (`place` is the group and the row's key, or `new`); gives the key."""
    group, key = place
    section = section_of(group)
    async with desk.database.transaction() as session:
        record = await hold_for_change(session, actor, edit)
        if key == NEW:
            key = token_hex(4)
        else:
            find_row(record.sections.get(section, {}), group, key)
        changed = with_section(record, section, lambda data: put_row(data, group, key, typed))
        await keep(session, actor, changed, section)
    return key


async def remove_row(
    desk: AdmissionDesk, actor: Actor, edit: Edit, group: str, key: str
) -> ApplicationRecord:
    """Take a row out, together with its certificates."""
    section = section_of(group)
    async with desk.database.transaction() as session:
        record = await hold_for_change(session, actor, edit)
        row = find_row(record.sections.get(section, {}), group, key)
        for document in typed_list(row, "certificates"):
            await remove_document(session, UUID(document), record.id)
        changed = with_section(record, section, lambda data: drop_row(data, group, key))
        return await keep(session, actor, changed, section)


def with_section(record: ApplicationRecord, section: Section, change: Change) -> ApplicationRecord:
    """The record with one section changed."""
    changed = change(record.sections.get(section, {}))
    return replace(record, sections={**record.sections, section.value: changed})


def with_private(
    desk: AdmissionDesk, record: ApplicationRecord, private: Mapping[str, str]
) -> ApplicationRecord:
    """The record with private fields sealed, and the number's blind index beside them."""
    kept = open_fields(desk.cipher, record) | dict(private)
    number = kept.get("identity_number", "")
    return replace(
        record,
        secret_cipher=seal_fields(desk.cipher, record.id, kept),
        identity_index=identity_index(desk.cipher, number) if number else None,
    )


async def keep(
    session: AsyncSession, actor: Actor, record: ApplicationRecord, section: Section
) -> ApplicationRecord:
    """Store a changed draft as the next version, and say so in the log."""
    changed = replace(record, version=record.version + 1)
    await save_application(session, changed)
    await record_act(
        session,
        actor=actor,
        act=acts.Act.APPLICATION_CHANGE,
        subject=subject(record),
        after={"section": section.value, "version": changed.version},
    )
    return changed


async def find_submission_concerns(
    desk: AdmissionDesk, actor: Actor, application_id: UUID, as_of: date
) -> tuple[Finding, ...]:
    """What the rules say about a complete application, for the page before the submission."""
    async with desk.database.read() as session:
        record = await load_own(session, actor, application_id)
        return await find_concerns(session, desk, record, as_of)


async def submit_application(
    desk: AdmissionDesk, actor: Actor, edit: Edit, now: datetime, as_of: date
) -> ApplicationRecord:
    """Hand the application in.

    Raises:
        ExpertPoolError: `application.incomplete` with the first field, or the code of the
            first finding that refuses a submission, such as `ELG-16.second_record`.
    """
    async with desk.database.transaction() as session:
        record = await hold_for_change(session, actor, edit)
        _refuse_incomplete(desk, record, as_of)
        if record.identity_index:
            await hold_identity(session, record.identity_index)
        found = await find_concerns(session, desk, record, as_of)
        step = Step(Act.SUBMIT, actor.account_id, findings=barring(found, desk.policy))
        moved = replace(
            record,
            application=advance(record.application, step, desk.policy),
            version=record.version + 1,
            submitted_at=now,
            decided_at=None,
        )
        await save_application(session, moved)
        await _record_submission(session, desk, actor, record, moved)
        until = desk.calendar.add_working_days(as_of, desk.policy.integer("verify_sla_days"))
        await tell_submitted(session, moved, until)
        return moved


def _refuse_incomplete(desk: AdmissionDesk, record: ApplicationRecord, as_of: date) -> None:
    sections = open_sections(desk.cipher, record)
    errors = check_application(sections, desk.policy, desk.lists, as_of)
    if errors:
        place = {"section": errors[0].section, "field": errors[0].field}
        raise ExpertPoolError("application.incomplete", place)


async def _record_submission(
    session: AsyncSession,
    desk: AdmissionDesk,
    actor: Actor,
    before: ApplicationRecord,
    after: ApplicationRecord,
) -> None:
    typed = json.dumps(after.sections, sort_keys=True, ensure_ascii=False)
    await record_act(
        session,
        actor=actor,
        act=acts.Act.APPLICATION_SUBMIT,
        subject=subject(after),
        previous_state=before.application.state,
        next_state=after.application.state,
        # The salted detail proves later what was handed in, without holding it.
        after={
            "version": after.version,
            "sections_sha256": sha256(typed.encode()).hexdigest(),
            "policy": desk.policy.digest,
        },
    )


async def withdraw_application(
    desk: AdmissionDesk, actor: Actor, application_id: UUID, now: datetime
) -> ApplicationRecord:
    """Take the application back; it stays as a closed one, and a new one can be started."""
    async with desk.database.transaction() as session:
        record = await load_own(session, actor, application_id, lock=True)
        step = Step(Act.WITHDRAW, actor.account_id)
        moved = replace(
            record,
            application=advance(record.application, step, desk.policy),
            version=record.version + 1,
            decided_at=now,
        )
        await save_application(session, moved)
        await record_act(
            session,
            actor=actor,
            act=acts.Act.APPLICATION_WITHDRAW,
            subject=subject(record),
            previous_state=record.application.state,
            next_state=moved.application.state,
        )
        return moved
