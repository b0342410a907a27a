"""The step that keeps looks at alarms and live counts: with data before it, and back."""

from expert_pool.storage.migrating import downgrade, upgrade
from tests.migrations.test_answered_forms import ACCOUNT, KNOWN, run

LOOK = """
INSERT INTO alarm_look (key, code, about, evidence, reason, looked_by, looked_at)
SELECT '\\x01', 'ALM-01.again', '{}', '{}', 'alarm_chance', id, now() FROM account
"""
TABLES = "SELECT count(*) FROM pg_tables WHERE tablename IN ('alarm_look', 'count_trail')"
FUNCTIONS = "SELECT count(*) FROM pg_proc WHERE proname = 'alarm_look_refuse'"


def test_what_was_there_stays_when_draws_are_watched_over_and_when_no_more(
    empty_database_url: str,
) -> None:
    url = empty_database_url
    upgrade(url, "0001")
    run(url, ACCOUNT)
    upgrade(url, "0004")
    run(url, LOOK)
    assert (run(url, KNOWN), run(url, TABLES), run(url, FUNCTIONS)) == (1, 2, 1)
    downgrade(url, "0003")
    assert (run(url, KNOWN), run(url, TABLES), run(url, FUNCTIONS)) == (1, 0, 0)
    upgrade(url, "0004")
    assert run(url, "SELECT count(*) FROM alarm_look") == 0
