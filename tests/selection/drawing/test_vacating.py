"""A member leaves a drawn panel: two persons, the next by rank, once, whoever comes first."""

import asyncio
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from expert_pool.audit.entries import Actor
from expert_pool.experts import Leave, Standing
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.expert_store import load_expert, replace_expert
from selection.drawing.panel_now import CameBy, load_panel_now
from selection.drawing.reporting import Report, read_report, report_vacancy
from selection.drawing.succeeding import load_reserves, read_passed
from selection.drawing.vacating import Decision, decide_vacancy, read_decision
from selection.errors import SelectionError
from selection.states.vacancies import VacancyReason, VacancyState
from selection.storage.draw_store import load_assignments, load_draw, load_screened
from selection.storage.request_store import load_request
from tests.selection.drawing.ceremonies import TODAY, prepare_ceremony
from tests.selection.drawing.test_ceremony import commit_both, draw
from tests.selection.requests.samples import REVIEW

TECHNICAL = 30
"""The experts of the pool up to this number are technical, the others financial."""


@pytest.fixture
async def ceremony(database):
    async with database.transaction() as session:
        return await prepare_ceremony(session)


@pytest.fixture
async def drawn(database, ceremony):
    await draw(database, ceremony)
    return ceremony


async def approver_of(database, ceremony):
    async with database.read() as session:
        request = await load_request(session, ceremony.request_id)
    return Actor(str(request.approved_by), "approver")


async def panel_of(database, ceremony):
    async with database.read() as session:
        found = await load_draw(session, ceremony.request_id)
        return await load_panel_now(session, found)


async def report_of(database, ceremony, position=1, **changes):
    panel = await panel_of(database, ceremony)
    told = {
        "position": position,
        "pseudonym": panel.seat(position).last.pseudonym,
        "reason": VacancyReason.DECLINED,
        "note": "said so on the telephone",
    }
    return Report(**told | changes)


async def report(database, ceremony, position=1, actor=None, **changes):
    told = await report_of(database, ceremony, position, **changes)
    async with database.transaction() as session:
        return await report_vacancy(
            session, ceremony.desk, ceremony.request_id, actor or ceremony.officer, told
        )


async def decide(database, ceremony, vacancy, confirmed=True, note="", actor=None):
    actor = actor or await approver_of(database, ceremony)
    decision = Decision(vacancy.id, confirmed, note)
    async with database.transaction() as session:
        return await decide_vacancy(session, ceremony.desk, ceremony.request_id, actor, decision)


async def vacate(database, ceremony, position=1, **changes):
    return await decide(database, ceremony, await report(database, ceremony, position, **changes))


async def acts_of(database, ceremony):
    async with database.read() as session:
        page = await AuditStore(session).page(AuditFilter(request=str(ceremony.request_id)))
    return [logged.entry.act for logged in page.entries][::-1]


async def reserves_of(database, ceremony):
    async with database.read() as session:
        found = await load_draw(session, ceremony.request_id)
        screened = await load_screened(session, found.id)
    order = tuple(load_reserves(ceremony.desk, found).order)
    return order, {one.pseudonym: one.expert_id for one in screened}


async def change_expert(database, expert_id: UUID, **changes):
    async with database.transaction() as session:
        record = await load_expert(session, expert_id)
        assert record
        changed = replace(record, expert=replace(record.expert, **changes))
        await replace_expert(session, changed)


async def test_a_report_alone_changes_nothing_on_the_panel(database, drawn):
    before = await panel_of(database, drawn)
    vacancy = await report(database, drawn)
    panel = await panel_of(database, drawn)
    assert vacancy.state is VacancyState.REPORTED
    assert [it.pseudonym for it in panel.members] == [it.pseudonym for it in before.members]
    assert panel.seat(1).current.reported
    assert read_report(drawn.desk, vacancy) == "said so on the telephone"
    assert (await acts_of(database, drawn))[-1] == "draw.report_vacancy"


async def test_after_the_confirmation_the_first_fitting_reserve_sits(database, drawn):
    order, experts = await reserves_of(database, drawn)
    before = await panel_of(database, drawn)
    filled = await vacate(database, drawn)
    panel = await panel_of(database, drawn)
    seat = panel.seat(1)
    assert filled.state is VacancyState.FILLED
    assert [one.e for one in read_passed(drawn.desk, filled)] == list(order[: filled.rank - 1])
    assert seat.current.pseudonym == order[filled.rank - 1]
    assert seat.current.expert_id == experts[seat.current.pseudonym]
    assert seat.current.came_by is CameBy.RESERVE
    assert seat.holdings[0].pseudonym == before.seat(1).current.pseudonym
    assert (await acts_of(database, drawn))[-3:] == [
        "draw.report_vacancy",
        "draw.recuse",
        "draw.replace",
    ]


