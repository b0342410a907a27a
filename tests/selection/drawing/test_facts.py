"""What a reserve is checked against on the day: rules anew, with those who sit now."""

from dataclasses import replace
from uuid import UUID, uuid4

from expert_pool.applications import Application, State
from expert_pool.experts import Relation, RelationKind
from expert_pool.policy import change_values
from expert_pool.storage.application_store import (
    ApplicationRecord,
    add_application,
    save_application,
)
from expert_pool.storage.expert_store import load_experts
from selection.drawing.facts import load_facts
from selection.drawing.history import load_teams
from selection.drawing.whole_panel import occasion_of
from selection.storage.request_store import load_request
from tests.selection.drawing.ceremonies import DEMO, prepare_ceremony
from tests.selection.drawing.test_ceremony import draw
from tests.selection.drawing.test_vacating import change_expert, panel_of, reserves_of


async def start(database):
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session)
    await draw(database, ceremony)
    return ceremony


async def facts_of(database, ceremony, **reserves: UUID):
    """The facts for the first seat, which its member leaves."""
    leaving = (await panel_of(database, ceremony)).seat(1).last.expert_id
    async with database.read() as session:
        request = await load_request(session, ceremony.request_id)
        assert request
        occasion = await occasion_of(session, request, leaving)
        return await load_facts(session, ceremony.desk, occasion, reserves)


async def people_of(database, ceremony, *, alike=True):
    """The members who stay, and a reserve like the one who leaves or not, as they are stored."""
    panel = await panel_of(database, ceremony)
    order, experts = await reserves_of(database, ceremony)
    ids = (*(it.expert_id for it in panel.members), *(experts[one] for one in order))
    async with database.read() as session:
        people = await load_experts(session, ids)
    leaver, *members = (people[it.expert_id].expert for it in panel.members)
    reserves = (people[experts[one]].expert for one in order)
    return members, next(it for it in reserves if (it.type == leaver.type) is alike)


async def codes_of(database, ceremony, reserve):
    facts = await facts_of(database, ceremony, reserve=UUID(reserve.id))
    return {finding.code for finding in facts["reserve"]}


async def test_a_reserve_who_now_works_where_a_member_works_does_not_fit(database):
    ceremony = await start(database)
    (member, *_), reserve = await people_of(database, ceremony)
    assert await codes_of(database, ceremony, reserve) == set()
    await change_expert(database, UUID(reserve.id), employments=member.employments)
    assert await codes_of(database, ceremony, reserve) == {"COI-14.employer_over_cap"}


async def test_a_reserve_whose_new_employer_is_not_verified_does_not_move_up(database):
    ceremony = await start(database)
    _, reserve = await people_of(database, ceremony)
    moved = {"employer": "虚构新单位", "kind": "employed", "start": "2020-01-01"}
    for state, codes in (
        (State.DRAFT, set()),
        (State.RETURNED, {"POL-08.employer_unverified"}),
        (State.DECLINED, set()),
        (State.SUBMITTED, {"POL-08.employer_unverified"}),
    ):
        change = ApplicationRecord(
            id=uuid4(),
            reference_number=f"虚构-{state}",
            application=Application(applicant="", state=state),
            source="change",
            sections={"employments": {"employments": [moved]}},
            expert_id=UUID(reserve.id),
        )
        async with database.transaction() as session:
            await add_application(session, change)
        assert await codes_of(database, ceremony, reserve) == codes
        async with database.transaction() as session:
            closed = replace(change.application, state=State.WITHDRAWN)
            await save_application(session, replace(change, application=closed))


async def test_a_reserve_who_is_now_kin_of_a_member_does_not_fit(database):
    ceremony = await start(database)
    (member, *_), reserve = await people_of(database, ceremony)
    unit = member.employments[0].unit.name
    kin = Relation(RelationKind.SPOUSE, member.name, unit)
    await change_expert(database, UUID(reserve.id), relations=(kin,))
    found = await codes_of(database, ceremony, reserve)
    assert "COI-13.members_conflict" in found


async def test_what_members_have_become_to_each_other_is_not_held_against_a_reserve(database):
    ceremony = await start(database)
    (one, other, *_), reserve = await people_of(database, ceremony)
    kin = Relation(RelationKind.SPOUSE, one.name, one.employments[0].unit.name)
    await change_expert(database, UUID(other.id), employments=one.employments, relations=(kin,))
    assert await codes_of(database, ceremony, reserve) == set()


async def test_a_reserve_with_whom_a_quota_fails_does_not_fit(database):
    ceremony = await start(database)
    _, reserve = await people_of(database, ceremony, alike=False)
    found = await codes_of(database, ceremony, reserve)
    assert found == {"PNL-04.below_minimum", "PNL-04.above_maximum"}


async def test_a_reserve_whose_record_is_gone_does_not_fit(database):
    ceremony = await start(database)
    facts = await facts_of(database, ceremony, gone=uuid4())
    assert [finding.code for finding in facts["gone"]] == ["POL-03.exited"]


async def test_where_the_policy_lets_teams_sit_together_no_team_is_loaded(database):
    ceremony = await start(database)
    async with database.read() as session:
        request = await load_request(session, ceremony.request_id)
        occasion = await occasion_of(session, request, uuid4())
        review = occasion.request.review
        lax = change_values(DEMO, {"coi_team_within_panel": False})
        assert await load_teams(session, review, lax) == ()
