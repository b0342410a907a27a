"""Identity numbers of project people: sealed, masked, and the strongest key of the screening."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text

from expert_pool.admission.sealing import identity_index
from expert_pool.bulk_import.cells import Cell
from expert_pool.conflicts import Party, PartyRole
from expert_pool.experts import ExpertId
from expert_pool.persons import Person
from expert_pool.recording import cipher_of
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from selection.requesting import assemble_request, change_project, create_project, project_mark
from selection.requesting.identities import IdentityChanges, mask_identities
from selection.requesting.project_sheet import check_projects
from selection.storage.project_store import Project
from tests.factories import COMPANY
from tests.selection.requesting.desks import LISTS, TODAY, Office, make_project
from tests.selection.requesting.test_projects import line, sheet, stored
from tests.selection.requests.samples import make_request

NUMBER, OTHER = "11010519491231002X", "440524198001010013"
MASKED = "1101**********002X"
PEOPLE = (
    Party(PartyRole.LEAD_UNIT, unit=COMPANY),
    Party(PartyRole.PROJECT_LEADER, person=Person("测甲", (COMPANY,))),
    Party(PartyRole.MEMBER, person=Person("测乙")),
)


async def entered(office: Office, **numbers: str) -> Project:
    given = {int(place.strip("p")): number for place, number in numbers.items()}
    fresh = replace(make_project(UUID(office.officer.account_id), 7), parties=PEOPLE)
    made = await create_project(office.desk, office.officer, fresh, IdentityChanges(given))
    return await stored(office, made)


async def masked(office: Office, project: Project) -> list[str]:
    async with office.desk.database.read() as session:
        masks = mask_identities(session, project)
    return [masks.get(it.person.identity_index, "") for it in project.parties if it.person]


def leader(project: Project) -> Person:
    found = next(it.person for it in project.parties if it.role is PartyRole.PROJECT_LEADER)
    assert found is not None
    return found


async def test_the_number_lies_sealed_and_is_shown_masked(office: Office) -> None:
    project = await entered(office, p1=NUMBER)
    assert sorted(await masked(office, project)) == ["", MASKED]
    async with office.desk.database.read() as session:
        rows = await session.execute(text("SELECT project_party::text FROM project_party"))
        everything = "".join(row[0] for row in rows)
    assert NUMBER not in everything
    assert NUMBER.encode().hex() not in everything


async def test_the_log_marks_a_number_without_telling_it(office: Office) -> None:
    project = await entered(office, p1=NUMBER)
    async with office.desk.database.read() as session:
        page = await AuditStore(session).page(AuditFilter(subject=str(project.id)))
        rows = await session.execute(text("SELECT body FROM audit_entry"))
        assert all(NUMBER not in row[0] for row in rows)
    assert [logged.entry.act for logged in page.entries] == ["project.create"]


async def test_a_number_stays_through_a_change_until_it_is_deleted(office: Office) -> None:
    project = await entered(office, p1=NUMBER)
    at = next(n for n, it in enumerate(project.parties) if it.person == leader(project))
    renamed = replace(project, name="改")
    await change_project(office.desk, office.officer, renamed, project_mark(project))
    kept = await stored(office, project)
    assert MASKED in await masked(office, kept)
    other = IdentityChanges({at: OTHER})
    await change_project(office.desk, office.officer, kept, project_mark(kept), other)
    changed = await stored(office, project)
    assert leader(changed).identity_index != leader(project).identity_index
    forget = IdentityChanges(forgotten=frozenset({at}))
    await change_project(office.desk, office.officer, changed, project_mark(changed), forget)
    gone = await stored(office, project)
    assert (leader(gone).identity_index, gone.sealed) == ("", ())


async def test_a_changed_number_alone_is_a_change_and_a_lost_update_is_noticed(
    office: Office,
) -> None:
    project = await entered(office, p1=NUMBER)
    without = await stored(office, project)
    assert project_mark(without) != project_mark(
        replace(without, parties=tuple(map(bare, without.parties)))
    )


def bare(party: Party) -> Party:
    person = party.person
    return party if person is None else replace(party, person=replace(person, identity_index=""))


@pytest.mark.parametrize(
    ("number", "name", "excluded"),
    [
        (NUMBER, "另一个名字", True),
        (OTHER, "测010", False),
        ("", "测010", False),
    ],
)
async def test_the_screening_knows_a_person_by_the_number(
    office: Office, number: str, name: str, excluded: bool
) -> None:
    """Under another name the same number is the same person; a namesake is not."""
    parties = (PEOPLE[0], Party(PartyRole.PROJECT_LEADER, person=Person(name)))
    fresh = replace(make_project(UUID(office.officer.account_id), 8), parties=parties)
    changes = IdentityChanges({1: number} if number else {})
    project = await create_project(office.desk, office.officer, fresh, changes)
    async with office.desk.database.transaction() as session:
        made = identity_index(cipher_of(session), NUMBER)
        known = await session.execute(
            text("UPDATE expert SET identity_index = :index WHERE name = '测010' RETURNING id"),
            {"index": made},
        )
        expert = ExpertId(str(known.scalar_one()))
        asked = await assemble_request(session, make_request(projects=()), [project.id])
    screening = await office.counts.screen(asked)
    assert (expert in {one.expert.id for one in screening.excluded}) is excluded


def test_a_sheet_gives_each_person_the_own_number() -> None:
    row = line(members="测乙；测丙", leader_identity=NUMBER, member_identities=f"；{OTHER}")
    (project,) = check_projects(sheet(row), (), LISTS, TODAY).projects
    people = [(n, it.person.name) for n, it in enumerate(project.parties) if it.person]
    assert people == [(1, "测甲"), (2, "测乙"), (3, "测丙")]
    assert project.identities == ((1, NUMBER), (3, OTHER))


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"leader_identity": NUMBER[:-1] + "1"}, "IDN-03.wrong_check_digit"),
        ({"leader_identity": 1.1010519491231e17}, "project_import.identity_as_number"),
        (
            {"members": "测乙；测丙", "member_identities": NUMBER},
            "project_import.identities_do_not_match",
        ),
        ({"members": "测乙", "member_identities": "123"}, "IDN-01.wrong_length"),
    ],
)
def test_a_wrong_number_is_told_without_repeating_it(cells: dict[str, Cell], code: str) -> None:
    checked = check_projects(sheet(line(**cells)), (), LISTS, TODAY)
    assert [(it.code, it.value) for it in checked.faults] == [(code, "")]
    assert checked.projects == ()
