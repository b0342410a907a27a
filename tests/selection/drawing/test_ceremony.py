from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from expert_pool.experts import ExpertId
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from selection.drawing import commit_secret, load_commitment, open_receipt, reveal_secret
from selection.errors import SelectionError
from selection.panel_check import check_panel
from selection.receipts import parse_receipt, restore_problem
from selection.request_states import RequestState
from selection.solver.shortfall import Shortfall
from selection.storage.draw_store import (
    DrawState,
    add_draw,
    load_assignments,
    load_draw,
    load_screened,
    load_seats,
)
from selection.storage.request_store import load_party_secrets, load_request
from selection.verify import Verdict, verify_receipt
from tests.factories import make_expert
from tests.selection.drawing.ceremonies import (
    AUDITOR_SECRET,
    DEMO,
    OFFICER_SECRET,
    TODAY,
    prepare_ceremony,
    trust_of,
    with_other_account,
)
from tests.selection.requests.samples import of_type


async def commit_both(database, ceremony):
    results = []
    for actor, secret in ((ceremony.officer, OFFICER_SECRET), (ceremony.auditor, AUDITOR_SECRET)):
        async with database.transaction() as session:
            results.append(
                await commit_secret(
                    session,
                    ceremony.desk,
                    ceremony.request_id,
                    actor,
                    ceremony.hash_of(actor.role, secret),
                )
            )
    return results


async def reveal(database, ceremony, actor, secret):
    async with database.transaction() as session:
        return await reveal_secret(session, ceremony.desk, ceremony.request_id, actor, secret)


async def draw(database, ceremony):
    await commit_both(database, ceremony)
    ceremony.clock.wait(minutes=2)
    await reveal(database, ceremony, ceremony.officer, OFFICER_SECRET)
    return await reveal(database, ceremony, ceremony.auditor, AUDITOR_SECRET)


@pytest.fixture
async def ceremony(database):
    async with database.transaction() as session:
        return await prepare_ceremony(session)


async def test_two_hashes_and_two_reveals_make_a_panel_that_everybody_can_check(database, ceremony):
    drawn = await draw(database, ceremony)
    full = open_receipt(ceremony.desk, drawn)
    for receipt in (full, drawn.public_receipt):
        checked = verify_receipt(receipt, trust_of(ceremony.desk))
        assert checked.verdict is Verdict.VALID, checked
    parsed = parse_receipt(full)
    problem = restore_problem(parsed.commit, parsed.pool, parsed.conflicts)
    assert check_panel(problem, parsed.result.panel) == ()


async def test_a_draw_early_in_the_morning_is_judged_by_the_day_in_china(database):
    last = date(2026 - DEMO.integer("reverify_months") // 12, 11, 17)
    late = make_expert(id=ExpertId(str(UUID(int=950))), admitted_on=last, confirmed_on=last)
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session)
        await add_experts(session, (ExpertRecord(late),))
    ceremony.clock.moment = datetime(2026, 11, 17, 20, 0, tzinfo=UTC)
    _, drawn = await commit_both(database, ceremony)
    async with database.transaction() as session:
        screened = {one.expert_id: one for one in await load_screened(session, drawn.id)}
    codes = {one["code"] for one in screened[UUID(late.id)].findings}
    assert "POL-01.not_confirmed" in codes


async def test_the_seats_stand_in_the_database_and_count_for_the_next_draw(database, ceremony):
    drawn = await draw(database, ceremony)
    async with database.transaction() as session:
        seats = await load_seats(session, drawn.id)
        assigned = await load_assignments(session, TODAY)
        request = await load_request(session, ceremony.request_id)
    assert [seat.position for seat in seats] == [1, 2, 3, 4, 5]
    assert (
        sorted(quota for seat in seats for quota in seat.quotas)
        == ["financial"] + ["technical"] * 4
    )
    assert {seat.expert_id for seat in seats} == {seat.expert_id for seat in assigned}
    assert request.state is RequestState.DRAWN


async def test_everybody_in_the_pool_is_a_candidate_or_has_a_reason(database, ceremony):
    drawn = await draw(database, ceremony)
    async with database.transaction() as session:
        screened = await load_screened(session, drawn.id)
    assert len(screened) == 38
    assert all(one.pseudonym or one.findings for one in screened)


async def test_every_step_is_in_the_log(database, ceremony):
    await draw(database, ceremony)
    async with database.transaction() as session:
        page = await AuditStore(session).page(AuditFilter(request=str(ceremony.request_id)))
    assert [(logged.entry.act, logged.entry.role) for logged in page.entries][::-1] == [
        ("draw.party_commit", "officer"),
        ("draw.party_commit", "auditor"),
        ("draw.commit", "service"),
        ("draw.reveal", "officer"),
        ("draw.reveal", "auditor"),
        ("draw.result", "service"),
    ]


async def test_the_commitment_stands_before_any_secret_is_known(database, ceremony):
    first, second = await commit_both(database, ceremony)
    assert first is None
    assert second.state is DrawState.COMMITTED
    commitment = load_commitment(ceremony.desk, second)
    assert commitment.hash == second.commit_hash.hex()
    async with database.transaction() as session:
        shares = await load_party_secrets(session, ceremony.request_id, 1)
    assert [share.secret for share in shares] == [None, None]


async def test_nobody_reveals_before_the_time(database, ceremony):
    await commit_both(database, ceremony)
    ceremony.clock.wait(seconds=59)
    with pytest.raises(SelectionError, match="reveal_too_early"):
        await reveal(database, ceremony, ceremony.officer, OFFICER_SECRET)


