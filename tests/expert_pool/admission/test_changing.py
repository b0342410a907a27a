"""A member's change: filled in, verified again by two, and in force only then."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from expert_pool.admission.admitting import admit_case
from expert_pool.admission.applying import (
    remove_row,
    save_row,
    save_section,
    start_application,
    submit_application,
)
from expert_pool.admission.case_file import read_case
from expert_pool.admission.certificates import CERTIFICATE, remove_certificate
from expert_pool.admission.changing import CHANGE, start_change
from expert_pool.admission.leaving import leave_pool
from expert_pool.admission.own_application import Edit, read_application
from expert_pool.admission.own_declarations import declare
from expert_pool.admission.own_record import (
    change_contact,
    change_directions,
    read_own_record,
    store_bank_account,
)
from expert_pool.admission.sealing import PrivateData
from expert_pool.admission.standing import suspend_expert
from expert_pool.admission.verifying import Opinion, decline_case
from expert_pool.applications import Section, State
from expert_pool.audit.acts import Act
from expert_pool.experts import Standing
from expert_pool.storage.application_store import ApplicationRecord
from expert_pool.storage.database import Database
from expert_pool.storage.document_store import DocumentRecord, add_document, load_document
from expert_pool.storage.review_store import load_verifications
from tests.expert_pool.admission.cases import (
    NOW,
    Office,
    admitted,
    complete_sections,
    first_check,
    hand_in,
    logged,
    mails,
    make_office,
    record_of,
    refused,
    stored,
)
from tests.expert_pool.applications.samples import AS_OF

LATER = NOW + timedelta(days=40)
PLEDGES = complete_sections()[Section.PLEDGES.value]


@pytest.fixture
async def office(database: Database) -> Office:
    return await make_office(database)


async def version_of(office: Office) -> int:
    return (await read_own_record(office.desk, office.applicant)).record.version


async def begun(office: Office) -> ApplicationRecord:
    return await start_change(office.desk, office.applicant, await version_of(office), LATER)


async def handed_in(office: Office) -> Edit:
    """A change of the employer, submitted."""
    record = await begun(office)
    desk, who = office.desk, office.applicant
    row = record.sections[Section.EMPLOYMENTS]["employments"][0]  # type: ignore[index]
    typed = {**row, "employer": "虚构研究院", "start": "2026-11-01"}
    edit = Edit(record.id, record.version)
    await save_row(desk, who, edit, ("employments", row["key"]), typed)
    edit = replace(edit, version=edit.version + 1)
    await save_section(desk, who, edit, Section.PLEDGES, PLEDGES)
    edit = replace(edit, version=edit.version + 1)
    await submit_application(desk, who, edit, LATER, LATER.date())
    return replace(edit, version=edit.version + 1)


async def test_a_change_is_filled_in_with_what_is_in_force(office: Office) -> None:
    expert_id = await admitted(office)
    record = await begun(office)
    assert (record.source, record.expert_id) == (CHANGE, expert_id)
    dossier = await read_application(office.desk, office.applicant, record.id, AS_OF)
    assert dossier.sections[Section.CREDENTIALS] == complete_sections()["credentials"]
    assert dossier.person.masked["identity_number"]
    unfinished = {section for section, errors in dossier.errors.items() if errors}
    assert unfinished == {Section.PLEDGES}


async def test_a_change_begins_once_and_on_the_record_that_was_seen(office: Office) -> None:
    await admitted(office)
    seen = await version_of(office)
    first = await start_change(office.desk, office.applicant, seen, LATER)
    again = await start_change(office.desk, office.applicant, seen, LATER)
    assert again.id == first.id
    stale = start_change(office.desk, office.applicant, seen + 1, LATER)
    assert await refused(stale) == "own_record.changed_meanwhile"
    assert await refused(start_change(office.desk, office.first, seen, LATER)) == (
        "own_record.not_found"
    )


async def test_the_old_state_stays_in_force_until_two_registrars_agreed(office: Office) -> None:
    expert_id = await admitted(office)
    before = await record_of(office, expert_id)
    edit = await handed_in(office)
    assert (await record_of(office, expert_id)).expert == before.expert
    await first_check(office, edit)
    assert (await record_of(office, expert_id)).expert == before.expert
    same = admit_case(office.desk, office.first, edit, (), LATER)
    assert await refused(same) == "VER-01.same_registrar"
    assert await admit_case(office.desk, office.second, edit, (), LATER) == expert_id
    after = (await record_of(office, expert_id)).expert
    assert [tie.unit.name for tie in after.employments] == ["虚构研究院"]
    assert after.titles == before.expert.titles
    assert (after.admitted_on, after.confirmed_on) == (
        before.expert.admitted_on,
        LATER.date(),
    )
    assert ("change_admitted", "jia@example.org") in await mails(office)


async def test_checks_of_unchanged_credentials_count_and_the_credit_check_does_not(
    office: Office,
) -> None:
    await admitted(office)
    edit = await handed_in(office)
    case = await read_case(office.desk, office.first, edit.application_id, LATER.date())
    unchecked = [one.place for one in case.credentials if one.verification is None]
    assert unchecked == ["integrity"]


async def test_what_a_member_changed_alone_meanwhile_is_not_overwritten(office: Office) -> None:
    expert_id = await admitted(office)
    edit = await handed_in(office)
    desk, who, day = office.desk, office.applicant, LATER.date()
    contact = {"phone": "13900000000", "email": "new@example.org"}
    await change_contact(desk, who, await version_of(office), contact, day)
    await change_directions(desk, who, await version_of(office), {"directions": ["新方向"]}, day)
    tie = ("relations", {"kind": "adviser", "person_name": "测乙"})
    await declare(desk, who, await version_of(office), tie, day)
    account = PrivateData(bank_account="6222020000000000000", bank_branch="虚构银行示例支行")
    await store_bank_account(desk, who, await version_of(office), account, consents=True)
    await first_check(office, edit)
    await admit_case(office.desk, office.second, edit, (), LATER)
    own = await read_own_record(desk, who)
    expert = own.record.expert
    assert (own.masked["phone"], own.masked["bank_account"]) == ("139****0000", "****0000")
    assert own.masked["bank_branch"] == "虚构银行示例支行"
    assert (own.record.email, expert.directions) == ("new@example.org", ("新方向",))
    assert [one.person_name for one in expert.relations] == ["测乙"]
    assert expert.declarations.bank_consent
    assert expert.declarations.sensitive_consent == "1"
    assert UUID(expert.id) == expert_id


async def test_a_suspended_member_stays_suspended_after_a_change(office: Office) -> None:
    expert_id = await admitted(office)
    edit = await handed_in(office)
    await suspend_expert(office.desk, office.third, expert_id, "under_inquiry")
    await first_check(office, edit)
    await admit_case(office.desk, office.second, edit, (), LATER)
    assert (await record_of(office, expert_id)).expert.standing is Standing.SUSPENDED


async def test_a_declined_change_changes_nothing(office: Office) -> None:
    expert_id = await admitted(office)
    before = await record_of(office, expert_id)
    edit = await handed_in(office)
    await first_check(office, edit)
    opinion = Opinion(("credential_unproven",), "No evidence.")
    await decline_case(office.desk, office.second, edit, opinion, LATER)
    assert await record_of(office, expert_id) == before


async def with_certificate(office: Office) -> DocumentRecord:
    """Admit somebody whose title has a file of its own."""
    sections = complete_sections()
    document_id = uuid4()
    sections["credentials"]["titles"][0]["certificates"] = [str(document_id)]
    edit = await hand_in(office, sections=sections)
    document = DocumentRecord(
        id=document_id,
        application_id=edit.application_id,
        kind=CERTIFICATE,
        credential="titles.titles0",
        file_name="证书.pdf",
        content_type="application/pdf",
        size=9,
        pages=1,
        sha256=b"1" * 32,
        storage_name="stored",
        uploaded_by=UUID(office.applicant.account_id),
    )
    async with office.database.transaction() as session:
        await add_document(session, document)
    await first_check(office, edit)
    await admit_case(office.desk, office.second, edit, (), NOW)
    return document


async def test_files_of_the_admitted_application_are_shown_in_the_change(office: Office) -> None:
    document = await with_certificate(office)
    record = await begun(office)
    dossier = await read_application(office.desk, office.applicant, record.id, AS_OF)
    assert list(dossier.documents) == [str(document.id)]


async def test_files_of_the_admitted_application_are_only_taken_out_of_the_change(
    office: Office,
) -> None:
    document = await with_certificate(office)
    record = await begun(office)
    desk, who, edit = office.desk, office.applicant, Edit(record.id, record.version)
    removed = await remove_certificate(desk, who, edit, document.id)
    assert not removed.erase
    changed = await stored(office, edit)
    assert changed.sections["credentials"]["titles"][0]["certificates"] == []  # type: ignore[index]
    later = replace(edit, version=edit.version + 1)
    code = await refused(remove_certificate(desk, who, later, document.id))
    assert code == "document.not_found"
    await remove_row(desk, who, later, "titles", "titles0")
    async with office.database.read() as session:
        assert await load_document(session, document.id)


async def test_leaving_closes_a_change_and_the_way_back_is_an_application(
    office: Office,
) -> None:
    expert_id = await admitted(office)
    edit = await handed_in(office)
    await leave_pool(office.desk, office.applicant, await version_of(office), ("untold", ()), LATER)
    assert (await stored(office, edit)).application.state is State.WITHDRAWN
    assert ("pool_left", "jia@example.org") in await mails(office)
    (entry,) = await logged(office, Act.EXPERT_REMOVE)
    assert (entry.entry.previous_state, entry.entry.next_state) == ("active", "exited")
    again = await start_application(office.desk, office.applicant, "jia@example.org", LATER)
    assert (again.source, again.expert_id) == ("online", expert_id)
    async with office.database.read() as session:
        assert await load_verifications(session, again.id, inherited=True) == ()


async def test_a_reason_to_leave_comes_from_the_list(office: Office) -> None:
    await admitted(office)
    version = await version_of(office)
    work = leave_pool(office.desk, office.applicant, version, ("weather", ()), LATER)
    assert await refused(work) == "expert.reason_unknown"
