"""The two sources of a seed and what each must hold; a draw from files has no parties."""

from dataclasses import replace
from typing import Any

import pytest

from selection.documents.commitment import commit_draw
from selection.documents.forms import FileSource, GivenEntropy
from selection.documents.receipts import (
    conclude_draw,
    receipt_bytes,
    write_full_receipt,
    write_public_receipt,
)
from selection.documents.seed_sources import COMMITTED_IN_FILE, NOT_COMMITTED
from selection.verify import Status, Verdict, verify_receipt
from tests.selection.draw_samples import make_problem, make_table
from tests.selection.receipt_samples import encode, loads, make_frame

AT_ONCE = FileSource(kind="files", announced=None, statement=NOT_COMMITTED)
ANNOUNCED = FileSource(kind="files", announced="six dice at noon", statement=COMMITTED_IN_FILE)


def draw_from_files(source: FileSource, time: str | None = None) -> tuple[bytes, bytes]:
    """The full and the public receipt of a draw without parties."""
    problem = make_problem(conflicts=[(1, 2)])
    table = make_table(problem)
    frame = replace(make_frame(), time=time, source=source, parties=())
    commitment = commit_draw(frame, problem, table, (), b"s" * 32)
    entropy = GivenEntropy(role="entropy", secret="ab" * 7, t=None)
    conclusion = conclude_draw(commitment, problem, table, (entropy,))
    full = write_full_receipt(commitment, conclusion)
    return receipt_bytes(full), receipt_bytes(write_public_receipt(commitment, conclusion))


@pytest.mark.parametrize(("source", "time"), [(AT_ONCE, None), (ANNOUNCED, "2026-05-06T08:00:00Z")])
def test_a_draw_from_files_is_consistent_and_claims_no_parties_nor_times(
    source: FileSource, time: str | None
) -> None:
    for data in draw_from_files(source, time):
        verification = verify_receipt(data)
        assert verification.verdict is Verdict.CONSISTENT
        absent = {check.name for check in verification.checks if check.status is Status.ABSENT}
        assert {"parties", "times"} <= absent


def test_other_entropy_under_the_same_commitment_is_rejected() -> None:
    receipt = loads(draw_from_files(AT_ONCE)[0])
    receipt["result"]["reveals"][0]["secret"] = "ac" * 7
    failed = verify_receipt(encode(receipt)).failed
    assert failed is not None
    assert failed.name == "seed"


@pytest.mark.parametrize(
    "change",
    [
        {"source": {"kind": "files", "announced": "dice", "statement": NOT_COMMITTED}},
        {"source": {"kind": "files", "announced": None, "statement": COMMITTED_IN_FILE}},
        {"parties": [{"role": "officer", "h": "0" * 64}]},
        {"t": "2026-05-06T08:00:00Z"},
        {"source": {"kind": "two-parties", "reveal_from": "2026-05-06T08:00:00Z"}},
    ],
)
def test_files_and_parties_cannot_be_mixed(change: dict[str, Any]) -> None:
    receipt = loads(draw_from_files(AT_ONCE)[1])
    receipt["commit"] |= change
    failed = verify_receipt(encode(receipt)).failed
    assert failed is not None
    assert failed.name == "form"


def test_secrets_of_parties_are_no_entropy_of_files() -> None:
    receipt = loads(draw_from_files(AT_ONCE)[1])
    receipt["result"]["reveals"] = [
        {"role": role, "secret": "ab" * 16, "t": "2026-05-06T08:00:00Z"}
        for role in ("officer", "auditor")
    ]
    failed = verify_receipt(encode(receipt)).failed
    assert failed is not None
    assert failed.name == "parties"
