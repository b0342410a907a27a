"""What each expert learns of a draw: the own chance or exclusion, and the own leaving."""

from uuid import UUID

from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from selection.drawing.own_screenings import load_own_screenings
from selection.states.vacancies import VacancyReason
from tests.selection.drawing.ceremonies import colleagues, prepare_ceremony
from tests.selection.drawing.test_ceremony import draw
from tests.selection.drawing.test_own_entries import account_for
from tests.selection.drawing.test_vacating import panel_of, vacate


async def start(database):
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session)
        await add_experts(session, tuple(map(ExpertRecord, colleagues(1))))
    await draw(database, ceremony)
    return ceremony


async def own_of(database, ceremony, account):
    async with database.read() as session:
        return await load_own_screenings(session, ceremony.desk, account)


async def test_a_member_sees_the_chance_and_later_why_the_seat_ended(database):
    ceremony = await start(database)
    member = (await panel_of(database, ceremony)).seat(1).last.expert_id
    account = await account_for(database, ceremony, member)
    (one,) = await own_of(database, ceremony, account)
    assert (one.number, one.findings, one.left) == ("PR-2026-0001", (), None)
    assert 0 < one.chance < 1
    await vacate(database, ceremony, reason=VacancyReason.WITHDRAWN)
    (one,) = await own_of(database, ceremony, account)
    assert one.left.reason is VacancyReason.WITHDRAWN


async def test_who_was_excluded_sees_why_and_no_chance(database):
    ceremony = await start(database)
    account = await account_for(database, ceremony, UUID(int=900))
    (one,) = await own_of(database, ceremony, account)
    assert (one.chance, one.left) == (None, None)
    assert "COI-01.same_unit" in {finding.code for finding in one.findings}


async def test_an_account_of_nobody_in_the_pool_has_no_draws(database):
    ceremony = await start(database)
    assert await own_of(database, ceremony, UUID(ceremony.officer.account_id)) == ()
