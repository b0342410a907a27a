"""The step that keeps meetings: with a panel before it, with a meeting, and back."""

from expert_pool.storage.migrating import downgrade, upgrade
from tests.migrations.test_sources import DRAW
from tests.migrations.test_vacancies_of_the_service import EXPERT, run

MEETING = (
    "WITH met AS (INSERT INTO meeting (request_id, state, opened_by, opened_at, starts_at,"
    " chair_way, minutes_version, sheet_name, sheet_type, sheet_size)"
    " SELECT id, 'gathering', created_by, now(), now(), '', 0, '', '', 0 FROM panel_request"
    " RETURNING id)"
    " INSERT INTO attendance (meeting_id, draw_id, expert_id, position, pseudonym, identity_seen,"
    " pledge_version, stance, stance_version, left_reason)"
    " SELECT met.id, draw.id, expert.id, 1, '', false, '', '', 0, '' FROM met, draw, expert"
)


def test_meetings_come_after_a_panel_and_go_without_it(empty_database_url: str) -> None:
    url = empty_database_url
    upgrade(url, "0001")
    run(url, DRAW)
    run(url, EXPERT)
    upgrade(url, "0012")
    run(url, MEETING)
    assert run(url, "SELECT count(*) FROM attendance") == 1
    downgrade(url, "0011")
    assert run(url, "SELECT count(*) FROM draw") == 1
    upgrade(url, "0012")
    assert run(url, "SELECT count(*) FROM meeting") == 0
