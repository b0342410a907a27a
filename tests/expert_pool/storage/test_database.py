from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from expert_pool.errors import DatabaseAway
from expert_pool.storage.database import Database

MAKE = text("CREATE TABLE note (words text)")
COUNT = text("SELECT count(*) FROM note")


async def _with_one_note(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(MAKE)
        await session.execute(text("INSERT INTO note VALUES ('a')"))


async def _write_and_fail(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("INSERT INTO note VALUES ('b')"))
        raise LookupError


async def test_a_transaction_keeps_what_it_wrote(database: Database) -> None:
    await _with_one_note(database)

    async with database.read() as session:
        assert await session.scalar(COUNT) == 1


async def test_an_error_undoes_the_whole_transaction(database: Database) -> None:
    await _with_one_note(database)

    with pytest.raises(LookupError):
        await _write_and_fail(database)

    async with database.read() as session:
        assert await session.scalar(COUNT) == 1


async def test_a_read_refuses_every_write(database: Database) -> None:
    await _with_one_note(database)

    with pytest.raises(DBAPIError, match="read-only transaction"):
        async with database.read() as session:
            await session.execute(text("INSERT INTO note VALUES ('b')"))


async def test_a_read_sees_one_moment(database: Database) -> None:
    await _with_one_note(database)

    async with database.read() as reading:
        before = await reading.scalar(COUNT)
        async with database.transaction() as writing:
            await writing.execute(text("INSERT INTO note VALUES ('b')"))
        assert await reading.scalar(COUNT) == before


async def test_a_connection_that_read_can_write_again(database: Database) -> None:
    await _with_one_note(database)
    for _ in range(3):
        async with database.read() as session:
            await session.scalar(COUNT)
        async with database.transaction() as session:
            await session.execute(text("INSERT INTO note VALUES ('c')"))

    async with database.read() as session:
        assert await session.scalar(COUNT) == 4


@pytest.mark.parametrize("time", ["first", "second"])
async def test_each_test_starts_with_a_database_of_its_own(database: Database, time: str) -> None:
    await _with_one_note(database)

    async with database.read() as session:
        assert await session.scalar(COUNT) == 1, time


async def test_a_lost_connection_says_that_the_database_is_away_and_the_next_act_works(
    database: Database, database_url: str
) -> None:
    with pytest.raises(DatabaseAway):
        await _lose_the_connection(database, database_url)

    async with database.read() as session:
        assert await session.scalar(text("SELECT 1")) == 1


async def test_a_server_that_is_not_there_is_away(tmp_path: Path) -> None:
    nowhere = Database(f"postgresql://nobody@/nothing?host={tmp_path}")

    with pytest.raises(DatabaseAway):
        async with nowhere.transaction() as session:
            await session.execute(text("SELECT 1"))

    await nowhere.close()


async def test_a_pool_without_a_free_connection_counts_as_away(database_url: str) -> None:
    narrow = Database(database_url, pool_size=1, overflow=0, wait=0.01)

    async with narrow.read() as session:
        await session.execute(text("SELECT 1"))
        with pytest.raises(DatabaseAway):
            async with narrow.transaction() as second:
                await second.execute(text("SELECT 1"))

    await narrow.close()


async def test_a_refused_statement_is_not_taken_for_a_lost_connection(database: Database) -> None:
    with pytest.raises(DBAPIError, match="division by zero"):
        async with database.transaction() as session:
            await session.execute(text("SELECT 1 / 0"))


async def _lose_the_connection(database: Database, url: str) -> None:
    async with database.transaction() as session:
        await _end_backend(url, await session.scalar(text("SELECT pg_backend_pid()")))
        await session.execute(text("SELECT 1"))


async def _end_backend(url: str, pid: int) -> None:
    other = await asyncpg.connect(url)
    await other.execute("SELECT pg_terminate_backend($1)", pid)
    await other.close()
