"""Drafts, submission, approval, return and cancellation against a real database."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from expert_pool.conflicts import ReviewDays
from expert_pool.roles import Role
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from selection.errors import SelectionError
from selection.requesting import (
    Draft,
    approve_request,
    cancel_request,
    create_request,
    return_request,
    save_draft,
    see_request,
    submit_request,
)
from selection.requests import (
    RegionLimit,
    check_unchanged,
    criteria_digest,
    thaw_criteria,
)
from selection.states.requests import RequestState
from selection.storage.request_store import RequestRecord, load_request, save_request
from tests.selection.requesting.desks import DEMO, Office
from tests.selection.requests.samples import of_type

RaisesContext = pytest.RaisesExc[SelectionError]


async def approve(office: Office, record: RequestRecord, reason: str = "") -> RequestRecord:
    asked = (record.id, record.version)
    return await approve_request(office.desk, office.counts, office.approver, asked, reason)


async def acts(office: Office, record: RequestRecord) -> list[str]:
    async with office.desk.database.read() as session:
        page = await AuditStore(session).page(AuditFilter(request=str(record.id)))
    return [logged.entry.act for logged in reversed(page.entries)]


def refused(code: str) -> RaisesContext:
    return pytest.raises(SelectionError, match=f"^{code}")


async def test_from_draft_to_frozen_criteria_every_act_is_logged(office: Office) -> None:
    record = await create_request(office.desk, office.officer, office.draft())
    assert record.number == "PR-2026-0001"
    changed = replace(office.draft(), typed={"seats": ("7",)})
    saved = await save_draft(office.desk, office.officer, record.id, record.version, changed)
    submitted = await submit_request(
        office.desk, office.officer, saved.id, saved.version, confirmed=True
    )
    approved = await approve(office, submitted)
    assert approved.state is RequestState.APPROVED
    assert approved.criteria is not None
    assert approved.criteria_digest == bytes.fromhex(criteria_digest(approved.criteria))
    assert approved.policy_digest == DEMO.digest
    frozen = thaw_criteria(approved.criteria)
    assert frozen.lead_units[0].name == "金华虚构科技有限公司"
    assert (frozen.division, frozen.programme) == ("330702", "虚构计划")
    assert check_unchanged(frozen, approved.criteria, DEMO) == ()
    assert await acts(office, record) == [
        "request.create",
        "request.change",
        "request.submit",
        "request.approve",
    ]


async def test_frozen_criteria_carry_a_salt(office: Office) -> None:
    approved = await approve(office, await office.submitted())
    assert bytes(range(16)).hex().encode() in (approved.criteria or b"")


async def test_the_same_words_again_change_nothing(office: Office) -> None:
    record = await create_request(office.desk, office.officer, office.draft())
    again = await save_draft(office.desk, office.officer, record.id, record.version, office.draft())
    assert again.version == record.version
    assert await acts(office, record) == ["request.create"]


async def test_a_draft_may_be_wrong_in_every_field(office: Office) -> None:
    draft = Draft("A01", (), {"seats": ("many",), "review_from": ("tomorrow",)})
    record = await create_request(office.desk, office.officer, draft)
    seen = await see_request(office.desk, office.officer, record.id)
    assert seen.record.draft["typed"] == {"seats": ["many"], "review_from": ["tomorrow"]}
    with refused("request.incomplete"):
        await submit_request(office.desk, office.officer, record.id, 1, confirmed=True)


async def test_only_drawn_activities_can_be_asked_for(office: Office) -> None:
    for activity in ("A16", "A21", "none"):
        with refused("request.activity_not_drawn"):
            await create_request(office.desk, office.officer, Draft(activity, (), {}))


async def test_a_project_has_to_exist(office: Office) -> None:
    with refused("project.not_found"):
        await create_request(office.desk, office.officer, Draft("A01", (uuid4(),), {}))


async def test_of_two_tabs_the_second_one_is_told(office: Office) -> None:
    record = await create_request(office.desk, office.officer, office.draft())
    one = replace(office.draft(), typed={"seats": ("7",)})
    await save_draft(office.desk, office.officer, record.id, record.version, one)
    with refused("request.changed_meanwhile"):
        await save_draft(office.desk, office.officer, record.id, record.version, office.draft())


async def test_nobody_edits_or_submits_another_officers_request(office: Office) -> None:
    record = await create_request(office.desk, office.officer, office.draft())
    with refused("request.requester_needed"):
        await save_draft(office.desk, office.colleague, record.id, 1, office.draft())
    with refused("request.requester_needed"):
        await submit_request(office.desk, office.colleague, record.id, 1, confirmed=True)
    with refused("request.not_found"):
        await see_request(office.desk, office.colleague, record.id)


async def test_a_hard_finding_blocks_and_a_soft_one_asks(office: Office) -> None:
    limited = office.draft(region=RegionLimit(frozenset({"330702"}), ""))
    record = await create_request(office.desk, office.officer, limited)
    with refused("request.blocked"):
        await submit_request(office.desk, office.officer, record.id, 1, confirmed=True)
    early = office.draft(review=ReviewDays(date(2027, 3, 1), date(2027, 3, 1)))
    record = await create_request(office.desk, office.officer, early)
    with refused("request.not_confirmed"):
        await submit_request(office.desk, office.officer, record.id, 1, confirmed=False)
    done = await submit_request(office.desk, office.officer, record.id, 1, confirmed=True)
    assert done.state is RequestState.SUBMITTED


async def test_a_second_submit_is_refused(office: Office) -> None:
    record = await office.submitted()
    with refused("request.wrong_state"):
        await submit_request(office.desk, office.officer, record.id, record.version, confirmed=True)


async def test_one_live_request_a_project_and_activity(office: Office) -> None:
    first = await office.submitted()
    second = await create_request(office.desk, office.officer, office.draft())
    with refused("request.already_live") as caught:
        await submit_request(office.desk, office.officer, second.id, 1, confirmed=True)
    assert caught.value.params["number"] == first.number
    other = await office.submitted(projects=office.projects[1:])
    assert other.state is RequestState.SUBMITTED


async def test_a_cancelled_request_makes_room(office: Office) -> None:
    first = await office.submitted()
    await cancel_request(office.desk, office.officer, (first.id, first.version), "no need")
    again = await office.submitted()
    assert again.number != first.number


async def test_the_database_itself_lets_only_one_request_live(office: Office) -> None:
    first = await office.submitted()
    second = await create_request(office.desk, office.officer, office.draft())
    with pytest.raises(IntegrityError):
        async with office.desk.database.transaction() as session:
            await save_request(session, replace(second, state=RequestState.SUBMITTED))
    assert first.state is RequestState.SUBMITTED


async def test_nobody_approves_the_own_request(office: Office) -> None:
    record = await office.submitted()
    asked = (record.id, record.version)
    myself = replace(office.officer, role=Role.APPROVER.value)
    for actor in (office.officer, office.colleague, myself):
        with refused("request.second_person_needed"):
            await approve_request(office.desk, office.counts, actor, asked)
        with refused("request.second_person_needed"):
            await return_request(office.desk, actor, asked, "reason")


async def test_the_database_itself_refuses_the_own_approval(office: Office) -> None:
    record = await office.submitted()
    own = replace(record, approved_by=UUID(office.officer.account_id))
    with pytest.raises(IntegrityError, match="panel_request_two_persons"):
        async with office.desk.database.transaction() as session:
            await save_request(session, own)


async def test_an_approval_is_of_the_version_that_was_read(office: Office) -> None:
    record = await office.submitted()
    with refused("request.changed_meanwhile"):
        await approve(office, replace(record, version=record.version - 1))


async def test_a_request_is_approved_once(office: Office) -> None:
    approved = await approve(office, await office.submitted())
    with refused("request.wrong_state"):
        await approve(office, approved)


async def test_too_shallow_a_pool_needs_a_reason(office: Office) -> None:
    quotas = (of_type("financial", 5, 5), of_type("technical", 4, 4))
    record = await office.submitted(quotas=quotas, seats=9)
    with refused("request.depth_reason_missing"):
        await approve(office, record, "  ")
    approved = await approve(office, record, "no other way")
    assert approved.decision_reason == "no other way"


async def test_a_request_that_a_rule_blocks_meanwhile_is_not_approved(office: Office) -> None:
    record = await office.submitted()
    async with office.desk.database.transaction() as session:
        await session.execute(text("DELETE FROM project_party WHERE person_name <> ''"))
    with refused("request.blocked"):
        await approve(office, record)


async def test_a_returned_request_comes_back_without_the_old_approval(office: Office) -> None:
    record = await office.submitted()
    with refused("request.reason_missing"):
        await return_request(office.desk, office.approver, (record.id, record.version), " ")
    returned = await return_request(
        office.desk, office.approver, (record.id, record.version), "wrong dates"
    )
    assert (returned.state, returned.decision_reason) == (RequestState.RETURNED, "wrong dates")
    again = await submit_request(
        office.desk, office.officer, returned.id, returned.version, confirmed=True
    )
    assert (again.decision_reason, again.version) == ("", returned.version + 1)


async def test_after_a_failed_preparation_the_former_criteria_do_not_come_back(
    office: Office,
) -> None:
    approved = await approve(office, await office.submitted())
    async with office.desk.database.transaction() as session:
        await save_request(session, replace(approved, state=RequestState.RETURNED))
    wider = office.draft(employer_cap=2)
    saved = await save_draft(office.desk, office.officer, approved.id, approved.version, wider)
    assert (saved.criteria, saved.approved_by) == (None, None)
    again = await submit_request(
        office.desk, office.officer, saved.id, saved.version, confirmed=True
    )
    frozen = await approve(office, again)
    assert thaw_criteria(frozen.criteria or b"").employer_cap == 2


async def test_only_the_requester_cancels_and_only_with_a_reason(office: Office) -> None:
    record = await office.submitted()
    asked = (record.id, record.version)
    with refused("request.reason_missing"):
        await cancel_request(office.desk, office.officer, asked, "")
    for actor in (office.colleague, office.approver):
        with refused("request.requester_needed"):
            await cancel_request(office.desk, actor, asked, "reason")
    cancelled = await cancel_request(office.desk, office.officer, asked, "reason")
    assert cancelled.state is RequestState.CANCELLED
    async with office.desk.database.read() as session:
        kept = await load_request(session, record.id)
    assert kept is not None
    assert kept.decision_reason == "reason"


async def test_an_approver_sees_no_drafts_and_an_auditor_everything(office: Office) -> None:
    auditor = replace(office.approver, role=Role.AUDITOR.value)
    expert = replace(office.approver, role=Role.EXPERT.value)
    record = await create_request(office.desk, office.officer, office.draft())
    assert (await see_request(office.desk, auditor, record.id)).requester == "officer"
    for actor in (office.approver, expert):
        with refused("request.not_found"):
            await see_request(office.desk, actor, record.id)
    submitted = await submit_request(office.desk, office.officer, record.id, 1, confirmed=True)
    seen = await see_request(office.desk, office.approver, submitted.id)
    assert [act.act for act in seen.timeline] == ["request.create", "request.submit"]
    assert [act.name for act in seen.timeline] == ["officer", "officer"]


async def test_an_unknown_request_is_told_as_such(office: Office) -> None:
    with refused("request.not_found"):
        await cancel_request(office.desk, office.officer, (uuid4(), 1), "reason")
