"""Members of the pool: suspended, resumed, on leave; units with aliases and parents."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from expert_pool.admission.standing import (
    cancel_leave,
    enter_leave,
    resume_expert,
    suspend_expert,
)
from expert_pool.admission.unit_register import confirm_alias, place_under
from expert_pool.audit.acts import Act
from expert_pool.experts import ExpertId, Leave, Standing, Unit
from expert_pool.storage.database import Database
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_search import ExpertQuery, search_experts, walk_experts
from expert_pool.storage.expert_store import add_experts, load_expert
from expert_pool.storage.leave_store import load_leaves
from expert_pool.storage.unit_search import load_children, load_unit, search_units
from expert_pool.storage.unit_store import ensure_units, load_units
from tests.expert_pool.admission.cases import (
    Office,
    logged,
    make_office,
    refused,
)
from tests.factories import COMPANY, UNIVERSITY, make_expert, works_at

AS_OF = date(2026, 11, 20)
LEAVE = Leave(date(2026, 12, 1), date(2026, 12, 10), "travel")


@pytest.fixture
async def office(database: Database) -> Office:
    return await make_office(database)


async def added(office: Office, name: str = "测甲", pinyin: str = "ce jia") -> UUID:
    expert_id = uuid4()
    unit = COMPANY if name == "测乙" else UNIVERSITY
    expert = make_expert(id=ExpertId(str(expert_id)), name=name, employments=(works_at(unit),))
    async with office.database.transaction() as session:
        await add_experts(session, (ExpertRecord(expert, name_pinyin=pinyin),))
    return expert_id


async def standing_of(office: Office, expert_id: UUID) -> Standing:
    async with office.database.read() as session:
        record = await load_expert(session, expert_id)
    assert record is not None
    return record.expert.standing


async def test_an_expert_is_suspended_and_resumed_for_coded_reasons(office: Office) -> None:
    expert_id = await added(office)
    await suspend_expert(office.desk, office.first, expert_id, "own_request")
    assert await standing_of(office, expert_id) is Standing.SUSPENDED
    await resume_expert(office.desk, office.second, expert_id, "term_over")
    assert await standing_of(office, expert_id) is Standing.ACTIVE
    resumed, suspended = await logged(office, Act.EXPERT_SUSPEND, Act.EXPERT_RESUME)
    assert (suspended.entry.reason, suspended.entry.next_state) == ("own_request", "suspended")
    assert (resumed.entry.reason, resumed.entry.next_state) == ("term_over", "active")


async def test_who_is_not_active_is_not_suspended(office: Office) -> None:
    expert_id = await added(office)
    desk, who = office.desk, office.first
    assert await refused(resume_expert(desk, who, expert_id, "term_over")) == (
        "expert.not_in_this_standing"
    )
    await suspend_expert(desk, who, expert_id, "own_request")
    code = await refused(suspend_expert(desk, who, expert_id, "own_request"))
    assert code == "expert.not_in_this_standing"
    assert await refused(suspend_expert(desk, who, expert_id, "x")) == "expert.reason_unknown"
    assert await refused(suspend_expert(desk, who, uuid4(), "own_request")) == "expert.not_found"


async def test_leave_is_noted_once_and_cancelled(office: Office) -> None:
    expert_id = await added(office)
    desk, who = office.desk, office.first
    await enter_leave(desk, who, expert_id, LEAVE)
    inside = Leave(date(2026, 12, 2), date(2026, 12, 3), "study")
    assert await refused(enter_leave(desk, who, expert_id, inside)) == "expert.leave_noted"
    turned = Leave(LEAVE.end, LEAVE.start)
    code = await refused(enter_leave(desk, who, expert_id, turned))
    assert code == "expert.leave_ends_before_start"
    unknown = Leave(date(2027, 1, 1), date(2027, 1, 2), "weather")
    assert await refused(enter_leave(desk, who, expert_id, unknown)) == "expert.reason_unknown"
    async with office.database.read() as session:
        assert await load_leaves(session, expert_id) == (LEAVE,)
    await cancel_leave(desk, who, expert_id, Leave(LEAVE.start, LEAVE.end))
    async with office.database.read() as session:
        assert await load_leaves(session, expert_id) == ()
    code = await refused(cancel_leave(desk, who, expert_id, LEAVE))
    assert code == "expert.leave_not_found"
    assert len(await logged(office, Act.EXPERT_LEAVE)) == 2


@pytest.mark.parametrize("words", ["测甲", "cejia", "ce jia", "cj", "CJ"])
async def test_experts_are_found_by_name_pinyin_and_initials(office: Office, words: str) -> None:
    wanted = await added(office)
    await added(office, "测乙", "ce yi")
    async with office.database.read() as session:
        query = ExpertQuery(words=words)
        found, total = await search_experts(session, query, AS_OF, limit=9, offset=0)
    assert (total, [one.id for one in found]) == (1, [wanted])
    assert found[0].employers == ("虚构大学",)
    assert found[0].titles == ("S01-01",)


async def test_experts_are_found_by_number_employer_and_field(office: Office) -> None:
    wanted = await added(office)
    other = await added(office, "测乙", "ce yi")
    async with office.database.read() as session:
        everybody, _ = await search_experts(
            session, ExpertQuery(sort="-name"), AS_OF, limit=9, offset=0
        )
        number = {one.id: one.number for one in everybody}
        for query, ids in (
            (ExpertQuery(words=str(number[wanted])), [wanted]),
            (ExpertQuery(employer="科技"), [other]),
            (ExpertQuery(field_codes=frozenset({"10101"})), [wanted, other]),
            (ExpertQuery(standing="suspended"), []),
        ):
            found, _ = await search_experts(session, query, AS_OF, limit=9, offset=0)
            assert [one.id for one in found] == ids
        walked = [one.id async for one in walk_experts(session, ExpertQuery(), AS_OF)]
    assert [one.id for one in everybody] == [other, wanted]
    assert walked == [wanted, other]


async def test_a_confirmed_alias_leads_to_the_unit(office: Office) -> None:
    unit_id = await unit(office, UNIVERSITY)
    await confirm_alias(office.desk, office.first, unit_id, "虚大")
    async with office.database.read() as session:
        known = await load_units(session)
        (found,), total = await search_units(session, "虚大", without_code=False, limit=9, offset=0)
    assert known.find("虚大") == unit_id
    assert (found.id, found.aliases, total) == (unit_id, ("虚大",), 1)
    assert await refused(confirm_alias(office.desk, office.first, unit_id, "虚构大学")) == (
        "unit.alias_known"
    )
    assert len(await logged(office, Act.UNIT_CONFIRM_ALIAS)) == 1


async def unit(office: Office, named: Unit) -> UUID:
    async with office.database.transaction() as session:
        return (await ensure_units(session, (named,)))[named]


async def test_a_parent_is_set_by_code_and_never_in_a_circle(office: Office) -> None:
    upper, lower = await unit(office, UNIVERSITY), await unit(office, COMPANY)
    desk, who = office.desk, office.first
    await place_under(desk, who, lower, UNIVERSITY.uscc)
    async with office.database.read() as session:
        found = await load_unit(session, lower)
        children = await load_children(session, upper)
    assert found is not None
    assert (found.parent_name, [one.id for one in children]) == ("虚构大学", [lower])
    assert await refused(place_under(desk, who, upper, COMPANY.name)) == "unit.parent_below"
    assert await refused(place_under(desk, who, upper, UNIVERSITY.name)) == "unit.parent_below"
    assert await refused(place_under(desk, who, lower, "没有")) == "unit.parent_unknown"
    await place_under(desk, who, lower, " ")
    async with office.database.read() as session:
        found = await load_unit(session, lower)
    assert found is not None
    assert found.parent_id is None
    assert len(await logged(office, Act.UNIT_SET_PARENT)) == 2


async def test_two_units_of_one_name_need_the_code(office: Office) -> None:
    lower = await unit(office, COMPANY)
    await unit(office, Unit("虚构学院", "12330000470000009K"))
    await unit(office, Unit("虚构学院", "12330000470000008L"))
    code = await refused(place_under(office.desk, office.first, lower, "虚构学院"))
    assert code == "unit.parent_not_clear"


async def test_an_unknown_unit_is_refused(office: Office) -> None:
    code = await refused(confirm_alias(office.desk, office.first, uuid4(), "别名"))
    assert code == "unit.not_found"
