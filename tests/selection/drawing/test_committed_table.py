"""The draw reads the committed table back: what a solver says later changes nothing."""

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.database import Database
from selection.documents.receipts import parse_receipt
from selection.drawing import commit_secret, load_commitment, open_receipt, preparing, reveal_secret
from selection.problem import Pattern, PatternTable
from selection.solver.pattern_table import BuiltTable, build_pattern_table
from selection.storage.draw_store import load_draw
from selection.verify import Verdict, verify_receipt
from tests.selection.drawing.ceremonies import (
    AUDITOR_SECRET,
    OFFICER_SECRET,
    Ceremony,
    prepare_ceremony,
    trust_of,
)


def build_as_another_version(*arguments, **named) -> BuiltTable:
    """A table as lawful as the solver's own, with its rows halved and in another order."""
    built = build_pattern_table(*arguments, **named)
    assert isinstance(built, BuiltTable)
    halves = [Pattern(row.seats, row.weight) for row in built.table.patterns[::-1] for _ in "ab"]
    return replace(built, table=PatternTable(built.table.cells, tuple(halves)))


async def commit_both(session: AsyncSession, ceremony: Ceremony) -> None:
    for actor, secret in ((ceremony.officer, OFFICER_SECRET), (ceremony.auditor, AUDITOR_SECRET)):
        hashed = ceremony.hash_of(actor.role, secret)
        await commit_secret(session, ceremony.desk, ceremony.request_id, actor, hashed)


async def reveal_both(session: AsyncSession, ceremony: Ceremony) -> None:
    ceremony.clock.wait(minutes=2)
    for actor, secret in ((ceremony.officer, OFFICER_SECRET), (ceremony.auditor, AUDITOR_SECRET)):
        await reveal_secret(session, ceremony.desk, ceremony.request_id, actor, secret)


async def test_a_solver_that_would_give_another_table_after_the_commitment_is_not_asked(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session)
    with monkeypatch.context() as then:
        then.setattr(preparing, "build_pattern_table", build_as_another_version)
        async with database.transaction() as session:
            await commit_both(session, ceremony)
    async with database.transaction() as session:
        await reveal_both(session, ceremony)
    async with database.read() as session:
        draw = await load_draw(session, ceremony.request_id)
    assert draw is not None
    committed = load_commitment(ceremony.desk, draw).document
    receipt = open_receipt(ceremony.desk, draw)
    rows = [row.seats for row in committed.patterns]
    assert rows[::2] == rows[1::2], "only the other version writes every row twice"
    assert parse_receipt(receipt).commit == committed
    assert verify_receipt(receipt, trust_of(ceremony.desk)).verdict is Verdict.VALID


async def test_the_draw_needs_no_solver_at_all(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session)
        await commit_both(session, ceremony)

    def refuse(*_arguments, **_named):
        pytest.fail("the solver was asked after the commitment")

    monkeypatch.setattr(preparing, "build_pattern_table", refuse)
    async with database.transaction() as session:
        await reveal_both(session, ceremony)
    async with database.read() as session:
        draw = await load_draw(session, ceremony.request_id)
    assert draw is not None
    assert draw.public_receipt is not None