async def test_seats_count_for_other_draws_as_they_are_now(database, drawn):
    before = await panel_of(database, drawn)
    filled = await vacate(database, drawn, reason=VacancyReason.ABSENT)
    async with database.read() as session:
        outcomes = {it.expert_id: it.outcome for it in await load_assignments(session, TODAY)}
    assert outcomes[before.seat(1).current.expert_id] == "absent"
    assert outcomes[filled.successor_id] == "pending"
    assert len(outcomes) == 6


async def test_a_reserve_on_leave_that_day_is_passed_over_with_the_finding(database, drawn):
    panel = await panel_of(database, drawn)
    places = [it.position for it in panel.members if it.expert_id.int <= TECHNICAL]
    first = await vacate(database, drawn, places[0])
    order, experts = await reserves_of(database, drawn)
    later = [e for e in order[first.rank :] if experts[e].int <= TECHNICAL]
    leave = Leave(date(2026, 1, 1), date(2027, 12, 31))
    for one in later[:2]:
        await change_expert(database, experts[one], leaves=(leave,))
    every = frozenset({REVIEW.start.isoweekday()})
    await change_expert(database, experts[later[2]], weekdays_away=every)
    second = await vacate(database, drawn, places[1])
    passed = {one.e: one for one in read_passed(drawn.desk, second)}
    assert second.successor not in later[:3]
    for one, code in zip(later, ("on_leave", "on_leave", "never_on_weekday"), strict=False):
        if one in passed and passed[one].stated:
            assert passed[one].codes == (f"POL-06.{code}",)
    assert any(one.stated for one in passed.values())
    assert passed[first.successor].codes == ("REP-01.seated",)


async def test_who_has_come_can_leave_again_and_does_not_return(database, drawn):
    seen = []
    for _ in range(4):
        filled = await vacate(database, drawn, reason=VacancyReason.WITHDRAWN)
        seen += [filled.pseudonym, filled.successor]
    panel = await panel_of(database, drawn)
    holders = [it.pseudonym for it in panel.seat(1).holdings]
    assert len(set(holders)) == 5
    assert set(seen) == set(holders)
    assert [it.step for it in panel.taken] == [1, 2, 3, 4]


async def test_without_a_fitting_reserve_the_seat_stays_vacant_for_a_supplement(database):
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session, technical=30, financial=1)
    await draw(database, ceremony)
    panel = await panel_of(database, ceremony)
    seat = next(it for it in panel.seats if "financial" in it.last.quotas)
    vacant = await vacate(database, ceremony, seat.position)
    panel = await panel_of(database, ceremony)
    assert vacant.state is VacancyState.VACANT
    assert panel.seat(seat.position).current is None
    assert len(read_passed(ceremony.desk, vacant)) == 26
    assert (await acts_of(database, ceremony))[-1] == "draw.exhaust"
    other = next(it for it in panel.seats if it.position != seat.position)
    assert (await vacate(database, ceremony, other.position)).state is VacancyState.FILLED


async def test_a_rejected_report_leaves_the_member_and_stays_on_record(database, drawn):
    vacancy = await report(database, drawn)
    with pytest.raises(SelectionError, match="note_missing"):
        await decide(database, drawn, vacancy, confirmed=False)
    rejected = await decide(database, drawn, vacancy, confirmed=False, note="called: will come")
    panel = await panel_of(database, drawn)
    assert rejected.state is VacancyState.REJECTED
    assert panel.seat(1).current.vacancy is None
    assert [it.state for it in panel.vacancies] == [VacancyState.REJECTED]
    assert read_decision(drawn.desk, rejected) == "called: will come"
    again = await report(database, drawn, reason=VacancyReason.NO_ANSWER)
    assert again.number == 2


async def test_the_same_report_and_the_same_decision_twice_are_one(database, drawn):
    vacancy = await report(database, drawn)
    assert await report(database, drawn) == vacancy
    filled = await decide(database, drawn, vacancy)
    assert (await decide(database, drawn, vacancy)) == filled
    assert (await acts_of(database, drawn)).count("draw.report_vacancy") == 1
    assert (await acts_of(database, drawn)).count("draw.replace") == 1


async def test_a_decision_cannot_be_turned_round(database, drawn):
    filled = await vacate(database, drawn)
    with pytest.raises(SelectionError, match="decided_already"):
        await decide(database, drawn, filled, confirmed=False, note="mistake")


async def test_a_report_on_what_the_page_no_longer_shows_is_refused(database, drawn):
    told = await report_of(database, drawn)
    await vacate(database, drawn)
    with pytest.raises(SelectionError, match="seat_changed"):
        async with database.transaction() as session:
            await report_vacancy(session, drawn.desk, drawn.request_id, drawn.officer, told)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"note": " "}, "note_missing"),
        ({"reason": VacancyReason.CONFLICT_FOUND}, "ground_missing"),
        ({"reason": VacancyReason.CONFLICT_FOUND, "ground": "G99"}, "ground_missing"),
        ({"position": 9, "pseudonym": "x"}, "not_found"),
        ({"reason": VacancyReason.INELIGIBLE}, "still_eligible"),
    ],
    ids=str,
)
async def test_a_broken_report_is_refused(database, drawn, changes, code):
    told = replace(await report_of(database, drawn), **changes)
    with pytest.raises(SelectionError, match=code):
        async with database.transaction() as session:
            await report_vacancy(session, drawn.desk, drawn.request_id, drawn.officer, told)


