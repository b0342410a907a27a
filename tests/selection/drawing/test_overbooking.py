"""Draws that ran at once: who was seated elsewhere meanwhile leaves at once, by rank as ever."""

from uuid import UUID, uuid4

from selection.drawing import open_receipt, reveal_secret
from selection.drawing.panel_now import load_panel_now
from selection.states.vacancies import VacancyReason, VacancyState
from selection.storage.draw_store import (
    AssignmentRecord,
    add_assignments,
    load_assignments,
    load_draw,
)
from selection.verify import Verdict, verify_receipt
from tests.selection.drawing.ceremonies import (
    AUDITOR_SECRET,
    OFFICER_SECRET,
    TODAY,
    prepare_ceremony,
    trust_of,
)
from tests.selection.drawing.test_ceremony import commit_both
from tests.selection.drawing.test_replacements import check
from tests.selection.requests.samples import REVIEW


def elsewhere(expert_id: UUID) -> AssignmentRecord:
    """A seat on another panel of the same day, drawn meanwhile."""
    return AssignmentRecord(
        expert_id=expert_id,
        panel=f"panel-{uuid4()}",
        activity="A01",
        programme="",
        review_from=REVIEW.start,
        review_to=REVIEW.end,
        outcome="pending",
        keeps_days=True,
    )


async def draw_while_seated(database, taken: set[int]):
    """A whole ceremony, between whose commitment and result others take these experts."""
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session)
    await commit_both(database, ceremony)
    async with database.transaction() as session:
        seats = tuple(elsewhere(UUID(int=number)) for number in sorted(taken))
        await add_assignments(session, seats)
    ceremony.clock.wait(minutes=1)
    for actor, secret in ((ceremony.officer, OFFICER_SECRET), (ceremony.auditor, AUDITOR_SECRET)):
        async with database.transaction() as session:
            draw = await reveal_secret(session, ceremony.desk, ceremony.request_id, actor, secret)
    return ceremony, draw


async def panel_of(database, ceremony):
    async with database.read() as session:
        draw = await load_draw(session, ceremony.request_id)
        return await load_panel_now(session, draw)


async def test_members_seated_elsewhere_meanwhile_are_followed_by_rank(database) -> None:
    taken = set(range(1, 20)) | set(range(31, 36))
    ceremony, draw = await draw_while_seated(database, taken)
    panel = await panel_of(database, ceremony)
    assert panel.taken
    assert {it.reason for it in panel.taken} == {VacancyReason.INELIGIBLE}
    assert all(it.reported_by is None and it.decided_by is None for it in panel.taken)
    assert [it.step for it in panel.taken] == list(range(1, len(panel.taken) + 1))
    assert {it.expert_id.int for it in panel.taken} <= taken
    assert not {it.expert_id.int for it in panel.members} & taken
    assert len(panel.members) == len(panel.seats)
    full = open_receipt(ceremony.desk, draw)
    assert verify_receipt(full, trust=trust_of(ceremony.desk)).verdict is Verdict.VALID
    assert [it.verdict for it in await check(database, ceremony)] == [Verdict.VALID] * 2


async def test_nobody_has_two_seats_on_a_day_that_count(database) -> None:
    await draw_while_seated(database, set(range(1, 20)) | set(range(31, 36)))
    async with database.read() as session:
        seats = await load_assignments(session, TODAY)
    bound = [it.expert_id for it in seats if it.outcome == "pending"]
    assert len(set(bound)) == len(bound)


async def test_a_seat_that_no_reserve_can_take_stays_vacant(database) -> None:
    ceremony, _ = await draw_while_seated(database, set(range(1, 39)))
    panel = await panel_of(database, ceremony)
    assert panel.members == ()
    assert {it.state for it in panel.vacant} == {VacancyState.VACANT}
    assert len(panel.vacant) == len(panel.seats)


async def test_where_nobody_was_seated_meanwhile_all_stay(database) -> None:
    ceremony, _ = await draw_while_seated(database, set())
    panel = await panel_of(database, ceremony)
    assert (panel.taken, len(panel.members)) == ((), len(panel.seats))
