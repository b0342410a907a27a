"""Proofs from the log beside a receipt: both verifiers agree, and refuse every forgery."""

import json
import random
from typing import Any

import pytest

from selection.verify.proofs import PROOFS_CHECK_NAMES
from tests.selection.verify.attached_cases import summarise_attached
from tests.selection.verify.proof_cases import ALL_KNOWN, make_proof_cases, make_proven
from tests.selection.verify.proof_forgeries import PLAIN
from tests.selection.verify.published_case import refusal
from tests.selection.verify.second_verifier import SecondVerifier, tell
from tests.selection.verify.write_vectors import FOLDER, write_proofs

RECEIPTS, FILES = make_proven()
PUBLISHED: list[dict[str, Any]] = json.loads((FOLDER / "proofs.json").read_text("utf-8"))["cases"]
HARMLESS = (
    *("a witness that nobody knows", "only one witness", "one of two witnesses"),
    f"a cosignature at {2**63 - 1}",
    "the log binds lists 199 deep",
    *("a witness whose clock", "a witness at the last moment"),
)
"""What stays true of a lie that is none."""


def test_the_published_file_is_what_is_generated() -> None:
    assert (FOLDER / "proofs.json").read_text("utf-8") == write_proofs()


def test_every_check_has_a_case_that_fails_there() -> None:
    assert len(PUBLISHED) > 300
    assert {case["failed"] for case in PUBLISHED} == {None, *PROOFS_CHECK_NAMES}
    verdicts = {case["verdict"] for case in PUBLISHED}
    assert verdicts == {"valid", "consistent", "invalid", "error"}


def test_the_second_verifier_gives_the_published_answers(second_verifier: SecondVerifier) -> None:
    cases = make_proof_cases(RECEIPTS, FILES)
    said = second_verifier([case.bytes_of(RECEIPTS, FILES) for case in cases])
    for case, told in zip(PUBLISHED, said, strict=True):
        found = refusal(told["error"]) if "error" in told else summarise_attached(told, "proofs")
        assert found == {key: case[key] for key in found}, case["name"]


@pytest.mark.parametrize("name", list(FILES))
def test_lawful_proofs_are_valid_where_witnesses_saw_them(name: str) -> None:
    told = next(case for case in PUBLISHED if case["name"] == name)
    unseen = name in {"not locked", "no witness"}
    assert told["verdict"] == ("consistent" if unseen else "valid")


def test_no_forgery_is_valid_and_none_with_a_broken_log_is_even_consistent() -> None:
    forged = [case for case in PUBLISHED if case["name"].startswith("forged: ")]
    assert len(forged) > 50
    for case in forged:
        about = case["name"].removeprefix("forged: ")
        if about.startswith(HARMLESS) and not about.endswith("no witness known"):
            assert case["verdict"] != "invalid", about
        else:
            assert case["verdict"] != "valid", about
    told = {case["name"].removeprefix("forged: "): case["failed"] for case in forged}
    assert told["the log tells of another attempt before"] == "proofs_attempts"
    assert told["a foreign entry"] == "proofs_entries"
    assert told["a wrong index"] == "proofs_included"
    assert told["a log written anew, by another key"] == "proofs_log"
    assert told["the first attempt is dropped"] == "proofs_attempts"
    assert told["the first attempt is dropped and the others move up"] == "proofs_entries"
    assert told["cosignatures of another note"] == "proofs_witnessed"
    assert told["another entry in place of one in between"] == "proofs_locked"
    assert told["a witness who was late"] == "proofs_witnessed"
    assert told["the log itself lies: draw.commit {'attempt': True}"] == "proofs_entries"
    assert told["the log binds lists 200 deep"] == "proofs_entries"


def test_one_flipped_bit_in_any_byte_is_never_believed(second_verifier: SecondVerifier) -> None:
    data, chooser = FILES[PLAIN], random.Random(23)
    cases = []
    for place in range(0, len(data), 61):
        bit = 1 << chooser.randrange(8)
        flipped = data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
        cases.append((RECEIPTS[PLAIN], ALL_KNOWN, None, None, flipped))
    for case, said in zip(cases, second_verifier(cases), strict=True):
        first = tell(case)
        told, other = summarise_attached(first, "proofs"), summarise_attached(said, "proofs")
        assert told == other, case[-1]
        assert told["verdict"] != "valid" or _only_a_witness_less(first), case[-1]


def _only_a_witness_less(told: dict[str, Any]) -> bool:
    """A line under another name or key is a stranger's: it is let be, and counts for nothing."""
    seen = told["proofs"]["checks"][-1]["params"]
    return bool(seen["witnesses"] + seen["locking"] < 4)  # two under each


def test_nothing_follows_from_an_invalid_receipt(second_verifier: SecondVerifier) -> None:
    case = (RECEIPTS[PLAIN] + b"\n", None, None, None, FILES[PLAIN])
    assert second_verifier([case]) == [tell(case)]
    assert "proofs" not in tell(case)
