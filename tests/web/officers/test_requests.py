"""A panel request on the screen: from the template to the frozen criteria."""

import json
from dataclasses import asdict, replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from expert_pool.findings import Finding, Severity
from expert_pool.roles import Role
from selection.drawing import FOLDED
from selection.problem import PanelRules, QuotaRule
from selection.solver.shortfall import Shortfall, WayOut
from selection.states.requests import RequestState
from selection.storage.request_store import RequestRecord, load_request, save_request
from tests.web.conftest import SignedIn
from tests.web.officers.conftest import Bureau
from tests.web.officers.pages import press, read_fields


async def stored(bureau: Bureau, path: str) -> RequestRecord:
    async with bureau.services.database.read() as session:
        record = await load_request(session, UUID(path.rpartition("/")[2]))
    assert record is not None
    return record


async def test_from_the_template_to_the_frozen_criteria(bureau: Bureau) -> None:
    path = await bureau.submitted_request()
    page = await bureau.approver.get(path)
    assert "Financial expert" in page.text
    assert "From the pool to the candidates" in page.text
    done = await press(bureau.approver, page, f"{path}/approve")
    assert "The request is approved. Its criteria are frozen." in done.text
    record = await stored(bureau, path)
    assert (record.criteria_digest or b"").hex() in done.text
    own = await bureau.officer.get(path)
    assert f'href="{path}/draw"' in own.text
    assert "From the pool to the candidates" in own.text


async def test_an_activity_that_is_not_drawn_is_refused(bureau: Bureau) -> None:
    page = await bureau.officer.get("/requests/new")
    for activity in ("A16", "A99", ""):
        answer = await press(bureau.officer, page, "/requests/new", activity=activity)
        assert answer.status_code == 422


async def test_a_draft_keeps_what_can_not_be_read(bureau: Bureau) -> None:
    path = await bureau.new_request()
    page = await bureau.officer.get(f"{path}/edit")
    saved = await press(bureau.officer, page, f"{path}/edit", seats="many", review_from="soon")
    fields = read_fields(saved, "/edit")
    assert (fields["seats"], fields["review_from"]) == (["many"], ["soon"])
    wrong = await press(bureau.officer, saved, f"{path}/edit", do="check")
    assert wrong.status_code == 422
    assert "Seats: enter a whole number." in wrong.text
    assert read_fields(wrong, "/edit")["seats"] == ["many"]


async def test_a_hard_finding_stands_beside_its_field(bureau: Bureau) -> None:
    path = await bureau.new_request()
    page = await bureau.officer.get(f"{path}/edit")
    changes = {"seats": "1", "review_from": "2026-11-20", "do": "check", "words": "lathes"}
    wrong = await press(bureau.officer, page, f"{path}/edit", **changes)
    assert wrong.status_code == 422
    assert 'value="lathes"' in wrong.text
    assert 'id="seats-error"' in wrong.text
    assert 'href="#seats"' in wrong.text


async def test_two_tabs_do_not_overwrite_each_other(bureau: Bureau) -> None:
    path = await bureau.new_request()
    page = await bureau.officer.get(f"{path}/edit")
    await press(bureau.officer, page, f"{path}/edit", programme="甲计划")
    late = await press(bureau.officer, page, f"{path}/edit", programme="乙计划")
    assert late.status_code == 409
    assert "changed in another tab" in late.text
    assert read_fields(late, "/edit")["programme"] == ["乙计划"]
    assert (await stored(bureau, path)).draft["typed"]["programme"] == ["甲计划"]  # type: ignore[index]


async def test_a_soft_finding_asks_before_the_submission(bureau: Bureau) -> None:
    path = await bureau.new_request()
    page = await bureau.officer.get(f"{path}/edit")
    page = await press(bureau.officer, page, f"{path}/edit", review_from="2027-03-01", do="check")
    refused = await press(bureau.officer, page, f"{path}/submit")
    assert refused.status_code == 422
    assert "confirm them, then submit" in refused.text
    done = await press(bureau.officer, page, f"{path}/submit", confirmed="yes")
    assert "The request is submitted" in done.text


