"""Both verifiers say the same of lawful receipts, number for number and word for word."""

import json

import pytest

from selection.verify import Verdict, read_trust, verify_receipt
from tests.selection.receipt_samples import TRUST, publish
from tests.selection.verify.generated import generate_receipts
from tests.selection.verify.second_verifier import SecondVerifier, tell

RECEIPTS = generate_receipts()
KNOWN = TRUST.model_dump_json().encode()
CASES = [(data, trust) for data in RECEIPTS.values() for trust in (None, KNOWN)]


def test_there_are_enough_receipts_of_every_kind() -> None:
    assert len(RECEIPTS) >= 60
    assert {verify_receipt(data).verdict for data in RECEIPTS.values()} == {Verdict.CONSISTENT}
    unsigned = [name for name, data in RECEIPTS.items() if b'"signature":null' in data]
    assert 0 < len(unsigned) < len(RECEIPTS)


def test_both_verifiers_say_the_same_of_every_receipt(second_verifier: SecondVerifier) -> None:
    for case, said in zip(CASES, second_verifier(CASES), strict=True):
        assert said == tell(case)


@pytest.mark.browser
def test_the_script_of_the_service_says_the_same_in_a_browser(
    verifier_in_browser: SecondVerifier,
) -> None:
    for case, said in zip(CASES, verifier_in_browser(CASES), strict=True):
        assert said == tell(case)


def test_published_draws_are_known_to_both(second_verifier: SecondVerifier) -> None:
    data = RECEIPTS["24 candidates, 30 panels, attempt 1, full"]
    known = [publish(json.loads(data)), publish(json.loads(data), result_digest="0" * 64)]
    cases = [(data, trust.model_dump_json().encode()) for trust in known]
    assert [said["verdict"] for said in second_verifier(cases)] == ["valid", "invalid"]
    assert second_verifier(cases) == [tell(case) for case in cases]


@pytest.mark.parametrize(
    "trust",
    [
        *(b"", b"[]", b"null", b'{"v":1,"type":"draw.trust"}', b'{"v":1,"v":1}'),
        b'{"v":1,"type":"draw.trust","keys":[{"name":"a","key":"b"}]}',
        b'{"v":1,"type":"draw.trust","keys":[],"draws":[]}',
        b'{"v":true,"type":"draw.trust","keys":[]}',
        b'{"v":1,"type":"draw.trust","keys":[{"name":"' + b"a" * 201 + b'","key":"b"}]}',
    ],
)
def test_both_refuse_a_broken_trust_file(second_verifier: SecondVerifier, trust: bytes) -> None:
    data = next(iter(RECEIPTS.values()))
    assert second_verifier([(data, trust)]) == [{"error": "trust.broken"}]
    with pytest.raises(Exception, match=r"trust\.broken"):
        read_trust(trust)
