from dataclasses import replace

import pytest

from expert_pool.applications import Method, Outcome, Verification
from expert_pool.applications.verification import (
    CREDIT_METHODS,
    CREDIT_OUTCOMES,
    INTEGRITY,
    METHODS,
    OUTCOMES,
    find_check_faults,
)
from tests.expert_pool.applications.samples import AS_OF

CLEAN = Verification(INTEGRITY, Method.CREDIT_CHINA, Outcome.NO_RECORD, "r1", AS_OF)
FOUND = replace(CLEAN, outcome=Outcome.RECORD_FOUND, reason="enforcement_debtor")
TITLE = Verification("titles.0", Method.ORIGINAL_SEEN, Outcome.CONFIRMED, "r1", AS_OF)


@pytest.mark.parametrize(
    ("check", "faults"),
    [
        (CLEAN, ()),
        (FOUND, ()),
        (TITLE, ()),
        (replace(TITLE, method=Method.CREDIT_CHINA), ("credential.method_not_offered",)),
        (replace(CLEAN, method=Method.ORIGINAL_SEEN), ("credential.method_not_offered",)),
        (replace(TITLE, outcome=Outcome.NO_RECORD), ("credential.outcome_not_offered",)),
        (replace(CLEAN, outcome=Outcome.CONFIRMED), ("credential.outcome_not_offered",)),
        (replace(FOUND, reason=""), ("credential.reason_missing",)),
        (replace(FOUND, reason="gossip"), ("credential.reason_missing",)),
        (replace(CLEAN, reason="crime"), ("credential.reason_without_record",)),
        (replace(FOUND, reason="other", note=" "), ("credential.note_missing",)),
        (replace(FOUND, reason="other", note="Nr 7"), ()),
    ],
)
def test_a_check_says_what_fits_what_was_checked(
    check: Verification, faults: tuple[str, ...]
) -> None:
    assert find_check_faults(check) == faults


def test_every_method_and_outcome_is_offered_somewhere() -> None:
    assert {*METHODS, *CREDIT_METHODS} == set(Method)
    assert {*OUTCOMES, *CREDIT_OUTCOMES} == set(Outcome)
