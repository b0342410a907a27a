"""Exceptions in the browser: the officer asks, the approver allows, and the rule gives way once."""

import re
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from expert_pool.roles import Role
from selection.storage.meeting_store import load_attendances, load_meeting_of
from selection.storage.request_store import load_request, save_request
from tests.selection.convening.stage import ACCOUNTS
from tests.web.conftest import SignedIn
from tests.web.draws.conftest import NAME, Stage
from tests.web.draws.conftest import patience as patience
from tests.web.draws.conftest import stage as stage
from tests.web.meetings.test_review_day_pages import MORNING, words_of
from tests.web.signing_in import PASSWORD
from web.settings import Settings

CITY = """
id = "city"
version = "1"
title_zh = "试验"
title_en = "Test"
organiser_zh = "试验"
organiser_en = "Test"
extends = "demo"
[values]
panel_min = 5
witness_required = {witnesses}
"""
DEAD = {"rule": "DAY-01", "ground": "device_unusable", "note": "手机损坏。"}
WITNESS = {"rule": "DRW-12", "ground": "witness_prevented", "note": "监督人途中受阻。"}


@pytest.fixture
def witnesses() -> int:
    return 0


@pytest.fixture
def settings(database_url: str, tmp_path: Path, witnesses: int) -> Settings:
    path = tmp_path / "city.toml"
    path.write_text(CITY.format(witnesses=witnesses), encoding="utf-8")
    return Settings(database_url=database_url, data_dir=tmp_path, demo=True, policy=str(path))


@pytest.fixture
async def approved(stage: Stage) -> Stage:
    """The request, approved under the rules in force."""
    async with stage.services.database.transaction() as session:
        request = await load_request(session, stage.request_id)
        assert request is not None
        digest = stage.services.policy.digest
        await save_request(session, replace(request, policy_digest=digest))
    return stage


def path_of(stage: Stage) -> str:
    return f"/requests/{stage.request_id}/exceptions"


async def decide(stage: Stage, act: str) -> str:
    """The approver's word on the one that waits."""
    page = (await stage.approver.get(path_of(stage))).text
    (waiting,) = re.findall(r'action="([^"]+/decide)"', page)
    return (await stage.approver.send(path_of(stage), {"act": act}, to=waiting)).text


@pytest.mark.parametrize("witnesses", [1])
async def test_a_draw_goes_on_without_its_witness(approved: Stage, signed_in: SignedIn) -> None:
    stage, path = approved, path_of(approved)
    assert path in (await stage.officer.get(stage.path)).text
    assert "Ask for an exception" in (await stage.officer.get(path)).text
    empty = await stage.officer.send(path, WITNESS | {"note": ""})
    assert (empty.status_code, 'value="witness_prevented" checked' in empty.text) == (422, True)
    foreign = await stage.officer.send(path, WITNESS | {"ground": "device_unusable"})
    assert (foreign.status_code, WITNESS["note"] in foreign.text) == (422, True)
    assert "is asked for" in (await stage.officer.send(path, WITNESS)).text
    assert "Exception asked for" in (await stage.approver.get("/draws")).text
    stranger = await signed_in(Role.APPROVER)
    assert (await stranger.get(path)).status_code == 404
    assert "is allowed" in await decide(stage, "allow")
    assert WITNESS["note"] in (await stage.auditor.get(path)).text
    page = (await stage.officer.get(stage.path)).text
    assert "does without the witnesses who are missing" in page
    assert "Hand in the commitment" in page
    assert path in (await stage.auditor.get(f"/requests/{stage.request_id}")).text
    told = await stage.auditor.get(f"/audit/timeline/request/{stage.request_id}")
    assert all(it in told.text for it in ("Allow an exception", "The witness was prevented"))
    await stage.draw()
    sheet = words_of((await stage.officer.get(f"{stage.path}/sheet.pdf")).content)
    assert "The witness was prevented from coming" in " ".join(sheet.split())
    acts = await stage.acts()
    asked, allowed = acts.index("exception.ask"), acts.index("exception.allow")
    assert asked < allowed < acts.index("draw.party_commit")


