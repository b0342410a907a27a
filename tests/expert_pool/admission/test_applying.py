"""Applying against a real database: whose it is, which version, and what the log says."""

import asyncio
import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from expert_pool.admission.applying import (
    remove_row,
    save_row,
    save_section,
    start_application,
    submit_application,
    withdraw_application,
)
from expert_pool.admission.certificates import (
    NewFile,
    add_certificate,
    find_own_certificate,
    remove_certificate,
)
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_application import Edit, read_application, read_current
from expert_pool.admission.private_fields import open_sections
from expert_pool.applications import Section, State
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.policy import load_policy
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.application_store import ApplicationRecord, load_application
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.database import Database
from expert_pool.vocabulary import load_code_lists
from tests.expert_pool.applications.samples import make_sections
from tests.expert_pool.log_samples import CIPHER

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
AS_OF = date(2026, 11, 20)
ROWS = {
    Section.EMPLOYMENTS: ("employments",),
    Section.CREDENTIALS: ("titles", "qualifications", "honours"),
    Section.FIELDS: ("fields",),
    Section.RELATIONS: ("relations", "avoided_units"),
}


def make_desk(database: Database) -> AdmissionDesk:
    return AdmissionDesk(database, CIPHER, load_policy("demo"), load_code_lists())


async def make_actor(database: Database, name: str, role: Role = Role.EXPERT) -> Actor:
    async with database.transaction() as session:
        account_id = await AccountStore(session).add(f"{name}@example.org", name, "en", NOW)
    return Actor(str(account_id), role)


def a_file() -> NewFile:
    return NewFile("a.pdf", "application/pdf", 10, 1, bytes(32), uuid4().hex, uuid4().hex)


async def stored(desk: AdmissionDesk, application_id: UUID) -> ApplicationRecord:
    async with desk.database.read() as session:
        record = await load_application(session, application_id)
    assert record
    return record


async def fill_in(desk: AdmissionDesk, actor: Actor, **person: Any) -> Edit:
    """Fill in everything, row by row, as pages do; the edit that submits it."""
    record = await start_application(desk, actor, "a@example.org", NOW)
    for section, data in make_sections().items():
        typed = dict(data) | (person if section is Section.IDENTITY else {})
        for group in ROWS.get(section, ()):
            await _add_rows(desk, actor, record.id, group, typed.pop(group, ()))
        await save_section(desk, actor, await _newest(desk, record.id), section, typed)
    return await _newest(desk, record.id)


async def _newest(desk: AdmissionDesk, application_id: UUID) -> Edit:
    return Edit(application_id, (await stored(desk, application_id)).version)


async def _add_rows(
    desk: AdmissionDesk, actor: Actor, application_id: UUID, group: str, rows: Any
) -> None:
    for row in rows:
        edit = await _newest(desk, application_id)
        key = await save_row(desk, actor, edit, (group, "new"), row)
        if group in {"titles", "qualifications"}:
            edit = await _newest(desk, application_id)
            await add_certificate(desk, actor, edit, (group, key), a_file())


async def acts_on(database: Database, application_id: UUID) -> list[str]:
    async with database.read() as session:
        page = await AuditStore(session).page(AuditFilter())
    entries = [logged.entry for logged in page.entries]
    mine = [entry for entry in entries if entry.subject == f"application:{application_id}"]
    return [entry.act for entry in sorted(mine, key=lambda entry: entry.moment)]


async def test_a_reference_number_is_random_and_has_no_sign_that_is_mistaken(
    database: Database,
) -> None:
    desk, actor = make_desk(database), await make_actor(database, "jia")
    record = await start_application(desk, actor, "a@example.org", NOW)
    assert re.fullmatch(
        r"JH-2026-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", record.reference_number
    )


async def test_a_complete_application_is_submitted(database: Database) -> None:
    desk, actor = make_desk(database), await make_actor(database, "jia")
    edit = await fill_in(desk, actor)
    record = await submit_application(desk, actor, edit, NOW, AS_OF)
    assert record.application.state is State.SUBMITTED
    assert (await stored(desk, record.id)).submitted_at == NOW


