"""Auditors see on their first page when the log is not kept in time, and nothing otherwise."""

from dataclasses import replace
from datetime import timedelta

from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import parse_checkpoint
from expert_pool.audit.entries import Actor
from expert_pool.audit.notes import KeyKind, Note, make_key, sign_text
from expert_pool.audit.witnessing import Witness
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.checkpoint_store import add_cosignature, witness_standings
from tests import tampering
from tests.web.conftest import SignedIn
from web.auditors.home import late_in_log
from web.launcher import EmbeddedPostgres
from web.services import Services

KEYS = [
    make_key(f"audit.example/w{number}", KeyKind.COSIGNATURE, bytes([number]) * 32)
    for number in (1, 2)
]
LONG_AGO = (
    "ALTER TABLE audit_checkpoint DISABLE TRIGGER USER;"
    "UPDATE audit_checkpoint SET made_at = made_at - interval '1 minute';"
    "ALTER TABLE audit_checkpoint ENABLE TRIGGER USER"
)


async def sign(services: Services) -> Note:
    async with services.database.transaction() as session:
        await record_act(session, actor=Actor("ann", "auditor"), act=Act.DEMO_FILL, subject="log")
    note = await services.sequencer.step()
    assert note
    return note


async def late(services: Services, after: timedelta) -> list[tuple[object, ...]]:
    moment = services.now() + after
    found = await late_in_log(replace(services, clock=lambda: moment))
    return [(one.code, *one.params) for one in found]


async def test_entries_that_nobody_signs_are_said_until_they_are_signed(
    services: Services, signed_in: SignedIn, cluster: EmbeddedPostgres, database_url: str
) -> None:
    auditor = await signed_in(Role.AUDITOR)
    await sign(services)
    assert "The log is late" not in (await auditor.get("/audit")).text
    async with services.database.transaction() as session:
        await record_act(session, actor=Actor("ann", "auditor"), act=Act.DEMO_FILL, subject="log")
    await tampering.tamper(cluster, database_url, LONG_AGO, 0)
    page = (await auditor.get("/audit")).text
    assert "The log is late" in page
    assert "for its place and the log&#39;s signature" in page
    await sign(services)
    assert "The log is late" not in (await auditor.get("/audit")).text


async def test_a_log_that_no_witness_cosigns_is_late_after_five_minutes(
    services: Services,
) -> None:
    witnesses = tuple(Witness(key.verifier, "http://127.0.0.1:1") for key in KEYS)
    watched = replace(services, witnesses=witnesses)
    first = await sign(services)
    await sign(services)
    ten = timedelta(minutes=10)
    assert await late(services, ten) == []
    assert await late(watched, timedelta(minutes=4)) == []
    ((code, minutes),) = await late(watched, ten)
    assert (code, minutes) == ("LOG-26.not_cosigned", ("minutes", 10))
    for note in (first, await services.sequencer.step()):
        assert note
        line = sign_text(note.text, KEYS[1], 1_795_000_000)
        async with services.database.aside() as session:
            await add_cosignature(session, parse_checkpoint(note.text), KEYS[1].verifier, line)
        assert bool(await late(watched, ten)) is (note is first)
    origin, keys = services.sequencer.keys.origin, [key.verifier for key in KEYS]
    await sign(services)
    async with services.database.aside() as session:
        never, newest = await witness_standings(session, origin, keys)
    assert (never.size, never.cosigned_at, never.behind) == (0, None, 3)
    assert (newest.name, newest.size, newest.behind) == (KEYS[1].name, 2, 1)


async def test_a_log_that_may_not_be_signed_any_more_is_not_called_late(
    services: Services,
) -> None:
    await sign(services)
    services.settings.checkpoint_file.write_text("nothing")
    assert await services.sequencer.step() is None
    assert await late_in_log(services) == ()
