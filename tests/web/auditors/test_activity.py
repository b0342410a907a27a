"""Who acted how often: the picture, its table, and the filter in the address."""

import re

import pytest

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from tests.web.auditors.test_pages import account_id, record
from tests.web.conftest import Browser, SignedIn
from tests.web.signing_in import add_account
from web.services import Services


@pytest.fixture
async def auditor(services: Services, signed_in: SignedIn) -> Browser:
    """Four acts of an officer and two of the service, on the day before the auditor signs in."""
    email = await add_account(services, Role.OFFICER, "busy-officer")
    officer = Actor(str(await account_id(services, email)), "officer")
    for number in range(4):
        await record(services, officer, Act.PROJECT_CREATE, f"project:{number}")
    for number in range(2):
        await record(services, Actor("service", "service"), Act.DRAW_RESULT, f"draw:{number}")
    return await signed_in(Role.AUDITOR)


def counted(page: str) -> list[str]:
    return re.findall(r'text-anchor="end">(\d+)</text>', page)


@pytest.mark.parametrize(
    ("query", "bars"),
    [
        ("", ["4", "2", "1"]),
        ("?group=project", ["4"]),
        ("?role=service", ["2"]),
        ("?group=project&role=service", []),
        ("?since=2026-11-21", []),
        ("?since=2026-11-20&until=2026-11-20", ["4", "2", "1"]),
        ("?until=2026-11-19", []),
    ],
)
async def test_the_filter_narrows_what_is_counted(
    auditor: Browser, query: str, bars: list[str]
) -> None:
    page = await auditor.get(f"/audit/activity{query}")
    assert page.status_code == 200
    assert counted(page.text) == bars
    assert bool(bars) is ("Nobody acted in these days." not in page.text)


async def test_the_longest_bar_is_as_wide_as_the_picture_and_the_others_in_proportion(
    auditor: Browser,
) -> None:
    page = (await auditor.get("/audit/activity")).text
    widths = [float(width) for width in re.findall(r'class="bar"[^>]+width="([\d.]+)"', page)]
    assert widths == [600.0, 300.0, 150.0]


async def test_each_number_leads_to_its_entries(auditor: Browser) -> None:
    page = (await auditor.get("/audit/activity?group=project")).text
    found = re.search(r'href="(/audit/log\?person=[^"]+)"', page)
    assert found
    log = await auditor.get(found[1].replace("&amp;", "&"))
    assert log.text.count(">Create a project</span>") == 4
    service = re.search(
        r'href="(/audit/log\?role=service)"', (await auditor.get("/audit/activity")).text
    )
    assert service, "the service is no person whom the log could be searched for"


async def test_an_unreadable_day_is_named(auditor: Browser) -> None:
    page = await auditor.get("/audit/activity?since=yesterday")
    assert page.status_code == 422
    assert "There is a problem" in page.text
    assert 'value="yesterday"' in page.text