async def test_each_act_is_in_the_log(database: Database) -> None:
    desk, actor = make_desk(database), await make_actor(database, "jia")
    record = await start_application(desk, actor, "a@example.org", NOW)
    await save_section(desk, actor, Edit(record.id, 1), Section.IDENTITY, {"name": "测甲"})
    place = (
        "titles",
        await save_row(desk, actor, Edit(record.id, 2), ("titles", "new"), {"code": "S01-01"}),
    )
    document = await add_certificate(desk, actor, Edit(record.id, 3), place, a_file())
    await remove_certificate(desk, actor, Edit(record.id, 4), document)
    await withdraw_application(desk, actor, record.id, NOW)
    assert await acts_on(database, record.id) == [
        "application.start",
        "application.change",
        "application.change",
        "application.change",
        "credential.add",
        "application.change",
        "credential.remove",
        "application.withdraw",
    ]


async def test_a_stale_version_is_refused_and_changes_nothing(database: Database) -> None:
    desk, actor = make_desk(database), await make_actor(database, "jia")
    record = await start_application(desk, actor, "a@example.org", NOW)
    edit = Edit(record.id, record.version)
    await save_section(desk, actor, edit, Section.IDENTITY, {"name": "测甲"})
    with pytest.raises(ExpertPoolError, match="changed_meanwhile"):
        await save_section(desk, actor, edit, Section.IDENTITY, {"name": "测乙"})
    assert (await stored(desk, record.id)).sections["identity"]["name"] == "测甲"


async def test_of_two_saves_at_the_same_moment_one_is_refused(database: Database) -> None:
    desk, actor = make_desk(database), await make_actor(database, "jia")
    record = await start_application(desk, actor, "a@example.org", NOW)
    edit = Edit(record.id, record.version)
    results = await asyncio.gather(
        save_section(desk, actor, edit, Section.IDENTITY, {"name": "测甲"}),
        save_section(desk, actor, edit, Section.IDENTITY, {"name": "测乙"}),
        return_exceptions=True,
    )
    refused = [result for result in results if isinstance(result, ExpertPoolError)]
    assert [one.code for one in refused] == ["application.changed_meanwhile"]


async def test_of_two_submissions_with_one_identity_number_one_is_refused(
    database: Database,
) -> None:
    desk = make_desk(database)
    one, two = await make_actor(database, "jia"), await make_actor(database, "yi")
    edits = (await fill_in(desk, one), await fill_in(desk, two))
    results = await asyncio.gather(
        submit_application(desk, one, edits[0], NOW, AS_OF),
        submit_application(desk, two, edits[1], NOW, AS_OF),
        return_exceptions=True,
    )
    refused = [result for result in results if isinstance(result, ExpertPoolError)]
    assert [(one.code, one.params) for one in refused] == [("ELG-16.second_record", {})]


async def test_to_others_an_application_does_not_exist(database: Database) -> None:
    desk = make_desk(database)
    owner, other = await make_actor(database, "jia"), await make_actor(database, "yi")
    record = await start_application(desk, owner, "a@example.org", NOW)
    edit = Edit(record.id, record.version)
    acts = (
        save_section(desk, other, edit, Section.IDENTITY, {"name": "测乙"}),
        save_row(desk, other, edit, ("titles", "new"), {"code": "S01-01"}),
        remove_row(desk, other, edit, "titles", "0000"),
        add_certificate(desk, other, edit, ("titles", "0000"), a_file()),
        submit_application(desk, other, edit, NOW, AS_OF),
        withdraw_application(desk, other, record.id, NOW),
        read_application(desk, other, record.id, AS_OF),
    )
    for act in acts:
        with pytest.raises(ExpertPoolError, match=r"application\.not_found"):
            await act


async def test_an_unfinished_application_names_its_first_gap(database: Database) -> None:
    desk, actor = make_desk(database), await make_actor(database, "jia")
    record = await start_application(desk, actor, "a@example.org", NOW)
    with pytest.raises(ExpertPoolError) as refused:
        await submit_application(desk, actor, Edit(record.id, 1), NOW, AS_OF)
    assert refused.value.params == {"section": "identity", "field": "name"}


