"""DRW-19 from the seats in the database to the receipt: who served last month has less chance."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest

from expert_pool.policy import change_values
from selection.documents.receipts import parse_receipt
from selection.drawing import load_ceremony, open_receipt
from selection.drawing.odds_reports import load_odds_report, work_out_odds
from selection.drawing.own_entries import read_own_entry
from selection.drawing.own_screenings import load_own_screenings
from selection.solver.fairness_cost import RuleKind
from selection.storage.draw_store import AssignmentRecord, add_assignments, load_screened
from selection.storage.request_store import load_request, save_request
from selection.verify import Verdict, verify_receipt
from selection.verify.own_entry import verify_entry
from tests.selection.drawing.ceremonies import DEMO, prepare_ceremony, trust_of
from tests.selection.drawing.test_ceremony import commit_both, draw
from tests.selection.drawing.test_own_entries import account_for
from tests.selection.receipt_samples import SERVICE, loads, rehash, resign
from tests.selection.verify.conftest import second_verifier
from tests.selection.verify.second_verifier import tell

__all__ = ["second_verifier"]

ROTATION = change_values(DEMO, {"weights": "rotation"})
ONCE, TWICE = UUID(int=1), UUID(int=2)


def seat(expert_id, day, outcome="attended"):
    """A seat on an earlier panel of no programme and no applicant."""
    return AssignmentRecord(expert_id, f"panel of {day}", "A01", "", day, day, outcome)


SEATS = (
    seat(ONCE, date(2026, 10, 20)),
    seat(TWICE, date(2026, 10, 20)),
    seat(TWICE, date(2026, 3, 2)),
    seat(UUID(int=3), date(2025, 11, 19)),
    seat(UUID(int=4), date(2026, 10, 20), "declined"),
)


@pytest.fixture
async def ceremony(database):
    async with database.transaction() as session:
        made = await prepare_ceremony(session)
        await add_assignments(session, SEATS)
        request = await load_request(session, made.request_id)
        await save_request(session, replace(request, policy_digest=ROTATION.digest))
    made.desk = replace(made.desk, policy=ROTATION)
    return made


async def name_of(database, drawn, expert_id):
    async with database.read() as session:
        screened = await load_screened(session, drawn.id)
    return next(one.pseudonym for one in screened if one.expert_id == expert_id)


async def own_of(database, ceremony, expert_id):
    account = await account_for(database, ceremony, expert_id, f"expert-{expert_id.int}")
    async with database.read() as session:
        (one,) = await load_own_screenings(session, ceremony.desk, account)
    return one


async def test_who_served_last_month_has_less_chance_and_sees_why(database, ceremony):
    await draw(database, ceremony)
    own = {n: await own_of(database, ceremony, UUID(int=n)) for n in range(1, 5)}
    assert [own[n].weight for n in range(1, 5)] == [2, 1, 3, 3]
    assert own[1].chance == own[3].chance * Fraction(2, 3)
    assert own[2].chance == own[3].chance * Fraction(1, 3)
    assert own[4].chance == own[3].chance
    assert {(one.weights.limit, one.weights.months) for one in own.values()} == {(3, 12)}


async def test_both_verifiers_know_the_weights_and_find_them_true(
    database, ceremony, second_verifier
):
    drawn = await draw(database, ceremony)
    trust = trust_of(ceremony.desk).model_dump_json().encode()
    for data in (open_receipt(ceremony.desk, drawn), drawn.public_receipt):
        assert verify_receipt(data, trust_of(ceremony.desk)).verdict is Verdict.VALID
        (said,) = second_verifier([(data, trust)])
        assert said == tell((data, trust))
        odds = next(check for check in said["checks"] if check["name"] == "odds")
        assert (odds["code"], odds["params"]["weight_limit"]) == ("verify.odds.weighted", 3)
    account = await account_for(database, ceremony, TWICE)
    ceremony.clock.wait(days=60)
    async with database.read() as session:
        entry = await read_own_entry(session, ceremony.desk, account, drawn.commit_hash.hex())
    checked = verify_entry(entry, parse_receipt(drawn.public_receipt))
    assert checked.failed is None
    assert loads(entry)["opening"]["entry"]["weight"] == 1


async def test_both_refuse_a_forged_weight_also_with_every_digest_recomputed(
    database, ceremony, second_verifier
):
    drawn = await draw(database, ceremony)
    full = open_receipt(ceremony.desk, drawn)
    name = await name_of(database, drawn, TWICE)
    receipt = loads(full)
    entry = next(entry for entry in receipt["pool"] if entry["e"] == name)
    entry["weight"] = 3
    for data in (resign(receipt, None), resign(receipt, SERVICE), rehash(receipt, SERVICE)):
        (said,) = second_verifier([(data, None)])
        first = verify_receipt(data)
        assert first.verdict is Verdict.INVALID
        assert (said["verdict"], said["failed"]) == ("invalid", first.failed.name)
    assert first.failed.code == "verify.cells.failed"


async def test_the_odds_foreseen_tell_the_weights_and_their_price(database, ceremony):
    async with database.read() as session:
        seen = await load_ceremony(session, ceremony.request_id, ceremony.officer)
        report = await load_odds_report(session, ceremony.desk, seen)
    await work_out_odds(database, ceremony.desk, seen, report, ceremony.officer)
    async with database.read() as session:
        foreseen = await load_odds_report(session, ceremony.desk, seen)
    assert [(it.weight, it.candidates) for it in foreseen.numbers.weights.groups] == [
        (1, 1),
        (2, 1),
        (3, 36),
    ]
    prices = {cost.kind: cost.lowest for cost in foreseen.costs}
    assert prices[RuleKind.WEIGHTS] > foreseen.numbers.lowest
    await commit_both(database, ceremony)
    async with database.read() as session:
        seen = await load_ceremony(session, ceremony.request_id, ceremony.officer)
        committed = await load_odds_report(session, ceremony.desk, seen)
    assert committed.numbers == foreseen.numbers
