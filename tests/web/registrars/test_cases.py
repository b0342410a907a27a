"""The review pages: from the queue to the pool, by two registrars at their browsers."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from httpx import Response

from expert_pool.admission.paper import SCAN
from expert_pool.applications import Application, Outcome, State
from expert_pool.audit.acts import Act
from expert_pool.roles import Role
from expert_pool.storage.document_store import DocumentRecord, add_document
from tests.expert_pool.admission.cases import (
    NOW,
    NUMBER,
    complete_sections,
    first_check,
    hand_in,
    logged,
    stored,
)
from tests.web.conftest import Browser, SignedIn
from tests.web.registrars.conftest import Counter
from tests.web.uploads.samples import pdf
from web.services import Services
from web.uploads import EncryptedDirectory


async def act(browser: Browser, counter: Counter, name: str, **sent: str) -> Response:
    """Send a form of the case with the version of the case."""
    fields = {"version": str(counter.edit.version), **sent}
    page = f"{counter.case}/{name}" if name in PAGES else counter.case
    return await browser.send(page, fields, to=f"{counter.case}/{name}")


PAGES = frozenset({"recommend", "return", "decline", "admit"})


async def verify_by_pages(browser: Browser, counter: Counter) -> None:
    for place in ("titles.0", "qualifications.0", "honours.0", "integrity"):
        path = f"{counter.case}/credentials/{place}"
        sent = {"version": "3", "method": "original_seen", "outcome": "confirmed"}
        if place == "integrity":
            sent |= {"method": "credit_china", "outcome": "no_record"}
        page = await browser.send(path, sent)
        assert page.status_code == 200


async def test_a_case_goes_from_the_queue_to_the_pool(counter: Counter) -> None:
    queue = (await counter.first.get("/cases")).text
    assert "测甲" in queue
    assert "Waiting for the first check" in queue
    await act(counter.first, counter, "take")
    await verify_by_pages(counter.first, counter)
    page = await act(counter.first, counter, "recommend", advice="admit")
    assert "The case waits for the second check." in page.text
    page = await act(counter.second, counter, "admit")
    assert "The expert is in the pool." in page.text
    assert "测甲" in page.text
    assert (await stored(counter.office, counter.edit)).application.state is State.ADMITTED


async def test_the_next_case_is_the_own_one_in_hand_then_the_longest_waiting(
    counter: Counter,
) -> None:
    page = await counter.first.get("/cases/next", follow=False)
    assert page.headers["location"] == counter.case
    await act(counter.second, counter, "take")
    page = await counter.first.get("/cases/next", follow=False)
    assert page.headers["location"] == "/cases"
    page = await counter.second.get("/cases/next", follow=False)
    assert page.headers["location"] == counter.case


async def test_the_first_registrar_finds_no_way_to_the_decision(counter: Counter) -> None:
    await act(counter.first, counter, "take")
    await verify_by_pages(counter.first, counter)
    await act(counter.first, counter, "recommend", advice="admit")
    page = (await counter.first.get(counter.case)).text
    assert "different registrar than the first" in page
    assert f"{counter.case}/admit" not in page
    refused = await act(counter.first, counter, "admit")
    assert refused.status_code == 422
    assert "different registrar than the first" in refused.text


@pytest.mark.parametrize("path", ["", "/admit"])
async def test_an_officer_sees_no_case(counter: Counter, signed_in: SignedIn, path: str) -> None:
    officer = await signed_in(Role.OFFICER)
    assert (await officer.get(counter.case + path)).status_code == 403


async def test_a_wrong_check_keeps_what_was_typed(counter: Counter) -> None:
    await act(counter.first, counter, "take")
    path = f"{counter.case}/credentials/titles.0"
    page = await counter.first.send(path, {"version": "3", "note": "query 17"})
    assert page.status_code == 422
    assert "query 17" in page.text
    assert "There is a problem" in page.text


async def test_admission_is_not_advised_too_early(counter: Counter) -> None:
    await act(counter.first, counter, "take")
    page = await act(counter.first, counter, "recommend", advice="admit")
    assert page.status_code == 422
    assert "No method and result" in page.text


async def test_declining_needs_a_reason_and_an_explanation(counter: Counter) -> None:
    await first_check(counter.office, counter.edit)
    page = await act(counter.second, counter, "decline")
    assert page.status_code == 422
    page = await act(
        counter.second, counter, "decline", reasons="not_eligible", text="Too few years."
    )
    assert "The application is declined." in page.text


async def test_single_fields_go_back(counter: Counter) -> None:
    await act(counter.first, counter, "take")
    nothing = await act(counter.first, counter, "return")
    assert nothing.status_code == 422
    made_up = {"items-0-section": "identity", "items-0-field": "salary"}
    made_up["items-0-reason"] = "missing"
    assert (await act(counter.first, counter, "return", **made_up)).status_code == 422
    field = {
        "items-0-section": "credentials",
        "items-0-field": "titles.0.certificates",
        "items-0-reason": "unreadable",
        "items-0-text": "Scan it again.",
    }
    page = await act(counter.first, counter, "return", **field)
    assert "The application is returned." in page.text
    (returned,) = (await stored(counter.office, counter.edit)).application.returned
    assert (returned.field, returned.reason) == ("titles.0.certificates", "unreadable")
    assert "Scan it again." in (await counter.second.get(counter.case)).text


async def test_an_old_page_is_told_so(counter: Counter) -> None:
    page = await counter.first.send(counter.case, {"version": "2"}, to=f"{counter.case}/take")
    assert page.status_code == 409
    assert (await stored(counter.office, counter.edit)).application.state is State.SUBMITTED


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999"])
async def test_a_page_whose_version_makes_no_sense_is_out_of_date(
    counter: Counter, version: str
) -> None:
    page = await counter.first.send(counter.case, {"version": version}, to=f"{counter.case}/take")
    assert page.status_code == 409
    assert "Load it again, then do it once more." in page.text
    await act(counter.first, counter, "take")
    wrong = {"version": version, "advice": "admit", "text": "Meets the rules."}
    page = await counter.first.send(
        f"{counter.case}/recommend", wrong, to=f"{counter.case}/recommend"
    )
    assert page.status_code == 422
    assert "Load it again, then do it once more." in page.text
    assert "Meets the rules." in page.text


async def test_taking_twice_takes_once(counter: Counter) -> None:
    await act(counter.first, counter, "take")
    again = await act_anyway(counter.second, counter, "take")
    assert again.status_code == 409


async def act_anyway(browser: Browser, counter: Counter, name: str) -> Response:
    """Send a form from a page that was open before."""
    fields = {"version": str(counter.edit.version)}
    return await browser.send("/imports", fields, to=f"{counter.case}/{name}")


async def test_numbers_are_masked_until_a_purpose_is_given(counter: Counter) -> None:
    page = await counter.first.get(counter.case)
    assert NUMBER not in page.text
    assert "9900**********001X" in page.text
    nothing = await act_read(counter, field="identity_number")
    assert nothing.status_code == 422
    assert NUMBER not in nothing.text
    shown = await act_read(counter, field="identity_number", purpose="compare_document")
    assert NUMBER in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert NUMBER not in (await counter.first.get(counter.case)).text
    (entry,) = await logged(counter.office, Act.PII_READ)
    assert entry.entry.reason == "compare_document"


async def act_read(counter: Counter, **sent: str) -> Response:
    return await counter.first.send(counter.case, sent, to=f"{counter.case}/read")


async def with_scan(counter: Counter, services: Services, content: bytes, pages: int) -> UUID:
    files = EncryptedDirectory(services.settings.uploads, services.cipher)
    document = DocumentRecord(
        id=uuid4(),
        application_id=counter.edit.application_id,
        kind=SCAN,
        credential="",
        file_name="扫描 1.pdf",
        content_type="application/pdf",
        size=len(content),
        pages=pages,
        sha256=b"1" * 32,
        storage_name=files.put(content),
        uploaded_by=UUID(counter.office.first.account_id),
    )
    async with services.database.transaction() as session:
        await add_document(session, document)
    return document.id


async def test_pages_of_a_file_are_pictures_and_the_file_is_only_saved(
    counter: Counter, services: Services
) -> None:
    scan = await with_scan(counter, services, pdf(pages=2), 2)
    picture = await counter.first.get(f"/cases/documents/{scan}/pages/2")
    assert picture.content.startswith(b"\x89PNG")
    assert (await counter.first.get(f"/cases/documents/{scan}/pages/3")).status_code == 404
    assert await logged(counter.office, Act.CREDENTIAL_READ) == ()
    file = await counter.first.get(f"/cases/documents/{scan}/file")
    assert file.content.startswith(b"%PDF-")
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in file.headers["content-security-policy"]
    assert len(await logged(counter.office, Act.CREDENTIAL_READ)) == 1
    assert (await counter.first.get(f"/cases/documents/{uuid4()}/file")).status_code == 404


async def test_the_queue_is_filtered_by_state_words_source_and_time(counter: Counter) -> None:
    async def shown(query: str) -> bool:
        return "测甲" in (await counter.first.get(f"/cases?{query}")).text

    assert await shown("words=测&source=online&sort=-name")
    assert not await shown("words=测&source=paper")
    assert not await shown("state=admitted")
    assert not await shown("waiting=overdue")
    assert not await shown("page=7")
    paper = Application("", counter.office.third.account_id, State.SUBMITTED)
    long_ago = NOW - timedelta(days=20)
    await hand_in(counter.office, application=paper, source="paper", submitted_at=long_ago)
    assert await shown("waiting=overdue")
    assert await shown("waiting=soon&sort=nonsense&page=x")
    assert "Overdue" in (await counter.first.get("/cases")).text


async def test_a_finding_names_the_credential_and_its_source(counter: Counter) -> None:
    page = (await counter.first.get(counter.case)).text
    assert "credential Professor" in page
    assert "VER-02" in page


async def test_a_rule_that_nobody_here_may_overrule_bars_the_admission(
    counter: Counter,
) -> None:
    await first_check(
        counter.office, counter.edit, titles_0=Outcome.UNCLEAR, qualifications_0=Outcome.UNCLEAR
    )
    page = (await counter.second.get(f"{counter.case}/admit")).text
    assert "barred by a rule" in page
    assert "Admit to the pool" not in page


async def test_a_rule_is_overruled_with_a_reason_on_the_page(counter: Counter) -> None:
    sections = complete_sections()
    held = sections["credentials"]["qualifications"][0]
    sections["credentials"] |= {"titles": [], "qualifications": [{**held, "code": "Q21"}]}
    counter.edit = await hand_in(
        counter.office,
        sections=sections,
        application=Application("", counter.office.third.account_id, State.SUBMITTED),
    )
    await first_check(counter.office, counter.edit)
    page = await act(counter.second, counter, "admit")
    assert page.status_code == 422
    waived = {"waivers-0-rule": "ELG-06", "waivers-0-reason": "equivalent_evidence"}
    page = await act(counter.second, counter, "admit", **waived)
    assert "The expert is in the pool." in page.text


async def test_a_released_case_waits_again(counter: Counter) -> None:
    await act(counter.first, counter, "take")
    page = await act(counter.first, counter, "release")
    assert "The case is back in the queue." in page.text
    assert (await stored(counter.office, counter.edit)).application.state is State.SUBMITTED


async def test_checks_stand_beside_the_credential_afterwards(counter: Counter) -> None:
    await act(counter.first, counter, "take")
    path = f"{counter.case}/credentials/titles.0"
    sent = {"version": "3", "method": "official_query", "outcome": "confirmed", "note": "Nr 7"}
    await counter.first.send(path, sent)
    assert "Nr 7" in (await counter.first.get(path)).text
    assert "Query on the official site" in (await counter.second.get(counter.case)).text
    assert (await counter.first.get(f"{counter.case}/credentials/titles.9")).status_code == 404


async def test_what_nobody_looked_at_yet_is_not_shown_as_a_fault(counter: Counter) -> None:
    page = (await counter.first.get(counter.case)).text
    assert '<li class="pending"><strong class="tag neutral">To be checked</strong>' in page
    assert '<li class="hard">' not in page
    await act(counter.first, counter, "take")
    sent = {"version": "3", "method": "original_seen", "outcome": "not_confirmed"}
    for place in ("titles.0", "qualifications.0"):
        await counter.first.send(f"{counter.case}/credentials/{place}", sent)
    page = (await counter.first.get(counter.case)).text
    assert '<li class="hard"><strong class="tag bad">Blocks</strong>' in page


async def test_every_page_speaks_chinese(counter: Counter) -> None:
    await counter.first.get("/cases?lang=zh_Hans")
    for path, word in (
        ("/cases", "待核验申请"),
        (counter.case, "证明材料"),
        (f"{counter.case}/return", "补正"),
        ("/pool", "专家库"),
        ("/imports", "批量导入"),
        ("/papers", "纸质申请"),
        ("/units", "单位登记簿"),
    ):
        page = await counter.first.get(path)
        assert page.status_code == 200
        assert word in page.text
