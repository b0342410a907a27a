"""A vacancy in the browser: reported, confirmed by the approver, followed by rank, kept."""

import re
from uuid import UUID

import pypdfium2
import pytest
from httpx import Response
from sqlalchemy import text

from expert_pool.roles import Role
from tests.web.conftest import Browser, SignedIn
from tests.web.draws.conftest import NAME, Stage, account_of, approve
from web.services import Services

REPORT = {"reason": "declined", "ground": "", "note": "said so on the telephone"}
VACANCY = re.compile(r"/draw/vacancies/([0-9a-f-]{36})\"")
PSEUDONYM = re.compile(r"name=\"pseudonym\" value=\"([^\"]+)\"")


@pytest.fixture
async def drawn(stage: Stage) -> Stage:
    await stage.draw()
    return stage


def seats_of(stage: Stage) -> str:
    return f"{stage.path}/seats"


async def shown_on(browser: Browser, path: str) -> str:
    found = PSEUDONYM.search((await browser.get(path)).text)
    assert found
    return found[1]


async def report(
    stage: Stage, seat: int = 1, role: str = "officer", changes: dict[str, str] | None = None
) -> Response:
    browser: Browser = getattr(stage, role)
    path = f"{seats_of(stage)}/{seat}"
    fields = {"pseudonym": await shown_on(browser, path)} | REPORT | (changes or {})
    first = await browser.send(path, fields)
    if first.status_code != 200 or "Check the report" not in first.text:
        return first
    return await browser.send(path, fields | {"confirmed": "yes"})


async def decide(stage: Stage, decision: str = "confirm", note: str = "") -> Response:
    found = VACANCY.search((await stage.approver.get(seats_of(stage))).text)
    assert found
    path = f"{stage.path}/vacancies/{found[1]}"
    return await stage.approver.send(path, {"decision": decision, "note": note})


async def test_the_page_shows_seats_without_names_to_those_who_watch(drawn: Stage) -> None:
    for browser in (drawn.officer, drawn.auditor, drawn.approver):
        page = await browser.get(seats_of(drawn))
        assert page.status_code == 200
        assert "everybody who held them" in page.text
        assert not NAME.search(page.text)


async def test_there_is_nothing_to_see_before_the_result(stage: Stage) -> None:
    await stage.commit_both()
    assert (await stage.officer.get(seats_of(stage))).status_code == 409


async def test_a_report_shows_what_will_happen_before_it_is_made(drawn: Stage) -> None:
    path = f"{seats_of(drawn)}/1"
    shown = await shown_on(drawn.officer, path)
    page = await drawn.officer.send(path, {"pseudonym": shown, **REPORT})
    assert "Check the report" in page.text
    assert "What will happen" in page.text
    assert "said so on the telephone" in page.text
    assert "draw.report_vacancy" not in await drawn.acts()


async def test_the_approver_confirms_and_the_next_reserve_sits(drawn: Stage) -> None:
    page = await report(drawn)
    assert "The vacancy is reported" in page.text
    assert "Vacancy reported" in page.text
    page = await decide(drawn)
    assert "the next reserve has taken the seat" in page.text
    assert page.text.count("<s>") == 1
    assert "By the reserve order" in page.text
    assert (await drawn.acts())[-3:] == ["draw.report_vacancy", "draw.recuse", "draw.replace"]


async def test_the_list_of_draws_leads_the_approver_to_what_waits(drawn: Stage) -> None:
    assert "Vacancy reported" not in (await drawn.approver.get("/draws")).text
    await report(drawn)
    page = (await drawn.approver.get("/draws")).text
    assert "Vacancy reported" in page
    assert f'href="{seats_of(drawn)}"' in page
    await decide(drawn)
    assert "Vacancy reported" not in (await drawn.approver.get("/draws")).text


async def test_the_approver_rejects_with_a_reason(drawn: Stage) -> None:
    await report(drawn)
    refused = await decide(drawn, "reject")
    assert refused.status_code == 422
    assert 'href="#note"' in refused.text
    page = await decide(drawn, "reject", "will come after all")
    assert "The report is rejected" in page.text
    assert "will come after all" in page.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "bored"}, "reason"),
        ({"note": ""}, "note"),
        ({"reason": "conflict_found"}, "ground"),
        ({"reason": "ineligible"}, "reason"),
    ],
    ids=str,
)
async def test_a_broken_report_says_what_is_wrong_beside_the_field(
    drawn: Stage, changes: dict[str, str], field: str
) -> None:
    page = await report(drawn, changes=changes)
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    if field != "note":
        assert "said so on the telephone" in page.text


