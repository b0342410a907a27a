"""How often a draft may be counted, and what the log keeps of it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from selection.errors import SelectionError
from selection.requesting import (
    AskedLines,
    LiveCount,
    RequestDesk,
    ask_count,
    cancel_request,
    create_request,
    submit_request,
)
from selection.requesting import asking as asking_module
from selection.requests import PanelRequest
from selection.storage.alarm_store import load_trails
from selection.storage.request_store import RequestRecord
from tests.selection.requesting.desks import NOW, Office
from tests.selection.requests.samples import make_request, of_type


class Officer:
    """Asks for counts of one draft, at a time of their own."""

    def __init__(self, office: Office, record: RequestRecord) -> None:
        self.office, self.record, self.asked = office, record, AskedLines()
        self.minutes = 0

    def desk(self) -> RequestDesk:
        return replace(self.office.desk, now=lambda: NOW + timedelta(minutes=self.minutes))

    async def ask(self, request: PanelRequest) -> LiveCount:
        draft = (self.office.officer, self.record.id)
        return await ask_count(self.desk(), self.office.counts, self.asked, draft, request)

    async def entries(self) -> list[tuple[str, str]]:
        async with self.office.desk.database.read() as session:
            query = (
                "SELECT act, CAST(body AS jsonb) ->> 'reason' FROM audit_entry"
                " WHERE act = 'request.count'"
            )
            return [(row[0], row[1]) for row in await session.execute(text(query))]

    async def counted(self) -> list[tuple[int, int]]:
        async with self.office.desk.database.read() as session:
            query = "SELECT asked, logged FROM count_question ORDER BY hour"
            return [(row[0], row[1]) for row in await session.execute(text(query))]


@pytest.fixture
async def officer(office: Office) -> Officer:
    return Officer(office, await create_request(office.desk, office.officer, office.draft()))


def seats(number: int) -> PanelRequest:
    return make_request(seats=number, quotas=(of_type("technical", 1, number),))


async def test_each_line_is_one_question_and_the_same_again_costs_nothing(
    officer: Officer,
) -> None:
    await officer.ask(make_request())
    assert await officer.counted() == [(4, 0)]
    await officer.ask(make_request())
    await officer.ask(make_request(recusals=(), urgent_reason="later"))
    assert await officer.counted() == [(4, 0)]
    await officer.ask(make_request(seats=7))
    assert await officer.counted() == [(5, 0)]


async def test_what_each_count_came_to_is_kept_for_the_auditor(officer: Officer) -> None:
    for number in (5, 5, 7):
        officer.minutes += 1
        await officer.ask(seats(number))
    async with officer.office.desk.database.read() as session:
        found = await load_trails(session, [officer.record.id])
    assert [step.seats for step in found[officer.record.id]] == [5, 7], "asked again is no step"


async def test_no_entry_is_written_while_somebody_types(officer: Officer) -> None:
    for number in range(3, 9):
        await officer.ask(seats(number))
    assert await officer.entries() == []


async def test_the_submission_sums_up_what_was_counted(office: Office, officer: Officer) -> None:
    await officer.ask(make_request())
    officer.minutes = 60
    await officer.ask(seats(5))
    record = officer.record
    await submit_request(office.desk, office.officer, record.id, record.version, confirmed=True)
    assert await officer.entries() == [("request.count", "")]
    assert all(asked == logged for asked, logged in await officer.counted())


async def test_a_cancelled_draft_leaves_its_sum_too(office: Office, officer: Officer) -> None:
    await officer.ask(make_request())
    asked = (officer.record.id, officer.record.version)
    await cancel_request(office.desk, office.officer, asked, "no need")
    assert await officer.entries() == [("request.count", "")]


async def test_without_a_question_there_is_no_sum(office: Office, officer: Officer) -> None:
    asked = (officer.record.id, officer.record.version)
    await cancel_request(office.desk, office.officer, asked, "no need")
    assert await officer.entries() == []


async def test_above_the_limit_the_draft_waits_for_the_next_hour(
    officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_module, "MOST_OF_A_DRAFT", 5)
    await officer.ask(seats(5))
    officer.minutes = 25
    for _ in range(2):
        with pytest.raises(SelectionError) as caught:
            await officer.ask(make_request(seats=11, division="330781"))
        assert caught.value.code == "count.too_many"
        assert caught.value.params == {"limit": 5, "minutes": 35}
    assert await officer.entries() == [("request.count", "limit")]
    assert (await officer.ask(seats(5))).panel.needed == 5
    officer.minutes = 60
    assert (await officer.ask(make_request(seats=11))).panel.needed == 11


async def test_several_drafts_of_one_officer_share_a_limit(
    office: Office, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_module, "MOST_OF_AN_OFFICER", 5)
    other = Officer(office, await create_request(office.desk, office.officer, office.draft()))
    await officer.ask(make_request())
    with pytest.raises(SelectionError) as caught:
        await other.ask(make_request())
    assert caught.value.params["limit"] == 5


def test_only_so_many_lines_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking_module, "_KEPT", 3)
    asked, hour = AskedLines(), NOW.replace(minute=0)
    first = asked.new_lines(UUID(int=1), seats(5), hour)
    asked.keep(first)
    asked.keep(asked.new_lines(UUID(int=2), seats(5), hour))
    assert asked.new_lines(UUID(int=1), seats(5), hour) == first
