"""A kept pool is at every moment the pool that stands in the database."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import update

from expert_pool.experts import Leave, Standing
from expert_pool.storage import expert_store, kept_pool
from expert_pool.storage.expert_store import (
    add_experts,
    load_expert,
    load_pool,
    replace_expert,
    set_standing,
)
from expert_pool.storage.kept_pool import KEPT_POOL, KeptPool
from expert_pool.storage.leave_store import add_leave, remove_leave
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.experts import CredentialRow
from expert_pool.storage.unit_store import add_alias, load_units, set_parent
from tests.expert_pool.storage.test_expert_store import FACTORY, FULL, MILL, record_of
from tests.factories import works_at

CHRISTMAS = Leave(date(2026, 12, 24), date(2026, 12, 26))
ONE, SEVEN = UUID(int=1), UUID(FULL.expert.id)


async def change_employer(session):
    record = await load_expert(session, ONE)
    moved = replace(record.expert, employments=(works_at(MILL),))
    await replace_expert(session, replace(record, expert=moved))


async def note_leave(session):
    await add_leave(session, ONE, CHRISTMAS)


async def end_leave(session):
    await remove_leave(session, SEVEN, FULL.expert.leaves[0])


async def suspend(session):
    await set_standing(session, ONE, Standing.SUSPENDED)


async def admit(session):
    await add_experts(session, [record_of(3)])


async def change_a_row_by_hand(session):
    titles = table_of(CredentialRow)
    await session.execute(update(titles).where(titles.c.expert_id == SEVEN).values(code="S05-04"))


async def name_a_unit_otherwise(session):
    mill = (await load_units(session)).id_by_code[MILL.uscc]
    await add_alias(session, mill, "虚构面粉厂一分厂")


async def join_units(session):
    codes = (await load_units(session)).id_by_code
    await set_parent(session, codes[MILL.uscc], codes[FACTORY.uscc])


@pytest.fixture
async def kept(database):
    """A database whose sessions keep the pool, and that has been read once."""
    async with database.transaction() as session:
        await add_experts(session, [FULL, record_of(1)])
    database.carry({KEPT_POOL: KeptPool()})
    async with database.read() as session:
        await load_pool(session)
    return database


@pytest.mark.parametrize(
    "change",
    [
        change_employer,
        note_leave,
        end_leave,
        suspend,
        admit,
        change_a_row_by_hand,
        name_a_unit_otherwise,
        join_units,
    ],
)
async def test_whatever_changes_the_pool_is_the_one_of_now(kept, change):
    async with kept.transaction() as session:
        await change(session)
    async with kept.read() as session:
        found = await load_pool(session)
        del session.info[KEPT_POOL]
        assert found == await load_pool(session)


async def test_a_change_that_is_undone_is_undone_here_too(kept):
    async with kept.transaction() as session:
        await suspend(session)
        assert len(await load_pool(session)) == 1
        await session.rollback()
    async with kept.read() as session:
        assert len(await load_pool(session)) == 2


async def test_an_older_view_keeps_nothing_old_for_later_ones(kept):
    async with kept.read() as older:
        async with kept.transaction() as session:
            await note_leave(session)
            await load_pool(session)
        assert [one.expert.leaves for one in await load_pool(older)] == [FULL.expert.leaves, ()]
    async with kept.read() as session:
        assert (await load_pool(session))[1].expert.leaves == (CHRISTMAS,)


@pytest.mark.parametrize(
    ("module", "limit"), [(kept_pool, "AT_MOST"), (expert_store, "SWEEP_FROM")]
)
async def test_a_pool_above_a_limit_is_the_same_pool(kept, monkeypatch, module, limit):
    monkeypatch.setattr(module, limit, 0)
    async with kept.transaction() as session:
        await note_leave(session)
    for _ in range(2):
        async with kept.read() as session:
            assert [one.number for one in await load_pool(session)] == [1, 2]


async def test_who_did_not_change_is_not_read_again(kept):
    async with kept.read() as session:
        before = await load_pool(session)
    async with kept.transaction() as session:
        await note_leave(session)
    async with kept.read() as session:
        after = await load_pool(session)
    assert after[0] is before[0]
    assert after[1] is not before[1]
