"""Odds before the commitment and after it, worked out once and kept."""

from dataclasses import replace
from fractions import Fraction

import pytest

from expert_pool.storage.audit_store import AuditFilter, AuditStore
from selection.cells import find_weight_groups
from selection.drawing import load_ceremony, odds_reports
from selection.drawing.odds_numbers import Weights, read_numbers, write_weights
from selection.drawing.odds_reports import (
    RETRY_AFTER,
    give_up_odds,
    load_odds_report,
    work_out_odds,
)
from selection.errors import SelectionError
from selection.solver.fairness_cost import RuleKind
from selection.states.requests import RequestState
from selection.storage.odds_store import ReportState
from selection.storage.request_store import load_request, save_request
from tests.selection.draw_samples import make_problem, make_table
from tests.selection.drawing.ceremonies import DEMO, prepare_ceremony
from tests.selection.drawing.test_ceremony import commit_both


@pytest.fixture
async def ceremony(database):
    async with database.transaction() as session:
        return await prepare_ceremony(session)


async def look(database, ceremony):
    async with database.read() as session:
        seen = await load_ceremony(session, ceremony.request_id, ceremony.officer)
        return seen, await load_odds_report(session, ceremony.desk, seen)


async def work(database, ceremony):
    seen, report = await look(database, ceremony)
    await work_out_odds(database, ceremony.desk, seen, report, ceremony.officer)
    return (await look(database, ceremony))[1]


async def acts_of(database, ceremony):
    async with database.read() as session:
        page = await AuditStore(session).page(AuditFilter(request=str(ceremony.request_id)))
    return [logged.entry.act for logged in page.entries]


async def test_before_the_first_look_there_is_nothing_but_work_to_do(database, ceremony):
    _, report = await look(database, ceremony)
    assert (report.numbers, report.state, report.costs, report.working) == (None, None, (), True)


async def test_the_odds_foreseen_are_those_that_the_commitment_fixes(database, ceremony):
    foreseen = await work(database, ceremony)
    await commit_both(database, ceremony)
    _, committed = await look(database, ceremony)
    assert foreseen.numbers == committed.numbers
    assert (foreseen.draw, committed.draw.request_id) == (None, ceremony.request_id)
    assert foreseen.numbers.candidates == 38
    assert foreseen.numbers.equal == Fraction(5, 38)
    assert foreseen.numbers.certified


async def test_every_rule_gets_its_price_before_and_after_the_commitment(database, ceremony):
    foreseen = await work(database, ceremony)
    await commit_both(database, ceremony)
    committed = await work(database, ceremony)
    for report in (foreseen, committed):
        assert report.state is ReportState.PRICED
        assert not report.working
        kinds = [cost.kind for cost in report.costs]
        quotas = [RuleKind.QUOTA, RuleKind.QUOTA, RuleKind.QUOTAS]
        assert kinds == [*quotas, RuleKind.EMPLOYER_CAP]
        assert all(cost.lowest >= report.numbers.lowest for cost in report.costs)


async def test_who_had_the_odds_foreseen_stands_in_the_log_and_the_committed_ones_do_not(
    database, ceremony
):
    await work(database, ceremony)
    assert await acts_of(database, ceremony) == ["draw.foresee"]
    await commit_both(database, ceremony)
    before = await acts_of(database, ceremony)
    await work(database, ceremony)
    assert await acts_of(database, ceremony) == before


async def test_a_report_is_worked_out_again_on_another_day(database, ceremony):
    await work(database, ceremony)
    ceremony.clock.wait(hours=1)
    assert (await look(database, ceremony))[1].state is ReportState.PRICED
    ceremony.clock.wait(days=1)
    _, tomorrow = await look(database, ceremony)
    assert (tomorrow.state, tomorrow.working) == (None, True)


async def test_odds_that_no_panel_can_have_are_said_and_move_nothing(database):
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session, 4, 0)
    report = await work(database, ceremony)
    assert (report.state, report.numbers, report.working) == (ReportState.INFEASIBLE, None, False)
    async with database.read() as session:
        request = await load_request(session, ceremony.request_id)
    assert request.state is RequestState.APPROVED


async def test_a_request_that_came_back_as_impossible_has_no_odds(database):
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session, 4, 0)
    await commit_both(database, ceremony)
    _, report = await look(database, ceremony)
    assert (report.state, report.working) == (ReportState.INFEASIBLE, False)


async def test_work_that_failed_keeps_its_numbers_and_is_tried_again_later(database, ceremony):
    report = await work(database, ceremony)
    seen, _ = await look(database, ceremony)
    await give_up_odds(database, ceremony.desk, seen, report)
    _, failed = await look(database, ceremony)
    assert (failed.state, failed.working) == (ReportState.FAILED, False)
    assert failed.numbers == report.numbers
    ceremony.clock.wait(seconds=RETRY_AFTER.total_seconds() + 1)
    assert (await look(database, ceremony))[1].working


async def test_the_odds_stand_there_while_the_prices_are_still_worked_out(
    database, ceremony, monkeypatch
):
    def refuse(*_):
        raise SelectionError("solver.undecided")

    monkeypatch.setattr(odds_reports, "_price", refuse)
    seen, report = await look(database, ceremony)
    with pytest.raises(SelectionError, match=r"solver\.undecided"):
        await work_out_odds(database, ceremony.desk, seen, report, ceremony.officer)
    _, now = await look(database, ceremony)
    assert (now.state, now.working, now.costs) == (ReportState.FORESEEN, True, ())
    assert now.numbers.candidates == 38


async def test_nothing_is_foreseen_by_rules_that_changed_since_the_approval(database, ceremony):
    async with database.transaction() as session:
        request = await load_request(session, ceremony.request_id)
        await save_request(session, replace(request, policy_digest="00" * 32))
    with pytest.raises(SelectionError, match=r"draw\.policy_changed"):
        await look(database, ceremony)


def test_a_summary_reads_as_numbers():
    told = {
        "candidates": 4,
        "lowest": "1/4",
        "highest": "1",
        "gini": "0",
        "gap": "1/1000",
        "levels": [["1/4", 3], ["1", 1]],
    }
    numbers = read_numbers(told)
    assert numbers.levels == ((Fraction(1, 4), 3), (Fraction(1), 1))
    assert numbers.equal == Fraction(7, 16)
    assert (numbers.gap, numbers.certified) == (Fraction(1, 1000), False)
    assert numbers.weights is None


def test_what_weights_made_of_the_chances_reads_as_it_was_written():
    limited = replace(make_problem().rules, weight_limit=3)
    problem = replace(make_problem(), rules=limited)
    table = make_table(make_problem())
    assert write_weights(make_problem(), table, DEMO) is None
    told = {"levels": [], "candidates": 0, **dict.fromkeys(("lowest", "highest", "gini", "gap"), 0)}
    numbers = read_numbers(told | {"weights": write_weights(problem, table, DEMO)})
    assert numbers.weights == Weights(3, 12, find_weight_groups(table))