async def test_a_second_report_of_another_person_is_told(drawn: Stage) -> None:
    await report(drawn)
    found = {"reason": "conflict_found", "ground": "G01"}
    page = await report(drawn, role="auditor", changes=found)
    assert page.status_code == 409
    assert "reported seat 1 already" in page.text


async def test_a_member_who_has_left_cannot_be_reported_again(drawn: Stage) -> None:
    path = f"{seats_of(drawn)}/1"
    shown = await shown_on(drawn.officer, path)
    await report(drawn)
    await decide(drawn)
    fields = {"pseudonym": shown, "confirmed": "yes", **REPORT}
    page = await drawn.officer.send(path, fields)
    assert page.status_code == 409


async def test_roles_see_only_what_they_may_do(drawn: Stage, signed_in: SignedIn) -> None:
    await report(drawn)
    found = VACANCY.search((await drawn.approver.get(seats_of(drawn))).text)
    assert found
    decision = f"{drawn.path}/vacancies/{found[1]}"
    for browser in (drawn.officer, drawn.auditor):
        refused = await browser.send(decision, {"decision": "confirm", "note": ""})
        assert refused.status_code == 403
    assert (await drawn.approver.get(f"{seats_of(drawn)}/1")).status_code == 403
    stranger = await signed_in(Role.OFFICER)
    assert (await stranger.get(seats_of(drawn))).status_code == 404


async def test_a_reason_that_is_not_the_auditors_is_refused_before_the_preview(
    drawn: Stage,
) -> None:
    path = f"{seats_of(drawn)}/1"
    asked = {"pseudonym": await shown_on(drawn.auditor, path), **REPORT}
    refused = await drawn.auditor.send(path, asked)
    assert refused.status_code == 403
    assert "Check the report" not in refused.text


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "yes"}], ids=str)
async def test_nobody_is_passed_over_by_a_report(drawn: Stage, confirmed: dict[str, str]) -> None:
    path = f"{seats_of(drawn)}/1"
    form = (await drawn.officer.get(path)).text
    assert 'value="declined"' in form
    assert "passed_over" not in form
    asked = {"pseudonym": await shown_on(drawn.officer, path), **REPORT, "reason": "passed_over"}
    refused = await drawn.officer.send(path, asked | confirmed)
    assert refused.status_code == 422
    assert 'href="#reason"' in refused.text
    assert "draw.report_vacancy" not in await drawn.acts()


async def test_somebody_whom_the_rules_allow_is_told_so_before_the_preview(drawn: Stage) -> None:
    path = f"{seats_of(drawn)}/1"
    asked = {"pseudonym": await shown_on(drawn.auditor, path), **REPORT, "reason": "ineligible"}
    refused = await drawn.auditor.send(path, asked)
    assert refused.status_code == 422
    assert "Check the report" not in refused.text


async def test_names_and_sheet_mark_who_left_and_who_came(drawn: Stage) -> None:
    before = set(NAME.findall((await drawn.officer.get(f"{drawn.path}/panel")).text))
    await report(drawn)
    await decide(drawn)
    page = (await drawn.officer.get(f"{drawn.path}/panel")).text
    after = set(NAME.findall(page))
    assert before < after
    assert len(after) == 6
    assert page.count("<s>") == 1
    assert "Left on" in page
    answer = await drawn.officer.get(f"{drawn.path}/sheet.pdf")
    words = sheet_words(answer.content)
    assert after <= set(NAME.findall(words))
    assert "Left on" in words
    assert "By the reserve order, since" in words


def sheet_words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        whole = " ".join(page.get_textpage().get_text_range() for page in document)
        return " ".join(whole.split())
    finally:
        document.close()