@pytest.mark.parametrize("witnesses", [1])
async def test_the_officer_withdraws_what_nobody_has_decided(approved: Stage) -> None:
    stage, path = approved, path_of(approved)
    await stage.officer.send(path, WITNESS)
    page = (await stage.officer.get(path)).text
    (to,) = re.findall(r'action="([^"]+/withdraw)"', page)
    assert "/withdraw" not in (await stage.approver.get(path)).text
    assert (await stage.approver.send(path, {}, to=to)).status_code == 403
    told = (await stage.officer.send(path, {}, to=to)).text
    assert all(it in told for it in ("is withdrawn", "Withdrawn at", "Ask for an exception"))
    assert "/withdraw" not in told
    shown = (await stage.approver.get(path)).text
    assert ("Withdrawn" in shown, "/decide" in shown) == (True, False)
    assert "Exception asked for" not in (await stage.approver.get("/draws")).text
    assert "exception.withdraw" in await stage.acts()


async def seat_ids(stage: Stage) -> list[UUID]:
    async with stage.services.database.read() as session:
        meeting = await load_meeting_of(session, stage.request_id)
        assert meeting
        return [it.id for it in await load_attendances(session, meeting.id)]


async def open_doors(stage: Stage) -> str:
    """The morning of the review; officer and approver sign in again."""
    day = f"/requests/{stage.request_id}/meeting"
    await stage.draw()
    async with stage.services.database.transaction() as session:
        await session.execute(text(ACCOUNTS))
    stage.clock.moment = MORNING
    for browser, email in ((stage.officer, "officer-1"), (stage.approver, "approver-3")):
        await browser.sign_in(f"{email}@example.org", PASSWORD)
    await stage.officer.send(day, {"step": "open"})
    return day


async def let_in(stage: Stage, member: str) -> None:
    """Excepted by the approver, seen by the host, pledged on paper."""
    path, to = path_of(stage), f"{path_of(stage)}/member"
    await stage.officer.send(path, DEAD | {"member": member})
    assert not NAME.search(await decide(stage, "allow"))
    given = {"step": "sign_in", "member": member}
    unseen = await stage.officer.send(path, given, to=to)
    assert (unseen.status_code, bool(NAME.search(unseen.text))) == (422, True)
    seen = await stage.officer.send(path, given | {"identity": "yes"}, to=to)
    assert "has signed in without a code" in seen.text
    pledged = await stage.officer.send(path, {"step": "pledge", "member": member}, to=to)
    assert "pledge on paper is recorded" in pledged.text


async def test_three_members_without_telephones_meet_in_place_of_five(approved: Stage) -> None:
    stage, path, day = approved, path_of(approved), await open_doors(approved)
    both = (await stage.officer.get(path)).text
    assert all(f"{path}?rule={rule}" in both for rule in ("DAY-01", "REP-04"))
    fewer = {"rule": "REP-04", "ground": "no_reserve_left", "note": "无人递补。"}
    assert "fewer than 5" in (await stage.officer.get(f"{path}?rule=REP-04")).text
    await stage.officer.send(path, fewer)
    await decide(stage, "allow")
    unchosen = await stage.officer.send(path, DEAD)
    assert (unchosen.status_code, 'id="member"' in unchosen.text) == (422, True)
    for member in map(str, (await seat_ids(stage))[:3]):
        await let_in(stage, member)
    await stage.officer.send(day, {"step": "chair", "member": member})
    assert "in session" in (await stage.officer.send(day, {"step": "begin"})).text
    await stage.officer.send(day, {"step": "minutes", "minutes": "建议立项。"})
    word = {"step": "opinion", "member": member, "version": "1", "stance": "dissents"}
    silent = await stage.officer.send(path, word, to=f"{path}/member")
    assert (silent.status_code, "Write what you dissent from" in silent.text) == (422, True)
    word |= {"reasons": "预算依据不足。"}
    told = await stage.officer.send(path, word, to=f"{path}/member")
    assert "opinion on paper is recorded" in told.text
    word |= {"step": "recuse", "ground": ""}
    unsaid = await stage.officer.send(path, word, to=f"{path}/member")
    assert (unsaid.status_code, 'id="ground"' in unsaid.text) == (422, True)
    page = (await stage.officer.get(day)).text
    assert page.count("telephone cannot be used · allowed on") == 3
    sheet = words_of((await stage.officer.get(f"{day}/signing.pdf?lang=zh_Hans")).content)
    assert all(it in sheet for it in ("例外事项", "没有可以递补的专家", "预算依据不足"))
