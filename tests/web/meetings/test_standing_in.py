"""Who stands in as the host: the day and the evaluation, and nothing of the draw."""

import re

import pytest
from sqlalchemy import text

from expert_pool.roles import Role
from tests.selection.convening.stage import ACCOUNTS
from tests.web.conftest import Browser, SignedIn
from tests.web.draws.conftest import Stage, account_of
from tests.web.draws.conftest import patience as patience
from tests.web.draws.conftest import stage as stage
from tests.web.meetings.test_review_day_pages import MORNING
from tests.web.signing_in import PASSWORD

LINK = re.compile(r'<a[^>]* href="(/requests/[^"#]*)"')
CLOSED = "UPDATE meeting SET state = 'closed', ended_at = opened_at"
OF_THE_DRAW = (
    *("", "/draw", "/draw/panel", "/draw/seats", "/draw/invitations", "/draw/arrangement"),
    *("/draw/candidates", "/draw/choice", "/draw/annul", "/hosting", "/fees"),
)


@pytest.fixture
async def stand_in(stage: Stage, signed_in: SignedIn) -> Browser:
    """Another officer, on the morning of a review whose hosting was handed over."""
    await stage.draw()
    other = await signed_in(Role.OFFICER)
    chosen = {"officer": str(await account_of(stage.services, "officer-4@example.org"))}
    await stage.approver.send(f"/requests/{stage.request_id}/hosting", chosen | {"reason": "ill"})
    async with stage.services.database.transaction() as session:
        await session.execute(text(ACCOUNTS))
    stage.clock.moment = MORNING
    await other.sign_in("officer-4@example.org", PASSWORD)
    return other


async def follow(browser: Browser, start: str) -> set[str]:
    """Every page of a request that one comes to by links, each of which opens."""
    seen: set[str] = set()
    ahead = {start}
    while ahead:
        path = ahead.pop()
        seen.add(path)
        answer = await browser.get(path)
        assert answer.status_code == 200, path
        if answer.headers["content-type"].startswith("text/html"):
            ahead |= set(LINK.findall(answer.text)) - seen
    return seen


async def test_every_link_of_who_stands_in_opens_and_none_leads_to_the_draw(
    stage: Stage, stand_in: Browser
) -> None:
    base = f"/requests/{stage.request_id}"
    day = f"{base}/meeting"
    assert await follow(stand_in, day) == {day, f"{day}/packs"}
    await stand_in.send(day, {"step": "open"})
    gathering = await follow(stand_in, day)
    assert {f"{day}/door", f"{day}/packs", f"{base}/exceptions"} <= gathering
    async with stage.services.database.transaction() as session:
        await session.execute(text(CLOSED))
    over = await follow(stand_in, day)
    assert f"{base}/evaluation" in over
    assert day in await follow(stand_in, f"{base}/evaluation")
    assert {it for it in gathering | over if "/draw" in it} == set()
    statuses = {it: (await stand_in.get(f"{base}{it}")).status_code for it in OF_THE_DRAW}
    assert set(statuses.values()) <= {403, 404}, statuses


async def test_who_asked_still_comes_from_the_day_and_the_evaluation_to_the_draw(
    stage: Stage, stand_in: Browser
) -> None:
    base = f"/requests/{stage.request_id}"
    await stage.officer.sign_in("officer-1@example.org", PASSWORD)
    await stand_in.send(f"{base}/meeting", {"step": "open"})
    for page in ("meeting", "exceptions", "evaluation"):
        shown = (await stage.officer.get(f"{base}/{page}")).text
        assert f'href="{stage.path}"' in shown, page
