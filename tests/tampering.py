"""What somebody with all rights on the database could do to the log; for tests alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from expert_pool.storage.audit_sequence import LogOrder
from expert_pool.storage.database import Database
from web.launcher import EmbeddedPostgres

TABLES = ("audit_entry", "audit_order", "audit_detail")

# Each leaves rows that agree with themselves; `{n}` is the place that it is done at.
CHANGED = (
    'UPDATE audit_entry SET body = replace(body, \'"act":"\', \'"act":"x\')'
    " WHERE id = (SELECT entry_id FROM audit_order WHERE seq = {n})"
)
GARBLED = (
    'UPDATE audit_entry SET body = replace(body, \'"act":"\', \'"acted":"","act":"\')'
    " WHERE id = (SELECT entry_id FROM audit_order WHERE seq = {n})"
)
REMOVED = (
    "CREATE TEMP TABLE gone AS SELECT entry_id AS id FROM audit_order WHERE seq = {n};"
    "DELETE FROM audit_detail WHERE entry_id IN (SELECT id FROM gone);"
    "DELETE FROM audit_order WHERE seq = {n};"
    "DELETE FROM audit_entry WHERE id IN (SELECT id FROM gone);"
)
_CLOSE_UP = (
    "UPDATE audit_order SET seq = seq + 1000000 WHERE seq > {n};"
    "UPDATE audit_order SET seq = seq - 1000001 WHERE seq > {n};"
)
CLOSED_UP = f"{REMOVED}{_CLOSE_UP}"
MOVED = (
    "UPDATE audit_order SET seq = -1 WHERE seq = {n};"
    "UPDATE audit_order SET seq = {n} WHERE seq = {n} + 1;"
    "UPDATE audit_order SET seq = {n} + 1 WHERE seq = -1"
)
INSERTED = (
    "UPDATE audit_order SET seq = seq + 1000000 WHERE seq >= {n};"
    "UPDATE audit_order SET seq = seq - 999999 WHERE seq >= {n};"
    "INSERT INTO audit_entry (id, body) SELECT CAST('f' || substr(id::text, 2) AS uuid),"
    " replace(body, id::text, 'f' || substr(id::text, 2)) FROM audit_entry"
    " JOIN audit_order ON entry_id = id WHERE seq = 0;"
    "INSERT INTO audit_order SELECT {n}, id FROM audit_entry"
    " WHERE id NOT IN (SELECT entry_id FROM audit_order)"
)
SHORTENED = (
    "DELETE FROM audit_detail;DELETE FROM audit_order WHERE seq >= {n};"
    "DELETE FROM audit_entry WHERE id NOT IN (SELECT entry_id FROM audit_order)"
)
# A detail of that entry, or of the first one after it that has a detail.
DETAIL_CHANGED = (
    "UPDATE audit_detail SET salt = sha256(salt) WHERE entry_id = (SELECT entry_id"
    " FROM audit_order JOIN audit_detail USING (entry_id) WHERE seq >= {n} ORDER BY seq LIMIT 1)"
)
DETAIL_GONE = (
    "DELETE FROM audit_detail WHERE entry_id = (SELECT entry_id"
    " FROM audit_order JOIN audit_detail USING (entry_id) WHERE seq >= {n} ORDER BY seq LIMIT 1)"
)
UNPLACED = "DELETE FROM audit_order WHERE seq = {n}"


@asynccontextmanager
async def all_rights(
    cluster: EmbeddedPostgres, database_url: str
) -> AsyncIterator[asyncpg.Connection]:
    """A superuser's connection to a test's database, with the log's triggers switched off.

    Everything has its place in the log before.
    """
    database = Database(database_url)
    await LogOrder(database).settle()
    await database.close()
    name = database_url.partition("?")[0].rpartition("/")[2]
    connection = await asyncpg.connect(cluster.administrator_url(name))
    try:
        for table in TABLES:
            await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield connection
        for table in TABLES:
            await connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    finally:
        await connection.close()


async def tamper(cluster: EmbeddedPostgres, database_url: str, statements: str, place: int) -> None:
    """Do something to the log that no role of the service may do."""
    async with all_rights(cluster, database_url) as connection:
        await connection.execute(statements.format(n=place))
