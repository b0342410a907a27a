"""Submitted applications and registrars in a database, for tests of the checks."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from expert_pool.admission.admitting import admit_case
from expert_pool.admission.case_file import read_case
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_application import Edit
from expert_pool.admission.private_fields import seal_fields, split_private
from expert_pool.admission.sealing import identity_index
from expert_pool.admission.verifying import (
    NewVerification,
    Opinion,
    recommend,
    take_case,
    verify_credential,
)
from expert_pool.applications import Method, Outcome, Recommendation, Section, State
from expert_pool.applications.states import Application
from expert_pool.applications.verification import INTEGRITY
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.policy import load_policy
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.application_store import (
    ApplicationRecord,
    add_application,
    load_application,
)
from expert_pool.storage.audit_store import AuditFilter, AuditStore, LoggedEntry
from expert_pool.storage.database import Database
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import load_expert
from expert_pool.vocabulary import load_code_lists
from tests.expert_pool.applications.samples import AS_OF, make_sections
from tests.expert_pool.log_samples import CIPHER

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
NUMBER = "99000019700105001X"


@dataclass(frozen=True)
class Office:
    """The people of a small bureau, and somebody who applied."""

    desk: AdmissionDesk
    first: Actor
    second: Actor
    third: Actor
    applicant: Actor

    @property
    def database(self) -> Database:
        return self.desk.database


async def make_office(database: Database) -> Office:
    desk = AdmissionDesk(database, CIPHER, load_policy("demo"), load_code_lists())
    async with database.transaction() as session:
        store = AccountStore(session)
        ids = {}
        for name, role in (
            ("r1", Role.REGISTRAR),
            ("r2", Role.REGISTRAR),
            ("r3", Role.REGISTRAR),
            ("jia", Role.EXPERT),
        ):
            ids[name] = await store.add(f"{name}@example.org", name, "en", NOW)
            await store.grant(ids[name], role, None, NOW)
    one, two, three = (Actor(str(ids[name]), Role.REGISTRAR) for name in ("r1", "r2", "r3"))
    return Office(desk, one, two, three, Actor(str(ids["jia"]), Role.EXPERT))


def complete_sections() -> dict[str, Any]:
    """Complete sections as they are stored: each row with its key."""
    sections = make_sections()
    for data in sections.values():
        for group, rows in data.items():
            if isinstance(rows, list) and rows and isinstance(rows[0], dict):
                data[group] = [{**row, "key": f"{group}{place}"} for place, row in enumerate(rows)]
    return {section.value: data for section, data in sections.items()}


async def hand_in(
    office: Office, *, sections: Mapping[str, Any] | None = None, **changes: Any
) -> Edit:
    """Store a submitted application, and give what its page was made from."""
    typed = dict(sections or complete_sections())
    open_part, private = split_private(typed[Section.IDENTITY])
    application_id = uuid4()
    record = ApplicationRecord(
        id=application_id,
        reference_number=f"JH-2026-{str(application_id)[:8]}",
        application=Application(office.applicant.account_id, state=State.SUBMITTED),
        email="jia@example.org",
        sections={**typed, Section.IDENTITY.value: open_part},
        secret_cipher=seal_fields(office.desk.cipher, application_id, private),
        identity_index=identity_index(office.desk.cipher, private["identity_number"]),
        version=3,
        submitted_at=NOW,
    )
    async with office.database.transaction() as session:
        await add_application(session, replace(record, **changes))
    return Edit(application_id, 3)


async def check_all(office: Office, actor: Actor, edit: Edit, **changed: Outcome) -> None:
    """Record a check of every credential; `titles_0=Outcome.UNCLEAR` changes one."""
    case = await read_case(office.desk, actor, edit.application_id, AS_OF)
    for shown in case.credentials:
        found = _check_of(shown.place, changed.get(shown.place.replace(".", "_")))
        await verify_credential(office.desk, actor, edit, found, NOW)


def _check_of(place: str, outcome: Outcome | None) -> NewVerification:
    if place != INTEGRITY:
        return NewVerification(place, Method.ORIGINAL_SEEN, outcome or Outcome.CONFIRMED)
    result = outcome or Outcome.NO_RECORD
    reason = "research_misconduct" if result is Outcome.RECORD_FOUND else ""
    return NewVerification(place, Method.CREDIT_CHINA, result, reason=reason)


async def first_check(office: Office, edit: Edit, **changed: Outcome) -> None:
    """The first registrar takes the case, checks everything, and advises to admit."""
    await take_case(office.desk, office.first, edit)
    await check_all(office, office.first, edit, **changed)
    await recommend(office.desk, office.first, edit, Recommendation.ADMIT, Opinion())


async def stored(office: Office, edit: Edit) -> ApplicationRecord:
    async with office.database.read() as session:
        record = await load_application(session, edit.application_id)
    assert record is not None
    return record


async def logged(office: Office, *acts: Act) -> tuple[LoggedEntry, ...]:
    async with office.database.transaction() as session:
        page = await AuditStore(session).page(AuditFilter(acts=frozenset(acts)))
    return page.entries


async def mails(office: Office) -> list[tuple[str, str]]:
    async with office.database.read() as session:
        rows = await session.execute(text("SELECT template, recipient FROM outgoing_mail"))
        return [(row.template, row.recipient) for row in rows]


async def count(office: Office, table: str) -> int:
    async with office.database.read() as session:
        found = await session.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
    return int(found)


async def refused(work: Awaitable[object]) -> str:
    """The code of the error that this work ends with."""
    with pytest.raises(ExpertPoolError) as error:
        await work
    return error.value.code


async def admitted(office: Office) -> UUID:
    """An expert in the pool: handed in, checked and admitted by two registrars."""
    edit = await hand_in(office)
    await first_check(office, edit)
    return await admit_case(office.desk, office.second, edit, (), NOW)


async def record_of(office: Office, expert_id: UUID) -> ExpertRecord:
    """The expert as stored now."""
    async with office.database.read() as session:
        record = await load_expert(session, expert_id)
    assert record
    return record
