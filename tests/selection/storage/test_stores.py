from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from expert_pool.conflicts import Party, PartyRole, Person
from expert_pool.experts import ExpertId, Unit
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from selection.states.requests import RequestState
from selection.storage.draw_store import AssignmentRecord, add_assignments, load_assignments
from selection.storage.project_store import (
    Project,
    ProjectFilter,
    add_projects,
    known_numbers,
    list_projects,
    load_projects,
    replace_project,
)
from selection.storage.request_store import (
    PartySecret,
    RequestFilter,
    RequestRecord,
    add_party_secret,
    add_request,
    list_requests,
    load_party_secrets,
    load_request,
    next_request_number,
    requests_of_project,
    save_request,
)
from tests.factories import make_expert

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
MILL = Unit("虚构面粉厂", uscc="91330700DEM000002X", group="91330700DEM000002X")
LEADER = Person("测丁", (Unit("虚构面粉厂"),), "0b" * 16)


@pytest.fixture
async def officer(database):
    async with database.transaction() as session:
        return await AccountStore(session).add("officer@demo.example", "officer", "en", NOW)


def project_of(officer: UUID, number: str = "P-1") -> Project:
    return Project(
        id=uuid4(),
        number=number,
        name="虚构项目",
        programme="重点",
        field="101",
        division="330702",
        starts=date(2024, 1, 1),
        ends=None,
        created_by=officer,
        parties=(
            Party(PartyRole.LEAD_UNIT, unit=MILL),
            Party(PartyRole.PROJECT_LEADER, person=LEADER),
        ),
    )


def request_of(officer: UUID, projects: tuple[UUID, ...] = ()) -> RequestRecord:
    return RequestRecord(
        id=uuid4(),
        number=f"PR-2026-{uuid4().hex[:4]}",
        state=RequestState.DRAFT,
        created_by=officer,
        activity="A01",
        projects=projects,
        draft={"seats": "5", "注": "保留所填"},
    )


async def test_a_project_comes_back_with_its_parties(database, officer):
    project = project_of(officer)
    async with database.transaction() as session:
        await add_projects(session, [project])
        (found,) = await load_projects(session, [project.id])
    assert found == project
    assert found.lead_unit == MILL


async def test_a_changed_project_loses_the_parties_that_are_gone(database, officer):
    project = project_of(officer)
    changed = replace(project, name="改名", parties=project.parties[:1])
    async with database.transaction() as session:
        await add_projects(session, [project])
        await replace_project(session, changed)
        (found,) = await load_projects(session, [project.id])
    assert found == changed


async def test_a_project_number_is_taken_once(database, officer):
    with pytest.raises(IntegrityError, match="project_number"):
        async with database.transaction() as session:
            await add_projects(session, [project_of(officer), project_of(officer)])


async def test_projects_are_listed_by_words_and_programme(database, officer):
    async with database.transaction() as session:
        await add_projects(session, [project_of(officer, f"P-{number}") for number in (1, 2, 30)])
        found, total = await list_projects(session, ProjectFilter("p-3", "重点"), limit=9, offset=0)
        none, _ = await list_projects(session, ProjectFilter("%"), limit=9, offset=0)
        assert await known_numbers(session) == {"P-1", "P-2", "P-30"}
    assert ([project.number for project in found], total, none) == (["P-30"], 1, ())


async def test_a_request_comes_back_as_stored(database, officer):
    project = project_of(officer)
    record = request_of(officer, (project.id,))
    async with database.transaction() as session:
        await add_projects(session, [project])
        await add_request(session, record)
    async with database.transaction() as session:
        found = await load_request(session, record.id, lock=True)
        of_project = await requests_of_project(session, project.id)
    assert replace(found, created_at=None, updated_at=None) == record
    assert of_project == (found,)


async def test_only_one_submitted_request_a_project_and_activity(database, officer):
    project = project_of(officer)
    first, second = request_of(officer, (project.id,)), request_of(officer, (project.id,))
    async with database.transaction() as session:
        await add_projects(session, [project])
        await add_request(session, first)
        await add_request(session, second)
        await save_request(session, replace(first, state=RequestState.SUBMITTED))
    with pytest.raises(IntegrityError, match="request_project_live"):
        async with database.transaction() as session:
            await save_request(session, replace(second, state=RequestState.SUBMITTED))


async def test_a_cancelled_request_keeps_nobody_out(database, officer):
    project = project_of(officer)
    first, second = request_of(officer, (project.id,)), request_of(officer, (project.id,))
    async with database.transaction() as session:
        await add_projects(session, [project])
        await add_request(session, replace(first, state=RequestState.SUBMITTED))
        await save_request(session, replace(first, state=RequestState.CANCELLED))
        await add_request(session, replace(second, state=RequestState.SUBMITTED))
        found, total = await list_requests(
            session, RequestFilter((RequestState.SUBMITTED,), officer), limit=9, offset=0
        )
    assert ([record.id for record in found], total) == ([second.id], 1)


async def test_the_database_refuses_the_own_approval(database, officer):
    with pytest.raises(IntegrityError, match="panel_request_two_persons"):
        async with database.transaction() as session:
            await add_request(session, replace(request_of(officer), approved_by=officer))


async def test_numbers_are_dense_within_a_year(database, officer):
    async with database.transaction() as session:
        for expected in ("PR-2026-0001", "PR-2026-0002"):
            assert await next_request_number(session, 2026) == expected
            await add_request(session, replace(request_of(officer), number=expected))
        assert await next_request_number(session, 2027) == "PR-2027-0001"


async def test_a_role_hands_in_one_share_an_attempt(database, officer):
    record = request_of(officer)
    share = PartySecret(record.id, 1, "officer", officer, bytes(32), NOW)
    async with database.transaction() as session:
        await add_request(session, record)
        await add_party_secret(session, share)
        await add_party_secret(session, replace(share, attempt=2))
        assert await load_party_secrets(session, record.id, 1) == (share,)
    with pytest.raises(IntegrityError, match="party_secret_once"):
        async with database.transaction() as session:
            await add_party_secret(session, share)


async def test_assignments_since_a_day_include_that_day(database):
    expert_id = uuid4()
    seat = AssignmentRecord(
        expert_id=expert_id,
        panel="p1",
        activity="A01",
        programme="重点",
        review_from=date(2026, 1, 1),
        review_to=date(2026, 1, 2),
        outcome="attended",
        fields=("101",),
        project_ids=("x",),
        review_days=(date(2026, 1, 2),),
    )
    async with database.transaction() as session:
        await add_experts(session, [ExpertRecord(make_expert(id=ExpertId(str(expert_id))))])
        await add_assignments(session, [])
        await add_assignments(session, [seat])
        assert await load_assignments(session, date(2026, 1, 2)) == (seat,)
        assert await load_assignments(session, date(2026, 1, 3)) == ()
