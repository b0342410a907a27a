"""The step that lets people type a lottery's numbers and watch in the room, and back."""

from expert_pool.storage.migrating import downgrade, upgrade
from tests.migrations.test_sources import DRAW, run

NUMBERS = (
    "INSERT INTO source_word (draw_id, kind, role, said_at)"
    " SELECT id, 'lottery', 'officer', now() FROM draw"
)
WATCHER = (
    "INSERT INTO room_witness (request_id, attempt, named_by, account_id, named_at)"
    " SELECT panel_request.id, 1, account.id, account.id, now() FROM panel_request, account"
)
KEPT = "SELECT count(*) FROM source_word"


def test_what_the_former_schema_does_not_know_goes_and_draws_stay(empty_database_url: str) -> None:
    url = empty_database_url
    upgrade(url, "0001")
    run(url, DRAW)
    upgrade(url, "0011")
    run(url, NUMBERS)
    run(url, WATCHER)
    downgrade(url, "0008")
    assert run(url, KEPT) == 0
    assert run(url, "SELECT count(*) FROM draw") == 1
    upgrade(url, "0011")
    assert run(url, "SELECT count(*) FROM room_witness") == 0
