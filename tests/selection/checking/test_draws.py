"""Stored draws recomputed: an untouched one is right, every changed column is named."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text

from expert_pool.checking import check_log
from expert_pool.storage.database import Database
from selection.checking import DrawsReport, check_draws
from selection.drawing import commit_secret, reveal_secret
from tests import tampering
from tests.expert_pool.log_samples import CIPHER
from tests.selection.drawing.ceremonies import (
    AUDITOR_SECRET,
    OFFICER_SECRET,
    Ceremony,
    prepare_ceremony,
)
from web.launcher import EmbeddedPostgres

DOUBLED = """
    INSERT INTO assignment (id, expert_id, activity, programme, panel, fields, lead_units,
        project_ids, review_from, review_to, review_days, outcome)
    SELECT gen_random_uuid(), expert_id, activity, programme, 'another', fields, lead_units,
        project_ids, review_from, review_to, review_days, 'accepted'
    FROM assignment LIMIT 1
"""
Run = Callable[[str], Awaitable[None]]


@pytest.fixture
async def ceremony(database: Database) -> Ceremony:
    async with database.transaction() as session:
        return await prepare_ceremony(session)


@pytest.fixture
async def committed(database: Database, ceremony: Ceremony) -> Ceremony:
    for actor, secret in ((ceremony.officer, OFFICER_SECRET), (ceremony.auditor, AUDITOR_SECRET)):
        async with database.transaction() as session:
            hashed = ceremony.hash_of(actor.role, secret)
            await commit_secret(session, ceremony.desk, ceremony.request_id, actor, hashed)
    return ceremony


@pytest.fixture
async def drawn(database: Database, committed: Ceremony) -> Ceremony:
    committed.clock.wait(minutes=2)
    for actor, secret in ((committed.officer, OFFICER_SECRET), (committed.auditor, AUDITOR_SECRET)):
        async with database.transaction() as session:
            await reveal_secret(session, committed.desk, committed.request_id, actor, secret)
    return committed


@pytest.fixture
def run(database: Database) -> Run:
    async def run(statement: str) -> None:
        async with database.transaction() as session:
            await session.execute(text(statement))

    return run


async def check(database: Database, ceremony: Ceremony) -> DrawsReport:
    async with database.read() as session:
        return await check_draws(session, ceremony.desk)


def codes(report: DrawsReport) -> list[str]:
    return [finding.code for finding in report.findings]


async def test_a_draw_as_it_was_made_has_no_fault(database: Database, drawn: Ceremony) -> None:
    report = await check(database, drawn)
    assert (report.requests, len(report.draws), report.findings) == (1, 1, ())
    async with database.read() as session:
        assert (await check_log(session, CIPHER, report.heads)).findings == ()


async def test_a_committed_draw_has_no_fault_either(
    database: Database, committed: Ceremony
) -> None:
    report = await check(database, committed)
    assert (len(report.draws), len(report.heads), report.findings) == (1, 1, ())


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE draw SET commit_hash = sha256('x')", ["CHK-05.commitment_changed"]),
        ("UPDATE draw SET snapshot_cipher = 'x'", ["CHK-05.commitment_changed"]),
        ("UPDATE panel_request SET criteria_cipher = 'x'", ["CHK-05.criteria_changed"]),
        ("UPDATE panel_request SET criteria_cipher = NULL", ["CHK-05.criteria_changed"]),
        (
            "UPDATE panel_request SET criteria_cipher = draft_cipher",
            ["CHK-05.criteria_changed"],
        ),
        ("UPDATE panel_request SET criteria_digest = sha256('x')", ["CHK-05.criteria_changed"]),
        ("UPDATE draw SET receipt_digest = sha256('x')", ["CHK-06.receipt_digest"]),
        ("UPDATE draw SET receipt_cipher = 'x'", ["CHK-06.receipt_unreadable"]),
        ("UPDATE draw SET receipt_cipher = NULL", ["CHK-06.receipt_unreadable"]),
        ("UPDATE draw SET public_receipt = '{}'", ["CHK-06.receipt_digest"]),
        ("UPDATE panel_seat SET position = position + 10 WHERE position = 1", ["CHK-07.seats"]),
        ("DELETE FROM panel_seat WHERE position = 5", ["CHK-07.seats_differ"]),
        ("UPDATE draw_candidate SET pseudonym = 'x'", ["CHK-07.seats_differ"]),
        ("DELETE FROM assignment", ["CHK-07.seat_not_counted"]),
        ("DELETE FROM panel_seat WHERE position = 1", ["CHK-07.counted_without_seat"]),
        ("UPDATE assignment SET review_to = review_to + 1", ["CHK-07.other_days"]),
        (DOUBLED, ["CHK-11.over_a_limit"]),
        ("UPDATE panel_request SET state = 'approved'", ["CHK-09.request_state"]),
        ("UPDATE panel_request SET state = 'committed'", ["CHK-09.request_state"]),
        ("UPDATE draw SET state = 'annulled'", ["CHK-09.request_state"]),
    ],
)
async def test_a_changed_column_is_named(
    database: Database, drawn: Ceremony, run: Run, statement: str, found: list[str]
) -> None:
    await run(statement)
    seen = codes(await check(database, drawn))
    assert [code for wanted in found for code in seen if code.startswith(wanted)], seen


async def test_a_draw_without_its_entry_and_an_entry_without_its_draw_are_named(
    database: Database, drawn: Ceremony, run: Run
) -> None:
    await run("UPDATE assignment SET draw_id = NULL")
    for statement in ("DELETE FROM panel_seat", "DELETE FROM draw_candidate"):
        await run(statement)
    await run("UPDATE draw SET id = gen_random_uuid()")
    seen = codes(await check(database, drawn))
    assert seen.count("CHK-08.no_such_draw") == 2
    assert seen.count("CHK-08.entries_of_draw") == 2


async def test_an_entry_that_says_something_else_is_named(
    database: Database, database_url: str, cluster: EmbeddedPostgres, drawn: Ceremony
) -> None:
    await tampering.tamper(cluster, database_url, tampering.DETAIL_CHANGED, 5)
    assert codes(await check(database, drawn)) == ["CHK-08.entry_differs"]


async def test_a_request_that_its_own_officer_approved_is_named(
    database: Database, ceremony: Ceremony, run: Run
) -> None:
    await run("ALTER TABLE panel_request DROP CONSTRAINT panel_request_two_persons")
    await run("UPDATE panel_request SET approved_by = created_by")
    assert codes(await check(database, ceremony)) == ["CHK-09.own_approval"]
