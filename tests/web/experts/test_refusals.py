"""What goes wrong while somebody applies, and what the page says then."""

import re

import pytest

from tests.web.conftest import Browser
from tests.web.experts.conftest import NewApplicant
from tests.web.experts.samples import (
    EMPLOYMENT,
    FIELD,
    IDENTITY,
    OTHER_NUMBER,
    TITLE,
    Applicant,
    a_pdf,
    a_png,
)

WRONG = {
    "identity_number": ("330702198005010022", "The check digit does not fit"),
    "phone": ("12", "no such phone number"),
    "division": ("999999", "Choose an entry from the list"),
    "email": ("nobody", "Enter an e-mail address"),
}


@pytest.mark.parametrize("field", WRONG)
async def test_a_wrong_field_is_named_twice_and_what_was_typed_stays(
    applicant: Applicant, field: str
) -> None:
    await applicant.start()
    typed, words = WRONG[field]
    page = await applicant.send("/application/identity", {**IDENTITY, field: typed})
    assert page.status_code == 422
    assert page.text.count(words) == 2
    assert f'href="#{field}"' in page.text
    assert "<title>Error:" in page.text
    assert 'value="测甲"' in page.text


async def test_a_draft_keeps_what_is_wrong(applicant: Applicant) -> None:
    await applicant.start()
    wrong = {**EMPLOYMENT, "end": "2009-01-01", "then": "later"}
    page = await applicant.send("/application/rows/employments/new", wrong)
    assert page.url.path == "/application/employments"
    assert "The end cannot be before the start" in page.text
    await applicant.send("/application/employments", {"sector": "university", "then": "later"})
    page = await applicant.send("/application/employments", {"sector": "university"})
    assert page.status_code == 422
    assert "The end cannot be before the start" in page.text


async def test_an_empty_new_row_is_not_kept(applicant: Applicant) -> None:
    await applicant.start()
    page = await applicant.send("/application/rows/employments/new", {})
    assert page.status_code == 422
    assert "Full name of the employer: Fill in this field" in page.text
    assert "Nothing added yet" in (await applicant.browser.get("/application/employments")).text


async def test_a_title_without_certificate_keeps_the_section_open(applicant: Applicant) -> None:
    await applicant.start()
    await applicant.add_title()
    page = await applicant.send("/application/credentials", {})
    assert page.status_code == 422
    assert "Certificates: Upload the certificate for this entry" in page.text


async def test_relations_are_declared_or_denied(applicant: Applicant) -> None:
    await applicant.start()
    page = await applicant.send("/application/relations", {})
    assert page.status_code == 422
    assert "tick that there is nothing to declare" in page.text


async def test_a_fourth_field_is_refused(applicant: Applicant) -> None:
    await applicant.start()
    for code in ("10101", "10102", "10103"):
        row = {**FIELD, "code": code}
        await applicant.send("/application/rows/fields/new", row)
    assert "Add a field" not in (await applicant.browser.get("/application/fields")).text
    await applicant.send("/application/rows/fields/new", {**FIELD, "code": "10104"})
    page = await applicant.send("/application/fields", {"directions": "操作系统"})
    assert "At most 3 entries are possible" in page.text


async def test_an_incomplete_application_cannot_be_checked_or_submitted(
    applicant: Applicant,
) -> None:
    await applicant.start()
    assert (await applicant.browser.get("/application/check")).url.path == "/application"
    version = (await applicant.version("/application/identity"))["version"]
    page = await applicant.browser.send(
        "/application", {"version": version}, to="/application/submit"
    )
    assert page.url.path == "/application"
    assert "0 of 6 parts completed" in page.text


async def test_what_became_incomplete_since_the_check_page_leads_back_to_the_tasks(
    applicant: Applicant,
) -> None:
    await applicant.start()
    page = await applicant.browser.send("/application", {"version": "0"}, to="/application/submit")
    assert page.url.path == "/application"


async def test_pages_of_an_application_that_was_not_begun_do_not_exist(
    applicant: Applicant,
) -> None:
    assert (await applicant.browser.get("/application/identity")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/application/nonsense",
        "/application/rows/nonsense/new",
        "/application/rows/titles/0000",
        "/application/rows/employments/0000/certificates",
        "/application/certificates/00000000-0000-4000-8000-000000000000/preview",
    ],
)
async def test_what_is_not_there_is_not_found(applicant: Applicant, path: str) -> None:
    await applicant.start()
    assert (await applicant.browser.get(path)).status_code == 404


UPLOADS = {
    "empty": (b"", "The file is empty"),
    "text": (b"just some words", "This type of file is not taken"),
    "damaged": (a_png()[:200], "The file is damaged"),
    "too big": (b"%PDF-1.7\n" + b"0" * (10 << 20) + b"\n%%EOF", "larger than 10 MB"),
    "too many pages": (a_pdf(51), "more than 50 pages"),
}


@pytest.mark.parametrize("kind", UPLOADS)
async def test_a_bad_file_is_refused_with_what_to_do(applicant: Applicant, kind: str) -> None:
    await applicant.start()
    row = await applicant.add_title()
    content, words = UPLOADS[kind]
    page = await applicant.upload(row, content)
    assert page.status_code == 422
    assert page.text.count(words) == 2
    assert "No certificate yet" in page.text


async def test_pressing_upload_without_a_file_says_so(applicant: Applicant) -> None:
    await applicant.start()
    row = await applicant.add_title()
    page = await applicant.upload(row, b"", name="")
    assert page.status_code == 422
    assert "Choose a file first" in page.text


