"""Whether a panel can be made: said after saving, at the submission and to the approver."""

from httpx import Response

from tests.web.officers.conftest import Bureau
from tests.web.officers.pages import press

NO_PANEL = "As the pool is today, no panel can be made."
TIGHT = {
    "seats": "15",
    "review_from": "2026-11-20",
    "quotas-0-minimum": "12",
    "quotas-0-maximum": "15",
}


async def checked(bureau: Bureau, **changes: str) -> tuple[str, Response]:
    """A request for twelve financial experts of twelve, checked as it is."""
    path = await bureau.new_request("A12")
    page = await bureau.officer.get(f"{path}/edit")
    if "recusals-0-person" in changes:
        page = await press(bureau.officer, page, f"{path}/edit", do="add-recusal")
    asked = {**TIGHT, **changes}
    return path, await press(bureau.officer, page, f"{path}/edit", do="check", **asked)


async def test_a_request_that_no_panel_meets_says_so_and_is_not_submitted(bureau: Bureau) -> None:
    path, page = await checked(bureau, **{"quotas-0-minimum": "14"})
    assert page.url.path == path, page.text
    assert NO_PANEL in page.text
    assert "only 12 candidates remain who meet it" in page.text
    assert "Lower the minimum" in page.text
    assert f'action="{path}/submit"' not in page.text


async def test_a_forced_submission_is_refused_with_the_reason(bureau: Bureau) -> None:
    path, possible = await checked(bureau)
    assert "before recusals and objections by name" in possible.text
    edit = await bureau.officer.get(f"{path}/edit")
    page = await press(
        bureau.officer, edit, f"{path}/edit", do="check", **{"quotas-0-minimum": "14"}
    )
    version = page.text.split('name="version" value="')[1].split('"')[0]
    refused = await press(bureau.officer, possible, f"{path}/submit", version=version)
    assert refused.status_code == 422
    assert "can&#39;t be submitted or approved" in refused.text


async def test_the_approver_reads_what_names_do_and_can_only_send_it_back(bureau: Bureau) -> None:
    names = {
        "recusals-0-person": "测060",
        "recusals-0-person_unit": "虚构单位060",
        "recusals-0-ground": "G05",
        "recusals-0-reason": "有利害关系",
    }
    path, page = await checked(bureau, **names)
    assert page.url.path == path, page.text
    sent = await press(bureau.officer, page, f"{path}/submit", confirmed="yes")
    assert "The request is submitted" in sent.text, sent.text
    assert NO_PANEL not in sent.text
    seen = await bureau.approver.get(path)
    assert NO_PANEL in seen.text
    assert "only 11 candidates remain who meet it" in seen.text
    assert "can only be sent back" in seen.text
    assert "Approve and freeze the criteria" not in seen.text
    forced = await press(bureau.approver, seen, f"{path}/approve", reason="all the same")
    assert forced.status_code == 422


async def test_the_approver_reads_that_a_panel_can_be_made(bureau: Bureau) -> None:
    path = await bureau.submitted_request()
    page = await bureau.approver.get(path)
    assert "A panel can be made" in page.text
    assert "Approve and freeze the criteria" in page.text
