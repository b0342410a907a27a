"""A restored log that was signed further before anybody noticed: both histories are named."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from expert_pool.accounts.signing_in import OPERATOR
from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import Checkpoint, parse_checkpoint, sign_checkpoint
from expert_pool.audit.entries import Actor
from expert_pool.audit.log import LogHead
from expert_pool.audit.notes import KeyKind, Note, make_key
from expert_pool.audit.witnessing import parse_witnesses
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from tests.web.cli.test_witness import Running
from tests.web.cli.test_witness import run as run_witness
from web.cli import main
from web.cli.check import check_everything
from web.cli.log_exporting import export_log
from web.cli.log_reopening import Reopened, Wish, reopen
from web.services import Services, make_services
from web.settings import Settings
from web.witnesses import show_witness

NEW = "pool.example.org/log-v2"
AT_BACKUP, OUTSIDE, SIGNED_ON = 3, 5, 7
"""Entries in the backup; under the newest checkpoint outside; in the log when it is noticed."""


@pytest.fixture
async def services(database_url: str, tmp_path: Path) -> AsyncIterator[Services]:
    made = make_services(Settings(database_url=database_url, data_dir=tmp_path / "data"))
    yield made
    await made.database.close()


async def act(services: Services, times: int) -> Note:
    for _ in range(times):
        async with services.database.transaction() as session:
            await record_act(
                session, actor=Actor("ann", "auditor"), act=Act.DEMO_FILL, subject="log"
            )
    note = await services.sequencer.step()
    assert note is not None
    return note


async def fork(services: Services, *, told: bool = True) -> tuple[bytes, Note]:
    """The newest checkpoint outside, and the one of the log that went on without it."""
    await act(services, AT_BACKUP)
    if told:
        async with services.database.transaction() as session:
            after = {"size": AT_BACKUP}
            await record_act(
                session, actor=OPERATOR, act=Act.LOG_RESTORE, subject="log", after=after
            )
    size = parse_checkpoint((await act(services, 1)).text).head.size
    second = await act(services, SIGNED_ON - size)
    key = services.settings.log_keys().current
    outside = Checkpoint(key.name, LogHead(OUTSIDE, bytes(32)))
    return sign_checkpoint(outside, [key]).written().encode(), second


async def go_on(services: Services, notes: Sequence[bytes]) -> Reopened:
    async def prove() -> tuple[Actor, Actor]:
        return Actor("ann", "auditor"), Actor("ben", "user_admin")

    wish = Wish(NEW, tuple(notes), ("", ""), "older_backup", "")
    return await reopen(services, wish, prove, lambda _: None)


def verify(folder: Path, keys: Sequence[str], *notes: Path) -> tuple[int, str]:
    given = [word for note in notes for word in ("--checkpoint", str(note))]
    given += [word for key in keys for word in ("--key", key)]
    said = CliRunner().invoke(main, ["--lang", "en", "log", "verify", str(folder), *given])
    return said.exit_code, said.output


async def test_a_log_that_was_signed_on_after_a_restore_goes_on_and_names_both_ends(
    services: Services, tmp_path: Path
) -> None:
    outside, second = await fork(services)
    done = await go_on(services, [outside])
    head = parse_checkpoint(second.text).head
    ending = done.ending
    assert (ending.last.size, ending.kept.size, ending.forked) == (OUTSIDE, AT_BACKUP, head)
    assert (await check_everything(services)).findings == ()
    folder, files = tmp_path / "export", [tmp_path / "outside.note", tmp_path / "second.note"]
    await export_log(services.settings, folder)
    for file, note in zip(files, (outside, second.written().encode()), strict=True):
        file.write_bytes(note)
    keys = [done.former.vkey, done.current.vkey]
    code, said = verify(folder, keys, *files)
    assert code == 0, said
    assert f"from entry {AT_BACKUP} on a second history was signed" in said
    assert f"up to {head.size} entries (root {head.root.hex()})" in said


async def test_without_a_restore_on_record_an_older_checkpoint_shows_where_they_part(
    services: Services,
) -> None:
    first = await act(services, 2)
    outside, second = await fork(services, told=False)
    with pytest.raises(ExpertPoolError, match=r"log\.fork_point_unknown"):
        await go_on(services, [outside])
    done = await go_on(services, [first.written().encode(), outside])
    assert (done.ending.kept.size, done.ending.second) == (2, parse_checkpoint(second.text))


async def test_the_name_ends_where_the_log_does_not_fit_though_its_own_history_is_longer(
    services: Services,
) -> None:
    outside, second = await fork(services)
    done = await go_on(services, [second.written().encode(), outside])
    ending = done.ending
    assert (ending.last.size, ending.kept.size) == (OUTSIDE, AT_BACKUP)
    assert ending.second == parse_checkpoint(second.text)


async def test_what_is_signed_until_the_name_is_closed_is_of_the_second_history(
    services: Services,
) -> None:
    outside, second = await fork(services)
    loop = asyncio.get_running_loop()

    class SigningOn(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asyncio.run_coroutine_threadsafe(act(services, 1), loop).result()
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), SigningOn) as server:
        threading.Thread(target=server.serve_forever).start()
        witness = make_key("audit.example/w1", KeyKind.COSIGNATURE, bytes(32)).verifier.vkey
        seeing = seeing_by(services, f"{witness} http://127.0.0.1:{server.server_port}")
        done = await go_on(seeing, [outside])
        await seeing.database.close()
        server.shutdown()
    assert done.ending.forked is not None
    assert done.ending.forked.size == parse_checkpoint(second.text).head.size + 1


async def test_an_older_checkpoint_of_the_same_history_closes_nothing(services: Services) -> None:
    first = await act(services, 2)
    _, second = await fork(services)
    with pytest.raises(ExpertPoolError, match=r"log\.note_too_old"):
        await go_on(services, [first.written().encode()])
    assert services.settings.checkpoint_file.read_bytes() == second.written().encode()
    with pytest.raises(ExpertPoolError, match=r"log\.not_broken"):
        await go_on(services, [second.written().encode()])


def seeing_by(services: Services, witnesses: str) -> Services:
    return make_services(services.settings.model_copy(update={"witnesses": witnesses}))


@pytest.fixture
def running(services: Services, tmp_path: Path) -> Iterator[tuple[Running, str]]:
    """A witness that trusts the log, not started yet, and its public key."""
    witness = Running(tmp_path / "witness")
    where = ("--dir", str(witness.folder))
    run_witness("init", *where, "--name", "audit.example/w1")
    run_witness("trust", *where, "--log", services.settings.log_keys().current.verifier.vkey)
    yield witness, run_witness("show", *where).splitlines()[0]
    witness.end()


async def test_a_witness_of_either_history_lets_both_be_named(
    services: Services, running: tuple[Running, str]
) -> None:
    outside, second = await fork(services)
    witness, vkey = running
    witness.start()
    witnesses = f"{vkey} http://127.0.0.1:{witness.port}"
    seeing = seeing_by(services, witnesses)
    (asked,) = parse_witnesses(witnesses)
    await show_witness(services.database, asked, second)
    done = await go_on(seeing, [outside])
    await seeing.database.close()
    assert (done.not_asked, done.ending.second) == ((), parse_checkpoint(second.text))


async def test_a_witness_that_saw_more_of_the_first_history_is_not_taken_for_one_of_the_second(
    services: Services, running: tuple[Running, str], tmp_path: Path
) -> None:
    outside, second = await fork(services)
    witness, vkey = running
    key, file = services.settings.log_keys().current, tmp_path / "further.note"
    further = Checkpoint(key.name, LogHead(OUTSIDE + 1, bytes(32)))
    file.write_text(sign_checkpoint(further, [key]).written())
    where = ("--dir", str(witness.folder), "--log", key.verifier.vkey)
    run_witness("trust", *where, "--checkpoint", str(file))
    witness.start()
    seeing = seeing_by(services, f"{vkey} http://127.0.0.1:{witness.port}")
    with pytest.raises(ExpertPoolError, match=r"witness\.ahead"):
        await go_on(seeing, [outside])
    await seeing.database.close()
    assert services.settings.checkpoint_file.read_bytes() == second.written().encode()
