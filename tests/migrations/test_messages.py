"""The step that keeps messages: with a draw before it, with a message, and back."""

from expert_pool.storage.migrating import downgrade, upgrade
from tests.migrations.test_sources import DRAW
from tests.migrations.test_vacancies_of_the_service import EXPERT, run

MESSAGE = (
    "WITH told AS (INSERT INTO message (key, kind, language, expert_id, about, request, urgent,"
    " queued_at) SELECT 'k', 'invitation', 'en', id, gen_random_uuid(), gen_random_uuid(), false,"
    " now() FROM expert RETURNING id)"
    " INSERT INTO message_attempt (message_id, channel, route, number, due_at, result, detail,"
    " address, reference) SELECT id, 'sms', '{sms}', 1, now(), 'waiting', '', '', '' FROM told"
)


def test_messages_come_after_a_pool_and_go_without_it(empty_database_url: str) -> None:
    url = empty_database_url
    upgrade(url, "0001")
    run(url, DRAW)
    run(url, EXPERT)
    upgrade(url, "0008")
    run(url, MESSAGE)
    assert run(url, "SELECT count(*) FROM message_attempt") == 1
    downgrade(url, "0007")
    assert run(url, "SELECT count(*) FROM expert") == 1
    upgrade(url, "0008")
    assert run(url, "SELECT count(*) FROM message") == 0
