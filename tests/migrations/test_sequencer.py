"""The step to the sequencer: a log with places before it, waiting entries on the way back."""

import asyncio
from dataclasses import replace
from uuid import UUID

import asyncpg

from expert_pool.audit.log import log_head
from expert_pool.audit.merkle import grow_with_nodes, leaf_hash
from expert_pool.storage.audit_sequence import LogOrder, newest_frontier
from expert_pool.storage.audit_store import AuditStore
from expert_pool.storage.database import Database
from expert_pool.storage.migrating import downgrade, upgrade
from tests.expert_pool.audit.entry_samples import ENTRY

BODIES = [replace(ENTRY, id=UUID(int=ENTRY.id.int + number)).body() for number in range(600)]


async def _append(url: str, bodies: list[bytes]) -> None:
    connection = await asyncpg.connect(url)
    try:
        added = (
            "INSERT INTO audit_entry (id, body) VALUES (CAST($1::text::jsonb->>'id' AS uuid), $1)"
        )
        await connection.executemany(added, [(body.decode(),) for body in bodies])
    finally:
        await connection.close()


async def _places(url: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(url)
    try:
        joined = "SELECT seq, body FROM audit_order JOIN audit_entry ON id = entry_id ORDER BY seq"
        return [tuple(row) for row in await connection.fetch(joined)]
    finally:
        await connection.close()


async def _settled(url: str) -> None:
    """Everything has its place, and the newest checkpoint is that of the whole log."""
    database = Database(url)
    await LogOrder(database).settle()
    async with database.read() as session:
        leaves = await AuditStore(session).leaf_hashes()
        frontier = await newest_frontier(session)
    await database.close()
    assert frontier == grow_with_nodes([leaf_hash(body) for body in BODIES[: len(leaves)]])[0]
    assert frontier.root == log_head(leaves).root


def test_a_log_goes_on_through_the_step_and_back(empty_database_url: str) -> None:
    url = empty_database_url
    upgrade(url, "0002")
    asyncio.run(_append(url, BODIES[:300]))
    upgrade(url, "0003")
    asyncio.run(_settled(url))
    asyncio.run(_append(url, BODIES[300:500]))
    asyncio.run(_settled(url))
    asyncio.run(_append(url, BODIES[500:550]))
    downgrade(url, "0002")
    asyncio.run(_append(url, BODIES[550:]))
    assert asyncio.run(_places(url)) == [(at, body.decode()) for at, body in enumerate(BODIES)]


def test_an_empty_log_begins_with_the_sequencer(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    asyncio.run(_append(empty_database_url, BODIES[:3]))
    asyncio.run(_settled(empty_database_url))
