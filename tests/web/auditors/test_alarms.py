"""The page of alarms: what it says, where it leads, and the look that stays."""

import re

import pytest

from expert_pool.audit.acts import Act
from expert_pool.roles import Role
from selection.states.requests import RequestState
from tests.selection.overseeing.lotteries import add_pool, draw_members
from tests.selection.overseeing.planted import Planted
from tests.web.auditors.test_pages import detail_of, entries, entry_of
from tests.web.conftest import Browser, SignedIn
from web.services import Services


@pytest.fixture
async def planted(services: Services) -> None:
    """An officer who meets one expert in each of six draws, and a project called off twice."""
    async with services.database.transaction() as session:
        planted = Planted(session)
        pool = await add_pool(planted)
        for number in range(6):
            members = [pool[0], *pool[2 * number + 1 : 2 * number + 3]]
            await draw_members(planted, services.draw_desk, pool, members, "officer-a")
        project = await planted.project()
        for _ in range(2):
            await planted.request("officer-b", project, RequestState.CANCELLED)


@pytest.fixture
async def auditor(signed_in: SignedIn) -> Browser:
    return await signed_in(Role.AUDITOR)


def keys(page: str) -> list[str]:
    return re.findall(r'action="/audit/alarms/(\w{64})"', page)


async def test_without_patterns_nothing_waits(auditor: Browser) -> None:
    page = (await auditor.get("/audit/alarms")).text
    assert "No alarm waits for a look." in page
    assert "nobody has looked at" not in (await auditor.get("/audit")).text


@pytest.mark.usefixtures("planted")
async def test_an_alarm_says_numbers_test_and_advice_and_leads_to_its_draws(
    auditor: Browser,
) -> None:
    page = (await auditor.get("/audit/alarms")).text
    assert "They met in 6 of the 6 draws" in page
    assert "less than once in 1,066,666 times" in page
    assert "Exact Poisson-binomial distribution" in page
    assert "Verify the receipts of these draws" in page
    assert "Requests for this project and stage were called off 2 times" in page
    assert len(re.findall(r'href="/audit/timeline/request/[^"]+">Draw', page)) >= 6
    assert "测000" not in page, "experts' names are masked"
    assert "3 alarms that nobody has looked at" in (await auditor.get("/audit")).text


@pytest.mark.usefixtures("planted")
async def test_a_look_needs_a_reason_and_is_noted_with_everything_that_was_said(
    auditor: Browser, services: Services
) -> None:
    first, *_ = keys((await auditor.get("/audit/alarms")).text)
    before = len(await entries(services))
    path = f"/audit/alarms/{first}"
    refused = await auditor.send("/audit/alarms", {}, to=path)
    assert refused.status_code == 422
    assert "There is a problem" in refused.text
    assert len(await entries(services)) == before
    done = await auditor.send("/audit/alarms", {"reason": "alarm_followed_up"}, to=path)
    assert "Your look stands in the log." in done.text
    assert "Being followed up" in done.text
    assert "2 alarms that nobody has looked at" in done.text
    noted = await entry_of(services, Act.LOG_MARK_ALARM)
    assert (noted.entry.role, noted.entry.reason) == ("auditor", "alarm_followed_up")
    assert (await detail_of(services, noted))["key"] == first
    log = (await auditor.get("/audit/log?act=log.mark_alarm")).text
    assert "Mark an alarm as looked at" in log
    assert "Being followed up" in log


async def test_an_alarm_of_former_facts_cannot_be_marked(auditor: Browser) -> None:
    answer = await auditor.send(
        "/audit/verify", {"reason": "alarm_chance"}, to=f"/audit/alarms/{'0' * 64}"
    )
    assert answer.status_code == 404
    assert "not raised any more" in answer.text
