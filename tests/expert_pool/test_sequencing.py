"""The sequencer: signs what grew, puts it outside, and never signs two histories."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import Checkpoint, read_checkpoint, sign_checkpoint
from expert_pool.audit.entries import Actor
from expert_pool.audit.log import LogHead
from expert_pool.audit.log_keys import LogKeys
from expert_pool.audit.notes import KeyKind, make_key
from expert_pool.recording import record_act
from expert_pool.sequencing import Sequencer
from expert_pool.storage.audit_sequence import LogOrder
from expert_pool.storage.audit_store import AuditStore
from expert_pool.storage.checkpoint_store import lock_signing
from expert_pool.storage.database import Database
from tests import tampering
from tests.expert_pool.audit.note_samples import LOG, ORIGIN, OTHER_LOG
from tests.expert_pool.log_samples import SteppingClock
from web.launcher import EmbeddedPostgres

Made = Callable[[], Sequencer]


@pytest.fixture
def make(database: Database, tmp_path: Path) -> Made:
    """A sequencer as a process that starts anew would make it."""
    return lambda: Sequencer(
        database, lambda: LogKeys(LOG), tmp_path / "log.checkpoint", SteppingClock()
    )


async def record(database: Database, count: int = 1) -> None:
    for _ in range(count):
        async with database.transaction() as session:
            await record_act(
                session, actor=Actor("ann", "auditor"), act=Act.DEMO_FILL, subject="log"
            )


async def head_of(database: Database) -> LogHead:
    async with database.read() as session:
        return await AuditStore(session).head()


def codes(sequencer: Sequencer) -> list[str]:
    return [finding.code for finding in sequencer.refused]


async def test_an_empty_log_has_nothing_to_sign(make: Made, tmp_path: Path) -> None:
    assert await make().step() is None
    assert not (tmp_path / "log.checkpoint").exists()


async def test_what_was_recorded_is_signed_and_stands_outside(
    database: Database, make: Made, tmp_path: Path
) -> None:
    await record(database, 3)
    note = await make().step()
    assert note is not None
    outside = (tmp_path / "log.checkpoint").read_bytes()
    assert outside == note.written().encode()
    read = read_checkpoint(outside, [LOG.verifier], others=False)
    assert read.checkpoint == Checkpoint(ORIGIN, await head_of(database))


async def test_nothing_new_is_signed_once_and_put_outside_again_when_it_is_missing(
    database: Database, make: Made, tmp_path: Path
) -> None:
    await record(database)
    first = await make().step()
    assert await make().step() == first
    (tmp_path / "log.checkpoint").unlink()
    assert await make().step() == first
    assert (tmp_path / "log.checkpoint").exists()
    async with database.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM audit_note")) == 1


async def test_a_killed_one_goes_on_where_its_last_commit_was(
    database: Database, make: Made, tmp_path: Path
) -> None:
    await record(database, 2)
    older = await make().step()
    await record(database, 2)
    await LogOrder(database).settle()
    newer = await make().step()
    assert older is not None
    assert newer is not None
    (tmp_path / "log.checkpoint").write_text(older.written())
    assert await make().step() == newer


async def test_a_log_that_lost_what_was_signed_is_not_signed_again(
    database: Database, make: Made, tmp_path: Path
) -> None:
    await record(database, 2)
    lost = sign_checkpoint(Checkpoint(ORIGIN, LogHead(9, bytes(32))), [LOG])
    (tmp_path / "log.checkpoint").write_text(lost.written())
    sequencer = make()
    assert await sequencer.step() is None
    assert codes(sequencer) == ["LOG-17.signed_beyond"]


async def test_another_history_of_the_same_length_is_not_signed(
    database: Database, make: Made, tmp_path: Path
) -> None:
    await record(database, 2)
    other = sign_checkpoint(Checkpoint(ORIGIN, LogHead(1, bytes(32))), [LOG])
    (tmp_path / "log.checkpoint").write_text(other.written())
    sequencer = make()
    assert await sequencer.step() is None
    assert codes(sequencer) == ["LOG-18.signed_otherwise"]
    (tmp_path / "log.checkpoint").unlink()
    assert await sequencer.step() is not None
    assert codes(sequencer) == []


async def test_changed_entries_stop_the_signatures_and_not_the_acts(
    database: Database, make: Made, database_url: str, cluster: EmbeddedPostgres
) -> None:
    await record(database, 3)
    await make().step()
    await record(database, 2)
    await tampering.tamper(cluster, database_url, tampering.CHANGED, 4)
    sequencer = make()
    assert await sequencer.step() is None
    assert codes(sequencer) == ["LOG-19.kept_otherwise"]
    await record(database)
    assert (await head_of(database)).size == 6


async def test_with_another_key_the_log_is_not_signed(
    database: Database, make: Made, tmp_path: Path
) -> None:
    await record(database)
    await make().step()
    stranger = Sequencer(
        database, lambda: LogKeys(OTHER_LOG), tmp_path / "log.checkpoint", SteppingClock()
    )
    assert await stranger.step() is None
    assert codes(stranger) == ["LOG-20.note_not_ours"]


async def test_a_name_that_ends_while_a_signature_waits_signs_nothing_more(
    database: Database, tmp_path: Path
) -> None:
    await record(database)
    keys = [LogKeys(LOG)]
    sequencer = Sequencer(database, lambda: keys[-1], tmp_path / "note", SteppingClock())
    async with database.aside() as session:
        await lock_signing(session)
        waiting = asyncio.create_task(sequencer.step())
        await asyncio.sleep(0.3)
        keys.append(LogKeys(make_key("pool.example/log-v2", KeyKind.SIGNATURE, bytes(32))))
    note = await waiting
    assert note is not None
    assert note.text.startswith("pool.example/log-v2\n")


async def test_a_note_that_leaves_late_never_replaces_a_newer_one(
    database: Database, make: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes: the first one is held between its signature and the file outside."""
    signed, newer_is_there = asyncio.Event(), asyncio.Event()
    in_thread = asyncio.to_thread

    async def held(*work: object) -> object:
        if not signed.is_set():
            signed.set()
            await newer_is_there.wait()
        return await in_thread(*work)  # type: ignore[arg-type]

    monkeypatch.setattr(asyncio, "to_thread", held)
    await record(database)
    late = asyncio.create_task(make().step())
    async with asyncio.timeout(30):
        await signed.wait()
        await record(database)
        newer = await make().step()
        newer_is_there.set()
        older = await late
    assert older is not None
    assert newer is not None
    assert older != newer
    assert (tmp_path / "log.checkpoint").read_bytes() == newer.written().encode()


async def test_a_new_key_signs_beside_the_old_one(
    database: Database, make: Made, tmp_path: Path
) -> None:
    await record(database)
    await make().step()
    clock = SteppingClock()
    keys = LogKeys(LOG).replaced(OTHER_LOG.seed, clock())
    await record(database)
    note = await Sequencer(database, lambda: keys, tmp_path / "log.checkpoint", clock).step()
    assert note is not None
    for key in (LOG, OTHER_LOG):
        read_checkpoint(note.written().encode(), [key.verifier])