async def test_a_second_submission_changes_nothing(bureau: Bureau) -> None:
    path = await bureau.checked_request()
    page, other = await bureau.officer.get(path), await bureau.officer.get(path)
    first = await press(bureau.officer, page, f"{path}/submit")
    again = await press(bureau.officer, page, f"{path}/submit")
    assert (again.status_code, again.url) == (200, first.url)
    assert (await press(bureau.officer, other, f"{path}/submit")).status_code == 422
    assert (await stored(bureau, path)).state is RequestState.SUBMITTED


async def test_the_other_live_request_is_named(bureau: Bureau) -> None:
    first = await stored(bureau, await bureau.submitted_request())
    path = await bureau.checked_request()
    refused = await press(bureau.officer, await bureau.officer.get(path), f"{path}/submit")
    assert refused.status_code == 422
    assert first.number in refused.text


async def test_a_request_that_waits_can_not_be_edited(bureau: Bureau) -> None:
    path = await bureau.submitted_request()
    page = await bureau.officer.get(f"{path}/edit")
    assert page.url.path == path


async def test_the_approver_sends_it_back_with_a_reason_only(bureau: Bureau) -> None:
    path = await bureau.submitted_request()
    page = await bureau.approver.get(path)
    fields = read_fields(page, "/approve")
    empty = await bureau.approver.client.post(f"{path}/return", data=fields)
    assert empty.status_code == 422
    assert "Give a reason." in empty.text
    fields["reason"] = ["The dates are wrong."]
    back = await bureau.approver.client.post(f"{path}/return", data=fields, follow_redirects=True)
    assert "The request is sent back." in back.text
    own = await bureau.officer.get(path)
    assert "The dates are wrong." in own.text


async def bureau_second(bureau: Bureau) -> str:
    """Another request, for another activity of the same project."""
    path = await bureau.new_request("A13")
    page = await bureau.officer.get(f"{path}/edit")
    await press(bureau.officer, page, f"{path}/edit", review_from="2026-11-20", do="check")
    page = await bureau.officer.get(path)
    done = await press(bureau.officer, page, f"{path}/submit")
    assert "The request is submitted" in done.text
    return path


async def test_the_requester_cancels_with_a_reason(bureau: Bureau) -> None:
    path = await bureau.submitted_request()
    page = await bureau.officer.get(path)
    empty = await press(bureau.officer, page, f"{path}/cancel")
    assert empty.status_code == 422
    done = await press(bureau.officer, page, f"{path}/cancel", reason="No need any more.")
    assert "The request is cancelled." in done.text
    assert "No need any more." in done.text


@pytest.mark.parametrize("act", ["approve", "return", "cancel"])
async def test_a_reason_that_is_too_long_stays_on_the_page(bureau: Bureau, act: str) -> None:
    path, reason = await bureau.submitted_request(), "x" * 1001
    who = bureau.officer if act == "cancel" else bureau.approver
    fields = read_fields(await who.get(path), "/cancel" if act == "cancel" else "/approve")
    long = await who.client.post(f"{path}/{act}", data={**fields, "reason": [reason]})
    assert long.status_code == 422
    assert "Reason: enter at most 1000 characters." in long.text
    assert reason in long.text


async def test_roles_see_their_own_lists(bureau: Bureau, signed_in: SignedIn) -> None:
    draft = await stored(bureau, await bureau.new_request())
    waiting = await stored(bureau, await bureau_second(bureau))
    auditor, colleague = await signed_in(Role.AUDITOR), await signed_in(Role.OFFICER)
    own = (await bureau.officer.get("/requests")).text
    assert draft.number in own
    assert waiting.number in own
    approver = (await bureau.approver.get("/requests")).text
    assert draft.number not in approver
    assert waiting.number in approver
    assert draft.number in (await auditor.get("/requests")).text
    assert waiting.number not in (await colleague.get("/requests")).text
    assert draft.number not in (await bureau.approver.get("/requests?standing=draft")).text


