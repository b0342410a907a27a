"""What a section says of what was typed: in the words of the field, and only what is true."""

from tests.web.experts.samples import IDENTITY, NUMBER, TITLE, Applicant

PAGE = "/application/identity"


async def test_a_refused_phone_is_not_called_stored(applicant: Applicant) -> None:
    await applicant.start()
    answer = await applicant.send(PAGE, {**IDENTITY, "phone": "12345"})
    assert answer.status_code == 422
    assert "Stored: *****" not in answer.text
    assert 'href="#phone"' in answer.text
    kept = await applicant.send(PAGE, IDENTITY)
    assert kept.status_code == 200
    assert "138****0000" in (await applicant.browser.get(PAGE)).text


async def test_a_list_asks_to_choose_and_a_field_to_fill_in(applicant: Applicant) -> None:
    await applicant.start()
    page = (await applicant.send(PAGE, {**IDENTITY, "division": "", "name": ""})).text
    assert "Where you work: Choose one." in page
    assert "Name: Fill in this field." in page


async def test_a_wrong_number_is_told_while_the_consent_is_missing(applicant: Applicant) -> None:
    await applicant.start()
    wrong = f"{NUMBER[:-1]}{'1' if NUMBER[-1] != '1' else '2'}"
    sent = {**IDENTITY, "identity_number": wrong, "sensitive_consent": ""}
    page = (await applicant.send(PAGE, sent)).text
    assert 'href="#identity_number"' in page
    assert 'href="#sensitive_consent"' in page


async def test_a_title_of_several_series_says_which(applicant: Applicant) -> None:
    await applicant.start()
    row = "/application/rows/titles/new"
    await applicant.send(row, {**TITLE, "code": "S03-01"})
    assert (
        "Research professor (Natural science researchers)"
        in (await applicant.browser.get("/application/credentials")).text
    )


async def test_the_versions_of_texts_are_shown_and_not_changed(applicant: Applicant) -> None:
    await applicant.fill_in()
    page = (await applicant.browser.get("/application/check")).text
    for words in ("Version of the pledge", "Version of the consent"):
        answer = page.partition(words)[2].partition("</div>")[0]
        assert "2026." in answer
        assert "Change" not in answer
