from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from expert_pool.experts import Unit
from expert_pool.storage.unit_store import add_alias, ensure_units, load_units, set_parent

PARENT = Unit("虚构大学", "12330000DEM000001X")
CHILD = Unit("虚构大学附属医院", "12330000DEM000002X")
NAMELESS = Unit("虚构研究所")


async def test_a_unit_is_added_once(database):
    async with database.transaction() as session:
        first = await ensure_units(session, [PARENT, CHILD, NAMELESS, PARENT])
    async with database.transaction() as session:
        again = await ensure_units(session, [PARENT, CHILD, NAMELESS])
    assert first == again
    assert len(set(first.values())) == 3


@pytest.mark.parametrize("spelling", ["虚构 研究所", "虚构研究所", "（虚构）研究所"])
async def test_a_unit_without_code_is_known_by_its_normal_name(database, spelling):
    async with database.transaction() as session:
        (known,) = (await ensure_units(session, [NAMELESS])).values()
        units = await load_units(session)
    assert units.find(spelling) == known


async def test_a_code_wins_over_a_name(database):
    other = replace(CHILD, name=PARENT.name)
    async with database.transaction() as session:
        found = await ensure_units(session, [PARENT, other])
    assert found[PARENT] != found[other]


async def test_an_alias_leads_to_its_unit(database):
    async with database.transaction() as session:
        found = await ensure_units(session, [PARENT])
        await add_alias(session, found[PARENT], "虚构师范学院")
        units = await load_units(session)
    assert units.find("虚构师范学院") == found[PARENT]
    assert units.by_id[found[PARENT]].aliases == {"虚构师范学院"}
    assert units.find("别的单位") is None


async def test_one_name_is_not_an_alias_twice_of_one_unit(database):
    async with database.transaction() as session:
        found = await ensure_units(session, [PARENT])
        await add_alias(session, found[PARENT], "虚构师范学院")
    with pytest.raises(IntegrityError, match="unit_alias"):
        async with database.transaction() as session:
            await add_alias(session, found[PARENT], "虚构师范 学院")


async def test_a_group_is_the_topmost_parents_code(database):
    async with database.transaction() as session:
        found = await ensure_units(session, [PARENT, CHILD, NAMELESS])
        await set_parent(session, found[NAMELESS], found[CHILD])
        await set_parent(session, found[CHILD], found[PARENT])
        units = await load_units(session)
    assert {unit.group for unit in units.by_id.values()} == {PARENT.uscc}


async def test_a_ring_of_parents_ends(database):
    async with database.transaction() as session:
        found = await ensure_units(session, [PARENT, CHILD])
        await set_parent(session, found[CHILD], found[PARENT])
        await set_parent(session, found[PARENT], found[CHILD])
        units = await load_units(session)
    assert {unit.group for unit in units.by_id.values()} <= {PARENT.uscc, CHILD.uscc}


async def test_units_asked_for_by_id_are_as_among_all_others(database):
    async with database.transaction() as session:
        found = await ensure_units(session, [PARENT, CHILD, NAMELESS])
        await set_parent(session, found[NAMELESS], found[CHILD])
        await set_parent(session, found[CHILD], found[PARENT])
        await add_alias(session, found[NAMELESS], "虚构师范学院")
        units = await load_units(session)
        few = await load_units(session, [found[NAMELESS]])
        assert few.by_id[found[NAMELESS]] == units.by_id[found[NAMELESS]]
        assert (await load_units(session, [])).by_id == {}
        await set_parent(session, found[PARENT], found[CHILD])
        assert len((await load_units(session, [found[CHILD]])).by_id) == 2
