"""What is counted of requests and draws, from the tables."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.database import Database
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from selection.alarms import Occurrence, tally_events
from selection.overseeing.events import list_events
from selection.states.requests import RequestState
from tests.selection.drawing.ceremonies import pool_of
from tests.selection.overseeing.planted import Planted


@pytest.fixture
async def planted(database: Database) -> AsyncIterator[Planted]:
    async with database.transaction() as session:
        yield await plant(session)


async def plant(session: AsyncSession) -> Planted:
    made = Planted(session)
    experts = pool_of(3, 0)
    await add_experts(session, tuple(map(ExpertRecord, experts)))
    ids = [it.id for it in experts]
    first, second = await made.project(), await made.project()
    await made.request("officer-a", first, RequestState.CANCELLED)
    again = await made.request("officer-a", first)
    await made.request("officer-b", second, RequestState.DRAFT)
    await made.request("officer-b", first, RequestState.RETURNED, "A12")
    members = {UUID(it): f"e{number}" for number, it in enumerate(ids)}
    await made.draw(again, members, annulled=True)
    drawn = await made.draw(again, members, attempt=2)
    await made.leave(drawn, 1, UUID(ids[0]))
    await made.leave(drawn, 2, UUID(ids[1]))
    return made


async def test_every_occurrence_is_counted_once(planted: Planted) -> None:
    events = await list_events(planted.session)
    assert Counter(event.occurrence for event in events) == {
        Occurrence.REQUESTED: 4,
        Occurrence.CANCELLED: 1,
        Occurrence.DRAWN: 2,
        Occurrence.ANNULLED: 1,
        Occurrence.REPLACED: 2,
        Occurrence.REPEATED: 2,
    }


async def test_they_stand_to_their_officers_projects_and_months(planted: Planted) -> None:
    events = await list_events(planted.session)
    officer = str(planted.officers["officer-a"])
    by_officer = {it.key: it.of(Occurrence.REPEATED) for it in tally_events(events, "officer")}
    assert by_officer[officer] == 2
    assert {it.key for it in tally_events(events, "month")} == {"2026-03"}
    assert len(tally_events(events, "project")) == 2


async def test_days_narrow_what_is_counted(planted: Planted) -> None:
    none = await list_events(planted.session, until=date(2026, 3, 1))
    one = await list_events(planted.session, date(2026, 3, 3), date(2026, 3, 3))
    assert none == ()
    assert {event.occurrence for event in one} == {Occurrence.REQUESTED, Occurrence.CANCELLED}
