"""Stored replacements recomputed: untouched ones are right, every changed column is named."""

from collections.abc import Sequence

import pytest
from sqlalchemy import text

from expert_pool.storage.database import Database
from selection.checking import check_draws
from tests.selection.drawing.ceremonies import Ceremony, prepare_ceremony
from tests.selection.drawing.test_ceremony import draw
from tests.selection.drawing.test_supplementing import (
    add_financial,
    ask,
    complete,
    short_panel,
)
from tests.selection.drawing.test_vacating import report, vacate


@pytest.fixture
async def replaced(database: Database) -> Ceremony:
    """A panel that two members have left, and of whom a third one is reported."""
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session)
    await draw(database, ceremony)
    await vacate(database, ceremony, 1)
    await vacate(database, ceremony, 2)
    await report(database, ceremony, 3)
    return ceremony


async def found(database: Database, ceremony: Ceremony) -> Sequence[str]:
    async with database.read() as session:
        report = await check_draws(session, ceremony.desk)
    return [
        f"{finding.code} {finding.param('act') or finding.param('form') or ''}".strip()
        for finding in report.findings
    ]


async def test_replacements_as_they_were_made_have_no_fault(
    database: Database, replaced: Ceremony
) -> None:
    assert await found(database, replaced) == []


@pytest.mark.parametrize(
    ("statement", "faults"),
    [
        (
            "UPDATE vacancy SET rank = 7 WHERE step = 1",
            ["entries_differ draw.replace", "rejected full"],
        ),
        (
            "UPDATE vacancy SET successor = 'x' WHERE step = 1",
            ["entries_differ draw.replace", "unreadable"],
        ),
        (
            "UPDATE vacancy SET pseudonym = 'x' WHERE step = 1",
            ["entries_differ draw.recuse", "unreadable"],
        ),
        ("UPDATE vacancy SET passed_cipher = 'x' WHERE step = 1", ["unreadable"]),
        (
            "UPDATE vacancy SET position = 5 WHERE step = 2",
            ["entries_differ draw.recuse", "entries_differ draw.replace", "unreadable"],
        ),
        (
            "DELETE FROM vacancy",
            ["entries_differ draw.recuse", "entries_differ draw.replace"],
        ),
    ],
    ids=str,
)
async def test_whatever_is_changed_of_a_replacement_is_named(
    database: Database, replaced: Ceremony, statement: str, faults: list[str]
) -> None:
    async with database.transaction() as session:
        await session.execute(text(statement))
    seen = [fault for fault in await found(database, replaced) if fault.startswith("CHK-10")]
    assert seen == [f"CHK-10.{fault}" for fault in faults]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE assignment SET outcome = 'accepted'", "CHK-07.left_but_counted"),
        ("DELETE FROM vacancy", "CHK-07.counted_without_seat"),
    ],
)
async def test_a_seat_that_somebody_left_must_not_count(
    database: Database, replaced: Ceremony, statement: str, fault: str
) -> None:
    async with database.transaction() as session:
        await session.execute(text(statement))
    assert (await found(database, replaced)).count(fault) == 2


async def test_a_vacant_seat_and_its_supplement_have_no_fault(database: Database) -> None:
    ceremony, _ = await short_panel(database)
    assert await found(database, ceremony) == []
    await add_financial(database, 2)
    await complete(database, ceremony, await ask(database, ceremony))
    async with database.read() as session:
        report = await check_draws(session, ceremony.desk)
    assert not [it for it in report.findings if it.code.startswith("CHK-10")]
    async with database.transaction() as session:
        await session.execute(text("UPDATE vacancy SET fill_step = 3"))
    assert "CHK-10.entries_differ draw.supplement" in await found(database, ceremony)
