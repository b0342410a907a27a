"""Steps of widening and seats without a draw, from the draft to the frozen criteria."""

from collections.abc import Mapping
from datetime import date

import pytest

from expert_pool.experts import ExpertId, FieldOfWork
from expert_pool.persons import Person
from expert_pool.recording import cipher_of
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from selection.errors import SelectionError
from selection.requesting import approve_request, review_request
from selection.requests import (
    Attribute,
    DirectGround,
    DirectSeat,
    FallbackStep,
    Quota,
    StepTaken,
    thaw_criteria,
)
from selection.storage.request_store import RequestRecord
from tests.factories import UNIVERSITY, make_expert, works_at
from tests.selection.drawing.ceremonies import pool_of
from tests.selection.requesting.desks import Office
from tests.selection.requests.samples import codes, condition, make_request

PEERS = Quota("peers", (condition(Attribute.FIELD, "10102"),), 1, 5)
SECOND, FIRST = FallbackStep.FIELD_LEVEL_2, FallbackStep.FIELD_LEVEL_1


async def widened(office: Office, quota: Quota, *steps: FallbackStep) -> RequestRecord:
    """A submitted request whose peers are widened by these steps."""
    return await office.submitted(
        quotas=(*make_request().quotas, quota),
        fallback=tuple(map(StepTaken, steps)),
        fallback_reason="同行不足",
    )


async def approve(
    office: Office, record: RequestRecord, *agreed: str, reason: str = "同意"
) -> RequestRecord:
    asked = (record.id, record.version)
    return await approve_request(office.desk, office.counts, office.approver, asked, reason, agreed)


async def told_at_approval(office: Office, approved: RequestRecord) -> Mapping[str, object]:
    async with office.desk.database.read() as session:
        store = AuditStore(session)
        newest = (await store.page(AuditFilter(request=str(approved.id)))).entries[0].entry
        details = await store.details(cipher_of(session), [newest.id])
    return details[newest.id].after or {}


async def test_each_step_is_frozen_and_logged_with_the_candidates_around_it(
    office: Office,
) -> None:
    async with office.desk.database.transaction() as session:
        near = make_expert(
            id=ExpertId("00000000-0000-0000-0000-000000000901"),
            name="测901",
            fields=(FieldOfWork("10102", date(2015, 1, 1)),),
            employments=(works_at(UNIVERSITY),),
        )
        await add_experts(session, (ExpertRecord(near),))
    approved = await approve(office, await widened(office, PEERS, SECOND, FIRST), SECOND, FIRST)
    taken = (StepTaken(SECOND, 1, 73), StepTaken(FIRST, 73, 73))
    frozen = thaw_criteria(approved.criteria or b"")
    assert (frozen.fallback, frozen.fallback_reason) == (taken, "同行不足")
    assert frozen.quotas[-1] == PEERS
    told = await told_at_approval(office, approved)
    assert told["fallback"] == [[SECOND.value, 1, 73], [FIRST.value, 73, 73]]
    assert "direct" not in told


async def test_a_step_that_nobody_needs_asks_for_a_reason(office: Office) -> None:
    deep = Quota("peers", (condition(Attribute.FIELD, "10101"),), 1, 5)
    record = await widened(office, deep, SECOND)
    review = await review_request(office.desk, office.counts, record)
    assert codes(review.depth)[0] == "DRW-17.not_needed"
    with pytest.raises(SelectionError, match=r"request\.depth_reason_missing"):
        await approve(office, record, SECOND, reason="")


async def test_a_step_that_is_needed_only_asks_whether_there_are_enough_now(
    office: Office,
) -> None:
    review = await review_request(office.desk, office.counts, await widened(office, PEERS, SECOND))
    assert "DRW-17.not_needed" not in codes(review.depth)
    assert [it.after for it in review.steps] == [72]


async def direct(office: Office, name: str) -> RequestRecord:
    unit = pool_of(60, 12)[0].employments[0].unit
    seat = DirectSeat(Person(name, (unit,)), DirectGround.NARROW_FIELD, "领域极窄")
    return await office.submitted(direct=(seat,), direct_consent="测局长 2026-11-19")


async def test_a_direct_seat_is_frozen_with_its_reason_and_logged_without_a_name(
    office: Office,
) -> None:
    approved = await approve(office, await direct(office, "测000"), "direct-1")
    frozen = thaw_criteria(approved.criteria or b"")
    assert (frozen.direct[0].person.name, frozen.direct_consent) == ("测000", "测局长 2026-11-19")
    told = await told_at_approval(office, approved)
    assert told["direct"] == ["narrow_field"]
    assert "测000" not in str(told)


async def test_who_is_no_candidate_is_told_to_the_approver_and_blocks(office: Office) -> None:
    record = await direct(office, "测999")
    review = await review_request(office.desk, office.counts, record)
    assert "DRW-18.not_a_candidate" in codes(review.findings)
    on_form = (await review_request(office.desk, None, record)).findings
    assert not any(finding.rule_id == "DRW-18" for finding in on_form)
    with pytest.raises(SelectionError, match=r"request\.blocked"):
        await approve(office, record)


@pytest.mark.parametrize("agreed", [(), (SECOND,), (SECOND, FIRST, "direct-1")])
async def test_each_exception_needs_a_yes_of_its_own(
    office: Office, agreed: tuple[str, ...]
) -> None:
    record = await widened(office, PEERS, SECOND, FIRST)
    with pytest.raises(SelectionError, match=r"request\.exceptions_not_agreed"):
        await approve(office, record, *agreed)
    assert (await approve(office, record, FIRST, SECOND)).approved_by is not None


async def test_without_exceptions_there_is_nothing_to_agree_to(office: Office) -> None:
    with pytest.raises(SelectionError, match=r"request\.exceptions_not_agreed"):
        await approve(office, await office.submitted(), "direct-1")