async def test_staff_enter_an_application_for_somebody_on_paper(database: Database) -> None:
    desk = make_desk(database)
    clerk = await make_actor(database, "clerk", Role.REGISTRAR)
    first = await start_application(desk, clerk, "a@example.org", NOW, source="paper")
    second = await start_application(desk, clerk, "b@example.org", NOW, source="paper")
    assert first.id != second.id
    assert first.application.entered_by == clerk.account_id
    assert not first.application.applicant
    await save_section(desk, clerk, Edit(first.id, 1), Section.IDENTITY, {"name": "测甲"})
    shown = await read_application(desk, clerk, first.id, AS_OF)
    assert shown.sections[Section.IDENTITY]["name"] == "测甲"
    assert await acts_on(database, first.id) == ["application.enter_for", "application.change"]


async def test_the_numbers_are_sealed_and_come_back_for_the_checks(database: Database) -> None:
    desk, actor = make_desk(database), await make_actor(database, "jia")
    edit = await fill_in(desk, actor)
    record = await stored(desk, edit.application_id)
    number = str(make_sections()[Section.IDENTITY]["identity_number"])
    assert "identity_number" not in record.sections["identity"]
    assert open_sections(CIPHER, record)[Section.IDENTITY]["identity_number"] == number


async def test_what_a_page_is_given_has_no_number_in_full(database: Database) -> None:
    desk, actor = make_desk(database), await make_actor(database, "jia")
    await fill_in(desk, actor)
    dossier = await read_current(desk, actor, AS_OF)
    assert dossier
    assert dossier.complete
    assert "identity_number" not in dossier.sections[Section.IDENTITY]
    assert "*" in dossier.person.masked["identity_number"]


async def test_a_bank_account_is_sealed_too(database: Database) -> None:
    desk, actor = make_desk(database), await make_actor(database, "jia")
    record = await start_application(desk, actor, "a@example.org", NOW)
    typed = {"bank_account": "6222 0000 0000 1234"}
    kept = await save_section(desk, actor, Edit(record.id, 1), Section.IDENTITY, typed)
    assert kept.sections["identity"] == {}
    assert kept.secret_cipher


async def test_removing_a_row_removes_its_certificates(database: Database) -> None:
    desk, actor = make_desk(database), await make_actor(database, "jia")
    record = await start_application(desk, actor, "a@example.org", NOW)
    typed = {"code": "S01-01"}
    key = await save_row(desk, actor, Edit(record.id, 1), ("titles", "new"), typed)
    document = await add_certificate(desk, actor, Edit(record.id, 2), ("titles", key), a_file())
    await remove_row(desk, actor, Edit(record.id, 3), "titles", key)
    with pytest.raises(ExpertPoolError, match=r"document\.not_found"):
        await find_own_certificate(desk, actor, document)


async def test_a_typed_key_or_certificate_is_never_taken_over(database: Database) -> None:
    desk, actor = make_desk(database), await make_actor(database, "jia")
    record = await start_application(desk, actor, "a@example.org", NOW)
    typed = {"code": "S01-01", "key": "mine", "certificates": [str(uuid4())]}
    key = await save_row(desk, actor, Edit(record.id, 1), ("titles", "new"), typed)
    kept = (await stored(desk, record.id)).sections["credentials"]["titles"]
    assert kept == [{"key": key, "code": "S01-01"}]


async def test_a_certificate_belongs_to_a_credential(database: Database) -> None:
    desk, actor = make_desk(database), await make_actor(database, "jia")
    record = await start_application(desk, actor, "a@example.org", NOW)
    with pytest.raises(ExpertPoolError, match="application_row"):
        await add_certificate(desk, actor, Edit(record.id, 1), ("fields", "0000"), a_file())


@pytest.mark.parametrize("state", ["submitted", "withdrawn"])
async def test_what_was_handed_in_or_closed_cannot_be_changed(
    database: Database, state: str
) -> None:
    desk, actor = make_desk(database), await make_actor(database, "jia")
    edit = await fill_in(desk, actor)
    if state == "submitted":
        record = await submit_application(desk, actor, edit, NOW, AS_OF)
    else:
        record = await withdraw_application(desk, actor, edit.application_id, NOW)
    with pytest.raises(ExpertPoolError, match="not_open_for_changes"):
        await save_section(
            desk, actor, Edit(record.id, record.version), Section.IDENTITY, {"name": "测乙"}
        )
