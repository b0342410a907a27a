"""A draw is locked by what a witness of the log saw in time; a late lock makes it void."""

from dataclasses import replace

import pytest

from expert_pool.audit.checkpoints import parse_checkpoint
from expert_pool.audit.log_keys import LogKeys
from expert_pool.audit.notes import KeyKind, make_key, sign_text
from expert_pool.sequencing import Sequencer
from expert_pool.storage.checkpoint_store import add_cosignature
from selection.drawing.beacon import abandon_overdue, bring_round
from selection.drawing.desk import SERVICE
from selection.drawing.dicing import type_throws
from selection.drawing.sources import read_beacon
from selection.errors import SelectionError
from selection.states.draws import DrawState
from tests.selection.drawing.sourcing import begin, newest, policy_of, prepare_sourced
from tests.selection.sources.signing import sign_round

ORIGIN = "city.example/log"
LOG_KEY = make_key(ORIGIN, KeyKind.SIGNATURE, bytes(32))
WITNESS = make_key("audit.example/w1", KeyKind.COSIGNATURE, bytes(31) + b"w")


@pytest.fixture
def kind():
    return "drand-quicknet"


@pytest.fixture
async def waiting(database, tmp_path, kind):
    """A committed draw whose commitment a witness has to see."""
    ceremony = await prepare_sourced(database, policy_of(tmp_path, kind))
    ceremony.desk = replace(ceremony.desk, log_origin=ORIGIN, witnesses=(WITNESS.verifier,))
    await begin(database, ceremony)
    return ceremony


async def cosign(database, ceremony, folder, key=WITNESS):
    """The witness sees the log now."""
    keys = LogKeys(LOG_KEY)
    sequencer = Sequencer(database, lambda: keys, folder / "checkpoint", ceremony.clock)
    note = await sequencer.step()
    assert note is not None
    line = sign_text(note.text, key, int(ceremony.clock().timestamp()))
    async with database.aside() as session:
        await add_cosignature(session, parse_checkpoint(note.text), key.verifier, line)


async def attend(database, ceremony):
    async with database.transaction() as session:
        return await abandon_overdue(session, ceremony.desk, ceremony.request_id)


async def bring(database, ceremony):
    signature = sign_round(read_beacon(await newest(database, ceremony)).round)
    async with database.transaction() as session:
        given = (ceremony.desk, ceremony.request_id, SERVICE, signature)
        return await bring_round(session, *given)


async def test_a_commitment_that_was_seen_in_time_is_locked_and_drawn(database, waiting, tmp_path):
    assert not await attend(database, waiting)
    assert (await newest(database, waiting)).state is DrawState.COMMITTED
    await cosign(database, waiting, tmp_path)
    assert not await attend(database, waiting)
    assert (await newest(database, waiting)).state is DrawState.LOCKED
    waiting.clock.wait(minutes=16)
    assert not await attend(database, waiting)
    assert (await bring(database, waiting)).state is DrawState.DRAWN


async def test_a_late_lock_makes_the_draw_void(database, waiting, tmp_path):
    waiting.clock.wait(minutes=14, seconds=5)
    await cosign(database, waiting, tmp_path)
    with pytest.raises(SelectionError, match=r"draw\.not_locked"):
        await bring(database, waiting)
    assert await attend(database, waiting)
    assert (await newest(database, waiting)).state is DrawState.VOID


async def test_what_a_witness_saw_in_time_locks_however_late_it_is_noticed(
    database, waiting, tmp_path
):
    await cosign(database, waiting, tmp_path)
    waiting.clock.wait(minutes=20)
    assert not await attend(database, waiting)
    assert (await bring(database, waiting)).state is DrawState.DRAWN


async def test_a_stranger_locks_nothing(database, waiting, tmp_path):
    stranger = make_key("other.example/w", KeyKind.COSIGNATURE, bytes(32))
    await cosign(database, waiting, tmp_path, stranger)
    waiting.clock.wait(minutes=16)
    with pytest.raises(SelectionError, match=r"draw\.not_locked"):
        await bring(database, waiting)
    assert await attend(database, waiting)


@pytest.mark.parametrize("kind", ["dice"])
async def test_nobody_types_throws_before_the_commitment_was_seen(database, waiting, tmp_path):
    waiting.clock.wait(minutes=1)
    given = (waiting.desk, waiting.request_id, waiting.officer, "12345" * 10)
    with pytest.raises(SelectionError, match=r"draw\.not_locked"):
        async with database.transaction() as session:
            await type_throws(session, *given)
    await cosign(database, waiting, tmp_path)
    async with database.transaction() as session:
        await type_throws(session, *given)
    assert (await newest(database, waiting)).state is DrawState.LOCKED
