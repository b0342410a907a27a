"""Which project a draw is for, and how its state is called, on every page that lists it."""

import re

import pytest

from expert_pool.roles import Role
from tests.web.conftest import SignedIn
from tests.web.officers.conftest import Bureau, bureau
from tests.web.officers.pages import press

__all__ = ["bureau"]


async def approved(bureau: Bureau) -> str:
    path = await bureau.submitted_request()
    page = await bureau.approver.get(path)
    await press(bureau.approver, page, f"{path}/approve")
    return path


async def test_ceremony_and_lists_name_the_project(bureau: Bureau, signed_in: SignedIn) -> None:
    path = await approved(bureau)
    auditor = await signed_in(Role.AUDITOR)
    for browser, address in (
        (bureau.officer, f"{path}/draw"),
        (bureau.officer, "/draws"),
        (bureau.approver, "/draws"),
        (auditor, "/draws"),
    ):
        assert bureau.project.name in (await browser.get(address)).text, address


async def test_a_state_is_called_alike_everywhere(bureau: Bureau, signed_in: SignedIn) -> None:
    path = await bureau.submitted_request()
    auditor = await signed_in(Role.AUDITOR)
    for browser, address in (
        (bureau.officer, "/requests?lang=zh_Hans"),
        (bureau.officer, f"{path}?lang=zh_Hans"),
        (auditor, "/audit?lang=zh_Hans"),
        (auditor, "/audit/log?lang=zh_Hans"),
    ):
        page = await browser.get(address)
        assert "待审批" in page.text, address
        assert "已提交" not in page.text, address


async def test_draws_stand_in_one_group_of_the_menu(bureau: Bureau) -> None:
    page = (await bureau.officer.get("/requests")).text
    menu = page.split('aria-label="Menu"')[1].split("</nav>")[0]
    groups = [part.split("</h2>")[0].split(">")[-1] for part in menu.split("<h2")[1:]]
    assert groups == ["Your work", "Panels", "Fees", "Pool", "Open to everybody"]


async def test_on_a_narrow_screen_the_menu_is_folded_and_says_where_one_is(bureau: Bureau) -> None:
    page = (await bureau.officer.get("/requests")).text
    folded = page.split('class="menu narrow"')[1].split("</nav>")[0]
    assert "<details><summary>Menu" in folded
    assert "Panel requests" in folded.split("</summary>")[0]
    assert 'href="/projects"' in folded


@pytest.mark.parametrize("address", ["/requests", "/projects", "/draws"])
async def test_each_cell_names_its_column_for_narrow_screens(bureau: Bureau, address: str) -> None:
    await approved(bureau)
    page = (await bureau.officer.get(address)).text
    table = page.split('class="stacked"')[1].split("</table>")[0]
    columns = [
        re.sub("<[^>]*>", "", it).strip() for it in re.findall("<th scope=.col.*?</th>", table)
    ]
    row = table.split("<tbody>")[1].split("</tr>")[0]
    assert re.findall('data-label="([^"]*)"', row) == columns
    assert columns
