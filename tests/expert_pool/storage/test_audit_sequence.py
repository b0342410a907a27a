"""Places in the log: dense, in an order that stays, for every entry that was acknowledged."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.audit.merkle import grow_with_nodes
from expert_pool.recording import Particulars, record_act, record_each
from expert_pool.storage.audit_sequence import LogOrder, newest_frontier, place_waiting
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.database import Database
from tests import tampering
from tests.expert_pool.log_samples import equipped
from web.launcher import EmbeddedPostgres

ACTOR = Actor("ann", "auditor")


async def record(database: Database, subject: str = "log") -> UUID:
    async with database.transaction() as session:
        return await record_act(session, actor=ACTOR, act=Act.DEMO_FILL, subject=subject)


async def record_many(database: Database, count: int) -> None:
    many = {f"demo:{number}": Particulars() for number in range(count)}
    async with database.transaction() as session:
        await record_each(session, ACTOR, Act.DEMO_FILL, many)


async def subjects(database: Database) -> list[str]:
    async with database.read() as session:
        page = await AuditStore(session).page(AuditFilter(), limit=1000)
    return [logged.entry.subject for logged in reversed(page.entries)]


async def test_a_late_committer_follows_those_that_were_read_before(database: Database) -> None:
    async with database.transaction() as late:
        await record_act(late, actor=ACTOR, act=Act.DEMO_FILL, subject="began:first")
        await record(database, "committed:first")
        assert await subjects(database) == ["committed:first"]
    assert await subjects(database) == ["committed:first", "began:first"]


async def test_what_was_rolled_back_leaves_no_gap(database: Database) -> None:
    await record(database, "one")
    async with database.transaction() as session:
        await record_act(session, actor=ACTOR, act=Act.DEMO_FILL, subject="never")
        await session.rollback()
    await record(database, "two")
    assert await subjects(database) == ["one", "two"]
    async with database.read() as session:
        assert list(await session.scalars(text("SELECT seq FROM audit_order ORDER BY 1"))) == [0, 1]


async def test_an_entry_has_its_place_before_its_author_could_read_it(database: Database) -> None:
    """Also in a transaction that already read something else, and beside an own entry."""
    async with database.transaction() as session:
        store = AuditStore(session)
        assert (await store.head()).size == (await store.kept_head()).size == 0
        await record_act(session, actor=ACTOR, act=Act.DEMO_FILL, subject="own")
        await record(database, "other")
        assert await store.kept_head() == await store.head()
        assert (await store.head()).size == 1


async def test_batches_end_in_the_tree_over_all_entries(database: Database) -> None:
    await record_many(database, 600)
    async with database.aside() as session:
        assert await place_waiting(session, batch=250) == 250
    assert await LogOrder(database).settle() == 350
    async with database.read() as session:
        leaves = await AuditStore(session).kept_leaves()
        frontier = await newest_frontier(session)
        kept = await session.execute(text("SELECT level, place, hash FROM audit_node ORDER BY 2"))
        sizes = list(await session.scalars(text("SELECT size FROM audit_checkpoint ORDER BY 1")))
    assert (frontier, tuple(map(tuple, kept))) == grow_with_nodes(leaves)
    assert sizes == [250, 600]


async def test_processes_that_settle_at_once_share_the_work(
    database: Database, database_url: str
) -> None:
    others = [equipped(Database(database_url)) for _ in range(3)]
    try:
        writing = [record(one, f"demo:{n}") for n, one in enumerate([*others, database] * 8)]
        settling = [LogOrder(one).settle() for one in others * 6]
        await asyncio.gather(*writing, *settling)
        found = await subjects(database)
    finally:
        for one in others:
            await one.close()
    assert sorted(found) == sorted(f"demo:{n}" for n in range(32))
    async with database.read() as session:
        leaves = await AuditStore(session).kept_leaves()
        assert await newest_frontier(session) == grow_with_nodes(leaves)[0]


async def test_what_waits_cannot_be_taken_out_of_the_queue(database: Database) -> None:
    await record(database)
    with pytest.raises(DBAPIError, match="stays in the queue"):
        await _run(database, "DELETE FROM audit_queue")
    with pytest.raises(DBAPIError, match="append-only"):
        await _run(database, "UPDATE audit_queue SET id = DEFAULT")
    assert await subjects(database) == ["log"]


async def _run(database: Database, statement: str) -> None:
    async with database.aside() as session:
        await session.execute(text(statement))


async def test_no_checkpoint_is_made_over_a_log_that_was_cut(
    database: Database, database_url: str, cluster: EmbeddedPostgres
) -> None:
    for number in range(5):
        await record(database, f"demo:{number}")
    await tampering.tamper(cluster, database_url, tampering.SHORTENED, 3)
    await record(database, "after")
    assert await subjects(database) == ["demo:0", "demo:1", "demo:2", "after"]
    async with database.read() as session:
        store = AuditStore(session)
        assert (await newest_frontier(session)).size == 5
        assert await store.kept_head() == await store.head()
        assert (await store.head()).size == 4


async def test_an_erasure_that_waits_for_its_place_opens_no_other_transaction(
    database: Database,
) -> None:
    async with database.transaction() as session:
        kept = await record_act(
            session, actor=ACTOR, act=Act.EXPERT_CHANGE, subject="expert:1", after={"a": 1}
        )
    async with database.transaction() as session:
        erasure = await record_act(session, actor=ACTOR, act=Act.PII_ERASE, subject="expert:1")
    with pytest.raises(DBAPIError, match="erased only by an act of erasure"):
        await _erase(database, kept, erasure)


async def _erase(database: Database, kept: UUID, erasure: UUID) -> None:
    async with database.transaction() as session:
        await AuditStore(session).erase_details([kept], erasure)
