import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from selection.documents.commitment import (
    Exclusion,
    commit_draw,
    derive_pseudonym,
    derive_salt,
    hash_document,
    hash_party_secret,
    root_of,
)
from selection.documents.forms import CommitDocument, Level
from tests.selection.draw_samples import make_problem, make_table
from tests.selection.receipt_samples import draw, make_frame

VECTORS = json.loads(Path("tests/vectors/draw_parties.json").read_text("utf-8"))
DRAWN = draw()
DOCUMENT = DRAWN.commitment.document


@pytest.mark.parametrize("vector", VECTORS)
def test_a_party_commits_to_the_written_hash(vector: dict[str, Any]) -> None:
    secret = bytes.fromhex(vector["secret"])
    assert hash_party_secret(vector["request"], vector["role"], secret) == vector["h"]


def test_a_party_hash_is_tag_request_role_and_secret_parted_by_zero_bytes() -> None:
    message = b"panel-draw/v1/party\0R-1\0officer\0" + bytes(16)
    expected = hashlib.sha256(message).hexdigest()
    assert hash_party_secret("R-1", "officer", bytes(16)) == expected


@given(st.binary(min_size=16, max_size=16))
def test_the_same_secret_gives_each_role_and_request_another_hash(secret: bytes) -> None:
    hashes = {
        hash_party_secret(r, p, secret) for r in ("R-1", "R-2") for p in ("officer", "auditor")
    }
    assert len(hashes) == 4


def test_a_salt_depends_on_secret_purpose_and_subject() -> None:
    expected = hmac.digest(b"k", b"panel-draw/v1/salt\0entry\0e1", "sha256")[:16]
    assert derive_salt(b"k", "entry", "e1") == expected
    assert len({derive_salt(b"k", p, s) for p in ("entry", "expert") for s in ("e1", "e2")}) == 4


def test_a_pseudonym_can_be_checked_with_the_salt_of_that_subject_alone() -> None:
    salt = derive_salt(b"k", "expert", "0190")
    message = b"panel-draw/v1/pseudonym\0expert\0R-1\0" + b"0190\0" + salt
    expected = hashlib.sha256(message).digest()[:16].hex()
    assert derive_pseudonym(b"k", "expert", "R-1", "0190") == expected


def test_one_person_has_another_pseudonym_in_every_request() -> None:
    names = {derive_pseudonym(b"k", "expert", f"R-{n}", "0190") for n in range(50)}
    assert len(names) == 50


def test_the_hash_is_sha_256_of_the_canonical_document() -> None:
    written = json.dumps(DOCUMENT.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    assert DRAWN.commitment.hash == hashlib.sha256(written.encode()).hexdigest()


def test_the_document_holds_what_the_design_asks_for() -> None:
    assert set(DOCUMENT.model_dump()) == {
        *("v", "type", "t", "request", "attempt", "prev", "snapshot", "rules", "policy"),
        *("request_digest", "pool", "conflicts", "excluded", "odds", "cells", "patterns"),
        *("dealt_panels", "nonce", "source", "parties", "software"),
    }


def test_nobody_of_the_pool_is_named_in_the_document() -> None:
    written = DOCUMENT.model_dump_json()
    assert not any(c.pseudonym in written for c in DRAWN.problem.candidates)


def test_odds_cells_and_reasons_are_counted_from_the_input() -> None:
    assert DOCUMENT.odds == (
        Level(chance=(5, 32), candidates=8),
        Level(chance=(15, 64), candidates=16),
    )
    assert [(cell.meets, cell.size) for cell in DOCUMENT.cells] == [(("f",), 8), (("t",), 16)]
    assert DOCUMENT.excluded.reasons == {"COI-01.same_unit": 2, "POL-06.on_leave": 1}
    assert (DOCUMENT.pool.size, DOCUMENT.conflicts.size, DOCUMENT.excluded.size) == (24, 2, 2)


def test_the_roots_are_those_of_the_openings() -> None:
    commitment = DRAWN.commitment
    assert DOCUMENT.pool.root == root_of(commitment.pool)
    assert DOCUMENT.conflicts.root == root_of(commitment.conflicts)
    assert DOCUMENT.excluded.root == root_of(commitment.excluded)


def test_another_secret_salts_every_entry_anew() -> None:
    problem = make_problem()
    pools = [
        commit_draw(make_frame(), problem, make_table(problem), (), secret).pool
        for secret in (b"a" * 32, b"b" * 32)
    ]
    assert all(one.salt != other.salt for one, other in zip(*pools, strict=True))


def test_the_order_in_which_conflicts_and_codes_were_found_does_not_matter() -> None:
    one, other = make_problem(conflicts=[(1, 2), (0, 7)]), make_problem(conflicts=[(0, 7), (1, 2)])
    hashes = [
        commit_draw(make_frame(), p, make_table(p), [Exclusion("x", codes)], b"s" * 32).hash
        for p, codes in ((one, ("a", "b", "a")), (other, ("b", "a")))
    ]
    assert hashes[0] == hashes[1]


def test_a_second_attempt_names_the_first() -> None:
    assert draw(frame=make_frame(attempt=2)).commitment.document.prev is not None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"attempt": 2}, "only a further attempt has a former one"),
        ({"prev": "0" * 64}, "only a further attempt has a former one"),
        ({"parties": (DOCUMENT.parties[0],) * 2}, "each party has a role of its own"),
        ({"cells": DOCUMENT.cells[:1]}, "cells add up to the pool"),
        ({"cells": (DOCUMENT.cells[0],) * 3}, "cells are different"),
        (
            {"cells": (DOCUMENT.cells[0].model_copy(update={"person": "e000"}), DOCUMENT.cells[1])},
            "a person of a cell is alone",
        ),
        (
            {"patterns": (DOCUMENT.patterns[0].model_copy(update={"weight": 1 << 32}),) * 2},
            "weights add up to 2^32 at most",
        ),
        ({"t": "2026-02-29T08:00:00Z"}, "day is out of range"),
        ({"surplus": 1}, "Extra inputs are not permitted"),
    ],
)
def test_a_document_that_contradicts_itself_is_refused(change: Any, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason.replace("^", r"\^")):
        CommitDocument(**(dict(DOCUMENT) | change))


def test_quotas_out_of_order_are_refused() -> None:
    rules = DOCUMENT.rules
    with pytest.raises(ValidationError, match="sorted by id"):
        type(rules)(seats=5, quotas=rules.quotas[::-1], employer_cap=1)


def test_a_document_read_back_has_the_same_hash() -> None:
    again = CommitDocument.model_validate_json(DOCUMENT.model_dump_json(), strict=True)
    assert hash_document(again) == DRAWN.commitment.hash