async def test_a_member_against_whom_the_rules_find_something_today_is_ineligible(database, drawn):
    panel = await panel_of(database, drawn)
    await change_expert(database, panel.seat(1).current.expert_id, standing=Standing.SUSPENDED)
    filled = await vacate(database, drawn, reason=VacancyReason.INELIGIBLE, actor=drawn.auditor)
    assert filled.state is VacancyState.FILLED


@pytest.mark.parametrize("role", ["approver", "registrar", "expert", "user_admin", "officer"])
async def test_nobody_else_reports(database, drawn, role):
    account = str(UUID(int=5)) if role == "officer" else drawn.officer.account_id
    with pytest.raises(SelectionError, match=r"not_found|reason_forbidden"):
        await report(database, drawn, actor=Actor(account, role))


@pytest.mark.parametrize("who", ["officer", "auditor"])
async def test_nobody_is_passed_over_by_a_report(database, drawn, who):
    with pytest.raises(SelectionError, match="reason_forbidden"):
        await report(database, drawn, actor=getattr(drawn, who), reason=VacancyReason.PASSED_OVER)
    assert (await panel_of(database, drawn)).vacancies == ()


async def test_an_auditor_reports_what_can_be_found_and_nothing_else(database, drawn):
    with pytest.raises(SelectionError, match="reason_forbidden"):
        await report(database, drawn, actor=drawn.auditor)
    ground = next(iter(drawn.desk.lists.recusal_grounds))
    found = await report(
        database,
        drawn,
        actor=drawn.auditor,
        reason=VacancyReason.CONFLICT_FOUND,
        ground=ground,
    )
    assert (found.reported_role, found.ground) == ("auditor", ground)


@pytest.mark.parametrize("who", ["officer", "auditor"])
async def test_only_the_approver_of_the_request_decides(database, drawn, who):
    vacancy = await report(database, drawn)
    with pytest.raises(SelectionError, match="approver_needed"):
        await decide(database, drawn, vacancy, actor=getattr(drawn, who))
    stranger = Actor(str(UUID(int=7)), "approver")
    with pytest.raises(SelectionError, match=r"draw\.not_found"):
        await decide(database, drawn, vacancy, actor=stranger)


async def test_nobody_confirms_what_they_reported_themselves_in_another_role(database, drawn):
    approver = await approver_of(database, drawn)
    ground = next(iter(drawn.desk.lists.recusal_grounds))
    vacancy = await report(
        database,
        drawn,
        actor=Actor(approver.account_id, "auditor"),
        reason=VacancyReason.CONFLICT_FOUND,
        ground=ground,
    )
    with pytest.raises(SelectionError, match="second_person_needed"):
        await decide(database, drawn, vacancy)
    assert (await panel_of(database, drawn)).seat(1).current.reported


async def test_there_is_no_vacancy_before_the_result(database, ceremony):
    await commit_both(database, ceremony)
    told = Report(1, "x", VacancyReason.DECLINED, note="n")
    with pytest.raises(SelectionError, match="not_drawn_yet"):
        async with database.transaction() as session:
            await report_vacancy(
                session, ceremony.desk, ceremony.request_id, ceremony.officer, told
            )


async def test_of_two_who_report_at_once_one_wins_and_the_other_is_told(database, drawn):
    ground = next(iter(drawn.desk.lists.recusal_grounds))
    answers = await asyncio.gather(
        report(database, drawn),
        report(
            database,
            drawn,
            actor=drawn.auditor,
            reason=VacancyReason.CONFLICT_FOUND,
            ground=ground,
        ),
        return_exceptions=True,
    )
    refused = [it for it in answers if isinstance(it, SelectionError)]
    assert [it.code for it in refused] == ["vacancy.reported_already"]
    assert (await acts_of(database, drawn)).count("draw.report_vacancy") == 1


async def test_two_confirmations_at_once_seat_one_reserve(database, drawn):
    vacancy = await report(database, drawn)
    answers = await asyncio.gather(*(decide(database, drawn, vacancy) for _ in range(3)))
    assert len({it.successor for it in answers}) == 1
    assert (await acts_of(database, drawn)).count("draw.replace") == 1


async def test_vacancies_confirmed_at_once_follow_each_other_in_order(database, drawn):
    reports = [await report(database, drawn, position) for position in (1, 2, 3)]
    await asyncio.gather(*(decide(database, drawn, one) for one in reports))
    panel = await panel_of(database, drawn)
    assert [it.step for it in panel.taken] == [1, 2, 3]
    assert len({it.expert_id for it in panel.members}) == 5
