"""`expert-pool witness` as a process of its own: it cosigns what grows, and nothing else."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import Checkpoint, read_checkpoint, sign_checkpoint
from expert_pool.audit.entries import Actor
from expert_pool.audit.log import LogHead, log_head
from expert_pool.audit.log_keys import LogKeys
from expert_pool.audit.merkle import consistency_path, leaf_hash
from expert_pool.audit.notes import Note, VerifierKey, parse_vkey
from expert_pool.audit.proofs import Submission
from expert_pool.audit.witnessing import Witness
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.sequencing import Sequencer
from expert_pool.storage.checkpoint_store import cosigned_note
from expert_pool.storage.database import Database
from expert_pool.witness_desk import read_records
from tests.expert_pool.audit.note_samples import LEAVES, LOG, ORIGIN, OTHER_LOG, written
from tests.expert_pool.log_samples import SteppingClock
from tests.web.cli.test_serve import free_port
from web.cli import main
from web.witnesses import hold_against, show_witness

FORKED = (*LEAVES[:2], leaf_hash(b"another"), *LEAVES[3:])


class Running:
    """A witness in a process that a test may kill and start again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "web.cli", "witness", "serve"]
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [*command, "--dir", str(self.folder), "--port", str(self.port)],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"LC_ALL": "en_US.UTF-8", "DATABASE_URL": "postgresql://nowhere"},
        )
        assert self.process.stdout
        assert self.process.stdout.readline().startswith("Witness audit.example/w1+")

    def end(self, kind: signal.Signals = signal.SIGTERM) -> int:
        assert self.process
        self.process.send_signal(kind)
        code = self.process.wait(timeout=30)
        assert self.process.stdout
        self.process.stdout.close()
        self.process = None
        return code

    def post(self, body: bytes, path: str = "/add-checkpoint") -> tuple[int, bytes]:
        address = f"http://127.0.0.1:{self.port}{path}"
        try:
            with urllib.request.urlopen(address, data=body, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def run(*words: str) -> str:
    said = CliRunner().invoke(main, ["witness", *words], env={"LC_ALL": "en_US.UTF-8"})
    assert said.exit_code == 0, said.output
    return said.output.strip()


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Running]:
    folder = tmp_path / "witness"
    run("init", "--dir", str(folder), "--name", "audit.example/w1")
    assert ORIGIN in run("trust", "--dir", str(folder), "--log", LOG.verifier.vkey)
    running = Running(folder)
    running.start()
    yield running
    if running.process:
        assert running.end() == 0


def key_of(witness: Running) -> VerifierKey:
    return parse_vkey(run("show", "--dir", str(witness.folder)).splitlines()[0])


def submission(old: int, new: int, leaves: tuple[bytes, ...] = LEAVES) -> bytes:
    note = sign_checkpoint(Checkpoint(ORIGIN, log_head(leaves[:new])), [LOG])
    return Submission(old, consistency_path(leaves[:new], old), written(note)).written()


def test_a_witness_cosigns_what_grows_and_refuses_every_other_history(witness: Running) -> None:
    assert witness.post(submission(0, 5))[0] == 200
    assert witness.post(submission(5, 9))[0] == 200
    assert witness.post(submission(5, 7)) == (409, b"9\n")
    assert witness.post(submission(9, 12, FORKED))[0] == 422
    assert witness.post(submission(9, 9, FORKED)) == (409, b"9\n")
    stolen = sign_checkpoint(Checkpoint(ORIGIN, log_head(LEAVES[:12])), [OTHER_LOG])
    assert witness.post(Submission(9, (), written(stolen)).written())[0] == 403
    assert [one.seen.size for one in read_records(witness.folder)] == [9]


async def test_a_checkpoint_that_is_not_the_newest_a_witness_saw_is_found(
    witness: Running,
) -> None:
    assert witness.post(submission(0, 9))[0] == 200
    asked = Witness(key_of(witness), f"http://127.0.0.1:{witness.port}")
    for size, refused in ((9, ""), (12, ""), (5, "ahead")):
        await _hold(asked, log_head(LEAVES[:size]), refused)
    await _hold(asked, log_head(FORKED[:9]), "refused")


async def _hold(witness: Witness, head: LogHead, refused: str) -> None:
    note = sign_checkpoint(Checkpoint(ORIGIN, head), [LOG])
    if not refused:
        await hold_against(witness, note)
        return
    with pytest.raises(ExpertPoolError, match=rf"witness\.{refused}"):
        await hold_against(witness, note)


