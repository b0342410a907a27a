"""A seat is freed once, whoever asks for it, and never while a supplementary draw runs."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import text

from expert_pool.experts import Standing
from expert_pool.storage.expert_store import set_standing
from selection.drawing.leaving import Leave, leave_seat
from selection.drawing.reporting import Report, report_vacancy
from selection.drawing.whole_panel import find_request
from selection.errors import SelectionError
from selection.invitations import Answer
from selection.inviting.board import load_board
from selection.inviting.expiring import attend_invitation
from selection.inviting.freeing import free_seats_of
from selection.states.invitations import InvitationAct, InvitationState
from selection.states.seat_steps import SeatStep
from selection.states.vacancies import VacancyReason, VacancyState
from selection.storage.draw_store import load_draw
from selection.storage.invitation_store import list_due
from selection.storage.open_seats import list_gone_holders
from selection.storage.request_store import add_request
from selection.storage.vacancy_store import hold_seating
from tests.selection.drawing.ceremonies import prepare_ceremony
from tests.selection.drawing.test_ceremony import draw
from tests.selection.drawing.test_supplementing import add_financial, ask, complete
from tests.selection.inviting.test_seven_seats import PLEDGE, RECUSE, Panel

DECLINE = Answer(InvitationAct.DECLINE, reason="time")


@pytest.fixture
async def panel(database):
    """A drawn panel of five that is invited; nobody but one member is financial."""
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session, technical=30, financial=1)
    await draw(database, ceremony)
    made = Panel(database, ceremony)
    await made.arrange()
    return made


async def board_of(panel):
    async with panel.database.read() as session:
        ceremony = panel.ceremony
        return await load_board(session, ceremony.desk, ceremony.request_id, ceremony.officer)


async def financial_and_other(panel):
    seats = (await panel.now()).seats
    place = next(it.position for it in seats if "financial" in it.last.quotas)
    return place, next(it.position for it in seats if it.position != place)


async def test_while_a_supplement_runs_the_answer_is_kept_and_the_seat_freed_afterwards(panel):
    place, other = await financial_and_other(panel)
    await panel.answer(place, DECLINE)
    assert await panel.mails("seat_exhausted") == 1
    assert [it.step.step for it in (await board_of(panel)).seats].count(
        SeatStep.ASK_SUPPLEMENT
    ) == 1
    await add_financial(panel.database, 4)
    record = await ask(panel.database, panel.ceremony)
    declined = await panel.answer(other, DECLINE)
    await panel.attend()
    assert declined.state is InvitationState.DECLINED
    assert (await panel.now()).seat(other).current.expert_id == declined.expert_id
    steps = {it.history.position: it.step.step for it in (await board_of(panel)).seats}
    assert (steps[place], steps[other]) == (SeatStep.APPROVE_SUPPLEMENT, SeatStep.FREE)
    await complete(panel.database, panel.ceremony, record)
    assert (await panel.holder(place)).state is InvitationState.SENT
    assert await panel.attend() == 1
    now = await panel.now()
    assert now.seat(other).current.expert_id != declined.expert_id
    assert len(now.members) == 5
    asked = [it for it in await panel.invitations() if it.state is InvitationState.SENT]
    assert {it.expert_id for it in asked} == {it.expert_id for it in now.members}


async def test_the_members_own_word_overtakes_a_report_that_waits(panel):
    _, other = await financial_and_other(panel)
    member = (await panel.now()).seat(other).current
    told = Report(other, member.pseudonym, VacancyReason.NO_ANSWER, note="no answer by telephone")
    async with panel.database.transaction() as session:
        ceremony = panel.ceremony
        await report_vacancy(session, ceremony.desk, ceremony.request_id, ceremony.officer, told)
    await panel.answer(other, PLEDGE, RECUSE)
    (vacancy,) = (await panel.now()).vacancies
    assert (vacancy.state, vacancy.reason) == (VacancyState.FILLED, VacancyReason.RECUSED)
    assert (vacancy.ground, vacancy.decided_by) == ("G01", None)


async def test_two_processes_at_once_free_each_seat_once(panel):
    panel.ceremony.clock.wait(hours=5)
    async with panel.database.read() as session:
        due = await list_due(session, panel.ceremony.desk.now(), limit=100)

    async def work():
        for one in due:
            async with panel.database.transaction() as session:
                await attend_invitation(session, panel.ceremony.desk, one)

    await asyncio.gather(work(), work())
    now = await panel.now()
    assert len(due) == 5
    assert len(now.taken) == 5
    acts = await panel.acts()
    assert acts.count("invitation.lose") == 5
    assert acts.count("draw.replace") == 4
    assert acts.count("draw.exhaust") == 1


async def test_who_follows_after_the_review_is_invited_to_nothing(panel):
    _, other = await financial_and_other(panel)
    member = (await panel.now()).seat(other).current
    panel.ceremony.clock.wait(days=4)
    leave = Leave(member.draw_id, member.expert_id, VacancyReason.ABSENT)
    async with panel.database.transaction() as session:
        await leave_seat(session, panel.ceremony.desk, leave)
    assert len(await panel.invitations()) == 5
    assert (await panel.holder(other)).state is InvitationState.CLOSED


async def suspend(panel, holding, standing=Standing.SUSPENDED):
    async with panel.database.transaction() as session:
        await set_standing(session, holding.expert_id, standing)


async def free(panel):
    """What the service does beside the requests for those who left the pool."""
    desk, freed = panel.ceremony.desk, 0
    async with panel.database.transaction() as session:
        for expert_id in await list_gone_holders(session, desk.today(), limit=10):
            freed += await free_seats_of(session, desk, expert_id)
    return freed


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.EXITED])
async def test_whoever_may_not_sit_any_more_loses_the_seat_to_the_next_by_rank(panel, standing):
    _, other = await financial_and_other(panel)
    before = (await panel.now()).seat(other).current
    assert await free(panel) == 0
    await suspend(panel, before, standing)
    assert [await free(panel), await free(panel)] == [1, 0]
    now = await panel.now()
    assert now.seat(other).current.expert_id != before.expert_id
    assert [(it.reason, it.reported_by) for it in now.taken] == [(VacancyReason.INELIGIBLE, None)]
    asked = {it.expert_id: it.state for it in await panel.invitations()}
    assert asked[before.expert_id] is InvitationState.CLOSED
    assert asked[now.seat(other).current.expert_id] is InvitationState.SENT
    assert (await panel.acts())[-7:] == [
        *("draw.recuse", "invitation.close", "message.queue", "draw.replace"),
        *("invitation.open", "message.queue", "invitation.send"),
    ]


async def test_those_behind_the_last_place_come_first_and_the_others_after_them(panel):
    seats = (await panel.now()).seats[:3]
    first, second, third = sorted(it.current.expert_id for it in seats)
    for seat in seats:
        await suspend(panel, seat.current)
    today = panel.ceremony.desk.today()
    async with panel.database.read() as session:
        for after, found in ((first, (second, third)), (third, (first, second))):
            assert await list_gone_holders(session, today, limit=2, after=after) == found


async def test_a_seat_is_not_freed_while_a_supplement_runs_nor_for_somebody_who_may_sit(panel):
    place, other = await financial_and_other(panel)
    await panel.answer(place, DECLINE)
    await add_financial(panel.database, 4)
    record = await ask(panel.database, panel.ceremony)
    member = (await panel.now()).seat(other).current
    await suspend(panel, member)
    assert await free(panel) == 0
    await complete(panel.database, panel.ceremony, record)
    await suspend(panel, member, Standing.IMPORTED)
    assert await free(panel) == 0
    await suspend(panel, member)
    assert await free(panel) == 1


COPIED = (
    "INSERT INTO draw SELECT (jsonb_populate_record(it, jsonb_build_object("
    "'id', CAST(:draw AS uuid), 'request_id', CAST(:request AS uuid),"
    " 'commit_hash', sha256('another')))).* FROM draw it",
    "INSERT INTO assignment SELECT (jsonb_populate_record(it, jsonb_build_object("
    "'id', CAST(:seat AS uuid), 'draw_id', CAST(:draw AS uuid), 'review_from', it.review_from + 7,"
    " 'review_to', it.review_to + 7, 'review_days', CAST(ARRAY[] AS date[])))).* FROM assignment it"
    " WHERE it.expert_id = :expert",
)


async def test_every_panel_is_held_before_a_seat_of_one_is_free(panel):
    """Otherwise a member who declines elsewhere and the service wait for each other for ever."""
    _, other = await financial_and_other(panel)
    member = (await panel.now()).seat(other).current
    await suspend(panel, member)
    ids = {"request": uuid4(), "draw": uuid4(), "seat": uuid4(), "expert": member.expert_id}
    async with panel.database.transaction() as session:
        request = await find_request(session, panel.ceremony.request_id)
        await add_request(session, replace(request, id=ids["request"], number="PR-2026-0002"))
        for statement in COPIED:
            await session.execute(text(statement), ids)
    async with panel.database.transaction() as session:
        await load_draw(session, ids["request"], lock=True, files=False)
        service = asyncio.create_task(free(panel))
        await asyncio.sleep(0.5)
        await session.execute(text("SET LOCAL lock_timeout = '2s'"))
        await hold_seating(session)
        await session.execute(
            text("UPDATE draw SET state = 'annulled' WHERE id = :id"), {"id": ids["draw"]}
        )
    with pytest.raises(SelectionError, match=r"draw\.not_drawn_yet"):
        await service
