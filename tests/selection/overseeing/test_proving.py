"""A draw that came to nothing, then one that was witnessed: its proofs, from the service's log."""

from dataclasses import replace

import pytest

from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import parse_checkpoint
from expert_pool.audit.log_keys import LogKeys
from expert_pool.audit.notes import KeyKind, make_key, sign_text
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.sequencing import Sequencer
from expert_pool.storage.audit_store import AuditStore
from expert_pool.storage.checkpoint_store import add_cosignature
from selection.documents.draw_list import list_bytes
from selection.documents.proofs_file import proofs_bytes
from selection.documents.receipts import parse_receipt
from selection.drawing.beacon import abandon_overdue, bring_round
from selection.drawing.desk import SERVICE
from selection.drawing.sources import read_beacon
from selection.overseeing.listing import gather_list
from selection.overseeing.proving import gather_proofs
from selection.overseeing.trusting import write_trust
from selection.states.requests import RequestState
from selection.storage.draw_store import load_attempts
from selection.storage.request_store import load_request, save_request
from selection.verify import Verdict, verify_receipt
from selection.verify.draw_list import BesideList, verify_list
from selection.verify.proofs import verify_proofs
from tests.selection.drawing.sourcing import begin, newest, policy_of, prepare_sourced
from tests.selection.sources.signing import sign_round

ORIGIN = "city.example/log"
LOG_KEY = make_key(ORIGIN, KeyKind.SIGNATURE, bytes(32))
WITNESS = make_key("audit.example/w1", KeyKind.COSIGNATURE, bytes(31) + b"w")


@pytest.fixture
async def repeated(database, tmp_path):
    """The second draw of a request, drawn; no witness saw the first one in time."""
    ceremony = await prepare_sourced(database, policy_of(tmp_path, "drand-quicknet"))
    ceremony.desk = replace(ceremony.desk, log_origin=ORIGIN, witnesses=(WITNESS.verifier,))
    await begin(database, ceremony)
    ceremony.clock.wait(minutes=17)
    async with database.transaction() as session:
        assert await abandon_overdue(session, ceremony.desk, ceremony.request_id)
        returned = await load_request(session, ceremony.request_id)
        await save_request(session, replace(returned, state=RequestState.APPROVED))
    await begin(database, ceremony)
    await sign(database, ceremony, tmp_path, WITNESS)
    ceremony.clock.wait(minutes=17)
    signature = sign_round(read_beacon(await newest(database, ceremony)).round)
    async with database.transaction() as session:
        given = (ceremony.desk, ceremony.request_id, SERVICE, signature)
        await bring_round(session, *given)
    return ceremony


async def sign(database, ceremony, folder, *witnesses):
    """Log and witnesses sign all that there is."""
    keys = LogKeys(LOG_KEY)
    sequencer = Sequencer(database, lambda: keys, folder / "checkpoint", ceremony.clock)
    note = await sequencer.step()
    for key in witnesses:
        line = sign_text(note.text, key, int(ceremony.clock().timestamp()))
        async with database.aside() as session:
            await add_cosignature(session, parse_checkpoint(note.text), key.verifier, line)


async def prove(database, ceremony, draw):
    async with database.read() as session:
        return await gather_proofs(session, ceremony.desk, draw, ORIGIN)


async def test_the_proofs_of_a_witnessed_draw_tell_of_the_one_before_and_are_valid(
    database, repeated, tmp_path
):
    drawn = await newest(database, repeated)
    with pytest.raises(ExpertPoolError, match=r"checkpoint\.not_found"):
        await prove(database, repeated, drawn)
    with pytest.raises(ExpertPoolError, match=r"checkpoint\.not_found"):
        async with database.read() as session:
            await gather_list(session, [replace(LOG_KEY, name="another.example/log")])
    trust = write_trust(repeated.desk, [LOG_KEY.verifier], [drawn])
    receipt = parse_receipt(drawn.public_receipt)
    assert verify_receipt(drawn.public_receipt, trust).verdict is Verdict.VALID
    await sign(database, repeated, tmp_path)
    signed = await prove(database, repeated, drawn)
    assert verify_proofs(proofs_bytes(signed), receipt, trust).verdict is Verdict.CONSISTENT
    await sign(database, repeated, tmp_path, WITNESS)
    proofs = proofs_bytes(await prove(database, repeated, drawn))
    told = verify_proofs(proofs, receipt, trust)
    assert told.verdict is Verdict.VALID
    seen = {check.name: dict(check.params) for check in told.checks}
    assert seen["proofs_attempts"] == {"attempts": 2, "standing": "in_force"}
    assert seen["proofs_witnessed"]["locking"] == 1
    acts = [[one.entry for one in attempt.entries] for attempt in signed.attempts]
    assert "draw.void" in acts[0][-1]
    async with database.read() as session:
        told = list_bytes(await gather_list(session, [LOG_KEY], [WITNESS.verifier]))
        log = [line.body.decode() async for line in AuditStore(session).lines()]
    listed = verify_list(told, BesideList(trust=trust, proofs=signed, log=log))
    assert listed.verdict is Verdict.VALID
    assert dict(listed.checks[1].params)["draws"] == 2
    repeated.clock.wait(minutes=60)
    await sign(database, repeated, tmp_path, WITNESS)
    assert proofs_bytes(await prove(database, repeated, drawn)) == proofs


async def test_the_list_ends_at_the_newest_checkpoint_that_a_witness_saw(
    database, repeated, tmp_path
):
    await sign(database, repeated, tmp_path, WITNESS)
    async with database.read() as session:
        told = await gather_list(session, [LOG_KEY], [WITNESS.verifier])
    trust = write_trust(repeated.desk, [LOG_KEY.verifier], [await newest(database, repeated)])
    listed = verify_list(list_bytes(told), BesideList(trust=trust))
    assert dict(listed.checks[-1].params)["witnesses"] == WITNESS.name
    async with database.transaction() as session:
        await record_act(session, actor=SERVICE, act=Act.LOG_VERIFY, subject="log")
    await sign(database, repeated, tmp_path)
    async with database.read() as session:
        assert await gather_list(session, [LOG_KEY], [WITNESS.verifier]) == told
        assert (await gather_list(session, [LOG_KEY])).log != told.log


async def test_without_witnesses_the_log_s_own_signature_is_all(database, repeated, tmp_path):
    repeated.desk = replace(repeated.desk, witnesses=())
    await sign(database, repeated, tmp_path)
    drawn = await newest(database, repeated)
    proofs = await prove(database, repeated, drawn)
    assert proofs.locked is None
    trust = write_trust(repeated.desk, [LOG_KEY.verifier], [drawn])
    told = verify_proofs(proofs_bytes(proofs), parse_receipt(drawn.public_receipt), trust)
    assert (told.verdict, told.is_signed) == (Verdict.CONSISTENT, True)
    async with database.read() as session:
        former, _ = await load_attempts(session, repeated.request_id)
    with pytest.raises(ExpertPoolError, match=r"draw\.not_drawn_yet"):
        await prove(database, repeated, former)
