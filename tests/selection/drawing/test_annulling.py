"""A draw is annulled by three persons; it stays on record, and the next attempt names it."""

from dataclasses import replace

import pytest

from expert_pool.audit.entries import Actor
from selection.drawing import load_ceremony, load_commitment
from selection.drawing.annulling import Plea, ask_annulment, decide_annulment, read_plea
from selection.errors import SelectionError
from selection.states.annulments import AnnulmentAct, AnnulmentGround, AnnulmentState
from selection.states.requests import RequestState
from selection.storage.annulment_store import requests_to_annul
from selection.storage.draw_store import DrawState, load_assignments, load_attempts
from selection.storage.request_store import load_request, save_request
from tests.selection.drawing.ceremonies import TODAY, prepare_ceremony, with_other_account
from tests.selection.drawing.test_ceremony import commit_both, draw
from tests.selection.drawing.test_supplementing import (
    add_financial,
    ask,
    complete,
    short_panel,
)
from tests.selection.drawing.test_vacating import acts_of, approver_of

LEAK = Plea(AnnulmentGround.LEAK, "the list was seen outside")


@pytest.fixture
async def ceremony(database):
    async with database.transaction() as session:
        return await prepare_ceremony(session)


@pytest.fixture
async def drawn(database, ceremony):
    await draw(database, ceremony)
    return ceremony


async def plead(database, ceremony, plea=LEAK, actor=None):
    async with database.transaction() as session:
        return await ask_annulment(
            session, ceremony.desk, ceremony.request_id, actor or ceremony.officer, plea
        )


async def decide(database, ceremony, actor, act=AnnulmentAct.AGREE):
    async with database.transaction() as session:
        return await decide_annulment(session, ceremony.desk, ceremony.request_id, actor, act)


async def annul(database, ceremony, plea=LEAK):
    await plead(database, ceremony, plea)
    await decide(database, ceremony, await approver_of(database, ceremony))
    return await decide(database, ceremony, ceremony.auditor)


async def request_of(database, ceremony):
    async with database.read() as session:
        return await load_request(session, ceremony.request_id)


async def approve_again(database, ceremony):
    request = await request_of(database, ceremony)
    async with database.transaction() as session:
        await save_request(session, replace(request, state=RequestState.APPROVED))


async def test_three_persons_annul_and_the_request_goes_back(database, drawn):
    done = await annul(database, drawn)
    request = await request_of(database, drawn)
    assert done.state is AnnulmentState.DONE
    assert (request.state, request.decision_reason) == (RequestState.RETURNED, "annulled")
    assert read_plea(drawn.desk, done) == LEAK.note
    assert (await acts_of(database, drawn))[-3:] == [
        "draw.ask_annul",
        "draw.agree_annul",
        "draw.annul",
    ]
    async with database.read() as session:
        outcomes = {it.outcome for it in await load_assignments(session, TODAY)}
        (attempt,) = await load_attempts(session, drawn.request_id)
    assert outcomes == {"replaced"}
    assert attempt.state is DrawState.ANNULLED
    assert attempt.receipt_digest is not None


async def test_the_next_attempt_names_the_annulled_one_for_ever(database, drawn):
    await annul(database, drawn)
    await approve_again(database, drawn)
    second = await draw(database, drawn)
    async with database.read() as session:
        first, again = await load_attempts(session, drawn.request_id)
        seen = await load_ceremony(session, drawn.request_id, drawn.auditor)
    document = load_commitment(drawn.desk, second).document
    assert (document.attempt, document.prev) == (2, first.commit_hash.hex())
    assert again.state is DrawState.DRAWN
    assert [it.attempt for it in seen.former] == [1]


async def test_an_annulled_draw_is_no_draw_of_the_ceremony(database, drawn):
    await annul(database, drawn)
    await approve_again(database, drawn)
    async with database.read() as session:
        seen = await load_ceremony(session, drawn.request_id, drawn.officer)
    assert (seen.draw, seen.seats) == (None, ())
    assert [it.state for it in seen.former] == [DrawState.ANNULLED]


async def test_each_of_the_two_others_may_refuse(database, drawn):
    approver = await approver_of(database, drawn)
    await plead(database, drawn)
    refused = await decide(database, drawn, approver, AnnulmentAct.REFUSE)
    assert refused.state is AnnulmentState.REFUSED
    await plead(database, drawn)
    await decide(database, drawn, approver)
    refused = await decide(database, drawn, drawn.auditor, AnnulmentAct.REFUSE)
    assert refused.state is AnnulmentState.REFUSED
    assert (await request_of(database, drawn)).state is RequestState.DRAWN


