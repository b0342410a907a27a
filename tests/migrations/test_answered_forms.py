"""The step that remembers answered forms: with data before it, and back."""

import asyncio

import asyncpg

from expert_pool.storage.migrating import downgrade, upgrade

ACCOUNT = "INSERT INTO account (email, display_name, language) VALUES ('a@example.org', '测', 'en')"
FORM = "INSERT INTO form_answer VALUES ('\\x01', '\\x02', '/projects', '', now())"
KNOWN = "SELECT count(*) FROM account"
TABLE = "SELECT to_regclass('form_answer') IS NOT NULL"


async def _run(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def run(url: str, statement: str) -> object:
    return asyncio.run(_run(url, statement))


def test_what_was_there_stays_when_forms_are_remembered_and_when_no_more(
    empty_database_url: str,
) -> None:
    url = empty_database_url
    upgrade(url, "0001")
    run(url, ACCOUNT)
    upgrade(url, "0002")
    run(url, FORM)
    assert (run(url, KNOWN), run(url, TABLE)) == (1, True)
    downgrade(url, "0001")
    assert (run(url, KNOWN), run(url, TABLE)) == (1, False)
    upgrade(url, "0002")
    assert run(url, "SELECT count(*) FROM form_answer") == 0
