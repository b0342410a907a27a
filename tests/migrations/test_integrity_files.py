"""The step that keeps integrity files: events that stay, cases by two persons, and back."""

import asyncpg
import pytest

from expert_pool.storage.migrating import downgrade, upgrade
from tests.migrations.test_vacancies_of_the_service import EXPERT, run

ACCOUNT = "INSERT INTO account (email, display_name, language) VALUES ('a@example.org', '测', 'en')"
CASE = (
    "WITH filed AS (INSERT INTO credit_event (expert_id, kind, occurred_on, request,"
    " reported_role, document, proof_name, proof_type, proof_size, recorded_at)"
    " SELECT id, 'absence', now(), '', 'registrar', '', '', '', 0, now() FROM expert"
    " RETURNING id, expert_id)"
    " INSERT INTO credit_case (event_id, expert_id, state, since, version, policy_digest,"
    " proposed, proposed_months, opened_at, told_way, measure, months, resumes)"
    " SELECT id, expert_id, 'proposed', now(), 1, '', 'suspension', 6, now(), '', '', 0, false"
    " FROM filed"
)
ALONE = "UPDATE credit_case SET decided_by = account.id, confirmed_by = account.id FROM account"
AGAIN = CASE[CASE.index("INSERT INTO credit_case") :].replace("FROM filed", "FROM credit_event")
LIFTED_ALONE = ALONE.replace("decided_by", "lift_asked_by").replace("confirmed_by", "lifted_by")


def test_integrity_files_are_kept_as_they_were_written_and_go_with_their_step(
    empty_database_url: str,
) -> None:
    url = empty_database_url
    upgrade(url, "0013")
    run(url, EXPERT)
    run(url, ACCOUNT)
    upgrade(url, "0014")
    run(url, CASE)
    for refused, rule in (
        ("UPDATE credit_event SET kind = 'late'", "append-only"),
        ("DELETE FROM credit_event", "append-only"),
        ("TRUNCATE credit_event CASCADE", "append-only"),
        (ALONE, "credit_case_two_persons"),
        (LIFTED_ALONE, "credit_case_two_persons_lift"),
        ("UPDATE credit_case SET state = 'in_force'", "credit_case_heard"),
        ("UPDATE credit_case SET state = 'unknown'", "credit_case_state"),
        (AGAIN, "credit_case_once"),
    ):
        with pytest.raises(asyncpg.PostgresError, match=rule):
            run(url, refused)
    assert run(url, "SELECT count(*) FROM credit_event") == 1
    downgrade(url, "0013")
    assert run(url, "SELECT count(*) FROM expert") == 1
    upgrade(url, "0014")
    assert run(url, "SELECT count(*) FROM credit_case") == 0
