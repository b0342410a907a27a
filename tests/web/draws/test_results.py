"""Who sees names after a draw, what is recorded of it, and the printed sheet."""

import re
from uuid import UUID

import pypdfium2
import pytest

from expert_pool.roles import Role
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.expert_store import load_expert, replace_expert
from selection.storage.draw_store import load_draw, load_seats
from tests.web.conftest import SignedIn
from tests.web.draws.conftest import NAME, Stage, account_of


@pytest.fixture
async def drawn(stage: Stage) -> Stage:
    await stage.draw()
    return stage


async def test_the_result_page_itself_names_nobody(drawn: Stage) -> None:
    for browser in (drawn.officer, drawn.auditor, drawn.approver):
        page = await browser.get(drawn.path)
        assert "The panel, in the order of the draw" in page.text
        assert not NAME.search(page.text)
    assert "draw.read_panel" not in await drawn.acts()


@pytest.mark.parametrize("role", ["officer", "auditor"])
async def test_officer_and_auditor_see_the_names_and_each_look_is_recorded(
    drawn: Stage, role: str
) -> None:
    browser = getattr(drawn, role)
    for looks in (1, 2):
        page = await browser.get(f"{drawn.path}/panel")
        assert len(set(NAME.findall(page.text))) == 5
        assert "Basic (system) software" in page.text
        assert (await drawn.acts()).count("draw.read_panel") == looks


async def test_the_approver_is_not_told_names(drawn: Stage) -> None:
    for page in ("panel", "sheet.pdf", "excluded", "receipt"):
        refused = await drawn.approver.get(f"{drawn.path}/{page}")
        assert refused.status_code == 403
        assert not NAME.search(refused.text)
    assert "Show the names" not in (await drawn.approver.get(drawn.path)).text


async def test_the_officer_gets_no_exclusions_and_no_full_receipt(drawn: Stage) -> None:
    for page in ("excluded", "receipt"):
        assert (await drawn.officer.get(f"{drawn.path}/{page}")).status_code == 403


@pytest.mark.parametrize("page", ["panel", "sheet.pdf", "excluded", "receipt"])
async def test_there_are_no_names_before_the_draw(stage: Stage, page: str) -> None:
    assert (await stage.auditor.get(f"{stage.path}/{page}")).status_code == 409
    await stage.commit_both()
    refused = await stage.auditor.get(f"{stage.path}/{page}")
    assert refused.status_code == 409
    assert not NAME.search(refused.text)
    assert {"draw.read_panel", "draw.print", "draw.read_receipt"}.isdisjoint(await stage.acts())


async def test_the_auditor_reads_who_was_excluded_and_why(drawn: Stage) -> None:
    page = await drawn.auditor.get(f"{drawn.path}/excluded")
    assert page.status_code == 200
    assert "3 people" in page.text
    assert set(NAME.findall(page.text)) == {"测900", "测901", "测902"}
    assert page.text.count("COI-01") > 3
    assert (await drawn.acts())[-1] == "draw.read_excluded"
    nobody = await drawn.auditor.get(f"{drawn.path}/excluded?rule=COI-99")
    assert "Nobody was excluded by this rule" in nobody.text


async def test_printing_the_sheet_is_recorded_with_who_printed(drawn: Stage) -> None:
    answer = await drawn.officer.get(f"{drawn.path}/sheet.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="PR-2026-0001.pdf"'
    assert (await drawn.acts())[-1] == "draw.print"
    async with drawn.services.database.read() as session:
        page = await AuditStore(session).page(AuditFilter(request=str(drawn.request_id)))
    printed = next(it.entry for it in page.entries if it.entry.act == "draw.print")
    officer = await account_of(drawn.services, "officer-1@example.org")
    assert (printed.actor, printed.role) == (str(officer), "officer")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Result of the panel draw", "Printed by auditor sample", "Demo · fictional"]),
        (
            "zh_Hans",
            [
                "专家抽取结果表",
                "技术领域",
                "基础软件",
                "经办人",
                "审批人",
                "审计员（监督）",
                "演示·虚构",
                "第 1 页",
            ],
        ),
    ],
)
async def test_the_sheet_holds_panel_criteria_digests_and_the_receipt(
    drawn: Stage, language: str, words: list[str]
) -> None:
    answer = await drawn.auditor.get(f"{drawn.path}/sheet.pdf?lang={language}")
    pdf = pypdfium2.PdfDocument(answer.content)
    text = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    async with drawn.services.database.read() as session:
        draw = await load_draw(session, drawn.request_id)
        assert draw
        seats = await load_seats(session, draw.id)
        names = [(await load_expert(session, seat.expert_id)) for seat in seats]
    plain = re.sub(r"\s", "", text)
    assert draw.seed
    assert draw.receipt_digest
    for digest in (draw.commit_hash, draw.seed, draw.receipt_digest):
        assert digest.hex() in plain
    assert [record.expert.name for record in names if record] == NAME.findall(text)
    for word in words:
        assert word.replace(" ", "") in plain
    assert pdf.count_attachments() == 1
    assert bytes(pdf.get_attachment(0).get_data()) == draw.public_receipt
    pdf.close()


async def test_an_expert_sees_the_own_chance_after_the_draw_and_nobody_elses(
    stage: Stage, signed_in: SignedIn
) -> None:
    expert = await signed_in(Role.EXPERT)
    account = await account_of(stage.services, "expert-4@example.org")
    await give_account(stage, UUID(int=1), account)
    await stage.commit_both()
    assert "No draw has looked at you yet" in (await expert.get("/my/draws")).text
    stage.clock.advance(minutes=1)
    await stage.reveal("officer")
    await stage.reveal("auditor")
    page = await expert.get("/my/draws")
    assert "PR-2026-0001" in page.text
    assert (
        re.search(r"Your chance was \d+\.\d{3} %, that is one in \d", page.text)
        or "Not a candidate" in page.text
    )
    assert not NAME.search(page.text)


@pytest.mark.usefixtures("drawn")
async def test_an_account_without_an_expert_record_sees_no_draw(signed_in: SignedIn) -> None:
    expert = await signed_in(Role.EXPERT)
    assert "PR-2026-0001" not in (await expert.get("/my/draws")).text


async def give_account(stage: Stage, expert_id: UUID, account: UUID) -> None:
    async with stage.services.database.transaction() as session:
        record = await load_expert(session, expert_id)
        assert record
        values = {name: getattr(record, name) for name in record.__slots__}
        await replace_expert(session, type(record)(**values | {"account_id": account}))
