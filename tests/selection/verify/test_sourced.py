"""Beacon, dice and lottery: both verifiers say the same of every lawful receipt and every lie."""

import json
import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from selection.documents.receipts import parse_receipt
from selection.errors import SelectionError
from selection.sources.beacon import QUICKNET, is_signature_of
from selection.verify import Verdict, read_trust, verify_receipt
from selection.verify.case import Case
from selection.verify.sourced import find_deadline
from tests.selection.sources.signing import TEST_CHAIN, sign_round
from tests.selection.sources.test_beacon import INFINITY, OUTSIDE, RECORDED
from tests.selection.verify.published_case import VerdictCase, refusal, summarise
from tests.selection.verify.second_verifier import SecondVerifier
from tests.selection.verify.sourced_cases import make_sourced_cases
from tests.selection.verify.sourced_receipts import KNOWN, SOURCES, make_sourced_receipts

RECEIPTS = make_sourced_receipts()
CASES = list(make_sourced_cases(RECEIPTS))
PROGRAM = Path(__file__).with_name("beacon.mjs")
NODE = shutil.which("node")


def compare(cases: list[VerdictCase], verifier: SecondVerifier) -> None:
    said = verifier([(case.bytes_of(RECEIPTS), case.trust) for case in cases])
    for case, told in zip(cases, said, strict=True):
        found = summarise(told) if "error" not in told else refusal(told["error"])
        if found["failed"] == "form":
            found["checks"] = case.say(RECEIPTS)["checks"]
        assert found == case.say(RECEIPTS), case.name


def test_every_source_gives_receipts_that_are_valid() -> None:
    trust = read_trust(KNOWN)
    assert {verify_receipt(data, trust).verdict for data in RECEIPTS.values()} == {Verdict.VALID}
    assert len(RECEIPTS) == 2 * len(SOURCES)


def test_a_chain_that_nobody_named_is_not_believed() -> None:
    for name, data in RECEIPTS.items():
        failed = verify_receipt(data).failed
        assert (failed is None) is not name.startswith("beacon"), name
        assert failed is None or failed.code == "verify.times.chain"


def test_no_lie_is_valid_and_each_says_why() -> None:
    said = {case.name: case.say(RECEIPTS) for case in CASES if case.data is not None}
    valid = [name for name, told in said.items() if told["verdict"] == "valid"]
    assert len(valid) < len(said) / 5
    codes = {told["code"] for told in said.values()} - {""}
    assert codes >= {
        *("verify.times.round", "verify.times.chain", "verify.times.opened"),
        *("verify.times.passed_over", "verify.times.failed", "verify.parties.roles"),
        *("verify.source.signature", "verify.source.round", "verify.source.typed"),
        *("verify.source.persons", "verify.source.numbers"),
    }


def test_both_verifiers_say_the_same(second_verifier: SecondVerifier) -> None:
    compare(CASES, second_verifier)


@pytest.mark.browser
def test_the_script_of_the_service_says_the_same(verifier_in_browser: SecondVerifier) -> None:
    compare(CASES, verifier_in_browser)


def test_a_trust_file_with_nothing_in_it_is_refused() -> None:
    with pytest.raises(SelectionError, match="trust"):
        read_trust(b'{"chains":[],"type":"draw.trust","v":1}')


@pytest.mark.skipif(NODE is None, reason="Node is not installed")
def test_both_say_the_same_of_signatures() -> None:
    chains = {
        "quicknet": {"key": QUICKNET.public_key},
        "test": {"key": TEST_CHAIN.public_key},
        "nought": {"key": INFINITY + "00" * 48},
    }
    rounds = [(name, chain) for name in chains for chain in (1, 2**32 + 5, 2**53 - 1)]
    asked = [("quicknet", number, signature) for number, (signature, _) in RECORDED.items()]
    asked += [("quicknet", number + 1, signature) for _, number, signature in asked]
    asked += [("test", number, sign_round(number)) for _, number in rounds[:3]]
    asked += [(name, 5, bad) for name in chains for bad in (INFINITY, OUTSIDE, "ff" * 48)]
    given = "".join(json.dumps([chains[name], *rest]) + "\n" for name, *rest in asked)
    done = subprocess.run(  # noqa: S603
        [str(NODE), str(PROGRAM)], input=given, capture_output=True, text=True, check=True
    )
    known = {"quicknet": QUICKNET, "test": TEST_CHAIN}
    for (name, number, signature), said in zip(asked, done.stdout.split(), strict=True):
        real = name in known and is_signature_of(known[name], number, signature)
        assert said == str(real).lower(), (name, number, signature)
    assert done.stdout.count("true") == len(RECORDED) + 3


def test_a_witness_has_time_until_a_minute_before_the_source_or_until_its_last_word() -> None:
    trust, found = read_trust(KNOWN), dict[str, set[int]]()
    for data in make_sourced_receipts().values():
        receipt = parse_receipt(data)
        kind = receipt.commit.source.kind
        found.setdefault(kind, set()).add(find_deadline(Case(receipt, trust)))
        last = max(datetime.fromisoformat(text) for text in re.findall(r'"t":"([^"]+)"', str(data)))
        early = kind in {"lottery", "drand-quicknet", "drand+parties"}
        assert (find_deadline(Case(receipt, trust)) < last.timestamp()) is early, kind
    assert {"dice", "lottery", "drand-quicknet", "drand+parties"} <= found.keys()
