"""What waits for whom, by real rows: for the one whose step it is, and for nobody else."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Select

from expert_pool.storage.database import Database
from expert_pool.storage.waiting import SHOWN, Viewer, Waiting, look
from selection.storage import waiting_panels as panels
from selection.storage import waiting_requests as requests
from selection.storage import waiting_reviews as reviews
from selection.storage.choice_tables import ChoiceRow
from selection.storage.evaluation_tables import EvaluationRow
from selection.storage.exception_tables import RuleExceptionRow
from selection.storage.invitation_tables import ArrangementRow
from selection.storage.meeting_tables import AttendanceRow, MeetingRow
from selection.storage.payment_tables import PaymentListRow
from selection.storage.source_tables import RoomWitnessRow, SourceWordRow
from selection.storage.tables import DrawRow, PanelRequestRow, PartySecretRow
from selection.storage.vacancy_tables import AnnulmentRow, VacancyRow
from tests.selection.storage.bureau import NOW, STAFF, Bureau, open_bureau

Query = Callable[[Viewer], Select[Any]]


@pytest.fixture
async def bureau(database: Database) -> AsyncIterator[Bureau]:
    async with database.transaction() as session:
        yield await open_bureau(session)


async def waits(bureau: Bureau, query: Query, **told: int) -> dict[str, int]:
    """How much of it waits for each of the staff; those for whom nothing does are left out."""
    found = {name: await _look(bureau, query, name, **told) for name in STAFF}
    return {name: one.count for name, one in found.items() if one.count}


async def _look(bureau: Bureau, query: Query, name: str, **told: int) -> Waiting:
    return await look(bureau.session, query(bureau.viewer(name, **told)))


async def test_an_officer_sees_only_the_own_requests_and_an_approver_those_of_others(
    bureau: Bureau,
) -> None:
    await bureau.add_request("PR-2026-0002", "draft")
    await bureau.add_request("PR-2026-0003", "returned")
    handed_in = {"submitted_at": NOW, "created_by": bureau.people["approver"]}
    await bureau.add_request("PR-2026-0004", "submitted", **handed_in)
    assert await waits(bureau, requests.drafts) == {"officer": 1}
    assert await waits(bureau, requests.sent_back) == {"officer": 1}
    assert "approver" not in await waits(bureau, requests.to_approve)
    assert (await waits(bureau, requests.to_approve))["colleague"] == 1


async def test_many_are_counted_and_the_first_are_named_by_their_time(bureau: Bureau) -> None:
    for days in range(SHOWN + 2):
        at = NOW - timedelta(days=days)
        await bureau.add_request(f"PR-2026-01{days:02}", "draft", created_at=at)
    found = await _look(bureau, requests.drafts, "officer")
    assert found.count == SHOWN + 2
    assert [it.label for it in found.first] == [
        f"PR-2026-01{days:02}" for days in range(SHOWN + 1, 1, -1)
    ]


async def test_a_draw_waits_for_its_witness_then_for_each_hash(bureau: Bureau) -> None:
    approved = {"approved_by": bureau.people["approver"], "approved_at": NOW}
    request = await bureau.add_request("PR-2026-0002", "approved", **approved)
    of_attempt = {"request_id": request, "attempt": 1}
    auditors = (requests.to_commit_as_auditor, requests.unwatched_for_auditor)
    assert (await waits(bureau, auditors[0], witnesses=1)) == {}
    assert (await waits(bureau, auditors[1], witnesses=1))["auditor"] == 1
    assert await waits(bureau, requests.unwatched, witnesses=1) == {"officer": 1}
    assert await waits(bureau, requests.to_commit, witnesses=1) == {}
    there = {"person_cipher": b"sealed", "named_by": bureau.people["officer"], "named_at": NOW}
    who = {"confirmed_by": bureau.people["auditor"], "confirmed_at": NOW}
    await bureau.put(RoomWitnessRow, **of_attempt, **there, **who)
    assert await waits(bureau, requests.unwatched, witnesses=1) == {}
    assert await waits(bureau, requests.to_commit, witnesses=1) == {"officer": 1}
    assert (await waits(bureau, auditors[0], witnesses=1))["auditor"] == 1
    share = {"role": "officer", "commitment": b"h", "account_id": bureau.people["officer"]}
    await bureau.put(PartySecretRow, **of_attempt, **share)
    assert await waits(bureau, requests.to_commit, witnesses=1) == {}


async def test_an_exception_from_the_rule_on_witnesses_takes_their_place(bureau: Bureau) -> None:
    request = await bureau.add_request("PR-2026-0002", "approved", approved_at=NOW)
    asked = {"request_id": request, "attempt": 1, "rule": "DRW-12", "ground": "cannot_wait"}
    people = {"asked_by": bureau.people["officer"], "decided_by": bureau.people["approver"]}
    moments = {"asked_at": NOW, "decided_at": NOW, "note_cipher": b"sealed"}
    refused = await bureau.put(RuleExceptionRow, state="refused", **asked, **people, **moments)
    assert await waits(bureau, panels.exceptions_refused) == {"officer": 1}
    assert await waits(bureau, requests.unwatched, witnesses=1) == {"officer": 1}
    later = moments | {"asked_at": NOW + timedelta(minutes=1)}
    await bureau.put(RuleExceptionRow, state="allowed", **asked, **people, **later)
    assert await waits(bureau, panels.exceptions_refused) == {}
    assert await waits(bureau, requests.unwatched, witnesses=1) == {}
    await bureau.change(RuleExceptionRow, refused, asked_at=NOW + timedelta(minutes=2))
    assert await waits(bureau, panels.exceptions_refused) == {"officer": 1}
    await bureau.change(PanelRequestRow, request, version=2)
    assert await waits(bureau, panels.exceptions_refused) == {}


async def test_throws_wait_for_each_who_saw_them_and_again_where_they_differ(
    bureau: Bureau,
) -> None:
    decided = {"approved_by": bureau.people["approver"]}
    request = await bureau.add_request("PR-2026-0002", "committed", **decided)
    source = {"kind": "drand-quicknet", "fallback": [{"kind": "dice"}]}
    draw = await bureau.add_draw(request, "committed", source=source)
    mine, auditors = requests.to_type, requests.to_type_as_auditor
    assert await waits(bureau, mine) == {}
    word = {"draw_id": draw, "said_at": NOW, "content_cipher": b"sealed"}
    await bureau.put(SourceWordRow, kind="passed", role="auditor", **word)
    assert await waits(bureau, mine) == {"officer": 1}
    assert (await waits(bureau, auditors))["auditor"] == 1
    assert "approver" not in await waits(bureau, auditors)
    await bureau.put(SourceWordRow, kind="dice", role="officer", **word)
    assert await waits(bureau, mine) == {}
    await bureau.put(SourceWordRow, kind="dice", role="auditor", **word)
    assert await waits(bureau, mine) == {"officer": 1}
    by_lottery = source | {"fallback": [{"kind": "lottery"}]}
    await bureau.change(DrawRow, draw, source=by_lottery, reveal_from=NOW)
    assert await waits(bureau, mine) == {"officer": 1}
    await bureau.change(DrawRow, draw, reveal_from=NOW + timedelta(days=1))
    assert await waits(bureau, mine) == {}


async def test_a_choice_waits_for_the_officer_then_for_the_approver_then_the_meeting(
    bureau: Bureau,
) -> None:
    made = {"draw_id": bureau.draw, "offered": 1, "opened_at": NOW, "due_at": NOW, "version": 0}
    choice = await bureau.put(ChoiceRow, state="open", **made)
    assert await waits(bureau, panels.to_choose) == {"officer": 1}
    assert await waits(bureau, panels.to_arrange) == {}
    await bureau.change(ChoiceRow, choice, state="proposed", proposed_by=bureau.people["officer"])
    assert await waits(bureau, panels.to_confirm_choice) == {"approver": 1}
    await bureau.change(ChoiceRow, choice, state="kept")
    assert await waits(bureau, panels.to_confirm_choice) == {}
    assert await waits(bureau, panels.to_arrange) == {"officer": 1}
    assert await waits(bureau, panels.to_arrange, days=5) == {}


async def test_a_vacancy_waits_for_the_approver_and_a_vacant_seat_for_the_officer(
    bureau: Bureau,
) -> None:
    seat = {"draw_id": bureau.draw, "number": 1, "position": 1, "expert_id": bureau.expert}
    said = {"pseudonym": "E1", "reason": "declined", "quotas": [], "ground": "", "successor": ""}
    by = {"reported_by": bureau.people["officer"], "reported_role": "officer", "reported_at": NOW}
    vacancy = await bureau.put(VacancyRow, state="reported", **seat, **said, **by)
    assert await waits(bureau, panels.seats_to_decide) == {"approver": 1}
    assert await waits(bureau, panels.seats_to_fill) == {}
    await bureau.change(VacancyRow, vacancy, state="vacant")
    assert await waits(bureau, panels.seats_to_decide) == {}
    assert await waits(bureau, panels.seats_to_fill) == {"officer": 1}
    assert await waits(bureau, panels.seats_to_fill, days=5) == {}
    await bureau.add_request("PR-2026-0002", "approved", supplements=bureau.request)
    assert await waits(bureau, panels.seats_to_fill) == {}


async def test_an_annulment_waits_for_three_persons_in_turn(bureau: Bureau) -> None:
    asked = {"ground": "leak", "asked_by": bureau.people["officer"], "asked_at": NOW}
    annulment = await bureau.put(AnnulmentRow, draw_id=bureau.draw, state="asked", **asked)
    assert await waits(bureau, panels.annulments_to_decide) == {"approver": 1}
    agreed = {"approver": bureau.people["approver"], "approved_at": NOW}
    await bureau.change(AnnulmentRow, annulment, state="agreed", **agreed)
    assert await waits(bureau, panels.annulments_to_decide) == {}
    left = await waits(bureau, panels.annulments_to_conclude)
    assert "auditor" in left
    assert not {"officer", "approver"} & left.keys()


async def test_an_exception_waits_for_the_approver_of_the_request(bureau: Bureau) -> None:
    asked = {"request_id": bureau.request, "attempt": 1, "rule": "DRW-12", "ground": "cannot_wait"}
    people = {"asked_by": bureau.people["officer"], "asked_at": NOW}
    await bureau.put(RuleExceptionRow, state="asked", note_cipher=b"sealed", **asked, **people)
    assert await waits(bureau, panels.exceptions_to_decide) == {"approver": 1}


async def hold_meeting(bureau: Bureau, state: str) -> None:
    told = {"request_id": bureau.request, "opened_by": bureau.people["officer"], "opened_at": NOW}
    plain = {"chair_way": "", "minutes_version": 0, "sheet_name": "", "sheet_type": ""}
    meeting = await bureau.put(
        MeetingRow, state=state, starts_at=NOW, sheet_size=0, ended_at=NOW, **told, **plain
    )
    seat = {"draw_id": bureau.draw, "expert_id": bureau.expert, "position": 1, "pseudonym": "E1"}
    came = {"signed_in_at": NOW, "pledged_at": NOW, "identity_seen": True}
    said = {"pledge_version": "1", "stance": "", "stance_version": 0, "left_reason": ""}
    await bureau.put(AttendanceRow, meeting_id=meeting, **seat, **came, **said)


async def arrange(bureau: Bureau) -> None:
    told = {"mode": "on_site", "place": "1", "contact": "2", "version": 1, "starts_at": NOW}
    by = {"entered_by": bureau.people["officer"], "entered_at": NOW}
    await bureau.put(ArrangementRow, request_id=bureau.request, **told, **by)


async def test_a_review_waits_on_its_day_then_for_its_end_and_its_sheet(bureau: Bureau) -> None:
    await arrange(bureau)
    assert await waits(bureau, reviews.reviews_today) == {"officer": 1}
    assert await waits(bureau, reviews.reviews_today, days=1) == {}
    assert await waits(bureau, panels.to_arrange) == {}
    await hold_meeting(bureau, "in_session")
    assert await waits(bureau, reviews.reviews_today) == {"officer": 1}
    assert await waits(bureau, reviews.meetings_to_close) == {}
    assert await waits(bureau, reviews.meetings_to_close, days=1) == {"officer": 1}


async def test_a_closed_meeting_waits_for_its_sheet_and_its_evaluations(bureau: Bureau) -> None:
    await arrange(bureau)
    await hold_meeting(bureau, "closed")
    assert await waits(bureau, reviews.reviews_today) == {}
    assert await waits(bureau, reviews.sheets_missing) == {"officer": 1}
    assert await waits(bureau, reviews.to_evaluate) == {"officer": 1}
    who = {"request_id": bureau.request, "draw_id": bureau.draw, "expert_id": bureau.expert}
    by = {"evaluated_by": bureau.people["officer"], "evaluated_at": NOW, "policy_digest": ""}
    told = {"position": 1, "pseudonym": "E1", "version": 1, "points": {}}
    await bureau.put(EvaluationRow, **who, **by, **told)
    assert await waits(bureau, reviews.to_evaluate) == {}


async def test_a_review_without_a_meeting_is_evaluated_once_its_last_day_is_past(
    bureau: Bureau,
) -> None:
    assert await waits(bureau, reviews.to_evaluate, days=4) == {}
    assert await waits(bureau, reviews.to_evaluate, days=5) == {"officer": 1}
    await hold_meeting(bureau, "postponed")
    assert await waits(bureau, reviews.to_evaluate, days=5) == {}


async def test_a_list_of_fees_goes_from_hand_to_hand(bureau: Bureau) -> None:
    told = {"request_id": bureau.request, "number": 1, "month": "2026-11", "payer": "bureau"}
    by = {"created_by": bureau.people["officer"], "created_at": NOW, "policy_digest": ""}
    fees = await bureau.put(PaymentListRow, id=uuid4(), state="draft", version=1, **told, **by)
    assert await waits(bureau, reviews.lists_in_draft) == {"officer": 1}
    found = await _look(bureau, reviews.lists_in_draft, "officer")
    assert [it.id for it in found.first] == [bureau.request]
    await bureau.change(PaymentListRow, fees, state="submitted", submitted_at=NOW)
    assert await waits(bureau, reviews.lists_to_approve) == {"approver": 1}
    approved = {"approved_by": bureau.people["approver"], "approved_at": NOW}
    await bureau.change(PaymentListRow, fees, state="approved", **approved)
    assert "finance" in await waits(bureau, reviews.lists_to_pay)
    assert not {"officer", "approver"} & (await waits(bureau, reviews.lists_to_pay)).keys()
    await bureau.change(PaymentListRow, fees, state="paid", paid_on=NOW.date())
    assert await waits(bureau, reviews.lists_to_pay) == {}
    (one,) = (await _look(bureau, reviews.lists_to_archive, "finance")).first
    assert (one.id, one.label, one.at) == (fees, "PR-2026-0001", NOW.date())
