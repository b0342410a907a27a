from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from expert_pool.experts import (
    AvoidedUnit,
    EmploymentKind,
    ExpertId,
    HonourHeld,
    IntegrityFlag,
    Leave,
    QualificationHeld,
    Relation,
    RelationKind,
    Standing,
    StatutoryRetirement,
    TitleHeld,
    Unit,
)
from expert_pool.storage.expert_rows import ExpertRecord, SealedData
from expert_pool.storage.expert_store import (
    ExpertFilter,
    add_experts,
    count_by_standing,
    list_experts,
    load_expert,
    load_expert_of,
    load_pool,
    replace_expert,
    set_standing,
)
from tests.factories import make_expert, works_at

FACTORY = Unit("虚构机床厂", uscc="91330700DEM000001X", group="91330700DEM000001X")
MILL = Unit("虚构面粉厂", uscc="91330700DEM000002X", group="91330700DEM000002X")


def record_of(number: int, **changes: Any) -> ExpertRecord:
    expert = make_expert(
        id=ExpertId(str(UUID(int=number))),
        employments=(works_at(FACTORY),),
        identity_index=f"{number:032x}",
    )
    sealed = SealedData(identity_cipher=b"sealed", identity_index=number.to_bytes(16, "big"))
    record = ExpertRecord(expert, f"e{number}@demo.example", None, f"ce {number:04d}", sealed)
    return replace(record, expert=replace(expert, **changes))


FULL = record_of(
    7,
    employments=(
        works_at(MILL, date(2001, 1, 1), date(2009, 12, 31)),
        works_at(FACTORY, date(2010, 1, 1), kind=EmploymentKind.BOARD),
    ),
    titles=(TitleHeld("S01-01", date(2018, 1, 1), verified=True), TitleHeld("S05-03")),
    qualifications=(QualificationHeld("Q21", None, verified=True, accepted_as_senior=False),),
    honours=(HonourHeld("H03", verified=True),),
    relations=(Relation(RelationKind.SPOUSE, "测乙", "虚构面粉厂", "0a" * 16, date(2020, 2, 29)),),
    avoided_units=(AvoidedUnit(MILL, "G15", date(2027, 1, 1)),),
    leaves=(Leave(date(2026, 12, 1), date(2026, 12, 31)),),
    integrity_flags=frozenset({IntegrityFlag.DISCIPLINE}),
    retirement=StatutoryRetirement(70, "浙人社〔2020〕1号", verified=True),
    financial_work_since=date(2012, 1, 1),
)


async def test_an_expert_comes_back_as_stored(database):
    async with database.transaction() as session:
        await add_experts(session, [FULL])
    async with database.transaction() as session:
        found = await load_expert(session, UUID(FULL.expert.id))
    assert replace(found, number=None) == FULL


async def test_everybody_is_numbered_in_the_order_of_admission(database):
    async with database.transaction() as session:
        await add_experts(session, [record_of(number) for number in (3, 1, 2)])
        pool = await load_pool(session)
    assert [one.expert.id for one in pool] == [str(UUID(int=number)) for number in (3, 1, 2)]
    assert [one.number for one in pool] == [1, 2, 3]


async def test_only_the_active_are_the_pool(database):
    async with database.transaction() as session:
        await add_experts(session, [record_of(1), record_of(2, standing=Standing.IMPORTED)])
        await set_standing(session, UUID(int=1), Standing.SUSPENDED)
        assert await load_pool(session) == ()
        assert await count_by_standing(session) == {"suspended": 1, "imported": 1}


async def test_a_changed_expert_keeps_the_number_and_loses_what_is_gone(database):
    async with database.transaction() as session:
        await add_experts(session, [record_of(1), FULL])
        moved = replace(FULL.expert, employments=(works_at(MILL),), leaves=(), relations=())
        await replace_expert(session, replace(FULL, expert=moved))
        found = await load_expert(session, UUID(FULL.expert.id))
    assert found.number == 2
    assert found.expert == moved


async def test_an_identity_number_belongs_to_one_person(database):
    twin = replace(record_of(2), sealed=record_of(1).sealed)
    with pytest.raises(IntegrityError, match="identity_index"):
        async with database.transaction() as session:
            await add_experts(session, [record_of(1), twin])


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (ExpertFilter(), [1, 2, 3]),
        (ExpertFilter(words="CE 0002"), [2]),
        (ExpertFilter(words="测甲"), [1, 2, 3]),
        (ExpertFilter(words="%"), []),
        (ExpertFilter(standing="suspended"), [3]),
        (ExpertFilter(field_codes=frozenset({"10101"})), [1, 2, 3]),
        (ExpertFilter(field_codes=frozenset({"401"})), []),
        (ExpertFilter(type="financial"), []),
    ],
)
async def test_a_list_is_narrowed(database, wanted, found):
    async with database.transaction() as session:
        await add_experts(session, [record_of(number) for number in (1, 2)])
        await add_experts(session, [record_of(3, standing=Standing.SUSPENDED)])
        page = await list_experts(session, wanted, limit=10, offset=0)
    assert [UUID(one.expert.id).int for one in page.records] == found
    assert page.total == len(found)


async def test_a_page_says_how_many_there_are_in_all(database):
    async with database.transaction() as session:
        await add_experts(session, [record_of(number) for number in range(1, 6)])
        page = await list_experts(session, ExpertFilter(), limit=2, offset=2)
    assert [UUID(one.expert.id).int for one in page.records] == [3, 4]
    assert page.total == 5


async def test_nobody_is_found_where_nobody_is(database):
    async with database.transaction() as session:
        assert await load_expert(session, uuid4()) is None
        assert await load_expert_of(session, uuid4()) is None
