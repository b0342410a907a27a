"""Every change to a receipt is rejected by both verifiers, at the same check."""

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest

from selection.documents.receipts import receipt_bytes
from tests.selection.draw_samples import make_problem, make_table
from tests.selection.forgeries import (
    ATTACKS,
    FOREIGN,
    change_fields,
    keep_seed,
    read_as_the_same,
    try_rehash,
)
from tests.selection.receipt_samples import (
    FORGER,
    SERVICE,
    TRUST,
    draw,
    loads,
    rehash,
    resign,
)
from tests.selection.verify.generated import generate_receipts
from tests.selection.verify.second_verifier import Case, SecondVerifier, tell
from tests.selection.verify.weight_cases import make_weighed_receipts

PROBLEM = make_problem(12, 12, conflicts=[(1, 2), (0, 7)])
DRAWN = draw(PROBLEM, make_table(PROBLEM))
FILES = {
    name: data
    for name, data in generate_receipts().items()
    if name.startswith("files announced, 1 ")
}
RECEIPTS = {
    **dict(zip(("full", "public"), DRAWN.both, strict=True)),
    **{form: next(d for n, d in FILES.items() if n.endswith(form)) for form in FILES},
    **{name: data for name, data in make_weighed_receipts().items() if name.startswith("weights")},
}
KNOWN = TRUST.model_dump_json().encode()


def outcome(said: dict[str, Any]) -> object:
    """All that both must say alike; where a form is wrong, each describes it in its own way."""
    first, *others = said["checks"]
    return said["verdict"], said["failed"], first["code"], others


def expect_rejected(verifier: SecondVerifier, forged: list[bytes]) -> None:
    cases: list[Case] = [(data, KNOWN) for data in forged]
    for case, said in zip(cases, verifier(cases), strict=True):
        first = tell(case)
        assert first["verdict"] == "invalid", case
        assert outcome(said) == outcome(first), case


@pytest.mark.parametrize("name", RECEIPTS)
def test_one_flipped_bit_in_any_byte(second_verifier: SecondVerifier, name: str) -> None:
    data, chooser = RECEIPTS[name], random.Random(11)
    flipped = []
    for place in range(0, len(data), 5):
        changed = bytearray(data)
        changed[place] ^= 1 << chooser.randrange(8)
        flipped.append(bytes(changed))
    expect_rejected(second_verifier, flipped)


@pytest.mark.parametrize("name", RECEIPTS)
def test_bytes_removed_doubled_or_cut_off(second_verifier: SecondVerifier, name: str) -> None:
    data = RECEIPTS[name]
    places = range(0, len(data), 61)
    forged = [data[:at] + data[at + 1 :] for at in places]
    forged += [data[:at] + data[at : at + 1] + data[at:] for at in places]
    forged += [data[:at] for at in places]
    forged += [
        data + b"\n",
        b"\xef\xbb\xbf" + data,
        b" " + data,
        b"",
        b"\xff",
        data.decode().encode("utf-16"),
    ]
    expect_rejected(second_verifier, sorted({*forged} - {data}))


@pytest.mark.parametrize("name", RECEIPTS)
def test_every_changed_field(second_verifier: SecondVerifier, name: str) -> None:
    receipt = loads(RECEIPTS[name])
    changed = (*change_fields(receipt), *read_as_the_same(receipt))
    forged = [resign(one, None) for one in changed]
    assert len(forged) > 300
    expect_rejected(second_verifier, forged)


@pytest.mark.parametrize("name", RECEIPTS)
def test_every_changed_field_with_every_digest_recomputed(
    second_verifier: SecondVerifier, name: str
) -> None:
    forged = (try_rehash(changed) for changed in change_fields(loads(RECEIPTS[name])))
    known = [data for data in forged if data is not None and data != RECEIPTS[name]]
    assert len(known) > 200
    expect_rejected(second_verifier, known)


def attacks_on(data: bytes) -> Iterator[bytes]:
    """Each attack as it is, and with every digest recomputed and signed by another key.

    With the service's own key too for the auditor's form; a reader of the public one has to
    take the service's word that the whole pool leads to this panel.
    """
    signers = (None, FORGER, SERVICE) if loads(data)["form"] == "full" else (None, FORGER)
    for attack in ATTACKS:
        for number in range(4):
            receipt = loads(data)
            attack(receipt, random.Random(number))
            yield resign(copy.deepcopy(receipt), None)
            for signer in signers:
                yield rehash(copy.deepcopy(receipt), signer)
    yield keep_seed(loads(data), FOREIGN.conclusion.result.seed)


@pytest.mark.parametrize("form", ["full", "public"])
def test_attacks_with_a_purpose(second_verifier: SecondVerifier, form: str) -> None:
    expect_rejected(second_verifier, list(attacks_on(RECEIPTS[form])))


def test_a_receipt_of_the_same_draw_by_another_key(second_verifier: SecondVerifier) -> None:
    forged = [resign(loads(data), FORGER) for data in DRAWN.both]
    forged += [resign(loads(data) | {"signature": None}, None) for data in DRAWN.both]
    expect_rejected(second_verifier, forged)


@pytest.mark.browser
def test_the_script_of_the_service_rejects_the_same_in_a_browser(
    verifier_in_browser: SecondVerifier,
) -> None:
    expect_rejected(verifier_in_browser, list(attacks_on(receipt_bytes(DRAWN.public))))