async def test_two_windows_cannot_overwrite_each_other(applicant: Applicant) -> None:
    await applicant.start()
    old = await applicant.version("/application/identity")
    await applicant.send("/application/identity", {**IDENTITY, "name": "测甲"})
    page = await applicant.send("/application/identity", {**IDENTITY, **old, "name": "测乙"})
    assert page.status_code == 409
    assert "changed in another window" in page.text
    assert 'value="测乙"' in page.text
    assert 'value="测甲"' in (await applicant.browser.get("/application/identity")).text
    newest = re.search(r'name="version" value="(\d+)"', page.text)
    assert newest
    saved = {**IDENTITY, "name": "测乙", "version": newest[1]}
    assert (await applicant.send("/application/identity", saved)).url.path == "/application"


async def test_a_row_saved_twice_is_kept_once(applicant: Applicant) -> None:
    await applicant.start()
    page, old = "/application/rows/titles/new", await applicant.version("/application/identity")
    await applicant.send(page, {**TITLE, **old})
    again = await applicant.send(page, {**TITLE, **old})
    assert again.status_code == 409
    shown = (await applicant.browser.get("/application/credentials")).text
    assert shown.count('class="row-title"') == 1


async def test_submitting_twice_shows_the_same_confirmation(applicant: Applicant) -> None:
    await applicant.fill_in()
    version = await applicant.version("/application/check")
    await applicant.submit()
    page = await applicant.browser.send("/application", version, to="/application/submit")
    assert page.url.path == "/application/submitted"


async def test_what_changed_since_the_check_page_is_not_submitted(applicant: Applicant) -> None:
    await applicant.fill_in()
    old = await applicant.version("/application/check")
    await applicant.send("/application/identity", {**IDENTITY, "name": "测丁"})
    page = await applicant.browser.send("/application/check", old, to="/application/submit")
    assert page.status_code == 409
    assert "changed in another window" in page.text


async def test_a_submitted_application_cannot_be_changed(applicant: Applicant) -> None:
    await applicant.fill_in()
    await applicant.submit()
    assert (await applicant.browser.get("/application/identity")).status_code == 409


async def test_the_same_identity_number_is_refused_and_names_nobody(
    applicant: Applicant, new_applicant: NewApplicant
) -> None:
    await applicant.fill_in()
    await applicant.submit()
    other = await new_applicant()
    await other.fill_in()
    page = (await other.browser.get("/application/check")).text
    assert "This identity number is registered already" in page
    assert "/application/submit" not in page
    version = await other.version("/application/identity")
    refused = await other.browser.send("/application", version, to="/application/submit")
    assert refused.status_code == 409
    assert "cannot be submitted yet" in refused.text


async def test_another_number_is_welcome(applicant: Applicant, new_applicant: NewApplicant) -> None:
    await applicant.fill_in()
    await applicant.submit()
    other = await new_applicant()
    await other.fill_in(OTHER_NUMBER)
    assert (await other.submit()).url.path == "/application/submitted"


async def test_a_condition_that_is_not_met_is_explained_and_can_be_submitted(
    applicant: Applicant,
) -> None:
    await applicant.fill_in()
    row = re.search(
        r"/application/rows/titles/[0-9a-f]+",
        (await applicant.browser.get("/application/credentials")).text,
    )
    assert row
    await applicant.send(row[0], {**TITLE, "code": "S01-03"})
    page = (await applicant.browser.get("/application/check")).text
    assert "What the registrars will look at" in page
    assert "Blocks" in page
    assert (await applicant.submit()).url.path == "/application/submitted"


async def test_nobody_sees_anothers_certificate(
    applicant: Applicant, new_applicant: NewApplicant
) -> None:
    await applicant.start()
    row = await applicant.add_title()
    page = (await applicant.upload(row, a_png())).text
    paths = re.findall(r"/application/certificates/[0-9a-f-]+/(?:preview|file)", page)
    other = await new_applicant()
    await other.start()
    for path in set(paths):
        assert (await applicant.browser.get(path)).status_code == 200
        assert (await other.browser.get(path)).status_code == 404


async def test_nobody_removes_anothers_certificate(
    applicant: Applicant, new_applicant: NewApplicant
) -> None:
    await applicant.start()
    page = (await applicant.upload(await applicant.add_title(), a_png())).text
    path = re.search(r"/application/certificates/[0-9a-f-]+/remove", page)
    other = await new_applicant()
    await other.start()
    assert path
    answer = await other.send("/application/identity", {}, to=path[0])
    assert answer.status_code == 404


async def test_previews_are_served_so_that_nothing_in_them_runs_or_stays(
    applicant: Applicant,
) -> None:
    await applicant.start()
    page = (await applicant.upload(await applicant.add_title(), a_pdf())).text
    found = re.search(r"(/application/certificates/[0-9a-f-]+)/preview", page)
    assert found
    preview = await applicant.browser.get(f"{found[1]}/preview")
    assert preview.headers["content-type"] == "image/png"
    assert preview.content.startswith(b"\x89PNG")
    file = await applicant.browser.get(f"{found[1]}/file")
    assert file.headers["content-disposition"].startswith("attachment")
    for answer in (preview, file):
        assert answer.headers["cache-control"] == "no-store"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/application", "/application/identity", "/application/check"])
async def test_strangers_are_sent_to_sign_in(browser: Browser, path: str) -> None:
    answer = await browser.get(path, follow=False)
    assert answer.headers["location"].startswith("/sign-in")