async def test_a_witness_that_does_not_say_what_it_has_seen_was_not_asked(
    witness: Running,
) -> None:
    asked = Witness(key_of(witness), f"http://127.0.0.1:{witness.port}")
    stolen = sign_checkpoint(Checkpoint(ORIGIN, log_head(LEAVES[:9])), [OTHER_LOG])
    with pytest.raises(OSError, match="403"):
        await hold_against(asked, stolen)


def test_what_is_no_submission_is_refused_and_the_witness_stays(witness: Running) -> None:
    assert witness.post(b"hello")[0] == 400
    assert witness.post(b"x" * 40_000)[0] == 413
    assert witness.post(b"", "/other")[0] == 404
    address = f"http://127.0.0.1:{witness.port}/"
    with urllib.request.urlopen(address, timeout=30) as state:
        assert f"{ORIGIN} 0 " in state.read().decode()


def test_a_witness_killed_at_any_moment_never_goes_back(witness: Running) -> None:
    seen = 0
    for _ in range(4):
        for _ in range(4):
            assert witness.post(submission(seen, seen + 1))[0] == 200
            seen += 1
        with suppress(OSError):
            assert witness.process
            witness.process.kill()
            witness.post(submission(seen, seen + 1))
        witness.end(signal.SIGKILL)
        (kept,) = read_records(witness.folder)
        assert kept.seen.size >= seen
        assert kept.seen == log_head(LEAVES[: kept.seen.size])
        seen = kept.seen.size
        witness.start()


async def signed(database: Database, tmp_path: Path) -> Note:
    async with database.transaction() as session:
        await record_act(session, actor=Actor("ann", "auditor"), act=Act.DEMO_FILL, subject="log")
    sequencer = Sequencer(database, lambda: LogKeys(LOG), tmp_path / "note", SteppingClock())
    note = await sequencer.step()
    assert note is not None
    return note


async def test_the_service_has_its_checkpoints_cosigned(
    database: Database, witness: Running, tmp_path: Path
) -> None:
    asked = Witness(key_of(witness), f"http://127.0.0.1:{witness.port}")
    for size in (1, 2, 3):
        note = await signed(database, tmp_path)
        await show_witness(database, asked, note)
        await show_witness(database, asked, note)
        async with database.read() as session:
            found = await cosigned_note(session, ORIGIN, size, [asked.key])
        assert found is not None
        data = found.written().encode()
        read = read_checkpoint(data, [LOG.verifier], [asked.key], others=False)
        assert (read.checkpoint.head.size, len(read.cosignatures)) == (size, 1)


async def test_a_service_that_lost_its_count_is_told_and_goes_on(
    database: Database, witness: Running, tmp_path: Path
) -> None:
    asked = Witness(key_of(witness), f"http://127.0.0.1:{witness.port}")
    first = await signed(database, tmp_path)
    assert witness.post(Submission(0, (), written(first)).written())[0] == 200
    await show_witness(database, asked, await signed(database, tmp_path))
    async with database.read() as session:
        assert await cosigned_note(session, ORIGIN, 2) is not None


async def test_a_log_shorter_than_its_witness_raises_the_gravest_alarm(
    database: Database, witness: Running, tmp_path: Path
) -> None:
    assert witness.post(submission(0, 9))[0] == 200
    asked = Witness(key_of(witness), f"http://127.0.0.1:{witness.port}")
    note = await signed(database, tmp_path)
    with pytest.raises(ExpertPoolError) as refused:
        await show_witness(database, asked, note)
    assert (refused.value.code, refused.value.params["expected"]) == ("witness.ahead", 9)


async def test_another_log_under_the_same_name_is_refused(
    database: Database, witness: Running, tmp_path: Path
) -> None:
    assert witness.post(submission(0, 1))[0] == 200
    asked = Witness(key_of(witness), f"http://127.0.0.1:{witness.port}")
    await signed(database, tmp_path)
    note = await signed(database, tmp_path)
    with pytest.raises(ExpertPoolError, match=r"witness\.refused"):
        await show_witness(database, asked, note)
    async with database.read() as session:
        assert await cosigned_note(session, ORIGIN, 1) is None


async def test_a_witness_that_is_away_is_an_error_of_the_line(
    database: Database, witness: Running, tmp_path: Path
) -> None:
    asked = Witness(key_of(witness), f"http://127.0.0.1:{witness.port}")
    witness.end(signal.SIGKILL)
    with pytest.raises(OSError, match="refused"):
        await show_witness(database, asked, await signed(database, tmp_path))
