import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

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
