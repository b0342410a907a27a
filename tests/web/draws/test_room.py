"""A draw from a lottery with a witness in the room, as officer and auditor walk it."""

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from selection.storage.request_store import load_request, save_request
from tests.selection.drawing.sourcing import policy_of
from tests.web.draws.conftest import Stage
from tests.web.signing_in import PASSWORD
from web.settings import Settings

SOMEBODY = {"name": "测监督", "post": "处长", "unit": "示例市财政局（虚构）"}
NUMBERS = "03 08 14 22 27 33 + 16"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    policy_of(tmp_path, "lottery", witnesses=1)
    path = str(tmp_path / "lottery.toml")
    return Settings(database_url=database_url, data_dir=tmp_path, demo=True, policy=path)


@pytest.fixture
async def approved(stage: Stage) -> Stage:
    """The request, approved under the rules in force."""
    async with stage.services.database.transaction() as session:
        request = await load_request(session, stage.request_id)
        assert request is not None
        digest = stage.services.policy.digest
        await save_request(session, replace(request, policy_digest=digest))
    return stage


async def test_the_witness_comes_first_and_the_numbers_last(approved: Stage) -> None:
    stage, path = approved, approved.path
    page = await stage.officer.get(path)
    assert "Witnesses in the room" in page.text
    assert "Hand in the commitment" not in page.text
    to = f"{path}/witness/name"
    wrong = await stage.officer.send(path, SOMEBODY | {"post": ""}, to=to)
    assert (wrong.status_code, SOMEBODY["name"] in wrong.text) == (422, True)
    named = await stage.officer.send(path, SOMEBODY, to=to)
    assert "An auditor has to confirm" in named.text
    page = await stage.auditor.get(path)
    confirm = next(it for it in page.text.split('"') if it.endswith("/confirm"))
    confirmed = await stage.auditor.send(path, {}, to=confirm)
    assert "Presence confirmed" in confirmed.text
    await stage.commit_both()
    assert "a minute before the lottery is drawn" in (await stage.officer.get(path)).text
    for role in ("officer", "auditor"):
        await stage.reveal(role)
    stage.clock.advance(days=3)
    await stage.officer.sign_in("officer-1@example.org", PASSWORD)
    await stage.auditor.sign_in("auditor-2@example.org", PASSWORD)
    to = f"{path}/numbers"
    wrong = await stage.officer.send(path, {"numbers": "1 2 3 4 5 6 17"}, to=to)
    assert (wrong.status_code, "cannot have come out" in wrong.text) == (422, True)
    kept = await stage.officer.send(path, {"numbers": NUMBERS}, to=to)
    assert "Your numbers are kept" in kept.text
    drawn = await stage.auditor.send(path, {"numbers": NUMBERS}, to=to)
    assert "the numbers of 双色球 drawn on 2026-11-22" in drawn.text
    sheet = pypdfium2.PdfDocument((await stage.officer.get(f"{path}/sheet.pdf")).content)
    words = "".join(page.get_textpage().get_text_range() for page in sheet)
    sheet.close()
    assert all(told in words for told in SOMEBODY.values())


async def test_an_auditor_watches_by_an_own_account(approved: Stage) -> None:
    page = await approved.auditor.send(approved.path, {}, to=f"{approved.path}/witness")
    assert "You are recorded as a witness" in page.text
    refused = await approved.commit("auditor")
    assert refused.status_code == 409
