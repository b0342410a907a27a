"""The step that gives draws a source: with a draw before it, and back."""

import asyncio

import asyncpg

from expert_pool.storage.migrating import downgrade, upgrade

DRAW = (
    "WITH who AS (INSERT INTO account (email, display_name, language)"
    " VALUES ('a@example.org', '测', 'en') RETURNING id),"
    " asked AS (INSERT INTO panel_request (number, state, activity, draft_cipher, policy_digest,"
    " version, decision_reason, created_by,"
    " shortfall)"
    " SELECT 'PR-1', 'committed', 'x', '\\x00', '', 1, '', id, '{}' FROM who RETURNING id)"
    " INSERT INTO draw (request_id, attempt, state, commit_hash, reveal_from, summary)"
    " SELECT id, 1, 'committed', '\\x01', now(), '{}' FROM asked"
)
STATE = "SELECT state FROM draw"


async def _run(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def run(url: str, statement: str) -> object:
    return asyncio.run(_run(url, statement))


def test_a_draw_gets_a_source_and_is_kept_on_the_way_back(empty_database_url: str) -> None:
    url = empty_database_url
    upgrade(url, "0001")
    run(url, DRAW)
    upgrade(url, "0005")
    assert run(url, "SELECT source::text FROM draw") == "{}"
    run(url, "UPDATE draw SET state = 'locked'")
    downgrade(url, "0001")
    assert run(url, STATE) == "committed"
    upgrade(url, "0005")
    run(url, "UPDATE draw SET state = 'void'")
    downgrade(url, "0001")
    assert run(url, STATE) == "annulled"
