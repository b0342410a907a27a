"""The own entry in the browser: sealed with the panel, then checked and handed out."""

import re
from uuid import UUID

import pytest
from sqlalchemy import text

from expert_pool.roles import Role
from selection.documents.entry_file import parse_entry_file
from selection.documents.receipts import parse_receipt
from selection.storage.draw_store import load_draw
from selection.verify.own_entry import verify_entry
from tests.web.conftest import Browser, SignedIn
from tests.web.draws.conftest import Stage, account_of
from tests.web.draws.test_results import give_account
from tests.web.signing_in import PASSWORD

SEATED = "SELECT expert_id FROM panel_seat ORDER BY position LIMIT 1"
NOT_SEATED = """
    SELECT expert_id FROM draw_candidate WHERE pseudonym != ''
    AND expert_id NOT IN (SELECT expert_id FROM panel_seat) ORDER BY expert_id LIMIT 1
"""
EXCLUDED = "SELECT expert_id FROM draw_candidate WHERE pseudonym = '' LIMIT 1"


async def sign_in_as(stage: Stage, signed_in: SignedIn, query: str) -> Browser:
    """Sign in the expert of a drawn pool whom a query finds."""
    await stage.draw()
    browser = await signed_in(Role.EXPERT)
    async with stage.services.database.read() as session:
        expert_id: UUID = await session.scalar(text(query))
    await give_account(stage, expert_id, await account_of(stage.services, "expert-4@example.org"))
    return browser


async def until_released(stage: Stage, browser: Browser) -> None:
    """Let the first day of the review come; whoever waited so long signs in again."""
    stage.clock.advance(days=7)
    await browser.sign_in("expert-4@example.org", PASSWORD)


async def hash_of(stage: Stage) -> str:
    async with stage.services.database.read() as session:
        draw = await load_draw(session, stage.request_id)
    assert draw
    return draw.commit_hash.hex()


async def receipt_of(stage: Stage) -> bytes:
    async with stage.services.database.read() as session:
        draw = await load_draw(session, stage.request_id)
    assert draw
    assert draw.public_receipt
    return draw.public_receipt


@pytest.mark.parametrize(
    ("query", "words"),
    [(SEATED, "You were drawn onto the panel."), (NOT_SEATED, "You were not drawn onto the panel")],
)
async def test_once_the_panel_is_released_the_page_checks_the_entry_and_hands_it_out(
    stage: Stage, signed_in: SignedIn, query: str, words: str
) -> None:
    expert = await sign_in_as(stage, signed_in, query)
    await until_released(stage, expert)
    found = re.search(r"/my/draws/[0-9a-f]{64}", (await expert.get("/my/draws")).text)
    assert found
    page = (await expert.get(found[0])).text
    assert words in page
    assert page.count("Holds") == len(("form", "draw", "pool", "chance"))
    assert "Does not hold" not in page
    saved = await expert.get(f"{found[0]}/entry.json")
    assert 'filename="PR-2026-0001-1-entry.json"' in saved.headers["content-disposition"]
    assert parse_entry_file(saved.content).opening.entry.e in page
    receipt = parse_receipt(await receipt_of(stage))
    checked = verify_entry(saved.content, receipt)
    assert checked.failed is None
    assert checked.drawn is ("not drawn" not in words)


async def test_the_entry_is_shown_in_chinese_too(stage: Stage, signed_in: SignedIn) -> None:
    expert = await sign_in_as(stage, signed_in, SEATED)
    await until_released(stage, expert)
    page = (await expert.get(f"/my/draws/{await hash_of(stage)}?lang=zh_Hans")).text
    assert "您已入选本次专家组。" in page
    assert "条目在候选名单中" in page


async def test_a_program_gets_the_same_entry_and_nobody_elses(
    stage: Stage, signed_in: SignedIn
) -> None:
    expert = await sign_in_as(stage, signed_in, SEATED)
    path = f"/api/v1/draws/{await hash_of(stage)}/entry"
    early = await expert.get(path)
    assert (early.status_code, early.json()["code"]) == (409, "entry.sealed")
    await until_released(stage, expert)
    answer = await expert.get(path)
    saved = await expert.get(f"/my/draws/{await hash_of(stage)}/entry.json")
    assert answer.status_code == 200
    assert answer.content == saved.content
    stranger, officer = await signed_in(Role.EXPERT), await signed_in(Role.OFFICER)
    assert (await stranger.get(path)).status_code == 404
    assert (await officer.get(path)).status_code == 403


async def test_until_the_panel_is_released_only_the_day_is_told(
    stage: Stage, signed_in: SignedIn
) -> None:
    expert = await sign_in_as(stage, signed_in, SEATED)
    assert "from 24 November 2026 on you can save" in (await expert.get("/my/draws")).text
    path = f"/my/draws/{await hash_of(stage)}"
    for address in (path, f"{path}/entry.json"):
        answer = await expert.get(address)
        assert answer.status_code == 409
        assert "Your entry is sealed until 24 November 2026" in answer.text


async def test_nobody_gets_an_entry_of_somebody_else(stage: Stage, signed_in: SignedIn) -> None:
    await until_released(stage, await sign_in_as(stage, signed_in, SEATED))
    path = f"/my/draws/{await hash_of(stage)}"
    stranger = await signed_in(Role.EXPERT)
    for address in (
        path,
        f"{path}/entry.json",
        "/my/draws/unknown",
        "/my/draws/unknown/entry.json",
    ):
        assert (await stranger.get(address)).status_code == 404
    assert path not in (await stranger.get("/my/draws")).text
    officer = await signed_in(Role.OFFICER)
    for address in (path, f"{path}/entry.json"):
        assert (await officer.get(address)).status_code == 403


async def test_who_was_excluded_reads_why_and_is_offered_no_entry(
    stage: Stage, signed_in: SignedIn
) -> None:
    expert = await sign_in_as(stage, signed_in, EXCLUDED)
    await until_released(stage, expert)
    page = (await expert.get("/my/draws")).text
    assert "Not a candidate" in page
    assert "Your entry" not in page
    assert (await expert.get(f"/my/draws/{await hash_of(stage)}")).status_code == 404