async def test_the_auditor_reads_the_walk_and_the_full_record_and_is_logged(drawn: Stage) -> None:
    await report(drawn)
    await decide(drawn)
    link = re.search(r"href=\"([^\"]+/walk)\"", (await drawn.auditor.get(seats_of(drawn))).text)
    assert link
    page = await drawn.auditor.get(link[1])
    assert "took the seat" in page.text
    assert not NAME.search(page.text)
    record = await drawn.auditor.get(f"{drawn.path}/replacements.json")
    assert b'"form":"full"' in record.content
    assert (await drawn.acts())[-2:] == ["draw.read_receipt", "draw.read_receipt"]
    for path in (link[1], f"{drawn.path}/replacements.json"):
        assert (await drawn.officer.get(path)).status_code == 403


async def test_everybody_may_fetch_the_public_record(drawn: Stage) -> None:
    await report(drawn)
    await decide(drawn)
    page = (await drawn.officer.get(seats_of(drawn))).text
    link = re.search(r"href=\"(/receipts/[0-9a-f]{64})/replacements.json\"", page)
    assert link
    record = await drawn.approver.get(f"{link[1]}/replacements.json")
    assert b'"form":"public"' in record.content
    public = await drawn.approver.get(link[1])
    assert "Replacements" in public.text
    assert "1 replacement" in (await drawn.approver.get("/receipts")).text


@pytest.fixture
async def short(stage: Stage, services: Services) -> Stage:
    """A drawn panel from a pool with a single financial expert."""
    async with services.database.transaction() as session:
        await session.execute(
            text("UPDATE expert SET standing = 'suspended' WHERE type = 'financial'")
        )
        await session.execute(
            text(
                "UPDATE expert SET standing = 'active' WHERE id = "
                "(SELECT id FROM expert WHERE type = 'financial' ORDER BY number LIMIT 1)"
            )
        )
    await stage.draw()
    return stage


async def financial_seat(services: Services) -> int:
    async with services.database.read() as session:
        found = await session.scalar(
            text("SELECT position FROM panel_seat WHERE 'financial' = ANY(quotas)")
        )
    return int(found or 0)


async def test_a_seat_that_no_reserve_can_take_leads_to_a_supplementary_draw(
    short: Stage, services: Services
) -> None:
    await report(short, await financial_seat(services))
    page = await decide(short)
    assert "No reserve can take the seat" in page.text
    assert "Ask for a supplementary draw" in (await short.officer.get(seats_of(short))).text
    page = await short.officer.send(seats_of(short), {}, to=f"{short.path}/supplement")
    assert "The supplementary draw is asked for" in page.text
    assert "PR-2026-0001" in page.text
    assert "Edit the request" not in page.text
    again = await short.officer.send(seats_of(short), {}, to=f"{short.path}/supplement")
    assert again.status_code == 409
    for path in (f"/requests/{short.request_id}", seats_of(short)):
        shown = (await short.officer.get(path)).text
        assert "Supplementary draw" in shown
        assert "Waiting for approval" in shown
    assert "an approver decides on the supplementary draw" in shown


async def test_a_member_sees_on_the_own_page_that_the_seat_is_over(
    drawn: Stage, services: Services, signed_in: SignedIn
) -> None:
    browser = await signed_in(Role.EXPERT)
    account_id = await account_of(services, "expert-4@example.org")
    async with services.database.transaction() as session:
        expert_id: UUID | None = await session.scalar(
            text("SELECT expert_id FROM panel_seat WHERE position = 1")
        )
        await session.execute(
            text("UPDATE expert SET account_id = :account WHERE id = :expert"),
            {"account": account_id, "expert": expert_id},
        )
    assert "PR-2026-0001" in (await browser.get("/my/record/leaving")).text
    await report(drawn)
    await decide(drawn)
    assert "PR-2026-0001" not in (await browser.get("/my/record/leaving")).text
    page = await browser.get("/my/draws")
    assert "You left the panel" in page.text


async def test_another_request_has_seats_of_its_own(drawn: Stage, services: Services) -> None:
    other = await approve(
        services,
        await account_of(services, "officer-1@example.org"),
        await account_of(services, "approver-3@example.org"),
        number="PR-2026-0002",
    )
    assert (await drawn.officer.get(f"/requests/{other}/draw/seats")).status_code == 409
