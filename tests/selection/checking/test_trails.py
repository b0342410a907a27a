"""Requests, draws and annulments: a state that no act led to is named."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text

from expert_pool.audit.trails import Step
from expert_pool.checking.trails import check_trail
from expert_pool.storage.database import Database
from selection.checking import check_draws, check_trails
from selection.checking.trails import DRAW_MOVES, REQUEST_MOVES, check_annulments
from selection.states.annulments import AnnulmentGround, AnnulmentState
from selection.states.draws import DrawState
from selection.storage.annulment_store import AnnulmentRecord
from selection.storage.draw_store import DrawRecord
from tests.expert_pool.log_samples import START
from tests.selection.drawing.ceremonies import prepare_ceremony
from tests.selection.drawing.test_ceremony import draw

CREATE = Step(1, "request.create", "", "draft")
SUBMIT = Step(2, "request.submit", "draft", "submitted")
APPROVE = Step(3, "request.approve", "submitted", "approved")
COMMIT = Step(4, "draw.commit", "approved", "committed")
RESULT = Step(5, "draw.result", "committed", "drawn")
ANNUL = Step(6, "draw.annul", "drawn", "returned")


@pytest.mark.parametrize(
    ("state", "steps", "codes"),
    [
        ("drawn", (CREATE, SUBMIT, APPROVE, COMMIT, RESULT), []),
        ("returned", (CREATE, SUBMIT, APPROVE, COMMIT, RESULT, ANNUL), []),
        ("submitted", (Step(9, "request.supplement", "", "submitted"),), []),
        ("approved", (), ["no_act_made_it"]),
        ("approved", (CREATE, SUBMIT), ["other_state"]),
        ("approved", (APPROVE,), ["impossible_step"]),
        ("drawn", (CREATE, SUBMIT, COMMIT, RESULT), ["impossible_step"]),
    ],
)
def test_a_request_is_where_its_acts_led(
    state: str, steps: tuple[Step, ...], codes: list[str]
) -> None:
    found = check_trail("request", "PR-1", steps, REQUEST_MOVES, state)
    assert [it.code for it in found] == [f"CHK-12.{code}" for code in codes]


@pytest.mark.parametrize(
    ("acts", "state", "codes"),
    [
        ("commit result", "drawn", []),
        ("commit lock result annul", "annulled", []),
        ("commit void", "void", []),
        ("commit", "locked", ["other_state"]),
        ("result", "drawn", ["impossible_step"]),
        ("commit result result", "drawn", ["impossible_step"]),
        ("commit void result", "drawn", ["impossible_step"]),
    ],
)
def test_a_draw_is_where_its_acts_led(acts: str, state: str, codes: list[str]) -> None:
    steps = [Step(place, f"draw.{act}") for place, act in enumerate(acts.split())]
    found = check_trail("draw", "d", steps, DRAW_MOVES, state)
    assert [it.code for it in found] == [f"CHK-12.{code}" for code in codes]


A, B, C = (UUID(int=number) for number in (1, 2, 3))
DONE = AnnulmentRecord(
    C, C, AnnulmentState.DONE, AnnulmentGround.LEAK, A, START, approver=B, auditor=C
)
ANNULLED = DrawRecord(C, C, 1, DrawState.ANNULLED, b"", START, START)


@pytest.mark.parametrize(
    ("asked", "drawn", "count"),
    [
        (DONE, ANNULLED, 0),
        (replace(DONE, state=AnnulmentState.REFUSED, auditor=None), ANNULLED, 0),
        (replace(DONE, auditor=B), ANNULLED, 1),
        (replace(DONE, approver=None), ANNULLED, 1),
        (DONE, replace(ANNULLED, state=DrawState.DRAWN), 1),
    ],
)
def test_an_annulment_takes_three_persons(
    asked: AnnulmentRecord, drawn: DrawRecord, count: int
) -> None:
    assert len(list(check_annulments(drawn, [asked]))) == count


async def test_a_request_and_a_state_that_were_written_past_the_service_are_named(
    database: Database,
) -> None:
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session)
    await draw(database, ceremony)
    async with database.transaction() as session:
        await session.execute(text("UPDATE draw SET state = 'void'"))
    async with database.read() as session:
        found = await check_trails(session, (await check_draws(session, ceremony.desk)).draws)
    seen = {(it.code, it.param("kind")) for it in found}
    # The fixture puts an approved request into the table: no act made, submitted or approved it.
    assert seen == {("CHK-12.impossible_step", "request"), ("CHK-12.other_state", "draw")}
