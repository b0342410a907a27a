"""Invitations and meetings: a state that no act led to is named, and so is a row that is gone."""

import pytest
from sqlalchemy import text

from expert_pool.audit.trails import Step
from selection.checking import check_convened
from selection.checking.convened import INVITATION_MOVES, MEETING_MOVES, find_strays
from selection.convening import postpone_meeting
from tests.selection.convening.stage import morning
from tests.selection.inviting.test_seven_seats import RECUSE
from tests.selection.inviting.test_seven_seats import panel as panel


def walk(kind: str, acts: str) -> tuple[Step, ...]:
    return tuple(Step(place, f"{kind}.{act}") for place, act in enumerate(acts.split()))


@pytest.mark.parametrize(
    ("acts", "state", "codes"),
    [
        ("open send pledge accept", "accepted", []),
        ("open send pledge accept withdraw", "withdrawn", []),
        ("open close", "closed", []),
        ("open send expire", "no_answer", []),
        ("open send", "accepted", ["other_state"]),
        ("open send decline", "accepted", ["other_state"]),
        ("open send accept", "accepted", ["impossible_step"]),
        ("open send decline pledge", "pledged", ["impossible_step"]),
        ("", "accepted", ["no_act_made_it"]),
    ],
)
def test_an_invitation_is_where_its_acts_led(acts: str, state: str, codes: list[str]) -> None:
    logged = {"i": walk("invitation", acts)} if acts else {}
    found = find_strays("invitation", {"i": state}, logged, INVITATION_MOVES)
    assert [it.code for it in found] == [f"CHK-12.{code}" for code in codes]


@pytest.mark.parametrize(
    ("acts", "state", "codes"),
    [
        ("open begin close", "closed", []),
        ("open postpone", "postponed", []),
        ("open begin", "closed", ["other_state"]),
        ("open close", "closed", ["impossible_step"]),
    ],
)
def test_a_meeting_is_where_its_acts_led(acts: str, state: str, codes: list[str]) -> None:
    found = find_strays("meeting", {"m": state}, {"m": walk("meeting", acts)}, MEETING_MOVES)
    assert [it.code for it in found] == [f"CHK-12.{code}" for code in codes]


def test_what_the_log_tells_of_and_no_row_holds_is_named() -> None:
    (found,) = find_strays("meeting", {}, {"m": walk("meeting", "open begin")}, MEETING_MOVES)
    assert (found.param("subject"), found.param("logged")) == ("m", "meeting.begin")


async def test_nothing_is_found_of_a_real_day_and_each_planted_state_is(panel) -> None:
    day = await morning(panel)
    await day.come_in(1, 2, 3, 4, 5)
    await panel.answer(6, RECUSE)
    await day.hosted(postpone_meeting)
    async with panel.database.read() as session:
        assert await check_convened(session) == []
    async with panel.database.transaction() as session:
        await session.execute(
            text("UPDATE invitation SET state = 'accepted' WHERE state = 'recused'")
        )
        (invited,) = await check_convened(session)
        await session.execute(text("UPDATE meeting SET state = 'in_session'"))
        *_, met = await check_convened(session)
        await session.rollback()
    assert (invited.param("kind"), invited.param("logged")) == ("invitation", "recused")
    assert (met.param("kind"), met.param("logged")) == ("meeting", "postponed")
