"""The step that keeps offline packs: with a panel before it, with a pack, and back."""

from expert_pool.storage.migrating import downgrade, upgrade
from tests.migrations.test_sources import DRAW
from tests.migrations.test_vacancies_of_the_service import run

PACK = (
    "WITH made AS (INSERT INTO offline_pack"
    " (request_id, number, state, made_by, made_at, contents_cipher, file_text)"
    " SELECT id, 'P1', 'out', created_by, now(), '', '' FROM panel_request RETURNING id)"
    " INSERT INTO offline_event (pack_id, digest, place, source, recorded_at, event_cipher,"
    " state, refusal, imported_at)"
    " SELECT id, '', 1, 'pack', now(), '', 'waiting', '', now() FROM made"
)


def test_packs_come_after_a_panel_and_go_without_it(empty_database_url: str) -> None:
    url = empty_database_url
    upgrade(url, "0001")
    run(url, DRAW)
    upgrade(url, "0016")
    run(url, PACK)
    assert run(url, "SELECT count(*) FROM offline_event") == 1
    downgrade(url, "0015")
    upgrade(url, "0016")
    assert run(url, "SELECT count(*) FROM offline_pack") == 0