async def test_strangers_requests_do_not_exist_for_others(
    bureau: Bureau, signed_in: SignedIn
) -> None:
    path = await bureau.new_request()
    colleague = await signed_in(Role.OFFICER)
    for address in (path, f"{path}/edit", f"/requests/{uuid4()}"):
        assert (await colleague.get(address)).status_code == 404
    assert (await bureau.approver.get(path)).status_code == 404
    page = await bureau.officer.get(f"{path}/edit")
    fields = read_fields(await colleague.get("/requests/new"), "/requests/new")
    stolen = {**read_fields(page, "/edit"), "csrf_token": fields["csrf_token"]}
    for act in ("edit", "counts", "submit", "cancel", "apply/0"):
        answer = await colleague.client.post(f"{path}/{act}", data=stolen)
        assert answer.status_code in {404, 409, 422, 400}, act
    assert (await stored(bureau, path)).version == 1


async def test_the_officer_sees_no_counts_by_reason_before_the_approval(bureau: Bureau) -> None:
    path = await bureau.submitted_request()
    assert "From the pool to the candidates" not in (await bureau.officer.get(path)).text


async def test_after_a_failed_preparation_a_proposal_becomes_a_new_draft(bureau: Bureau) -> None:
    path = await bureau.submitted_request()
    await press(bureau.approver, await bureau.approver.get(path), f"{path}/approve")
    approved = await stored(bureau, path)
    async with bureau.services.database.transaction() as session:
        failed = replace(
            approved,
            state=RequestState.RETURNED,
            decision_reason="infeasible",
            shortfall={FOLDED: json.loads(json.dumps(asdict(SHORTFALL)))},
        )
        await save_request(session, failed)
    page, other = await bureau.officer.get(path), await bureau.officer.get(path)
    assert "The draw could not be prepared" in page.text
    assert "Financial expert" in page.text
    done = await press(bureau.officer, page, f"{path}/apply/0")
    assert read_fields(done, "/edit")["seats"] == ["3"]
    changed = await stored(bureau, path)
    assert (changed.state, changed.criteria) == (RequestState.DRAFT, None)
    assert changed.version > approved.version
    gone = await press(bureau.officer, other, f"{path}/apply/0")
    assert gone.status_code == 409


SHORT = Finding(
    "SHF-02.quota_too_few",
    Severity.HARD,
    "design: DRW-17",
    (("available", 0), ("needed", 1), ("quota", "financial")),
)
FEWER = Finding(
    "SHF-14.fewer_seats",
    Severity.HARD,
    "design: DRW-17",
    (("after", 3), ("before", 5), ("by", 2)),
)
RULES = PanelRules(3, (QuotaRule("financial", 1, 1), QuotaRule("technical", 2, 3)), 1)
SHORTFALL = Shortfall(SHORT, (("COI-01.same_unit", 3),), (WayOut((FEWER,), RULES),))


async def test_every_act_of_the_pages_is_in_the_log(bureau: Bureau) -> None:
    await bureau.submitted_request()
    async with bureau.services.database.read() as session:
        found = await session.execute(text("SELECT act FROM audit_entry ORDER BY id"))
        acts = [row[0] for row in found if str(row[0]).startswith("request.")]
    assert sorted(acts) == ["request.change", "request.count", "request.create", "request.submit"]


async def test_the_page_speaks_chinese_too(bureau: Bureau) -> None:
    path = await bureau.submitted_request()
    page = (await bureau.approver.get(f"{path}?lang=zh_Hans")).text
    assert "批准并冻结条件" in page
    assert "一人占一个席位；有多个技术领域的专家" in page


async def test_lists_name_project_and_activity(bureau: Bureau) -> None:
    await bureau.submitted_request()
    for browser, path in ((bureau.officer, "/requests"), (bureau.approver, "/requests")):
        listed = (await browser.get(path)).text
        assert bureau.project.name in listed
        assert "Project" in listed
