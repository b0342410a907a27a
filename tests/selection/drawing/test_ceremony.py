from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from expert_pool.conflicts import Party, PartyRole
from expert_pool.experts import ExpertId, Unit
from expert_pool.persons import Person
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from expert_pool.storage.unit_store import ensure_units, set_parent
from selection.candidates import DIRECT, GROUP
from selection.documents.receipts import parse_receipt, restore_problem
from selection.drawing import commit_secret, load_commitment, open_receipt, reveal_secret
from selection.errors import SelectionError
from selection.panel_check import check_panel
from selection.requests import DirectGround, DirectSeat
from selection.solver.shortfall import Shortfall
from selection.states.requests import RequestState
from selection.storage.draw_store import (
    DrawState,
    add_draw,
    load_assignments,
    load_draw,
    load_screened,
    load_seats,
)
from selection.storage.project_store import add_projects
from selection.storage.request_store import load_party_secrets, load_request
from selection.verify import Verdict, verify_receipt
from tests.factories import COMPANY, make_expert, works_at
from tests.selection.drawing.ceremonies import (
    AUDITOR_SECRET,
    DEMO,
    OFFICER_SECRET,
    TODAY,
    colleagues,
    pool_of,
    prepare_ceremony,
    trust_of,
    with_other_account,
)
from tests.selection.requesting.desks import make_project
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
    with pytest.raises(SelectionError, match=r"draw\.committed_already") as refused:
        await commit_both(database, ceremony)
    async with database.read() as session:
        drawn = await load_draw(session, ceremony.request_id)
    assert drawn.commit_hash.hex().startswith(refused.value.params["commit"])


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


async def test_a_direct_seat_is_taken_for_certain_and_stands_in_the_receipt(database):
    async with database.transaction() as session:
        chosen = pool_of(30, 8)[3]
        person = Person(chosen.name, (chosen.employments[0].unit,))
        seat = DirectSeat(person, DirectGround.NARROW_FIELD, "领域极窄")
        ceremony = await prepare_ceremony(session, direct=(seat,), direct_consent="测局长")
    await commit_both(database, ceremony)
    ceremony.clock.wait(minutes=16)
    await reveal(database, ceremony, ceremony.officer, OFFICER_SECRET)
    drawn = await reveal(database, ceremony, ceremony.auditor, AUDITOR_SECRET)
    async with database.read() as session:
        seats = await load_seats(session, drawn.id)
    marked = [str(seat.expert_id) for seat in seats if DIRECT in seat.quotas]
    assert marked == [chosen.id]
    assert drawn.summary["highest"] == "1"
    assert (drawn.summary["direct"], drawn.summary["widened"]) == (1, [])
    receipt = parse_receipt(drawn.public_receipt)
    quota = next(it for it in receipt.commit.rules.quotas if it.id == DIRECT)
    assert (quota.minimum, quota.maximum) == (1, 1)
    report = verify_receipt(drawn.public_receipt, trust_of(ceremony.desk))
    assert report.verdict is Verdict.VALID


async def test_nobody_whom_a_rule_excludes_gets_a_direct_seat(database):
    async with database.transaction() as session:
        seat = DirectSeat(Person("测900", (COMPANY,)), DirectGround.EMERGENCY, "应急")
        ceremony = await prepare_ceremony(session, direct=(seat,), direct_consent="测局长")
        await add_experts(session, tuple(map(ExpertRecord, colleagues(1))))
    shortfall = (await commit_both(database, ceremony))[1]
    assert isinstance(shortfall, Shortfall)
    assert shortfall.bottleneck.code == "SHF-02.quota_too_few"
    assert shortfall.bottleneck.param("quota") == DIRECT
    assert shortfall.ways_out == ()


async def test_members_of_one_project_team_are_a_pair_of_the_draw(database):
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session)
        one, other, former = pool_of(30, 8)[:3]
        people = [Person(it.name, (it.employments[0].unit,)) for it in (one, other, former)]
        officer = UUID(ceremony.officer.account_id)
        team = [Party(PartyRole.MEMBER, person=person) for person in people]
        running = replace(make_project(officer, 1), parties=tuple(team[:2]))
        over = replace(make_project(officer, 2), parties=tuple(team[1:]), ends=date(2023, 11, 19))
        await add_projects(session, (running, over))
    drawn = (await commit_both(database, ceremony))[1]
    assert drawn.summary["conflicting_pairs"] == 1


async def test_a_group_may_send_more_than_each_of_its_units(database):
    units = {"employer_cap": 1, "group_cap": 2}
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session, technical=4, financial=1, **units)
        own = [Unit(f"集团{n}", f"91330700DEM0G{n:04d}X") for n in range(3)]
        known = await ensure_units(session, own)
        for unit in own[1:]:
            await set_parent(session, known[unit], known[own[0]])
        extra = [
            make_expert(
                id=ExpertId(str(UUID(int=700 + place))),
                name=f"测{700 + place}",
                employments=(works_at(own[place % 3]),),
            )
            for place in range(6)
        ]
        await add_experts(session, tuple(map(ExpertRecord, extra)))
    await commit_both(database, ceremony)
    async with database.read() as session:
        drawn = await load_draw(session, ceremony.request_id)
    document = load_commitment(ceremony.desk, drawn).document
    limits = [it for it in document.rules.quotas if it.id.startswith(GROUP)]
    assert [(it.minimum, it.maximum) for it in limits] == [(0, 2)]
    assert document.rules.employer_cap == 1
