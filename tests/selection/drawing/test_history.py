"""What was before a draw, for everybody, or as far as it is about a few."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from expert_pool.conflicts import ReviewDays
from expert_pool.experts import ExpertId
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from selection.drawing.history import REACH, load_history, load_history_beside
from selection.storage.draw_store import AssignmentRecord, add_assignments
from tests.factories import make_expert
from tests.selection.requests.samples import make_request

ANN, BEN, CYD = (UUID(int=number) for number in (1, 2, 3))
REVIEW = ReviewDays(date(2026, 11, 24), date(2026, 11, 24))


def seat(expert: UUID, panel: str, days: int, programme: str = "") -> AssignmentRecord:
    day = REVIEW.start - timedelta(days=days)
    return AssignmentRecord(expert, panel, "A01", programme, day, day, "attended")


@pytest.fixture
async def seated(database):
    """Two sat on panels of a programme, of whom one on another panel too, as a third did."""
    people = [make_expert(id=ExpertId(str(one))) for one in (ANN, BEN, CYD)]
    seats = [
        seat(ANN, "p1", 10, "重点"),
        seat(BEN, "p2", 20, "重点"),
        seat(ANN, "p3", 30),
        seat(CYD, "p3", 30),
        seat(ANN, "p4", REACH.days + 1, "重点"),
    ]
    async with database.transaction() as session:
        await add_experts(session, [ExpertRecord(one) for one in people])
        await add_assignments(session, seats)
    return database


def panels(history) -> dict[int, set[str]]:
    return {
        UUID(one).int: {it.panel for it in seats}
        for one, seats in history.by_expert.items()
        if seats
    }


async def test_of_a_few_their_seats_and_their_programmes_panels_are_known(seated) -> None:
    request = make_request(review=REVIEW, programme="重点")
    async with seated.read() as session:
        whole = await load_history(session, REVIEW)
        some = await load_history_beside(session, request, {ANN})
        none = await load_history_beside(session, replace(request, programme=""), {CYD})
    assert panels(whole) == {1: {"p1", "p3"}, 2: {"p2"}, 3: {"p3"}}
    assert panels(some) == {1: {"p1", "p3"}, 2: {"p2"}}
    assert panels(none) == {3: {"p3"}}
    assert some.of(ExpertId(str(ANN))) == whole.of(ExpertId(str(ANN)))
    for history in (whole, some):
        assert history.last_panels("重点", frozenset(), REVIEW, 9) == ("p1", "p2")
