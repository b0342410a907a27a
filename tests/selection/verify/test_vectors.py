"""The published vectors: what they hold is what both verifiers say, and the steps add up."""

import json
from typing import Any

import pytest

from selection.verify import verify_receipt
from tests.selection.receipt_samples import loads
from tests.selection.verify.published_case import refusal, summarise
from tests.selection.verify.second_verifier import SecondVerifier
from tests.selection.verify.verdict_cases import make_cases, make_receipts
from tests.selection.verify.write_vectors import FOLDER, TRACED, write_steps, write_verdicts

RECEIPTS = make_receipts()
CASES = make_cases(RECEIPTS)
STEPS: dict[str, Any] = json.loads((FOLDER / "steps.json").read_text("utf-8"))


def test_the_published_files_are_what_is_generated() -> None:
    assert (FOLDER / "verdicts.json").read_text("utf-8") == write_verdicts()
    assert (FOLDER / "steps.json").read_text("utf-8") == write_steps()


def test_every_check_has_a_case_that_fails_there() -> None:
    published = json.loads((FOLDER / "verdicts.json").read_text("utf-8"))["cases"]
    assert len(published) > 1000
    failed = {case["failed"] for case in published}
    names = {check.name for check in verify_receipt(RECEIPTS["small, full"]).checks}
    assert failed == {None, *names}


def test_the_second_verifier_gives_the_published_answers(second_verifier: SecondVerifier) -> None:
    published = json.loads((FOLDER / "verdicts.json").read_text("utf-8"))["cases"]
    said = second_verifier([(case.bytes_of(RECEIPTS), case.trust) for case in CASES])
    for case, told in zip(published, said, strict=True):
        found = summarise(told) if "error" not in told else refusal(told["error"])
        assert found == {key: case[key] for key in found}, case["name"]


@pytest.mark.parametrize("name", TRACED)
def test_the_steps_lead_to_the_receipt(name: str) -> None:
    steps, receipt = STEPS[name], loads(RECEIPTS[name])
    commit, result = receipt["commit"], receipt["result"]
    assert steps["commit_hash"] == receipt["commit_hash"]
    assert [party["h"] for party in steps["parties"]] == [p["h"] for p in commit["parties"]]
    assert (steps["entropy"], steps["seed"]) == (result["entropy"], result["seed"])
    assert steps["pool"]["levels"][-1] == [commit["pool"]["root"]]
    assert steps["pattern"]["row"] == result["pattern"]
    assert len(steps["clashing"]) == result["deal"]["clashes"]
    assert steps["picked"] == result["deal"]["picked"]
    assert steps["panel"] == result["panel"]
    assert steps["order_hash"] == result["order_hash"]
    assert steps["result_digest"] == receipt["result_digest"]


def test_the_vectors_hold_somebody_held_back_for_the_next_panel() -> None:
    assert [len(STEPS[name]["held_back"]) for name in TRACED] == [0, 0, 1]


def test_the_vectors_hold_exchanges_and_panels_beyond_repair() -> None:
    deals = [loads(data)["result"]["deal"] for data in RECEIPTS.values()]
    assert any(exchange["with"] for exchange in STEPS[TRACED[1]]["exchanges"])
    assert any(deal["unrepaired"] for deal in deals)
    assert any(deal["dealt"] > 200 and deal["repaired"] for deal in deals)
