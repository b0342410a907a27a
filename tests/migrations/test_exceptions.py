"""The step that lets exceptions be withdrawn: with one before it, one after it, and back."""

import pytest
from asyncpg import CheckViolationError, UniqueViolationError

from expert_pool.storage.migrating import downgrade, upgrade
from tests.migrations.test_sources import DRAW
from tests.migrations.test_vacancies_of_the_service import run

ASKED = (
    "INSERT INTO rule_exception (request_id, attempt, rule, state, ground, note_cipher, asked_by,"
    " asked_at) SELECT id, 1, 'DRW-12', 'asked', 'cannot_wait', '', created_by, now()"
    " FROM panel_request"
)
WITHDRAWN = "UPDATE rule_exception SET state = 'withdrawn', withdrawn_at = now()"
STATES = "SELECT string_agg(state, ' ' ORDER BY state) FROM rule_exception"


def test_what_is_withdrawn_leaves_room_for_another_and_goes_on_the_way_back(
    empty_database_url: str,
) -> None:
    url = empty_database_url
    upgrade(url, "0001")
    run(url, DRAW)
    upgrade(url, "0019")
    run(url, ASKED)
    upgrade(url, "0020")
    with pytest.raises(UniqueViolationError):
        run(url, ASKED)
    with pytest.raises(CheckViolationError, match="rule_exception_withdrawn"):
        run(url, "UPDATE rule_exception SET state = 'withdrawn'")
    run(url, WITHDRAWN)
    run(url, ASKED)
    assert run(url, STATES) == "asked withdrawn"
    downgrade(url, "0019")
    assert run(url, STATES) == "asked"
    with pytest.raises(UniqueViolationError):
        run(url, ASKED)