async def test_asked_twice_it_is_one_and_another_ground_is_told(database, drawn):
    first = await plead(database, drawn)
    assert await plead(database, drawn) == first
    async with database.read() as session:
        assert await requests_to_annul(session, (drawn.request_id,)) == {drawn.request_id}
    with pytest.raises(SelectionError, match="asked_already"):
        await plead(database, drawn, replace(LEAK, note="another"))


@pytest.mark.parametrize(
    ("plea", "code"),
    [
        (Plea(AnnulmentGround.SECRET_LOST, "n"), "ground_untimely"),
        (replace(LEAK, note=" "), "note_missing"),
    ],
    ids=str,
)
async def test_a_broken_plea_is_refused(database, drawn, plea, code):
    with pytest.raises(SelectionError, match=code):
        await plead(database, drawn, plea)


async def test_nobody_asks_or_decides_out_of_turn(database, drawn):
    approver = await approver_of(database, drawn)
    with pytest.raises(SelectionError, match=r"annulment\.not_found"):
        await decide(database, drawn, approver)
    for actor in (approver, drawn.auditor):
        with pytest.raises(SelectionError, match="officer_needed"):
            await plead(database, drawn, actor=actor)
    with pytest.raises(SelectionError, match=r"draw\.not_found"):
        await plead(database, drawn, actor=with_other_account(drawn.officer))
    await plead(database, drawn)
    with pytest.raises(SelectionError, match="not_your_turn"):
        await decide(database, drawn, drawn.auditor)
    both = Actor(approver.account_id, "auditor")
    await decide(database, drawn, approver)
    with pytest.raises(SelectionError, match="same_person"):
        await decide(database, drawn, both)


async def test_a_lost_secret_ends_a_committed_draw_after_a_day(database, ceremony):
    lost = Plea(AnnulmentGround.SECRET_LOST, "the auditor's browser was reset")
    with pytest.raises(SelectionError, match=r"annulment\.not_found"):
        await plead(database, ceremony, lost)
    await commit_both(database, ceremony)
    with pytest.raises(SelectionError, match="ground_untimely"):
        await plead(database, ceremony)
    with pytest.raises(SelectionError, match="secret_in_time"):
        await plead(database, ceremony, lost)
    ceremony.clock.wait(hours=25)
    await annul(database, ceremony, lost)
    assert (await request_of(database, ceremony)).state is RequestState.RETURNED
    await approve_again(database, ceremony)
    assert (await draw(database, ceremony)).attempt == 2


async def test_a_panel_with_a_supplement_is_annulled_as_a_whole(database):
    ceremony, _ = await short_panel(database)
    await add_financial(database, 2)
    record = await ask(database, ceremony)
    with pytest.raises(SelectionError, match="supplement_running"):
        await plead(database, ceremony)
    second, _ = await complete(database, ceremony, record)
    with pytest.raises(SelectionError, match="part_of_panel"):
        await plead(database, second)
    await annul(database, ceremony)
    for one in (ceremony, second):
        assert (await request_of(database, one)).state is RequestState.RETURNED
        async with database.read() as session:
            attempts = await load_attempts(session, one.request_id)
        assert [it.state for it in attempts] == [DrawState.ANNULLED]


async def test_nobody_agrees_while_a_supplement_runs_but_may_refuse(database):
    ceremony, _ = await short_panel(database)
    approver = await approver_of(database, ceremony)
    await plead(database, ceremony)
    await ask(database, ceremony)
    with pytest.raises(SelectionError, match="supplement_running"):
        await decide(database, ceremony, approver)
    refused = await decide(database, ceremony, approver, AnnulmentAct.REFUSE)
    assert refused.state is AnnulmentState.REFUSED


async def test_a_supplement_asked_for_after_the_first_yes_stops_the_second(database):
    ceremony, _ = await short_panel(database)
    await plead(database, ceremony)
    await decide(database, ceremony, await approver_of(database, ceremony))
    await ask(database, ceremony)
    with pytest.raises(SelectionError, match="supplement_running"):
        await decide(database, ceremony, ceremony.auditor)
    assert (await request_of(database, ceremony)).state is RequestState.DRAWN
