"""The step that lets the service find vacancies: with one of its own before the way back."""

import asyncio

import asyncpg

from expert_pool.storage.migrating import downgrade, upgrade
from tests.migrations.test_sources import DRAW

EXPERT = (
    "INSERT INTO expert (standing, type, name, sex, birth_date, division, sector, email,"
    " name_pinyin, disciplines, directions, integrity_flags, retirement_document,"
    " retirement_verified, certificates, version)"
    " VALUES ('active', 'technical', '测', 'female', '1970-01-01', '', '', '', '', '{}', '{}',"
    " '{}', '', false, 0, 1)"
)
FOUND = (
    "INSERT INTO vacancy (draw_id, number, position, expert_id, pseudonym, state, reason, ground,"
    " reported_role, reported_at, successor, quotas)"
    " SELECT draw.id, 1, 1, expert.id, '', 'vacant', 'ineligible', '', 'service', now(), '', '{}'"
    " FROM draw, expert"
)
WHO = (
    "SELECT vacancy.reported_by = panel_request.created_by FROM vacancy"
    " JOIN draw ON draw.id = draw_id JOIN panel_request ON panel_request.id = request_id"
)


async def _run(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def run(url: str, statement: str) -> object:
    return asyncio.run(_run(url, statement))


def test_a_vacancy_that_nobody_reported_keeps_its_place_on_the_way_back(
    empty_database_url: str,
) -> None:
    url = empty_database_url
    upgrade(url, "0001")
    run(url, DRAW)
    run(url, EXPERT)
    upgrade(url, "0006")
    run(url, FOUND)
    assert run(url, WHO) is None
    downgrade(url, "0005")
    assert run(url, WHO) is True
    upgrade(url, "0006")
    assert run(url, "SELECT count(*) FROM vacancy") == 1
