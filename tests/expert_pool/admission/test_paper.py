"""Paper applications: only who entered one changes it, and nobody hands it in without a scan."""

from uuid import uuid4

import pytest

from expert_pool.admission.applying import save_section
from expert_pool.admission.certificates import NewFile
from expert_pool.admission.own_application import Edit
from expert_pool.admission.paper import (
    add_scan,
    begin_paper,
    drop_scan,
    own_papers,
    read_paper,
    scans_of,
    submit_paper,
)
from expert_pool.admission.verifying import take_case
from expert_pool.applications import Section, State
from expert_pool.audit.acts import Act
from expert_pool.storage.database import Database
from tests.expert_pool.admission.cases import (
    NOW,
    Office,
    complete_sections,
    logged,
    mails,
    make_office,
    refused,
    stored,
)
from tests.expert_pool.applications.samples import AS_OF

SCAN = NewFile("申请.pdf", "application/pdf", 9, 1, b"1" * 32, "a" * 32, "b" * 32)


@pytest.fixture
async def office(database: Database) -> Office:
    return await make_office(database)


async def entered(office: Office) -> Edit:
    """A complete paper application, typed in by the first registrar."""
    begun = await begin_paper(office.desk, office.first, "jia@example.org", NOW)
    version = begun.version
    for name, data in complete_sections().items():
        edit = Edit(begun.id, version)
        typed = await save_section(office.desk, office.first, edit, Section(name), data)
        version = typed.version
    return Edit(begun.id, version)


async def test_a_paper_is_entered_for_somebody_without_an_account(office: Office) -> None:
    edit = await entered(office)
    life = (await stored(office, edit)).application
    assert (life.applicant, life.entered_by) == ("", office.first.account_id)
    (begun,) = await logged(office, Act.APPLICATION_ENTER_FOR)
    assert begun.entry.actor == office.first.account_id
    assert [one.id for one in await own_papers(office.desk, office.first)] == [edit.application_id]


async def test_another_registrar_neither_sees_nor_changes_it(office: Office) -> None:
    edit = await entered(office)
    assert await own_papers(office.desk, office.second) == ()
    code = await refused(read_paper(office.desk, office.second, edit.application_id, AS_OF))
    assert code == "application.not_found"
    assert await refused(add_scan(office.desk, office.second, edit, SCAN)) == (
        "application.not_found"
    )
    work = submit_paper(office.desk, office.second, edit, NOW, AS_OF)
    assert await refused(work) == "application.scan_missing"


async def test_nothing_is_handed_in_without_the_scan(office: Office) -> None:
    edit = await entered(office)
    work = submit_paper(office.desk, office.first, edit, NOW, AS_OF)
    assert await refused(work) == "application.scan_missing"


async def test_handed_in_with_its_scan_and_checked_by_others(office: Office) -> None:
    edit = await entered(office)
    await add_scan(office.desk, office.first, edit, SCAN)
    edit = Edit(edit.application_id, edit.version + 1)
    record = await submit_paper(office.desk, office.first, edit, NOW, AS_OF)
    assert record.application.state is State.SUBMITTED
    assert await mails(office) == [("application_submitted", "jia@example.org")]
    seen = Edit(record.id, record.version)
    code = await refused(take_case(office.desk, office.first, seen))
    assert code == "VER-01.entered_by_same_person"
    await take_case(office.desk, office.second, seen)


async def test_a_scan_is_taken_out_again(office: Office) -> None:
    edit = await entered(office)
    scan = await add_scan(office.desk, office.first, edit, SCAN)
    dossier = await read_paper(office.desk, office.first, edit.application_id, AS_OF)
    assert [one.id for one in scans_of(dossier)] == [scan]
    assert await refused(drop_scan(office.desk, office.first, dossier.edit, uuid4())) == (
        "document.not_found"
    )
    await drop_scan(office.desk, office.first, dossier.edit, scan)
    dossier = await read_paper(office.desk, office.first, edit.application_id, AS_OF)
    assert scans_of(dossier) == ()


async def test_the_window_that_was_slower_changes_nothing(office: Office) -> None:
    edit = await entered(office)
    await add_scan(office.desk, office.first, edit, SCAN)
    code = await refused(add_scan(office.desk, office.first, edit, SCAN))
    assert code == "application.changed_meanwhile"
