"""What people see of a panel after its draw, and how draws stand among others."""

from dataclasses import replace
from uuid import uuid4

import pytest

from selection.drawing.replacements import read_record
from selection.drawing.watching import load_links, read_walk, watch_panel
from selection.errors import SelectionError
from selection.states.requests import RequestState
from selection.states.seat_steps import SeatStep
from selection.storage.draw_store import load_attempts, load_draw
from selection.storage.request_store import load_request, save_request
from selection.storage.vacancy_store import count_replacements, count_waiting, load_left
from tests.selection.drawing.ceremonies import prepare_ceremony
from tests.selection.drawing.test_annulling import annul, approve_again
from tests.selection.drawing.test_ceremony import draw
from tests.selection.drawing.test_supplementing import (
    add_financial,
    ask,
    complete,
    short_panel,
)
from tests.selection.drawing.test_vacating import acts_of, report, vacate


async def watch(database, ceremony, actor=None):
    async with database.read() as session:
        return await watch_panel(session, ceremony.request_id, actor or ceremony.officer)


async def links_of(database, ceremony):
    async with database.read() as session:
        return await load_links(session, await load_draw(session, ceremony.request_id))


async def steps_of(database, ceremony):
    watched = await watch(database, ceremony)
    found = (watched.next_step(seat) for seat in watched.drawn_panel.seats)
    return [it.step for it in found if it is not None]


async def start(database):
    async with database.transaction() as session:
        return await prepare_ceremony(session)


async def test_before_the_result_there_is_no_panel(database):
    watched = await watch(database, await start(database))
    assert (watched.panel, watched.annulments, watched.running) == (None, (), None)
    with pytest.raises(SelectionError, match="not_drawn_yet"):
        _ = watched.drawn_panel


async def test_the_next_step_follows_the_seat_from_the_report_to_the_supplement(database):
    ceremony, position = await short_panel(database)
    assert await steps_of(database, ceremony) == [SeatStep.ASK_SUPPLEMENT]
    record = await ask(database, ceremony)
    assert await steps_of(database, ceremony) == [SeatStep.APPROVE_SUPPLEMENT]
    assert (await watch(database, ceremony)).running.id == record.id
    await add_financial(database, 3)
    second, drawn = await complete(database, ceremony, record)
    assert await steps_of(database, ceremony) == []
    await report(database, second)
    assert await steps_of(database, ceremony) == [SeatStep.DECIDE]
    links = await links_of(database, second)
    assert links.supplements == "PR-2026-0001"
    assert links.previous.request_id == ceremony.request_id
    assert [it.id for it in links.attempts] == [drawn.id]
    watched = await watch(database, second)
    assert watched.origin.id == ceremony.request_id
    async with database.read() as session:
        first = await load_draw(session, ceremony.request_id)
        both = (ceremony.request_id, second.request_id)
        assert await count_waiting(session, both) == {second.request_id: 1}
        assert await count_replacements(session, (first.id, drawn.id)) == {first.id: 1}
    seat = (await watch(database, ceremony)).drawn_panel.seat(position)
    async with database.read() as session:
        left = await load_left(session, seat.holdings[0].expert_id)
    assert [it.position for it in left.values()] == [position]


async def test_a_cancelled_supplement_gives_the_step_back_to_the_officer(database):
    ceremony, _ = await short_panel(database)
    record = await ask(database, ceremony)
    async with database.transaction() as session:
        await save_request(session, replace(record, state=RequestState.CANCELLED))
    assert await steps_of(database, ceremony) == [SeatStep.ASK_SUPPLEMENT]
    await ask(database, ceremony)
    assert await steps_of(database, ceremony) == [SeatStep.APPROVE_SUPPLEMENT]


async def test_a_cancelled_supplement_stays_so_when_the_panel_is_annulled(database):
    ceremony, _ = await short_panel(database)
    record = await ask(database, ceremony)
    async with database.transaction() as session:
        await save_request(session, replace(record, state=RequestState.CANCELLED))
    await annul(database, ceremony)
    async with database.read() as session:
        states = [
            (await load_request(session, one)).state for one in (ceremony.request_id, record.id)
        ]
    assert states == [RequestState.RETURNED, RequestState.CANCELLED]


async def test_a_second_attempt_names_the_annulled_one_before(database):
    ceremony = await start(database)
    await draw(database, ceremony)
    await annul(database, ceremony)
    await approve_again(database, ceremony)
    second = await draw(database, ceremony)
    links = await links_of(database, ceremony)
    async with database.read() as session:
        first, _ = await load_attempts(session, ceremony.request_id)
        before = await load_links(session, first)
    assert (links.previous.id, links.supplements, links.replacements) == (first.id, "", 0)
    assert before.previous is None
    assert [it.id for it in before.attempts] == [first.id, second.id]


async def test_only_the_auditor_reads_who_was_passed_over_and_each_look_is_logged(database):
    ceremony = await start(database)
    await draw(database, ceremony)
    await vacate(database, ceremony)
    filled = await vacate(database, ceremony, 2)
    watched = await watch(database, ceremony, ceremony.auditor)
    async with database.transaction() as session:
        for actor, code in ((ceremony.officer, "names_forbidden"), (ceremony.auditor, "not_found")):
            with pytest.raises(SelectionError, match=code):
                await read_walk(session, ceremony.desk, watched, actor, uuid4())
        _, passed = await read_walk(session, ceremony.desk, watched, ceremony.auditor, filled.id)
    assert len(passed) == filled.rank - 1
    assert (await acts_of(database, ceremony))[-1] == "draw.read_receipt"


async def test_a_report_that_waits_has_no_walk_to_read(database):
    ceremony = await start(database)
    await draw(database, ceremony)
    waiting = await report(database, ceremony)
    watched = await watch(database, ceremony, ceremony.auditor)
    assert watched.drawn_panel.waiting == (waiting,)
    async with database.transaction() as session:
        _, passed = await read_walk(session, ceremony.desk, watched, ceremony.auditor, waiting.id)
    assert passed == ()


async def test_the_full_record_is_for_the_auditor_after_the_result(database):
    ceremony = await start(database)
    drawn = await draw(database, ceremony)
    found = (ceremony.request_id, drawn)
    async with database.transaction() as session:
        with pytest.raises(SelectionError, match="names_forbidden"):
            await read_record(session, ceremony.desk, found, ceremony.officer)
        record = await read_record(session, ceremony.desk, found, ceremony.auditor)
    assert b'"form":"full"' in record
