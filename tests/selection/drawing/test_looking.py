"""Who may watch a draw, what each look leaves in the log, and everybody's own chance."""

from dataclasses import replace
from uuid import uuid4

import pytest

from expert_pool.audit.entries import Actor
from expert_pool.findings import Finding, Severity
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from selection.drawing import (
    find_own_chance,
    list_published,
    load_ceremony,
    load_commitment,
    load_published,
    read_excluded,
    read_findings,
    read_panel,
    read_receipt,
)
from selection.errors import SelectionError
from selection.states.requests import RequestState
from selection.storage.draw_store import load_screened
from selection.storage.request_store import load_request, save_request
from tests.selection.drawing.ceremonies import colleagues, prepare_ceremony, with_other_account
from tests.selection.drawing.test_ceremony import commit_both, draw


@pytest.fixture
async def ceremony(database):
    async with database.transaction() as session:
        return await prepare_ceremony(session)


async def look(database, ceremony, actor):
    async with database.transaction() as session:
        return await load_ceremony(session, ceremony.request_id, actor)


async def approver_of(database, ceremony):
    async with database.transaction() as session:
        request = await load_request(session, ceremony.request_id)
    return Actor(str(request.approved_by), "approver")


async def test_requester_approver_and_every_auditor_may_watch(database, ceremony):
    approver = await approver_of(database, ceremony)
    for actor in (ceremony.officer, approver, with_other_account(ceremony.auditor)):
        assert (await look(database, ceremony, actor)).draw is None


@pytest.mark.parametrize("role", ["officer", "approver", "registrar", "expert", "user_admin"])
async def test_for_everybody_else_there_is_no_such_draw(database, ceremony, role):
    stranger = Actor(str(uuid4()), role)
    with pytest.raises(SelectionError, match=r"draw\.not_found"):
        await look(database, ceremony, stranger)


async def test_a_role_without_part_sees_nothing_even_with_the_right_account(database, ceremony):
    with pytest.raises(SelectionError, match=r"draw\.not_found"):
        await look(database, ceremony, Actor(ceremony.officer.account_id, "approver"))


@pytest.mark.parametrize("state", [RequestState.DRAFT, RequestState.SUBMITTED])
async def test_there_is_no_ceremony_before_the_approval(database, ceremony, state):
    async with database.transaction() as session:
        request = await load_request(session, ceremony.request_id)
        await save_request(session, replace(request, state=state))
    with pytest.raises(SelectionError, match="not_approved_yet"):
        await look(database, ceremony, ceremony.officer)


async def test_names_need_a_draw_a_duty_and_an_entry_in_the_log(database, ceremony):
    await commit_both(database, ceremony)
    seen = await look(database, ceremony, ceremony.officer)
    async with database.transaction() as session:
        with pytest.raises(SelectionError, match="not_drawn_yet"):
            await read_panel(session, seen, ceremony.officer)


async def test_the_panel_is_read_with_names_in_the_order_of_the_draw(database, ceremony):
    await draw(database, ceremony)
    approver = await approver_of(database, ceremony)
    seen = await look(database, ceremony, ceremony.officer)
    async with database.transaction() as session:
        seated = await read_panel(session, seen, ceremony.officer)
    assert [one.seat.position for one in seated] == [1, 2, 3, 4, 5]
    assert all(one.record.expert.id == str(one.seat.expert_id) for one in seated)
    async with database.transaction() as session:
        with pytest.raises(SelectionError, match="names_forbidden"):
            await read_panel(session, seen, approver)
        page = await AuditStore(session).page(AuditFilter(request=str(ceremony.request_id)))
    looks = [it.entry for it in page.entries if it.entry.act == "draw.read_panel"]
    assert [(it.actor, it.role) for it in looks] == [(ceremony.officer.account_id, "officer")]


async def test_only_an_auditor_gets_the_full_receipt(database, ceremony):
    await draw(database, ceremony)
    seen = await look(database, ceremony, ceremony.auditor)
    async with database.transaction() as session:
        with pytest.raises(SelectionError, match="names_forbidden"):
            await read_receipt(session, ceremony.desk, seen, ceremony.officer)
        receipt = await read_receipt(session, ceremony.desk, seen, ceremony.auditor)
    assert b'"form":"full"' in receipt


async def test_the_excluded_come_page_by_page_and_by_rule(database):
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session)
        await add_experts(session, tuple(map(ExpertRecord, colleagues(3))))
    await draw(database, ceremony)
    seen = await look(database, ceremony, ceremony.auditor)
    async with database.transaction() as session:
        screened = await load_screened(session, seen.drawn.id)
        everybody, total = await read_excluded(session, seen, ceremony.auditor, "", slice(0, 50))
        first, _ = await read_excluded(session, seen, ceremony.auditor, "COI-01", slice(0, 1))
        nobody, none = await read_excluded(session, seen, ceremony.auditor, "NONE-1", slice(0, 50))
    excluded = {one.expert_id for one in screened if not one.pseudonym}
    assert len(excluded) == 3
    assert first == everybody[:1]
    assert {it.code for it in first[0].findings} >= {"COI-01.same_unit"}
    assert {str(it) for it in excluded} == {one.record.expert.id for one in everybody}
    assert (total, nobody, none) == (len(excluded), (), 0)


async def test_the_chances_of_all_candidates_add_up_to_the_seats(database, ceremony):
    drawn = await draw(database, ceremony)
    pool = load_commitment(ceremony.desk, drawn).pool
    chances = [find_own_chance(ceremony.desk, drawn, entry.e) for entry in pool]
    assert sum(chances) == 5
    with pytest.raises(SelectionError, match=r"draw\.unknown"):
        find_own_chance(ceremony.desk, drawn, "nobody")


async def test_the_public_list_holds_digests_and_no_files(database, ceremony):
    drawn = await draw(database, ceremony)
    async with database.transaction() as session:
        listed, total = await list_published(session, limit=10, offset=0)
        found = await load_published(session, drawn.commit_hash.hex())
    assert total == 1
    assert listed[0].number == found.number == "PR-2026-0001"
    assert listed[0].draw.commit_hash == drawn.commit_hash
    assert listed[0].draw.public_receipt is None
    assert listed[0].draw.snapshot_cipher is None
    assert found.draw.public_receipt == drawn.public_receipt


@pytest.mark.parametrize("commit", ["00" * 32, "00", "no digest", ""])
async def test_an_unknown_commitment_is_not_found(database, commit):
    async with database.transaction() as session:
        with pytest.raises(SelectionError, match=r"draw\.not_found"):
            await load_published(session, commit)


def test_stored_findings_read_as_the_rules_gave_them():
    stored = {"code": "ELG-02.x", "severity": "hard", "source": "s", "params": [["age", 66]]}
    assert read_findings([stored]) == (Finding("ELG-02.x", Severity.HARD, "s", (("age", 66),)),)
