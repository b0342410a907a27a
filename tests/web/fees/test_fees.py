"""Fees on the pages: from the officer's form to the finance clerk's files and the own page."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from uuid import UUID

import pytest
import python_calamine

from expert_pool.admission.sealing import PrivateData, seal_private_data
from expert_pool.roles import Role
from expert_pool.storage.expert_store import load_expert, replace_expert
from selection.drawing.panel_now import load_panel_now
from selection.storage.draw_store import load_draw
from tests.web.conftest import Browser, SignedIn
from tests.web.draws.conftest import (  # noqa: F401 - fixtures
    NAME,
    Stage,
    account_of,
    patience,
    stage,
)
from tests.web.signing_in import PASSWORD

ACCOUNT, BRANCH, IDENTITY = "6222020000000000123", "虚构银行示例支行", "110101198001010010"


class Fields(HTMLParser):
    """What a browser would send of the forms on a page, by name."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "select":
            self._select = given["name"] or ""
        elif tag == "option" and "selected" in given:
            self.values[self._select] = given["value"] or ""
        elif tag == "input" and given.get("name"):
            self.values.setdefault(str(given["name"]), given.get("value") or "")


def fields_of(page: str) -> dict[str, str]:
    found = Fields()
    found.feed(page)
    wanted = ("version", "month", "lines-")
    return {name: value for name, value in found.values.items() if name.startswith(wanted)}


@dataclass
class Paying:
    """The browsers of those who take part in paying a panel after its review."""

    stage: Stage
    finance: Browser
    expert: Browser
    payee: UUID

    @property
    def path(self) -> str:
        return f"/requests/{self.stage.request_id}/fees"

    async def save(self, **changes: str) -> str:
        page = (await self.stage.officer.get(self.path)).text
        await self.stage.officer.send(self.path, fields_of(page) | changes)
        return (await self.stage.officer.get(self.path)).text

    async def hand_in(self) -> str:
        """Save, hand in, and give the path of the list."""
        version = fields_of(await self.save())["version"]
        answer = await self.stage.officer.send(
            self.path, {"version": version}, to=f"{self.path}/submit"
        )
        return str(answer.url.path)


@pytest.fixture
async def paying(stage: Stage, signed_in: SignedIn) -> Paying:  # noqa: F811 - the fixture
    await stage.draw()
    stage.clock.advance(days=5)
    for browser, email in (
        (stage.officer, "officer-1@example.org"),
        (stage.approver, "approver-3@example.org"),
    ):
        await browser.sign_in(email, PASSWORD)
    finance, expert = await signed_in(Role.FINANCE), await signed_in(Role.EXPERT)
    own = await account_of(stage.services, "expert-5@example.org")
    async with stage.services.database.transaction() as session:
        draw = await load_draw(session, stage.request_id)
        assert draw
        payee = (await load_panel_now(session, draw)).members[0].expert_id
        record = await load_expert(session, payee)
        assert record
        private = PrivateData(IDENTITY, "", ACCOUNT, BRANCH)
        sealed = seal_private_data(stage.services.cipher, payee, private)
        await replace_expert(session, replace(record, sealed=sealed, account_id=own))
    return Paying(stage, finance, expert, payee)


