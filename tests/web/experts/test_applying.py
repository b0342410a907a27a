"""The whole way of an applicant, without a script."""

import re

import pytest
from sqlalchemy import text

from tests.web.experts.samples import IDENTITY, NUMBER, TITLE, Applicant, a_pdf, a_png
from web.services import Services


async def test_somebody_applies_from_the_first_page_to_the_reference_number(
    applicant: Applicant,
) -> None:
    assert "Start now" in (await applicant.browser.get("/application")).text
    await applicant.fill_in()
    assert "6 of 6 parts completed" in (await applicant.browser.get("/application")).text
    done = await applicant.submit()
    assert str(done.url.path) == "/application/submitted"
    assert re.search(r"JH-2026-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", done.text)
    assert "4 December 2026" in done.text
    tracker = (await applicant.browser.get("/application")).text
    assert "Waits for a registrar" in tracker
    assert "4 December 2026" in tracker


async def test_the_mail_names_the_reference_number_and_the_day(applicant: Applicant) -> None:
    await applicant.fill_in()
    page = (await applicant.submit()).text
    number = re.search(r"JH-2026-\w{4}-\w{4}", page)
    assert number
    listed = (await applicant.browser.get("/demo/mailbox")).text
    subject = f"Application {number[0]} submitted"
    link = re.search(rf'href="(/demo/mailbox/[0-9a-f-]+)">{subject}', listed)
    assert link
    letter = (await applicant.browser.get(link[1])).text
    assert "4 December 2026" in letter
    assert NUMBER not in letter


async def test_somebody_goes_on_where_the_last_session_ended(applicant: Applicant) -> None:
    await applicant.start()
    await applicant.send("/application/identity", {"name": "测甲", "then": "later"})
    await applicant.browser.send("/account", {}, to="/sign-out")
    await applicant.browser.sign_in("expert-1@example.org", "a calm river of stones")
    page = (await applicant.browser.get("/application")).text
    assert "In progress" in page
    assert 'value="测甲"' in (await applicant.browser.get("/application/identity")).text


async def test_starting_twice_goes_on_with_the_first_application(applicant: Applicant) -> None:
    await applicant.start()
    first = re.search(r"JH-2026-\w{4}-\w{4}", (await applicant.browser.get("/application")).text)
    page = await applicant.browser.send("/application", {}, to="/application/start")
    assert first
    assert first[0] in page.text


async def test_the_number_is_masked_and_says_birth_date_and_sex(applicant: Applicant) -> None:
    await applicant.start()
    await applicant.send("/application/identity", IDENTITY)
    page = (await applicant.browser.get("/application/identity")).text
    assert NUMBER not in page
    assert f"3307**********{NUMBER[-4:]}" in page
    assert "born on 1 May 1980, female" in page
    assert "138****0000" in page


async def test_an_empty_number_keeps_the_stored_one(applicant: Applicant) -> None:
    await applicant.start()
    await applicant.send("/application/identity", IDENTITY)
    changed = {**IDENTITY, "identity_number": "", "phone": "", "name": "测乙"}
    answer = await applicant.send("/application/identity", changed)
    assert answer.url.path == "/application"
    assert "3307**********" in (await applicant.browser.get("/application/identity")).text


@pytest.mark.parametrize("then", ["", "later"])
async def test_without_the_separate_consent_the_number_is_not_stored(
    applicant: Applicant, services: Services, then: str
) -> None:
    await applicant.start()
    unticked = {**IDENTITY, "sensitive_consent": "", "then": then}
    answer = await applicant.send("/application/identity", unticked)
    assert answer.status_code == 422
    assert "separately to the processing of my identity number: Tick this" in answer.text
    assert f'value="{NUMBER}"' in answer.text, "what was typed stays on the page"
    assert "Number of the document: " not in answer.text
    async with services.database.read() as session:
        row = await session.execute(text("SELECT identity_index, secret_cipher FROM application"))
        index, sealed = row.one()
    assert index is None
    kept = (await applicant.browser.get("/application/identity")).text
    assert sealed is not None, "the telephone number needs no separate consent"
    assert "138****0000" in kept
    assert "3307**********" not in kept


async def test_who_takes_the_separate_consent_back_has_the_number_deleted(
    applicant: Applicant, services: Services
) -> None:
    await applicant.start()
    await applicant.send("/application/identity", IDENTITY)
    unticked = {**IDENTITY, "identity_number": "", "sensitive_consent": "", "then": "later"}
    assert (await applicant.send("/application/identity", unticked)).url.path == "/application"
    async with services.database.read() as session:
        row = await session.execute(text("SELECT identity_index FROM application"))
    assert row.scalar_one() is None
    assert "3307**********" not in (await applicant.browser.get("/application/identity")).text


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Responsible for the data (organiser)", "separate consent", "How to withdraw")),
        ("zh_Hans", ("个人信息处理者（主办单位）", "单独同意", "撤回方式", "示例市科学技术局")),
    ],
)
async def test_the_notice_names_who_is_responsible_before_anything_is_typed(
    applicant: Applicant, lang: str, words: tuple[str, ...]
) -> None:
    first = (await applicant.browser.get(f"/application?lang={lang}")).text
    assert words[0] in first
    await applicant.start()
    page = (await applicant.browser.get(f"/application/identity?lang={lang}")).text
    assert [word for word in words if word not in page] == []
    assert words[0] in (await applicant.browser.get(f"/application/pledges?lang={lang}")).text


