"""Planted patterns are found through the tables; ordinary work raises nothing; looks stay."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from expert_pool.audit.entries import Actor
from expert_pool.recording import Recorder, equip
from expert_pool.roles import Role
from expert_pool.storage.database import Database
from selection.alarms import Alarm
from selection.drawing import DrawDesk
from selection.errors import SelectionError
from selection.overseeing.looks import LookReason, list_alarms, mark_alarm
from selection.overseeing.raising import raise_alarms
from selection.states.requests import RequestState
from selection.storage.alarm_store import TrailStep, add_trail_step
from tests.expert_pool.log_samples import CIPHER
from tests.selection.drawing.ceremonies import Clock, make_desk
from tests.selection.overseeing.lotteries import add_pool, draw_members
from tests.selection.overseeing.planted import START, Planted


@pytest.fixture
def desk() -> DrawDesk:
    return make_desk(Clock())


@pytest.fixture
async def planted(database: Database) -> AsyncIterator[Planted]:
    equip(database, Recorder(Clock(), CIPHER, "test"))
    async with database.transaction() as session:
        yield Planted(session)


def codes(alarms: tuple[Alarm, ...]) -> list[str]:
    return [alarm.finding.code for alarm in alarms]


async def test_nothing_at_all_raises_nothing(planted: Planted, desk: DrawDesk) -> None:
    assert await raise_alarms(planted.session, desk) == ()


async def test_ordinary_draws_raise_nothing(planted: Planted, desk: DrawDesk) -> None:
    pool = await add_pool(planted)
    for number in range(6):
        # One expert three times and nobody else twice: in a pool of sixty that happens.
        members = [pool[0 if number % 2 else 30 + number], *pool[2 * number + 1 : 2 * number + 3]]
        draw = await draw_members(planted, desk, pool, members, "officer-a")
        if number == 0:
            await planted.leave(draw, 1, members[0])
    await planted.request("officer-a", await planted.project(), RequestState.CANCELLED)
    assert await raise_alarms(planted.session, desk) == ()


async def test_an_officer_and_an_expert_who_always_meet_are_found(
    planted: Planted, desk: DrawDesk
) -> None:
    pool = await add_pool(planted)
    draws = [
        await draw_members(
            planted, desk, pool, [pool[0], *pool[2 * number + 1 : 2 * number + 3]], "officer-a"
        )
        for number in range(6)
    ]
    await draw_members(planted, desk, pool, pool[40:43], "officer-b")
    (alarm,) = await raise_alarms(planted.session, desk)
    assert alarm.finding.code == "ALM-03.too_often"
    assert alarm.about == (f"expert:{pool[0]}", f"officer:{planted.officers['officer-a']}")
    assert alarm.evidence == tuple(sorted(f"draw:{draw}" for draw in draws))
    assert dict(alarm.finding.params) == {
        "times": 6,
        "draws": 6,
        "expected": "0.30",
        "compared": 120,
        # once in 20**6 / 120
        "once_in": 533_333,
    }


async def test_two_experts_who_meet_with_different_officers_are_found(
    planted: Planted, desk: DrawDesk
) -> None:
    pool = await add_pool(planted)
    for number in range(4):
        members = [pool[0], pool[1], pool[10 + number]]
        await draw_members(planted, desk, pool, members, f"officer-{number}")
    (alarm,) = await raise_alarms(planted.session, desk)
    assert alarm.finding.code == "ALM-04.too_often"
    assert alarm.about == (f"expert:{pool[0]}", f"expert:{pool[1]}")


async def test_draws_without_their_commitment_are_compared_with_nothing(
    planted: Planted, desk: DrawDesk
) -> None:
    pool = await add_pool(planted)
    names = {pool[0]: "c00"}
    for _ in range(9):
        request = await planted.request("officer-a", await planted.project())
        await planted.draw(request, names, pool=names)
    assert await raise_alarms(planted.session, desk) == ()


async def test_requests_called_off_again_are_found(planted: Planted, desk: DrawDesk) -> None:
    project = await planted.project()
    for _ in range(2):
        await planted.request("officer-a", project, RequestState.CANCELLED)
    found = codes(await raise_alarms(planted.session, desk))
    assert found == ["ALM-01.again", "ALM-05.same_project"]


async def test_an_officer_whose_panels_lose_their_members_is_found(
    planted: Planted, desk: DrawDesk
) -> None:
    pool = await add_pool(planted)
    for number in range(24):
        officer = "officer-a" if number % 3 == 0 else "officer-b"
        request = await planted.request(officer, await planted.project(officer=officer))
        members = {pool[number + it]: f"c{it}" for it in range(3)}
        draw = await planted.draw(request, members)
        for place in range(3 if officer == "officer-a" else 0):
            await planted.leave(draw, place + 1, pool[number + place])
    (alarm,) = await raise_alarms(planted.session, desk)
    assert alarm.finding.code == "ALM-02.too_often"
    assert alarm.about == (f"officer:{planted.officers['officer-a']}",)


@pytest.mark.parametrize(
    ("title", "unit", "found"),
    [
        ("虚构锂电池隔膜材料关键技术研究（二期）", "虚构隔膜有限公司", ["ALM-05.near_title"]),
        ("虚构锂电池回收与隔膜再造", "虚构隔膜有限公司", ["ALM-05.same_field_and_days"]),
        ("虚构香菇栽培示范", "虚构隔膜有限公司", []),
        ("虚构锂电池隔膜材料关键技术研究", "虚构另一家有限公司", []),
    ],
)
async def test_a_second_request_for_nearly_the_same_project_is_found(
    planted: Planted, desk: DrawDesk, title: str, unit: str, found: list[str]
) -> None:
    first = await planted.project("虚构锂电池隔膜材料关键技术研究", "虚构隔膜有限公司")
    await planted.request("officer-a", first, RequestState.SUBMITTED)
    second = await planted.project(title, unit)
    await planted.request("officer-b", second, RequestState.SUBMITTED)
    assert codes(await raise_alarms(planted.session, desk)) == found


async def test_a_request_narrowed_step_by_step_is_found(planted: Planted, desk: DrawDesk) -> None:
    request = await planted.request("officer-a", await planted.project(), RequestState.SUBMITTED)
    for step, number in enumerate((900, 300, 120, 40, None)):
        moment = START + timedelta(minutes=step)
        await add_trail_step(planted.session, request, TrailStep(5, number), moment)
    (alarm,) = await raise_alarms(planted.session, desk)
    assert alarm.finding.code == "ALM-06.narrowed"
    assert alarm.finding.param("last") == 9


async def look(planted: Planted, desk: DrawDesk) -> tuple[Actor, UUID]:
    """Two requests called off, and an auditor who looked at the first of the alarms."""
    project = await planted.project()
    for _ in range(2):
        await planted.request("officer-a", project, RequestState.CANCELLED)
    auditor = Actor(str(await planted.account("auditor")), Role.AUDITOR.value)
    first, *_ = await list_alarms(planted.session, desk)
    await mark_alarm(planted.session, desk, auditor, first.alarm.key, LookReason.EXPLAINED)
    return auditor, project


async def test_a_look_moves_an_alarm_behind_the_others_and_removes_it_never(
    planted: Planted, desk: DrawDesk
) -> None:
    await look(planted, desk)
    other, looked_at = await list_alarms(planted.session, desk)
    assert (other.alarm.finding.code, other.looks) == ("ALM-05.same_project", ())
    assert looked_at.alarm.finding.code == "ALM-01.again"
    assert [it.reason for it in looked_at.looks] == ["alarm_explained"]


async def test_one_more_fact_is_another_alarm_and_the_former_one_stays_on_record(
    planted: Planted, desk: DrawDesk
) -> None:
    _, project = await look(planted, desk)
    await planted.request("officer-a", project, RequestState.CANCELLED)
    listed = await list_alarms(planted.session, desk)
    fresh = [it for it in listed if it.raised and it.alarm.finding.code == "ALM-01.again"]
    former = [it for it in listed if not it.raised]
    assert [it.looks for it in fresh] == [()]
    assert [it.alarm.finding.param("times") for it in former] == [2]


async def test_only_an_alarm_that_is_raised_can_be_marked(planted: Planted, desk: DrawDesk) -> None:
    auditor, _ = await look(planted, desk)
    with pytest.raises(SelectionError, match=r"alarm\.not_found"):
        await mark_alarm(planted.session, desk, auditor, "0" * 64, LookReason.CHANCE)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE alarm_look SET reason = ''", "DELETE FROM alarm_look", "TRUNCATE alarm_look"],
)
async def test_nobody_takes_a_look_back(database: Database, desk: DrawDesk, statement: str) -> None:
    equip(database, Recorder(Clock(), CIPHER, "test"))
    async with database.transaction() as session:
        await look(Planted(session), desk)
    with pytest.raises(DBAPIError, match="stays"):
        async with database.transaction() as session:
            await session.execute(text(statement))
