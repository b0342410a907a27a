"""The table of counts: its rows, its order, its files, and what the log notes of them."""

import io
import re

import pytest
import python_calamine

from expert_pool.audit.acts import Act
from expert_pool.roles import Role
from selection.states.requests import RequestState
from tests.selection.overseeing.planted import Planted
from tests.web.auditors.test_pages import entry_of
from tests.web.conftest import Browser, SignedIn
from web.services import Services


@pytest.fixture
async def auditor(services: Services, signed_in: SignedIn) -> Browser:
    async with services.database.transaction() as session:
        planted = Planted(session)
        for _ in range(3):
            project = await planted.project("=虚构项目")
            await planted.request("officer-b", project, RequestState.CANCELLED)
        await planted.request("officer-a", await planted.project())
    return await signed_in(Role.AUDITOR)


def rows_of(page: str) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*><span>(?:<a [^>]+>)?([^<]+)', page)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", ["officer-b", "officer-a"]),
        ("?sort=cancelled", ["officer-a", "officer-b"]),
        ("?sort=name", ["officer-a", "officer-b"]),
        ("?sort=-name", ["officer-b", "officer-a"]),
        ("?by=month", ["3/2026"]),
        ("?since=2026-11-21", []),
    ],
)
async def test_the_address_says_what_is_counted_and_in_which_order(
    auditor: Browser, query: str, rows: list[str]
) -> None:
    page = await auditor.get(f"/audit/counts{query}")
    assert page.status_code == 200
    assert rows_of(page.text) == rows


async def test_each_project_leads_to_its_timeline(auditor: Browser) -> None:
    page = (await auditor.get("/audit/counts?by=project")).text
    assert len(re.findall(r'href="/audit/timeline/project/', page)) == 4


@pytest.mark.parametrize("query", ["by=planet", "since=yesterday", "sort=a;b", "nonsense=1"])
async def test_what_means_nothing_is_named(auditor: Browser, query: str) -> None:
    page = await auditor.get(f"/audit/counts?{query}")
    assert page.status_code == 422
    assert "There is a problem" in page.text


async def test_the_workbook_holds_the_table_and_the_log_says_who_took_it(
    auditor: Browser, services: Services
) -> None:
    file = await auditor.send("/audit/counts", {"by": "officer", "form": "xlsx"})
    assert 'filename="draw-counts-officer-20261120.xlsx"' in file.headers["content-disposition"]
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.content))
    rows = book.get_sheet_by_index(0).to_python()[1:]
    assert rows[0][:4] == [
        "Officer",
        "Requests handed in",
        "Draws concluded",
        "Called off before the commitment",
    ]
    assert [row[0] for row in rows[1:]] == ["officer-b", "officer-a"]
    assert rows[1][1:4] == [3, 0, 3]
    assert (await entry_of(services, Act.LOG_EXPORT_COUNTS)).entry.role == "auditor"


async def test_the_same_goes_out_as_csv(auditor: Browser) -> None:
    file = await auditor.send(
        "/audit/counts?by=month", {"by": "month", "form": "csv"}, to="/audit/counts"
    )
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert file.text.splitlines()[-1] == "3/2026,4,0,3,0,0,0"