async def test_no_number_lies_open_in_the_database(
    applicant: Applicant, services: Services
) -> None:
    await applicant.start()
    await applicant.send("/application/identity", IDENTITY)
    async with services.database.read() as session:
        row = await session.execute(text("SELECT sections::text, secret_cipher FROM application"))
        sections, sealed = row.one()
    assert NUMBER not in sections
    assert "13800000000" not in sections
    assert NUMBER.encode() not in sealed


async def test_what_was_typed_is_saved_before_a_row_is_added(applicant: Applicant) -> None:
    await applicant.start()
    sent = {"sector": "hospital", "then": "add-employments"}
    answer = await applicant.send("/application/employments", sent)
    assert answer.url.path == "/application/rows/employments/new"
    page = (await applicant.browser.get("/application/employments")).text
    assert re.search(r'value="hospital"[^>]* checked', page)
    sent = {"directions": "操作系统", "then": "add-disciplines"}
    answer = await applicant.send("/application/fields", sent)
    assert answer.url.path == "/application/choose/discipline"
    assert "操作系统" in (await applicant.browser.get("/application/fields")).text


async def test_a_title_without_its_certificate_says_so_in_words(applicant: Applicant) -> None:
    await applicant.start()
    row = await applicant.add_title()
    page = await applicant.send("/application/credentials", {})
    assert "Certificates: Upload the certificate for this entry" in page.text
    assert "certificates:" not in page.text
    assert "Upload the certificate for this entry" not in (await applicant.browser.get(row)).text


async def test_a_passport_needs_birth_date_and_sex_by_hand(applicant: Applicant) -> None:
    await applicant.start()
    passport = {**IDENTITY, "document_kind": "passport", "identity_number": "E12345678"}
    refused = await applicant.send("/application/identity", passport)
    assert refused.status_code == 422
    assert "Date of birth: Enter the birth date" in refused.text
    given = {**passport, "birth_date": "1980/5/1", "sex": "female"}
    assert (await applicant.send("/application/identity", given)).url.path == "/application"


async def test_change_on_the_check_page_leads_back_to_it(applicant: Applicant) -> None:
    await applicant.fill_in()
    check = (await applicant.browser.get("/application/check")).text
    assert 'href="/application/identity?from=check"' in check
    page = "/application/identity?from=check"
    answer = await applicant.send(page, {**IDENTITY, "name": "测丙"})
    assert answer.url.path == "/application/check"
    assert "测丙" in answer.text


async def test_a_row_is_changed_and_removed(applicant: Applicant) -> None:
    await applicant.start()
    row = await applicant.add_title()
    await applicant.send(row, {**TITLE, "code": "S01-02"})
    assert "Associate professor" in (await applicant.browser.get("/application/credentials")).text
    page = await applicant.send("/application/credentials", {}, to=f"{row}/remove")
    assert "Associate professor" not in page.text


async def test_a_field_is_found_by_words_and_from_the_top_down(applicant: Applicant) -> None:
    await applicant.start()
    found = (await applicant.browser.get("/application/choose/field?words=基础软件")).text
    assert 'value="10101"' in found
    below = (await applicant.browser.get("/application/choose/field?above=101")).text
    assert 'value="10101"' in below
    page = (await applicant.browser.get("/application/rows/fields/new?code=10101")).text
    assert "Electronic information › Software › Basic (system) software" in page


async def test_words_that_no_field_has_are_answered_kindly(applicant: Applicant) -> None:
    await applicant.start()
    page = (await applicant.browser.get("/application/choose/field?words=qqqq")).text
    assert "No field has these words" in page


async def test_a_discipline_is_added_once_and_removed(applicant: Applicant) -> None:
    await applicant.start()
    choose, add = "/application/choose/discipline?above=520", "/application/disciplines/add"
    await applicant.send(choose, {"code": "520"}, to=add)
    page = (await applicant.send(choose, {"code": "520"}, to=add)).text
    assert page.count('name="code" value="520"') == 1
    gone = await applicant.send(
        "/application/fields", {"code": "520"}, to="/application/disciplines/remove"
    )
    assert 'name="code" value="520"' not in gone.text


async def test_certificates_are_previewed_replaced_and_removed(applicant: Applicant) -> None:
    await applicant.start()
    row = await applicant.add_title()
    page = (await applicant.upload(row, a_pdf(3), "证书.pdf")).text
    assert "证书.pdf" in page
    assert "3 pages" in page
    preview = re.search(r'src="(/application/certificates/([0-9a-f-]+)/preview)"', page)
    assert preview
    replaced = (await applicant.upload(row, a_png(), "new.png", replaces=preview[2])).text
    assert "new.png" in replaced
    assert "证书.pdf" not in replaced
    assert (await applicant.browser.get(preview[1])).status_code == 404
    kept = re.search(r'action="(/application/certificates/[0-9a-f-]+/remove)"', replaced)
    assert kept
    empty = await applicant.send(f"{row}/certificates", {}, to=kept[1])
    assert "No certificate yet" in empty.text


async def test_a_withdrawn_application_is_closed_and_a_new_one_can_begin(
    applicant: Applicant,
) -> None:
    await applicant.fill_in()
    await applicant.submit()
    page = await applicant.browser.send("/application", {}, to="/application/withdraw")
    assert "Withdrawn by you" in page.text
    again = await applicant.browser.send("/application", {}, to="/application/start")
    assert "0 of 6 parts completed" in again.text
