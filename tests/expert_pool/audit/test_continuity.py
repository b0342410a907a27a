"""A log is signed only where it goes on from everything that was signed before."""

import pytest

from expert_pool.audit.continuity import check_growth
from expert_pool.audit.log import LogHead
from expert_pool.audit.merkle import Frontier, grow
from tests.expert_pool.audit.note_samples import LEAVES, head


def found(base: int, newest: int, *signed: LogHead, leaves: tuple[bytes, ...] = LEAVES) -> str:
    kept = grow(LEAVES[:base])
    findings = check_growth(kept, leaves[base:newest], grow(LEAVES[:newest]), signed)
    return findings[0].code if findings else ""


@pytest.mark.parametrize("base", [0, 3, 5])
def test_a_log_that_only_grew_may_be_signed(base: int) -> None:
    assert found(base, 21, head(9), head(5)) == ""
    assert found(base, 9, head(9)) == ""
    assert found(base, 9) == ""


def test_an_empty_log_has_nothing_against_it() -> None:
    assert check_growth(Frontier(), (), Frontier(), ()) == ()


def test_what_was_signed_is_never_signed_otherwise() -> None:
    forked = (*LEAVES[:6], LEAVES[0], *LEAVES[7:])
    assert found(5, 9, head(5), head(12)) == "LOG-17.signed_beyond"
    assert found(5, 9, head(5), LogHead(8, bytes(32))) == "LOG-18.signed_otherwise"
    assert found(5, 9, head(5), head(8), leaves=forked) == "LOG-18.signed_otherwise"
    assert found(5, 9, head(5), leaves=forked) == "LOG-19.kept_otherwise"
    assert found(5, 9, head(5), leaves=LEAVES[:7]) == "LOG-19.kept_otherwise"


def test_a_base_beyond_what_was_signed_proves_nothing() -> None:
    assert found(9, 12, head(5)) == "LOG-18.signed_otherwise"