def cells(content: bytes) -> Sequence[Sequence[object]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


async def test_the_officer_enters_attendance_and_sees_what_the_rules_say(paying: Paying) -> None:
    officer = paying.stage.officer
    first = (await officer.get(paying.path)).text
    assert len(set(NAME.findall(first))) == 5
    assert "Hand in for approval" not in first
    wrong = await officer.send(paying.path, fields_of(first) | {"lines-0-rate": "x"})
    assert (wrong.status_code, "whole number" in wrong.text) == (422, True)
    high = await paying.save(**{"lines-0-rate": "9999"})
    assert "at most" in high
    assert "Hand in for approval" not in high
    usual = fields_of(first)["lines-0-rate"]
    assert "Hand in for approval" in await paying.save(**{"lines-0-rate": usual})
    assert (await paying.hand_in()).startswith("/fees/")
    assert "Hand in for approval" not in (await officer.get(paying.path)).text


async def test_the_finance_clerk_takes_files_pays_and_archives(paying: Paying) -> None:
    path, finance = await paying.hand_in(), paying.finance
    assert (await finance.get(path)).status_code == 404
    assert "no day is paid twice" in (await paying.stage.approver.get(path)).text
    await paying.stage.approver.send(path, {"decision": "approve"}, to=f"{path}/decide")
    assert ACCOUNT not in (await finance.get(path)).text
    book = await finance.send(path, {"form": "xlsx"}, to=f"{path}/file")
    rows = cells(book.content)
    assert [row[-2:] for row in rows if ACCOUNT in row] == [[BRANCH, ACCOUNT]]
    assert [str(row[0]).split(": ")[0] for row in rows[-3:]] == [
        "Total before tax, in words",
        "Total to be paid, in words",
        "Drawn up by",
    ]
    sheet = await finance.send(path, {"form": "pdf"}, to=f"{path}/file")
    assert sheet.content.startswith(b"%PDF")
    late = await finance.send(path, {"paid_on": "2027-01-01"}, to=f"{path}/paid")
    assert (late.status_code, "cannot be after today" in late.text) == (422, True)
    today = paying.stage.services.today().isoformat()
    paid = await finance.send(path, {"paid_on": today}, to=f"{path}/paid")
    assert "noted as paid" in paid.text
    unarchived = (await finance.get(f"/fees?stage=paid&month={today[:7]}")).text
    assert ("1 paid list still holds bank data" in unarchived, f'href="{path}"' in unarchived) == (
        True,
        True,
    )
    assert "No payment list fits" in (await finance.get("/fees?stage=approved")).text
    month = today[:7]
    totals = await finance.send(f"/fees/totals?month={month}", {"month": month}, to="/fees/totals")
    assert [row[3] for row in cells(totals.content) if row[3] == IDENTITY] == [IDENTITY]
    done = await finance.send(path, {}, to=f"{path}/archive")
    assert "bank data erased" in done.text
    own = (await paying.expert.get("/my/fees")).text
    assert ("Paid and archived" in own, own.count("<section")) == (True, 1)
    assert "Paid and archived" in (await paying.expert.get("/my/record/copy")).text
    acts = await paying.stage.acts()
    assert (acts.count("payment.download"), acts.count("payment.archive")) == (2, 1)


async def test_a_list_goes_back_with_a_reason_and_is_handed_in_anew(paying: Paying) -> None:
    path = await paying.hand_in()
    approver = paying.stage.approver
    empty = await approver.send(path, {"decision": "return", "reason": " "}, to=f"{path}/decide")
    assert (empty.status_code, "Write why" in empty.text) == (422, True)
    back = {"decision": "return", "reason": "请核对第一位专家的出席"}
    await paying.stage.approver.send(path, back, to=f"{path}/decide")
    assert back["reason"] in (await paying.stage.officer.get(path)).text
    assert await paying.hand_in() == path
    await paying.stage.approver.send(path, {"decision": "approve"}, to=f"{path}/decide")
    long = await paying.finance.send(path, {"reason": "误" * 501}, to=f"{path}/back")
    assert (long.status_code, "误" * 501 in long.text) == (422, True)
    await paying.finance.send(path, {"reason": "账户有误"}, to=f"{path}/back")
    assert "Being drawn up" in (await paying.stage.officer.get("/fees")).text
    for browser in (paying.stage.officer, paying.stage.approver, paying.finance):
        assert "评审费发放表" in (await browser.get("/fees?lang=zh_Hans")).text
    assert "个税扣缴月度汇总" in (await paying.finance.get("/fees/totals")).text
    assert (await paying.finance.get("/fees/totals?month=x")).status_code == 409


async def test_before_the_review_there_is_nothing_to_enter(stage: Stage) -> None:  # noqa: F811
    assert (await stage.officer.get(f"/requests/{stage.request_id}/fees")).status_code == 409
    await stage.draw()
    page = (await stage.officer.get(f"/requests/{stage.request_id}/fees")).text
    assert "The review begins on" in page
    assert "lines-0-rate" not in page
