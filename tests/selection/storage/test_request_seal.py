"""What drafts and criteria look like to somebody who reads or changes the tables."""

import asyncpg
import pytest
from sqlalchemy import text

from expert_pool.errors import ExpertPoolError
from expert_pool.storage.database import Database
from selection.storage.request_store import add_request, load_request
from tests.selection.storage.test_stores import officer, request_of

__all__ = ["officer"]

FROZEN = '{"recusals":["虚构甲"],"salt":"00"}'.encode()


async def stored(database, made_by, *, criteria=None):
    record = request_of(made_by)
    record = type(record)(
        **{name: getattr(record, name) for name in record.__slots__} | {"criteria": criteria}
    )
    async with database.transaction() as session:
        await add_request(session, record)
    return record


async def run(database, statement):
    async with database.transaction() as session:
        await session.execute(text(statement))


async def opened(database, record):
    async with database.transaction() as session:
        return await load_request(session, record.id)


async def test_no_name_stands_in_the_table(database, database_url, officer):
    await stored(database, officer, criteria=FROZEN)
    connection = await asyncpg.connect(database_url)
    row = await connection.fetchrow("SELECT * FROM panel_request")
    await connection.close()
    for word in ("保留所填", "虚构甲", "recusals", "seats"):
        for value in row.values():
            kept = value if isinstance(value, bytes) else str(value).encode()
            assert word.encode() not in kept


async def test_the_exact_bytes_come_back(database, officer):
    record = await stored(database, officer, criteria=FROZEN)
    found = await opened(database, record)
    assert found.criteria == FROZEN
    assert found.draft == record.draft


@pytest.mark.parametrize(
    "exchange",
    [
        "UPDATE panel_request SET draft_cipher = other.draft_cipher "
        "FROM panel_request other WHERE other.id <> panel_request.id",
        "UPDATE panel_request SET criteria_cipher = other.criteria_cipher "
        "FROM panel_request other WHERE other.id <> panel_request.id",
    ],
)
async def test_contents_moved_to_another_request_do_not_open(database, officer, exchange):
    records = [await stored(database, officer, criteria=FROZEN) for _ in range(2)]
    await run(database, exchange)
    for record in records:
        with pytest.raises(ExpertPoolError, match=r"encryption\.unreadable"):
            await opened(database, record)


async def test_a_draft_does_not_open_as_criteria(database, officer):
    record = await stored(database, officer, criteria=FROZEN)
    await run(database, "UPDATE panel_request SET criteria_cipher = draft_cipher")
    with pytest.raises(ExpertPoolError, match=r"encryption\.unreadable"):
        await opened(database, record)


async def test_without_keys_nothing_is_stored(database_url, officer):
    keyless = Database(database_url)
    with pytest.raises(ExpertPoolError, match=r"recording\.not_equipped"):
        await stored(keyless, officer)
    await keyless.close()
