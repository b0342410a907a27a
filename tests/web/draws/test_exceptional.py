"""What result page, sheet and public list show of direct seats and of steps of widening."""

from dataclasses import replace

import pypdfium2
import pytest

from expert_pool.persons import Person
from selection.requests import (
    Attribute,
    DirectGround,
    DirectSeat,
    FallbackStep,
    Quota,
    StepTaken,
)
from selection.storage.draw_store import load_draw
from tests.selection.drawing.ceremonies import pool_of
from tests.selection.requests.samples import condition, make_request
from tests.web.draws.conftest import Stage, account_of, approve

CHOSEN = pool_of(30, 8)[4]
PEERS = Quota("peers", (condition(Attribute.FIELD, "10102"),), 1, 5)


@pytest.fixture
async def drawn(stage: Stage) -> Stage:
    person = Person(CHOSEN.name, (CHOSEN.employments[0].unit,))
    request_id = await approve(
        stage.services,
        await account_of(stage.services, "officer-1@example.org"),
        await account_of(stage.services, "approver-3@example.org"),
        "PR-2026-0002",
        quotas=(*make_request().quotas, PEERS),
        fallback=(StepTaken(FallbackStep.FIELD_LEVEL_2, 3, 38),),
        fallback_reason="同行不足",
        direct=(DirectSeat(person, DirectGround.NARROW_FIELD, "国内仅两人从事该方向"),),
        direct_consent="测局长",
    )
    there = replace(stage, request_id=request_id)
    await there.draw()
    return there


async def test_the_direct_seat_is_marked_beside_its_holder(drawn: Stage) -> None:
    page = (await drawn.officer.get(drawn.path)).text
    assert page.count("Directly selected") == 1
    panel = (await drawn.officer.get(f"{drawn.path}/panel")).text
    row = next(part for part in panel.split("<tr>") if CHOSEN.name in part)
    assert "Directly selected" in row
    assert panel.count("Directly selected") == 1


async def test_the_sheet_tells_grounds_reasons_and_steps(drawn: Stage) -> None:
    pdf = await drawn.officer.get(f"{drawn.path}/sheet.pdf")
    document = pypdfium2.PdfDocument(pdf.content)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    plain = "".join(text.split())
    for told in (
        "Averynarrowfield:国内仅两人从事该方向",
        "测局长",
        "Tofieldsofthesecondlevel(under10→38candidates)",
        "同行不足",
        "Embeddedsoftware→",
        "Directlyselected",
    ):
        assert told in plain, plain


async def test_everybody_learns_that_a_seat_was_filled_without_a_draw(drawn: Stage) -> None:
    async with drawn.services.database.read() as session:
        draw = await load_draw(session, drawn.request_id)
    assert draw is not None
    page = (await drawn.approver.get(f"/receipts/{draw.commit_hash.hex()}")).text
    assert "Seats filled without a draw (DRW-18)</dt><dd>1</dd>" in page
    assert "Steps of widening taken (DRW-17)</dt><dd>1</dd>" in page
    assert CHOSEN.name not in page


async def test_a_usual_draw_says_nothing_of_exceptions(stage: Stage) -> None:
    await stage.draw()
    async with stage.services.database.read() as session:
        draw = await load_draw(session, stage.request_id)
    assert draw is not None
    page = (await stage.approver.get(f"/receipts/{draw.commit_hash.hex()}")).text
    assert "DRW-18" not in page
    assert "DRW-17" not in page
