"""A change that a member reports on paper: entered by one registrar, checked by two others."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from expert_pool.admission.admitting import admit_case
from expert_pool.admission.applying import save_section, withdraw_application
from expert_pool.admission.case_file import read_case
from expert_pool.admission.certificates import NewFile
from expert_pool.admission.changing import CHANGE, begin_paper_change, start_change
from expert_pool.admission.own_application import Edit
from expert_pool.admission.own_declarations import declare
from expert_pool.admission.own_record import read_own_record
from expert_pool.admission.paper import add_scan, own_papers, read_paper, submit_paper
from expert_pool.admission.verifying import Opinion, recommend, take_case
from expert_pool.applications import Application, Recommendation, Section, State
from expert_pool.audit.acts import Act
from expert_pool.experts import Standing
from expert_pool.storage.database import Database
from expert_pool.storage.expert_store import set_standing
from tests.expert_pool.admission.cases import (
    NOW,
    Office,
    admitted,
    check_all,
    complete_sections,
    first_check,
    hand_in,
    logged,
    mails,
    make_office,
    record_of,
    refused,
)

SCAN = NewFile("变更.pdf", "application/pdf", 9, 1, b"1" * 32, "a" * 32, "b" * 32)
PLEDGES = complete_sections()[Section.PLEDGES.value]
DAY = NOW.date()


@pytest.fixture
async def office(database: Database) -> Office:
    return await make_office(database)


async def typed(office: Office, expert_id: UUID) -> Edit:
    """A new telephone number and a new direction, with a scan; entered by the third registrar."""
    desk, who = office.desk, office.third
    begun = await begin_paper_change(desk, who, expert_id, NOW)
    edit = Edit(begun.id, begun.version)
    person = {**begun.sections[Section.IDENTITY], "phone": "13900000000"}
    fields = {**begun.sections[Section.FIELDS], "directions": ["纸质方向"]}
    for section, data in (
        (Section.IDENTITY, person),
        (Section.FIELDS, fields),
        (Section.PLEDGES, PLEDGES),
    ):
        await save_section(desk, who, edit, section, data)
        edit = replace(edit, version=edit.version + 1)
    await add_scan(desk, who, edit, SCAN)
    return replace(edit, version=edit.version + 1)


async def handed_in(office: Office, expert_id: UUID) -> Edit:
    edit = await typed(office, expert_id)
    record = await submit_paper(office.desk, office.third, edit, NOW, DAY)
    return Edit(record.id, record.version)


async def test_a_paper_change_is_filled_in_and_belongs_to_who_enters_it(office: Office) -> None:
    expert_id = await admitted(office)
    begun = await begin_paper_change(office.desk, office.third, expert_id, NOW)
    assert (begun.source, begun.expert_id) == (CHANGE, expert_id)
    life = begun.application
    assert (life.applicant, life.entered_by) == ("", office.third.account_id)
    dossier = await read_paper(office.desk, office.third, begun.id, DAY)
    assert {section for section, errors in dossier.errors.items() if errors} == {Section.PLEDGES}
    assert [one.id for one in await own_papers(office.desk, office.third)] == [begun.id]
    (entry,) = await logged(office, Act.APPLICATION_ENTER_FOR)
    assert entry.entry.actor == office.third.account_id
    again = await begin_paper_change(office.desk, office.third, expert_id, NOW)
    assert again.id == begun.id


async def test_one_change_at_a_time_online_or_on_paper(office: Office) -> None:
    expert_id = await admitted(office)
    version = (await read_own_record(office.desk, office.applicant)).record.version
    begun = await begin_paper_change(office.desk, office.third, expert_id, NOW)
    other = begin_paper_change(office.desk, office.first, expert_id, NOW)
    assert await refused(other) == "expert.change_under_way"
    online = start_change(office.desk, office.applicant, version, NOW)
    assert await refused(online) == "own_record.change_on_paper"
    await withdraw_application(office.desk, office.third, begun.id, NOW)
    await start_change(office.desk, office.applicant, version, NOW)
    late = begin_paper_change(office.desk, office.third, expert_id, NOW)
    assert await refused(late) == "expert.change_under_way"


async def test_a_handed_in_paper_change_is_not_begun_again(office: Office) -> None:
    expert_id = await admitted(office)
    await handed_in(office, expert_id)
    again = begin_paper_change(office.desk, office.third, expert_id, NOW)
    assert await refused(again) == "expert.change_under_way"


async def test_only_members_have_something_to_change(office: Office) -> None:
    unknown = begin_paper_change(office.desk, office.third, uuid4(), NOW)
    assert await refused(unknown) == "expert.not_found"
    expert_id = await admitted(office)
    async with office.database.transaction() as session:
        await set_standing(session, expert_id, Standing.EXITED)
    gone = begin_paper_change(office.desk, office.third, expert_id, NOW)
    assert await refused(gone) == "expert.not_in_this_standing"


async def test_who_entered_a_change_never_checks_it(office: Office) -> None:
    expert_id = await admitted(office)
    edit = await handed_in(office, expert_id)
    code = await refused(take_case(office.desk, office.third, edit))
    assert code == "VER-01.entered_by_same_person"


async def test_two_others_bring_contact_and_directions_into_force(office: Office) -> None:
    expert_id = await admitted(office)
    before = await record_of(office, expert_id)
    edit = await handed_in(office, expert_id)
    assert (await record_of(office, expert_id)).expert == before.expert
    await take_case(office.desk, office.first, edit)
    case = await read_case(office.desk, office.first, edit.application_id, DAY)
    assert [one.file_name for one in case.papers] == ["变更.pdf"]
    await check_all(office, office.first, edit)
    await recommend(office.desk, office.first, edit, Recommendation.ADMIT, Opinion())
    assert await admit_case(office.desk, office.second, edit, (), NOW) == expert_id
    own = await read_own_record(office.desk, office.applicant)
    assert own.masked["phone"] == "139****0000"
    assert own.record.expert.directions == ("纸质方向",)
    assert own.record.expert.admitted_on == before.expert.admitted_on
    assert own.record.account_id == before.account_id
    assert ("change_admitted", "jia@example.org") in await mails(office)


async def test_a_paper_takes_no_declaration_back(office: Office) -> None:
    expert_id = await admitted(office)
    edit = await handed_in(office, expert_id)
    version = (await record_of(office, expert_id)).version
    tie = ("relations", {"kind": "adviser", "person_name": "测乙"})
    await declare(office.desk, office.applicant, version, tie, DAY)
    await first_check(office, edit)
    await admit_case(office.desk, office.second, edit, (), NOW)
    relations = (await record_of(office, expert_id)).expert.relations
    assert [one.person_name for one in relations] == ["测乙"]


async def test_an_expert_without_an_account_changes_on_paper_too(office: Office) -> None:
    life = Application(applicant="", entered_by=office.third.account_id, state=State.SUBMITTED)
    first = await hand_in(office, application=life)
    await first_check(office, first)
    expert_id = await admit_case(office.desk, office.second, first, (), NOW)
    assert (await record_of(office, expert_id)).account_id is None
    edit = await handed_in(office, expert_id)
    await first_check(office, edit)
    await admit_case(office.desk, office.second, edit, (), NOW)
    after = await record_of(office, expert_id)
    assert (after.account_id, after.expert.directions) == (None, ("纸质方向",))