async def test_only_the_committed_secret_opens(database, ceremony):
    await commit_both(database, ceremony)
    ceremony.clock.wait(minutes=2)
    for wrong in (AUDITOR_SECRET, b"", bytes(16), OFFICER_SECRET + b"\0"):
        with pytest.raises(SelectionError, match="wrong_secret"):
            await reveal(database, ceremony, ceremony.officer, wrong)


async def test_a_secret_is_revealed_once(database, ceremony):
    await commit_both(database, ceremony)
    ceremony.clock.wait(minutes=2)
    await reveal(database, ceremony, ceremony.officer, OFFICER_SECRET)
    with pytest.raises(SelectionError, match="revealed_already"):
        await reveal(database, ceremony, ceremony.officer, OFFICER_SECRET)


async def test_a_revealed_secret_is_stored_sealed(database, ceremony):
    await commit_both(database, ceremony)
    ceremony.clock.wait(minutes=2)
    await reveal(database, ceremony, ceremony.officer, OFFICER_SECRET)
    async with database.transaction() as session:
        shares = await load_party_secrets(session, ceremony.request_id, 1)
    stored = next(share.secret for share in shares if share.role == "officer")
    assert OFFICER_SECRET not in stored


async def test_a_drawn_request_takes_no_further_secret(database, ceremony):
    await draw(database, ceremony)
    with pytest.raises(SelectionError, match="wrong_state"):
        await reveal(database, ceremony, ceremony.officer, OFFICER_SECRET)
    with pytest.raises(SelectionError, match="wrong_state"):
        await commit_both(database, ceremony)


@pytest.mark.parametrize("role", ["approver", "registrar", "expert", "user_admin"])
async def test_nobody_else_is_a_party(database, ceremony, role):
    stranger = with_other_account(ceremony.officer)
    with pytest.raises(SelectionError, match="not_a_party"):
        async with database.transaction() as session:
            await commit_secret(
                session,
                ceremony.desk,
                ceremony.request_id,
                type(stranger)(stranger.account_id, role),
                bytes(32),
            )


async def test_another_officer_is_no_party(database, ceremony):
    with pytest.raises(SelectionError, match="not_a_party"):
        async with database.transaction() as session:
            await commit_secret(
                session,
                ceremony.desk,
                ceremony.request_id,
                with_other_account(ceremony.officer),
                bytes(32),
            )


async def test_one_person_is_not_both_parties(database, ceremony):
    both = type(ceremony.officer)(ceremony.officer.account_id, "auditor")
    async with database.transaction() as session:
        await commit_secret(
            session, ceremony.desk, ceremony.request_id, ceremony.officer, bytes(32)
        )
    with pytest.raises(SelectionError, match="same_person"):
        async with database.transaction() as session:
            await commit_secret(session, ceremony.desk, ceremony.request_id, both, bytes(32))


async def test_a_party_hands_in_one_hash_of_the_right_length(database, ceremony):
    with pytest.raises(SelectionError, match="bad_party_commitment"):
        async with database.transaction() as session:
            await commit_secret(
                session, ceremony.desk, ceremony.request_id, ceremony.officer, b"short"
            )
    async with database.transaction() as session:
        await commit_secret(
            session, ceremony.desk, ceremony.request_id, ceremony.officer, bytes(32)
        )
    with pytest.raises(SelectionError, match="party_committed"):
        async with database.transaction() as session:
            await commit_secret(
                session, ceremony.desk, ceremony.request_id, ceremony.officer, bytes(32)
            )


async def test_an_impossible_request_goes_back_with_the_bottleneck(database):
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(
            session, 6, 1, quotas=(of_type("financial", 2, 2), of_type("technical", 3, 3))
        )
    _, shortfall = await commit_both(database, ceremony)
    assert isinstance(shortfall, Shortfall)
    async with database.transaction() as session:
        request = await load_request(session, ceremony.request_id)
        assert await load_draw(session, ceremony.request_id) is None
    assert request.state is RequestState.RETURNED
    assert request.shortfall["bottleneck"]["code"] == shortfall.bottleneck.code


async def test_the_database_refuses_a_second_live_draw(database, ceremony):
    drawn = await draw(database, ceremony)
    with pytest.raises(IntegrityError, match="duplicate key"):
        async with database.transaction() as session:
            await add_draw(session, drawn, ())


@pytest.mark.parametrize("who", ["officer", "approver"])
async def test_who_asked_or_approved_is_no_auditor_whatever_the_role(database, ceremony, who):
    async with database.transaction() as session:
        request = await load_request(session, ceremony.request_id)
    account = {"officer": request.created_by, "approver": request.approved_by}[who]
    actor = type(ceremony.auditor)(str(account), "auditor")
    with pytest.raises(SelectionError, match="auditor_took_part"):
        async with database.transaction() as session:
            await commit_secret(session, ceremony.desk, ceremony.request_id, actor, bytes(32))


async def test_whom_no_seat_is_open_to_is_excluded_and_told_why(database):
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(
            session, 6, 12, seats=3, quotas=(of_type("financial", 3, 3),), activity="A12"
        )
    drawn = await draw(database, ceremony)
    async with database.transaction() as session:
        screened = await load_screened(session, drawn.id)
    reasons = [one.findings[-1]["code"] for one in screened if not one.pseudonym]
    assert reasons == ["REQ-02.no_seat"] * 6
    assert drawn.summary["unreachable"] == 0
    assert drawn.summary["candidates"] == 12
