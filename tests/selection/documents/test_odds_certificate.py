import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from expert_pool.audit.canonical import canonical_bytes
from selection.certificate import Certificate, Cut, ProofStep
from selection.documents.odds_certificate import (
    certificate_bytes,
    parse_certificate,
    restore_lottery,
    write_certificate,
)
from selection.errors import SelectionError
from selection.fairness import FairLottery, Proof
from selection.problem import Pattern

STEP = ProofStep(
    Fraction(1, 4), (0, 1), ((("seats",), Fraction(1)), (("quota", "a"), Fraction(-1, 3)))
)
PROOF = Proof(
    frozenset({"u2", "u1"}), frozenset({"p1"}), Certificate((STEP,), (Cut(((0, 2),), 3),))
)
LOTTERY = FairLottery((PROOF,), PROOF, (Pattern((1, 0), 4),), Fraction(1, 10**12))
DATA = certificate_bytes(write_certificate(LOTTERY, "0" * 64))


def test_what_was_written_is_read_again() -> None:
    read = parse_certificate(DATA)
    assert certificate_bytes(read) == DATA
    assert restore_lottery(read) == LOTTERY


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda told: told.update(gap="2/4"), "not_a_certificate"),
        (lambda told: told.update(gap="1/0"), "not_a_certificate"),
        (lambda told: told.update(gap="0.5"), "not_a_certificate"),
        (lambda told: told.update(gap=0), "not_a_certificate"),
        (lambda told: told.update(gap=0.5), "not_canonical"),
        (lambda told: told.update(more=1), "not_a_certificate"),
        (lambda told: told.update(patterns=[]), "not_a_certificate"),
        (lambda told: told.update(input="x"), "not_a_certificate"),
        (lambda told: told["proof"]["steps"][0].update(cells=[]), "not_a_certificate"),
        (lambda told: told["proof"]["steps"][0].update(cells=[-1]), "not_a_certificate"),
        (lambda told: told["proof"]["steps"][0].update(cells=[True]), "not_a_certificate"),
        (lambda told: told["proof"]["cuts"][0].update(most="3"), "not_a_certificate"),
    ],
)
def test_anything_but_the_one_form_is_refused(
    change: Callable[[dict[str, Any]], object], code: str
) -> None:
    told = json.loads(DATA)
    change(told)
    written = json.dumps(told).encode() if code == "not_canonical" else canonical_bytes(told)
    with pytest.raises(SelectionError) as caught:
        parse_certificate(written)
    assert caught.value.code == f"certificate.{code}"
