"""The step that keeps invitations: there and back with a panel that was invited."""

from expert_pool.storage.migrating import downgrade, upgrade
from tests.migrations.test_sources import DRAW
from tests.migrations.test_vacancies_of_the_service import EXPERT, run

ARRANGEMENT = (
    "INSERT INTO arrangement (request_id, mode, place, starts_at, contact, entered_by,"
    " entered_at, version)"
    " SELECT id, 'online', '', now(), '', created_by, now(), 1 FROM panel_request"
)
INVITATION = (
    "INSERT INTO invitation (request_id, draw_id, expert_id, position, pseudonym, state, kind,"
    " opened_at, notice_from, answer_by, text_version, reason, ground)"
    " SELECT draw.request_id, draw.id, expert.id, 1, '', 'sent', 'usual', now(), now(), now(),"
    " '', '', '' FROM draw, expert"
)


def test_a_database_from_before_invitations_takes_them_and_gives_them_up_again(
    empty_database_url: str,
) -> None:
    url = empty_database_url
    upgrade(url, "0001")
    run(url, DRAW)
    run(url, EXPERT)
    upgrade(url, "0007")
    run(url, ARRANGEMENT)
    run(url, INVITATION)
    assert run(url, "SELECT count(*) FROM invitation") == 1
    downgrade(url, "0006")
    assert run(url, "SELECT count(*) FROM draw") == 1
    upgrade(url, "0007")
    assert run(url, "SELECT count(*) FROM invitation") == 0
