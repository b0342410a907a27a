"""The page of statistics: exact for those who answer for the pool, folded for everybody."""

import re
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from expert_pool.roles import Role
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from selection.storage.tables import AssignmentRow
from tests.selection.drawing.ceremonies import pool_of
from tests.selection.overseeing.planted import Planted
from tests.web.conftest import Browser, SignedIn
from web.services import Services

EXACT = "You read the exact numbers"
FOLDED = "Groups of fewer than ten people are put together."


@pytest.fixture
async def drawn(services: Services) -> UUID:
    """24 technical and 4 financial experts; of 28 candidates five technical ones were dealt."""
    pool = pool_of(24, 4)
    split = ("330702" if number < 6 else "330782" for number in range(28))
    pool = tuple(replace(one, division=it) for one, it in zip(pool, split, strict=True))
    async with services.database.transaction() as session:
        await add_experts(session, tuple(map(ExpertRecord, pool)))
        planted = Planted(session)
        request = await planted.request("officer-a", await planted.project())
        names = {UUID(one.id): f"e{n}" for n, one in enumerate(pool)}
        members = dict(list(names.items())[:5])
        return await planted.draw(request, members, pool=names)


def numbers_of(page: str, group: str) -> list[str]:
    """The cells beside the first group of a name."""
    row = re.search(rf'<th scope="row"[^>]*>(?:<span>)?{group}<(.*?)</tr>', page, re.DOTALL)
    assert row is not None, group
    return re.findall(r"<td[^>]*>\s*([^<]*?)\s*</td>", row[1])


@pytest.mark.usefixtures("drawn")
async def test_who_answers_for_the_pool_reads_shares_with_their_bands(signed_in: SignedIn) -> None:
    reader = await signed_in(Role.APPROVER)
    page = (await reader.get("/statistics?lang=en")).text
    assert EXACT in page
    assert numbers_of(page, "Financial expert") == ["14.3 %", "0.0 %", "0.0 % – 52.2 %"]
    assert numbers_of(page, "Technical expert") == ["85.7 %", "100.0 %", "47.8 % – 100.0 %"]
    assert "Employers with most experts" in page
    assert numbers_of(page, "Active") == ["28"]


@pytest.mark.usefixtures("drawn")
async def test_everybody_reads_no_number_below_ten(browser: Browser) -> None:
    page = (await browser.get("/statistics?lang=en")).text
    assert FOLDED in page
    assert "Financial expert" not in page
    assert "Employers with most experts" not in page
    assert numbers_of(page, "All others together")[0] == "100.0 %"


@pytest.mark.parametrize(("meets", "told"), [("2026-05-20", True), ("2027-01-15", False)])
async def test_a_panel_that_has_still_to_meet_is_in_no_public_sum(
    services: Services, browser: Browser, drawn: UUID, meets: str, told: bool
) -> None:
    async with services.database.transaction() as session:
        seat = AssignmentRow(
            id=uuid4(),
            expert_id=UUID(pool_of(24, 4)[0].id),
            draw_id=drawn,
            activity="A01",
            panel="p",
            fields=[],
            lead_units=[],
            project_ids=[],
            review_from=date.fromisoformat(meets),
            review_to=date.fromisoformat(meets),
            review_days=[],
            outcome="pending",
            keeps_days=False,
        )
        session.add(seat)
    page = (await browser.get("/statistics?lang=en")).text
    assert ("No draw was concluded in this period." not in page) is told
    if told:
        assert numbers_of(page, "0 or more") == ["28"]


async def test_an_empty_pool_has_a_page_too(browser: Browser) -> None:
    page = await browser.get("/statistics?lang=zh_Hans")
    assert page.status_code == 200
    assert "本期间没有完成的抽取。" in page.text
