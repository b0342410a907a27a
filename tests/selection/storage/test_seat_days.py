"""One seat of an expert a day: the database itself refuses a second one."""

import asyncio
from datetime import date
from uuid import UUID

import pytest

from expert_pool.errors import ExpertPoolError
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from selection.storage.draw_store import AssignmentRecord, add_assignments
from selection.storage.seat_days import REFUSALS
from tests.selection.drawing.ceremonies import pool_of
from web.problems import status_of

MONDAY, TUESDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 27)
EXPERT = UUID(int=1)


def seat(first: date, last: date, *days: date, outcome: str = "pending", keeps: bool = True):
    return AssignmentRecord(
        EXPERT, "p", "A01", "", first, last, outcome, review_days=days, keeps_days=keeps
    )


@pytest.fixture
async def pool(database):
    database.explain(REFUSALS)
    async with database.transaction() as session:
        await add_experts(session, tuple(map(ExpertRecord, pool_of(1, 0))))
    return database


async def seats(database, *wanted: AssignmentRecord) -> None:
    async with database.transaction() as session:
        await add_assignments(session, wanted)


@pytest.mark.parametrize(
    "second",
    [
        seat(MONDAY, MONDAY),
        seat(date(2026, 11, 1), date(2026, 11, 30)),
        seat(date(2026, 11, 1), FRIDAY, date(2026, 11, 1), TUESDAY, outcome="accepted"),
    ],
)
async def test_a_second_seat_of_a_day_is_refused_by_name(pool, second) -> None:
    await seats(pool, seat(MONDAY, FRIDAY, MONDAY, TUESDAY))
    with pytest.raises(ExpertPoolError) as raised:
        await seats(pool, second)
    assert raised.value.code == "draw.seated_elsewhere"


def test_the_refusal_is_told_as_something_to_try_again() -> None:
    assert {status_of(ExpertPoolError(code)) for code in REFUSALS.values()} == {409}


async def test_seats_that_share_no_day_or_keep_none_stand_beside_each_other(pool) -> None:
    await seats(
        pool,
        seat(MONDAY, FRIDAY, MONDAY, FRIDAY),
        seat(TUESDAY, TUESDAY),
        seat(MONDAY, FRIDAY, outcome="declined"),
        seat(MONDAY, FRIDAY, keeps=False),
    )


async def test_of_two_that_seat_at_once_the_second_is_refused(pool) -> None:
    first_is_seated = asyncio.Event()

    async def earlier() -> None:
        async with pool.transaction() as session:
            await add_assignments(session, [seat(MONDAY, TUESDAY)])
            first_is_seated.set()
            await asyncio.sleep(0.05)

    async def later() -> None:
        await first_is_seated.wait()
        await seats(pool, seat(TUESDAY, FRIDAY))

    outcomes = await asyncio.gather(earlier(), later(), return_exceptions=True)
    assert outcomes[0] is None
    assert isinstance(outcomes[1], ExpertPoolError)
