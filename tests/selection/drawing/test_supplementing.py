"""A supplementary draw fills what no reserve can: linked, approved, drawn among others only."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from expert_pool.experts import ExpertId, Unit
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts, load_expert, replace_expert
from selection.documents.receipts import parse_receipt
from selection.documents.replacement_record import record_bytes
from selection.drawing import load_commitment, open_receipt
from selection.drawing.replacements import write_records
from selection.drawing.supplementing import open_supplement
from selection.drawing.whole_panel import load_locked_panel
from selection.errors import SelectionError
from selection.requests import thaw_criteria
from selection.states.requests import RequestState
from selection.states.vacancies import VacancyState
from selection.storage.draw_store import DrawState, load_draw, load_screened
from selection.storage.request_store import load_request, save_request
from selection.verify import Verdict, verify_receipt
from selection.verify.replacements import verify_replacements
from tests.factories import make_financial_expert, works_at
from tests.selection.drawing.ceremonies import (
    DEMO,
    prepare_ceremony,
    trust_of,
)
from tests.selection.drawing.test_ceremony import commit_both, draw
from tests.selection.drawing.test_vacating import acts_of, decide, panel_of, report, vacate


async def short_panel(database):
    """A drawn panel whose one financial expert has left; nobody else was financial."""
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session, technical=30, financial=1)
    await draw(database, ceremony)
    panel = await panel_of(database, ceremony)
    seat = next(it for it in panel.seats if "financial" in it.last.quotas)
    await vacate(database, ceremony, seat.position)
    return ceremony, seat.position


async def add_financial(database, number: int, unit: str = ""):
    made = [
        make_financial_expert(
            id=ExpertId(str(UUID(int=700 + place))),
            name=f"测{700 + place}",
            employments=(
                works_at(Unit(unit or f"虚构新单位{place}", uscc=f"91330700NEW{place:06d}X")),
            ),
        )
        for place in range(number)
    ]
    async with database.transaction() as session:
        await add_experts(session, tuple(map(ExpertRecord, made)))


async def ask(database, ceremony, actor=None):
    async with database.transaction() as session:
        return await open_supplement(
            session, ceremony.desk, ceremony.request_id, actor or ceremony.officer
        )


async def approve(database, ceremony, record):
    """As `approve_request` leaves it."""
    async with database.transaction() as session:
        origin = await load_request(session, ceremony.request_id)
        approved = replace(
            record,
            state=RequestState.APPROVED,
            approved_by=origin.approved_by,
            policy_digest=DEMO.digest,
        )
        await save_request(session, approved)
    return replace(ceremony, request_id=record.id)


async def complete(database, ceremony, record):
    second = await approve(database, ceremony, record)
    return second, await draw(database, second)


async def test_the_request_asks_for_what_is_missing_and_names_the_first(database):
    ceremony, _ = await short_panel(database)
    record = await ask(database, ceremony)
    asked = thaw_criteria(record.criteria)
    assert (record.state, record.supplements) == (RequestState.SUBMITTED, ceremony.request_id)
    assert asked.seats == 1
    assert {it.id: (it.minimum, it.maximum) for it in asked.quotas} == {
        "financial": (1, 1),
        "technical": (0, 0),
    }
    second = replace(ceremony, request_id=record.id)
    assert await acts_of(database, second) == ["request.supplement"]


async def test_its_draw_completes_the_panel_and_both_receipts_verify(database):
    ceremony, position = await short_panel(database)
    await add_financial(database, 4)
    second, drawn = await complete(database, ceremony, await ask(database, ceremony))
    panel = await panel_of(database, ceremony)
    assert panel.seat(position).current is not None
    assert panel.vacant == ()
    assert len({it.expert_id for it in panel.members}) == 5
    async with database.read() as session:
        first = await load_draw(session, ceremony.request_id)
        records = await write_records(session, ceremony.desk, first)
    document = load_commitment(second.desk, drawn).document
    assert (document.attempt, document.prev) == (2, first.commit_hash.hex())
    trust = trust_of(ceremony.desk)
    for one in (first, drawn):
        assert verify_receipt(open_receipt(ceremony.desk, one), trust).verdict is Verdict.VALID
    receipts = (
        parse_receipt(open_receipt(ceremony.desk, first)),
        parse_receipt(first.public_receipt),
    )
    for record, receipt in zip(records, receipts, strict=True):
        checked = verify_replacements(record_bytes(record), receipt, trust)
        assert checked.verdict is Verdict.VALID, checked.failed
    assert records[0].steps[1].commit_hash == drawn.commit_hash.hex()
    assert (await acts_of(database, ceremony))[-1] == "draw.supplement"


async def test_everybody_drawn_before_is_left_out_with_the_reason(database):
    ceremony, _ = await short_panel(database)
    await add_financial(database, 2)
    _, drawn = await complete(database, ceremony, await ask(database, ceremony))
    async with database.read() as session:
        first = await load_draw(session, ceremony.request_id)
        before = {it.expert_id for it in await load_screened(session, first.id) if it.pseudonym}
        screened = await load_screened(session, drawn.id)
    candidates = {it.expert_id for it in screened if it.pseudonym}
    assert candidates == {UUID(int=700), UUID(int=701)}
    told = {it.expert_id: {one["code"] for one in it.findings} for it in screened}
    assert all("REP-02.already_drawn" in told[one] for one in before)


async def test_a_newcomer_from_the_employer_of_a_member_is_left_out(database):
    ceremony, _ = await short_panel(database)
    await add_financial(database, 1, unit="同一虚构单位")
    panel = await panel_of(database, ceremony)
    async with database.transaction() as session:
        member = await load_expert(session, panel.members[0].expert_id)
        newcomer = await load_expert(session, UUID(int=700))
        same = replace(newcomer.expert, employments=member.expert.employments)
        await replace_expert(session, replace(newcomer, expert=same))
    record = await ask(database, ceremony)
    second = await approve(database, ceremony, record)
    results = await commit_both(database, second)
    assert results[1].bottleneck
    async with database.read() as session:
        again = await load_request(session, record.id)
    assert again.state is RequestState.RETURNED


async def test_without_an_open_seat_there_is_nothing_to_draw(database):
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session)
    await draw(database, ceremony)
    with pytest.raises(SelectionError, match="no_open_seat"):
        await ask(database, ceremony)


async def test_one_supplement_runs_at_a_time_and_nobody_leaves_meanwhile(database):
    ceremony, position = await short_panel(database)
    await ask(database, ceremony)
    with pytest.raises(SelectionError, match=r"supplement\.running"):
        await ask(database, ceremony)
    panel = await panel_of(database, ceremony)
    other = next(it.position for it in panel.seats if it.position != position)
    vacancy = await report(database, ceremony, other)
    with pytest.raises(SelectionError, match="supplement_running"):
        await decide(database, ceremony, vacancy)


async def test_a_supplement_of_a_supplement_holds_the_whole_panel_too(database):
    ceremony, position = await short_panel(database)
    await add_financial(database, 1)
    second, _ = await complete(database, ceremony, await ask(database, ceremony))
    assert (await vacate(database, second)).state is VacancyState.VACANT
    await ask(database, second)
    with pytest.raises(SelectionError, match=r"supplement\.running"):
        await ask(database, ceremony)
    panel = await panel_of(database, ceremony)
    other = next(it.position for it in panel.seats if it.position != position)
    vacancy = await report(database, ceremony, other)
    with pytest.raises(SelectionError, match="supplement_running"):
        await decide(database, ceremony, vacancy)


async def test_whoever_acts_on_the_supplement_waits_for_who_acts_on_the_first_draw(database):
    """One lock for all who sit together: two links of a chain never change at once."""
    ceremony, _ = await short_panel(database)
    await add_financial(database, 4)
    second, _ = await complete(database, ceremony, await ask(database, ceremony))
    done: list[str] = []

    async def act_on_the_supplement():
        async with database.transaction() as session:
            await load_locked_panel(session, second.request_id)
            done.append("supplement")

    async with database.transaction() as session:
        await load_locked_panel(session, ceremony.request_id)
        other = asyncio.create_task(act_on_the_supplement())
        for _ in range(20):
            await asyncio.sleep(0.01)
        done.append("first")
    await other
    assert done == ["first", "supplement"]


async def test_only_the_officer_of_the_request_asks(database):
    ceremony, _ = await short_panel(database)
    with pytest.raises(SelectionError, match="officer_needed"):
        await ask(database, ceremony, ceremony.auditor)


async def test_a_member_of_the_supplement_leaves_there_and_its_reserves_follow(database):
    ceremony, position = await short_panel(database)
    await add_financial(database, 3)
    second, _ = await complete(database, ceremony, await ask(database, ceremony))
    with pytest.raises(SelectionError, match="elsewhere"):
        await report(database, ceremony, position)
    filled = await vacate(database, second)
    assert filled.state is VacancyState.FILLED
    exhausted = [await vacate(database, second) for _ in range(2)][-1]
    assert exhausted.state is VacancyState.VACANT
    other = next(
        it.position for it in (await panel_of(database, ceremony)).seats if it.position != position
    )
    assert (await vacate(database, ceremony, other)).state is VacancyState.FILLED
    await add_financial_later(database)
    third, drawn = await complete(database, second, await ask(database, second))
    assert drawn.state is DrawState.DRAWN
    async with database.read() as session:
        middle = await load_draw(session, second.request_id)
    assert load_commitment(third.desk, drawn).document.prev == middle.commit_hash.hex()
    assert drawn.attempt == 3


async def add_financial_later(database):
    unit = Unit("虚构后来单位", uscc="91330700LAT000001X")
    late = make_financial_expert(
        id=ExpertId(str(UUID(int=790))), name="测790", employments=(works_at(unit),)
    )
    async with database.transaction() as session:
        await add_experts(session, (ExpertRecord(late),))
