"""What the acts on a drawn panel find, and what they say where there is nothing to find."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import text

from expert_pool.policy import change_values
from selection.drawing import load_ceremony, read_panel
from selection.drawing.notes import read_note
from selection.drawing.opening import load_commitment, open_receipt
from selection.drawing.panel_now import find_draw
from selection.drawing.parties import load_approved_request, prepare_complete
from selection.drawing.succeeding import load_reserves
from selection.drawing.supplementing import check_gap, open_supplement
from selection.drawing.whole_panel import find_request, load_whole_panel
from selection.errors import SelectionError
from selection.states.requests import RequestState
from selection.storage.request_store import load_request, save_request
from tests.selection.drawing.ceremonies import (
    DEMO,
    OFFICER_SECRET,
    prepare_ceremony,
    with_other_account,
)
from tests.selection.drawing.test_ceremony import (
    commit_both,
    draw,
    reveal,
)
from tests.selection.drawing.test_supplementing import ask, short_panel
from tests.selection.drawing.test_vacating import panel_of


@pytest.fixture
async def ceremony(database):
    async with database.transaction() as session:
        return await prepare_ceremony(session)


async def change_quotas(database, position, *quotas):
    """As somebody with the database's password could."""
    async with database.transaction() as session:
        changed = {"quotas": list(quotas), "position": position}
        query = text("UPDATE panel_seat SET quotas = :quotas WHERE position = :position")
        await session.execute(query, changed)


async def request_of(database, ceremony):
    async with database.read() as session:
        return await load_request(session, ceremony.request_id)


async def test_a_draw_or_request_that_is_not_there_is_told(database):
    async with database.transaction() as session:
        for find, code in ((find_draw, "draw.unknown"), (find_request, "request.unknown")):
            with pytest.raises(SelectionError, match=code):
                await find(session, uuid4())
        with pytest.raises(SelectionError, match=r"request\.unknown"):
            await load_approved_request(session, uuid4())


async def test_before_the_result_there_is_no_panel_to_complete(database, ceremony):
    request = await request_of(database, ceremony)
    async with database.read() as session:
        with pytest.raises(SelectionError, match="not_drawn_yet"):
            await load_whole_panel(session, request)
        with pytest.raises(SelectionError, match="not_drawn_yet"):
            await check_gap(session, request)


async def test_nothing_is_prepared_before_both_have_handed_in_or_after_the_commitment(
    database, ceremony
):
    async with database.transaction() as session:
        assert await prepare_complete(session, ceremony.desk, ceremony.request_id) is None
        assert await prepare_complete(session, ceremony.desk, uuid4()) is None
    await commit_both(database, ceremony)
    async with database.transaction() as session:
        assert await prepare_complete(session, ceremony.desk, ceremony.request_id) is None


async def test_who_is_no_party_reveals_nothing(database, ceremony):
    await commit_both(database, ceremony)
    ceremony.clock.wait(minutes=2)
    with pytest.raises(SelectionError, match="not_a_party"):
        await reveal(database, ceremony, with_other_account(ceremony.officer), OFFICER_SECRET)
    elsewhere = replace(ceremony, request_id=uuid4())
    with pytest.raises(SelectionError, match=r"request\.unknown"):
        await reveal(database, elsewhere, ceremony.officer, OFFICER_SECRET)


async def test_a_commitment_without_its_draw_is_told(database, ceremony):
    request = await request_of(database, ceremony)
    async with database.transaction() as session:
        await save_request(session, replace(request, state=RequestState.COMMITTED))
    with pytest.raises(SelectionError, match=r"draw\.unknown"):
        await reveal(database, ceremony, ceremony.officer, OFFICER_SECRET)


async def test_a_request_approved_under_another_policy_is_not_committed(database, ceremony):
    other = change_values(DEMO, {"coi_team_within_panel": False})
    changed = replace(ceremony, desk=replace(ceremony.desk, policy=other))
    with pytest.raises(SelectionError, match="policy_changed"):
        await commit_both(database, changed)


async def test_nobody_sees_a_panel_before_it_is_drawn(database, ceremony):
    async with database.transaction() as session:
        seen = await load_ceremony(session, ceremony.request_id, ceremony.officer)
        assert seen.share_of("officer") is None
        with pytest.raises(SelectionError, match="not_drawn_yet"):
            await read_panel(session, seen, ceremony.officer)


async def test_a_stored_draw_that_was_changed_is_not_opened(database, ceremony):
    drawn = await draw(database, ceremony)
    with pytest.raises(SelectionError, match="commitment_changed"):
        load_commitment(ceremony.desk, replace(drawn, commit_hash=bytes(32)))
    with pytest.raises(SelectionError, match="commitment_changed"):
        load_reserves(ceremony.desk, replace(drawn, summary=drawn.summary | {"order_hash": "0"}))
    with pytest.raises(SelectionError, match="not_drawn_yet"):
        open_receipt(ceremony.desk, replace(drawn, receipt_cipher=None))


def test_where_nobody_wrote_a_note_there_is_none(ceremony):
    assert read_note(ceremony.desk, ("vacancy", "note_cipher", uuid4()), None) == ""


async def test_a_supplement_no_longer_fits_once_the_panel_has_changed(database):
    ceremony, position = await short_panel(database)
    record = await ask(database, ceremony)
    other = next(
        it.position for it in (await panel_of(database, ceremony)).seats if it.position != position
    )
    async with database.read() as session:
        await check_gap(session, record)
    await change_quotas(database, other)
    async with database.read() as session:
        with pytest.raises(SelectionError, match="panel_changed"):
            await check_gap(session, record)


async def test_where_those_who_stay_exceed_a_quota_no_supplement_can_help(database):
    ceremony, position = await short_panel(database)
    others = [it.position for it in (await panel_of(database, ceremony)).seats]
    others.remove(position)
    for other in others:
        await change_quotas(database, other, "financial", "technical")
    with pytest.raises(SelectionError, match="conditions_unmet"):
        async with database.transaction() as session:
            await open_supplement(session, ceremony.desk, ceremony.request_id, ceremony.officer)
