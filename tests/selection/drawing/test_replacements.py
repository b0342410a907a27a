"""The signed record of replacements is written from what is stored, and verifies."""

import pytest

from expert_pool.audit.entries import Actor
from selection.documents.receipts import parse_receipt
from selection.documents.replacement_record import record_bytes
from selection.drawing import open_receipt
from selection.drawing.replacements import read_record, write_records
from selection.errors import SelectionError
from selection.states.vacancies import VacancyReason
from selection.storage.draw_store import load_draw
from selection.verify import Verdict
from selection.verify.replacements import verify_replacements
from tests.selection.drawing.ceremonies import prepare_ceremony, trust_of
from tests.selection.drawing.test_ceremony import commit_both, draw
from tests.selection.drawing.test_vacating import acts_of, report, vacate


async def start(database, **kind):
    async with database.transaction() as session:
        return await prepare_ceremony(session, **kind)


async def records_of(database, ceremony):
    async with database.read() as session:
        found = await load_draw(session, ceremony.request_id)
        return found, await write_records(session, ceremony.desk, found)


async def check(database, ceremony):
    found, (full, public) = await records_of(database, ceremony)
    receipts = (open_receipt(ceremony.desk, found), found.public_receipt)
    return [
        verify_replacements(record_bytes(record), parse_receipt(receipt), trust_of(ceremony.desk))
        for record, receipt in zip((full, public), receipts, strict=True)
    ]


async def test_both_forms_verify_after_every_step(database):
    ceremony = await start(database)
    await draw(database, ceremony)
    for position in (1, 3, 1, 5):
        await vacate(database, ceremony, position, reason=VacancyReason.WITHDRAWN)
        for checked in await check(database, ceremony):
            assert checked.verdict is Verdict.VALID, checked.failed
    _, (full, _) = await records_of(database, ceremony)
    assert [step.seat for step in full.steps] == [1, 3, 1, 5]
    assert full.steps[0].reason == "withdrawn"


async def test_a_vacant_seat_stands_in_the_record_with_everybody_who_was_passed(database):
    ceremony = await start(database, technical=30, financial=1)
    drawn = await draw(database, ceremony)
    receipt = parse_receipt(open_receipt(ceremony.desk, drawn))
    financial = next(it.e for it in receipt.pool if "financial" in it.meets)
    await vacate(database, ceremony, 1 + receipt.result.panel.index(financial))
    _, (full, public) = await records_of(database, ceremony)
    assert (full.steps[0].successor, len(full.steps[0].passed)) == (None, 26)
    assert public.steps[0].passed == ()
    assert [it.verdict for it in await check(database, ceremony)] == [Verdict.VALID] * 2


async def test_reports_that_nobody_confirmed_are_no_steps(database):
    ceremony = await start(database)
    await draw(database, ceremony)
    await report(database, ceremony)
    _, (full, _) = await records_of(database, ceremony)
    assert full.steps == ()


async def test_only_an_auditor_reads_the_full_record_and_each_look_is_an_entry(database):
    ceremony = await start(database)
    await draw(database, ceremony)
    found, (full, _) = await records_of(database, ceremony)
    where = (ceremony.request_id, found)
    async with database.transaction() as session:
        for role in ("officer", "approver"):
            with pytest.raises(SelectionError, match="names_forbidden"):
                await read_record(session, ceremony.desk, where, Actor("x", role))
        data = await read_record(session, ceremony.desk, where, ceremony.auditor)
    assert data == record_bytes(full)
    assert (await acts_of(database, ceremony))[-1] == "draw.read_receipt"


async def test_there_is_no_record_before_the_result(database):
    ceremony = await start(database)
    await commit_both(database, ceremony)
    with pytest.raises(SelectionError, match="not_drawn_yet"):
        await records_of(database, ceremony)
