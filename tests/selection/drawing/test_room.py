"""Witnesses in the room (DRW-12): nothing is committed before they are confirmed."""

import pytest

from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from selection.documents.room import Room as CommittedRoom
from selection.documents.room import RoomWitness
from selection.documents.writing import document_bytes
from selection.drawing import check_begin
from selection.drawing.dicing import type_throws
from selection.drawing.opening import load_commitment
from selection.drawing.room import Person, load_room
from selection.drawing.witnessing import attend_as_witness, confirm_witness, name_witness
from selection.errors import SelectionError
from selection.storage.request_store import load_request
from tests.selection.drawing.sourcing import begin, policy_of, prepare_sourced

SOMEBODY = Person("测一", "处长", "示例市财政局（虚构）")


@pytest.fixture
async def ceremony(database, tmp_path):
    return await prepare_sourced(database, policy_of(tmp_path, "dice", witnesses=1))


async def say(database, act, ceremony, actor, *more):
    async with database.transaction() as session:
        await act(session, ceremony.desk, ceremony.request_id, actor, *more)


async def room_of(database, ceremony):
    async with database.read() as session:
        request = await load_request(session, ceremony.request_id)
        return await load_room(session, ceremony.desk, request)


async def refused(database, code, act, ceremony, actor, *more):
    with pytest.raises(SelectionError) as error:
        await say(database, act, ceremony, actor, *more)
    assert error.value.code == code


async def test_a_witness_named_by_one_party_and_confirmed_by_the_other_counts(database, ceremony):
    officer, auditor = ceremony.officer, ceremony.auditor
    await refused(database, "draw.witness_missing", check_begin, ceremony, officer)
    await say(database, name_witness, ceremony, officer, Person("错", "错", "错"))
    await say(database, name_witness, ceremony, officer, SOMEBODY)
    (named,) = (await room_of(database, ceremony)).witnesses
    assert (named.person, named.confirmed) == (SOMEBODY, False)
    other_party = (confirm_witness, ceremony, officer, named.id)
    await refused(database, "draw.witness_other_party", *other_party)
    await refused(database, "draw.witness_missing", check_begin, ceremony, officer)
    await refused(
        database, "draw.no_such_witness", confirm_witness, ceremony, auditor, ceremony.request_id
    )
    await say(database, confirm_witness, ceremony, auditor, named.id)
    await say(database, confirm_witness, ceremony, auditor, named.id)
    again = (name_witness, ceremony, officer, SOMEBODY)
    await refused(database, "draw.witness_named_already", *again)
    await say(database, check_begin, ceremony, officer)
    draw = await begin(database, ceremony)
    committed = load_commitment(ceremony.desk, draw).document
    there = RoomWitness(id=str(named.id), known="named")
    assert committed.room == CommittedRoom(wanted=1, witnesses=(there,))
    assert SOMEBODY.name not in document_bytes(committed).decode()
    await refused(database, "draw.committed_already", attend_as_witness, ceremony, auditor)
    async with database.read() as session:
        page = await AuditStore(session).page(AuditFilter(request=str(ceremony.request_id)))
    assert [one.entry.act for one in page.entries][::-1] == [
        *("draw.name_witness", "draw.name_witness", "draw.confirm_witness", "draw.commit")
    ]


async def test_an_auditor_who_watches_by_an_own_account_takes_no_part(database, ceremony):
    async with database.transaction() as session:
        account = await AccountStore(session).add("w@b.example", "测二", "en", ceremony.clock())
    watcher = Actor(str(account), Role.AUDITOR.value)
    await refused(database, "draw.auditor_needed", attend_as_witness, ceremony, ceremony.officer)
    await say(database, attend_as_witness, ceremony, watcher)
    await say(database, attend_as_witness, ceremony, watcher)
    room = await room_of(database, ceremony)
    assert (len(room.witnesses), room.complete) == (1, True)
    given = (name_witness, ceremony, watcher, SOMEBODY)
    await refused(database, "draw.witness_is_party", *given)
    await begin(database, ceremony)
    ceremony.clock.wait(minutes=1)
    throws = (type_throws, ceremony, watcher, "35142" * 10)
    await refused(database, "draw.witness_is_party", *throws)
