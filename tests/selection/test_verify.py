import copy
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from expert_pool.audit.merkle import inclusion_path, leaf_hash
from selection.errors import SelectionError
from selection.verify import (
    Status,
    TrustedKey,
    TrustFile,
    Verdict,
    read_trust,
    verify_receipt,
)
from tests.selection.draw_samples import make_problem, make_table
from tests.selection.receipt_samples import (
    SERVICE,
    TRUST,
    digest,
    draw,
    encode,
    loads,
    make_frame,
    publish,
    rehash,
    resign,
)

DRAWN = draw()
FULL, PUBLIC = DRAWN.both
NAMES = (
    *("form", "commitment", "parties", "times", "source", "seed", "pool", "cells"),
    *("patterns", "odds", "pattern", "deal", "panel", "order", "result", "signature", "trust"),
)
Receipt = dict[str, Any]
OTHER = "0" * 64


def put(path: str, value: object) -> Callable[[Receipt], None]:
    """Set the value at a path like `commit.rules.seats`; a number is an index."""

    def change(receipt: Receipt) -> None:
        place: Any = receipt
        *parents, last = [int(key) if key.isdigit() else key for key in path.split(".")]
        for key in parents:
            place = place[key]
        place[last] = value(place[last]) if callable(value) else value

    return change


def add_conflict(first: str, second: str) -> Callable[[Receipt], None]:
    entry = {"first": first, "second": second, "salt": "0" * 32}
    return put("conflicts", lambda conflicts: [entry, *conflicts])


def exclude_candidate(receipt: Receipt) -> None:
    receipt["excluded"][0]["e"] = receipt["pool"][0]["e"]


def move_member(receipt: Receipt) -> None:
    """Say that a technical member counts for the financial quota, in the public form."""
    receipt["openings"][1]["index"] = receipt["openings"][0]["index"]


def codes(data: bytes, trust: TrustFile | None = None) -> str:
    failed = verify_receipt(data, trust).failed
    return "" if failed is None else failed.code


@pytest.mark.parametrize(
    ("data", "absent"),
    [(FULL, ["source"]), (PUBLIC, ["source", "cells", "deal", "order"])],
    ids=["full", "public"],
)
def test_a_lawful_receipt_passes_every_check_in_order(data: bytes, absent: list[str]) -> None:
    verification = verify_receipt(data, TRUST)
    assert verification.verdict is Verdict.VALID
    assert verification.failed is None
    assert tuple(check.name for check in verification.checks) == NAMES
    assert [check.number for check in verification.checks] == list(range(1, 18))
    assert [c.name for c in verification.checks if c.status is Status.ABSENT] == absent


def test_without_trust_a_receipt_is_consistent_but_not_authenticated() -> None:
    verification = verify_receipt(FULL)
    assert verification.verdict is Verdict.CONSISTENT
    assert verification.checks[-1].code == "verify.trust.absent"


def test_the_checks_end_at_the_first_that_fails() -> None:
    verification = verify_receipt(resign(loads(FULL) | {"commit_hash": OTHER}, None))
    assert verification.verdict is Verdict.INVALID
    assert [check.name for check in verification.checks] == ["form", "commitment"]


def test_a_file_without_the_form_of_a_receipt_has_no_receipt_to_show() -> None:
    verification = verify_receipt(b"PDF")
    assert verification.verdict is Verdict.INVALID
    assert verification.receipt is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (put("commit_hash", OTHER), "verify.commitment.failed"),
        (put("result.commit_hash", OTHER), "verify.commitment.failed"),
        (put("commit.request_digest", OTHER), "verify.commitment.failed"),
        (put("result.reveals", lambda reveals: reveals[::-1]), "verify.parties.roles"),
        (put("result.reveals", []), "verify.parties.roles"),
        (put("result.reveals.0.secret", "0" * 32), "verify.parties.failed"),
        (put("result.reveals.1.t", "2026-05-06T08:00:59Z"), "verify.times.failed"),
        (put("result.entropy", OTHER), "verify.seed.entropy"),
        (put("result.seed", OTHER), "verify.seed.failed"),
        (put("pool", lambda pool: pool[1:]), "verify.pool.pool_size"),
        (put("pool", lambda pool: pool[::-1]), "verify.pool.pool_root"),
        (put("conflicts", lambda pairs: pairs[1:]), "verify.pool.conflicts_size"),
        (put("conflicts.0.salt", "0" * 32), "verify.pool.conflicts_root"),
        (put("excluded", lambda people: people[1:]), "verify.pool.excluded_size"),
        (put("excluded.0.codes", ["COI-02.other"]), "verify.pool.excluded_root"),
        (put("result.pattern", 0), "verify.pattern.failed"),
        (put("result.deal.clashes", 999), "verify.deal.failed"),
        (put("result.deal.picked", 21), "verify.deal.failed"),
        (put("result.panel", lambda panel: panel[:-1]), "verify.panel.failed"),
        (put("result.panel", lambda panel: panel[::-1]), "verify.panel.failed"),
        (put("result.order_hash", OTHER), "verify.order.failed"),
        (put("result_digest", OTHER), "verify.result.failed"),
        (put("result.reveals.1.t", "2026-05-06T08:09:00Z"), "verify.result.failed"),
        (put("signature.value", "0" * 128), "verify.signature.failed"),
        (put("signature.key", OTHER), "verify.signature.failed"),
        (put("commit.odds.0.chance.0", -1), "receipt.not_a_receipt"),
        (put("commit.v", True), "receipt.not_a_receipt"),
        (put("commit.attempt", True), "receipt.not_a_receipt"),
        (put("commit.surplus", 1), "receipt.not_a_receipt"),
        (put("form", "public"), "receipt.not_a_receipt"),
    ],
)
def test_a_change_in_the_full_receipt_fails_at_its_check(change: Any, code: str) -> None:
    receipt = loads(FULL)
    change(receipt)
    assert codes(resign(receipt, None)) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (put("result.deal.dealt", 21), "verify.deal.failed"),
        (put("openings", lambda openings: openings[1:]), "verify.pool.members"),
        (put("openings.0.index", lambda index: index + 24), "verify.pool.places"),
        (move_member, "verify.pool.places"),
        (put("openings.4.index", 24), "verify.pool.proof"),
        (put("openings.0.entry.meets", []), "verify.pool.proof"),
        (put("openings.0.path", lambda path: path[1:]), "verify.pool.proof"),
        (put("openings.0.path.0", OTHER), "verify.pool.proof"),
    ],
)
def test_a_change_in_the_public_receipt_fails_at_its_check(change: Any, code: str) -> None:
    receipt = loads(PUBLIC)
    change(receipt)
    assert codes(resign(receipt, None)) == code


def commit_anew(change: Callable[[Receipt], None]) -> bytes:
    """A commitment that was wrong from the start, with every digest right."""
    receipt = loads(FULL)
    change(receipt)
    return rehash(receipt, SERVICE)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (put("commit.t", "2026-05-06T08:01:00Z"), "verify.times.failed"),
        (exclude_candidate, "verify.pool.people"),
        (put("pool.1.e", "e000"), "verify.pool.people"),
        (add_conflict("e001", "e000"), "verify.pool.pairs"),
        (put("conflicts", lambda pairs: pairs[::-1]), "verify.pool.pairs"),
        (add_conflict("a000", "e009"), "verify.pool.strangers"),
        (put("pool.1.meets", ["f"]), "verify.cells.failed"),
        (put("commit.cells", lambda cells: cells[::-1]), "verify.cells.failed"),
        (put("commit.cells.0.employer", "u1"), "verify.cells.failed"),
        (put("commit.patterns.1.seats", [1, 3]), "verify.patterns.failed"),
        (put("commit.patterns.1.seats", [5]), "verify.patterns.failed"),
        (put("commit.rules.quotas.0.minimum", 2), "verify.patterns.failed"),
        (put("commit.odds.0.candidates", 9), "verify.odds.failed"),
        (put("commit.patterns.0.weight", 4), "verify.odds.failed"),
    ],
)
def test_a_wrong_commitment_fails_also_when_the_service_signed_it(change: Any, code: str) -> None:
    assert codes(commit_anew(change), TRUST) == code


def test_reasons_that_do_not_add_up_fail_also_when_committed_so() -> None:
    receipt = loads(FULL)
    rehash(receipt)
    receipt["commit"]["excluded"]["reasons"] = {"COI-01.same_unit": 1}
    kept = {name: receipt.pop(name) for name in ("pool", "conflicts", "excluded")}
    rehash(receipt)
    assert codes(resign(receipt | kept, None)) == "verify.pool.reasons"


def test_an_employer_that_expects_too_much_fails_in_the_full_form_only() -> None:
    problem = make_problem(size=24, employers=4)
    drawn = draw(make_problem(employers=8), make_table(make_problem(employers=8)))
    receipt = loads(drawn.both[0])
    for entry, candidate in zip(receipt["pool"], problem.candidates, strict=True):
        entry["employer"] = candidate.employer
    assert codes(rehash(receipt, SERVICE), TRUST) == "verify.patterns.failed"


def test_a_deal_without_any_legal_panel_fails() -> None:
    problem = make_problem(size=7, employers=7)
    drawn = draw(problem, make_table(problem, [((1, 4), 1)]))
    receipt = loads(drawn.both[0])
    pairs = [(f"e{a:03}", f"e{b:03}") for a in range(7) for b in range(a + 1, 7)]
    receipt["conflicts"] = [{"first": a, "second": b, "salt": "0" * 32} for a, b in pairs]
    assert codes(rehash(receipt, SERVICE), TRUST) == "deal.no_legal_panel"


def test_a_member_of_another_cell_fails_in_the_public_form() -> None:
    receipt = loads(PUBLIC)
    receipt["commit"]["patterns"] = [{"seats": [1, 4], "weight": 1}]
    receipt["commit"]["odds"] = [
        {"chance": [1, 8], "candidates": 8},
        {"chance": [1, 4], "candidates": 16},
    ]
    receipt["result"]["pattern"] = 0
    assert codes(rehash(receipt, SERVICE), TRUST) == "verify.panel.seats"


def test_a_panel_that_breaks_a_rule_fails_in_the_public_form() -> None:
    problem = make_problem(size=12, employers=12)
    drawn = draw(problem, make_table(problem, [((1, 4), 1)]))
    receipt = loads(drawn.both[1])
    full = loads(drawn.both[0])
    for entry in full["pool"]:
        entry["employer"] = "u0"
    for opening in receipt["openings"]:
        opening["entry"]["employer"] = "u0"
    rehash(full)
    receipt["commit"]["pool"] = full["commit"]["pool"]
    reopen(receipt, full["pool"])
    assert codes(rehash(receipt, SERVICE), TRUST) == "verify.panel.rules"


def reopen(receipt: Receipt, pool: list[Receipt]) -> None:
    """Prove the members' entries against a pool that was changed as a whole."""
    leaves = [leaf_hash(encode(entry)) for entry in pool]
    for opening in receipt["openings"]:
        opening["path"] = [node.hex() for node in inclusion_path(leaves, opening["index"])]


@pytest.mark.parametrize("data", [FULL, PUBLIC])
def test_published_digests_vouch_for_a_receipt_without_a_signature(data: bytes) -> None:
    receipt = loads(data) | {"signature": None}
    verification = verify_receipt(resign(receipt, None), publish(receipt))
    assert verification.verdict is Verdict.VALID


@pytest.mark.parametrize(
    "changes",
    [{"commit_hash": OTHER}, {"result_digest": OTHER}, {"request": "R-2"}, {"attempt": 2}],
)
def test_other_published_digests_or_none_reject_it(changes: dict[str, str]) -> None:
    assert codes(FULL, publish(loads(FULL), **changes)) == "verify.trust.draw"


def test_a_key_from_outside_must_be_the_one_that_signed() -> None:
    other = TrustFile(v=1, type="draw.trust", keys=(TrustedKey(name="", key=OTHER),))
    assert codes(FULL, other) == "verify.trust.key"


def test_a_trust_file_is_read_with_white_space() -> None:
    written = (
        b'{"v": 1, "type": "draw.trust",\n "keys": [{"name": "\xe9\x87\x91\xe5\x8d\x8e", "key": "'
    )
    trust = read_trust(written + OTHER.encode() + b'"}]}')
    assert trust.keys[0].name == "金华"


@pytest.mark.parametrize(
    ("data", "where", "problem"),
    [
        (b"", "$", "canonical.broken"),
        (b'{"v":1,"v":1}', "$", "canonical.repeated_key"),
        (b'{"v":1,"type":"draw.trust"}', "$", "value_error"),
        (b'{"v":1,"type":"draw.trust","keys":[{"name":"a","key":"b"}]}', "keys.0.key", "string"),
    ],
)
def test_a_broken_trust_file_is_refused_with_the_place(
    data: bytes, where: str, problem: str
) -> None:
    with pytest.raises(SelectionError) as caught:
        read_trust(data)
    assert caught.value.code == "trust.broken"
    assert caught.value.params["where"] == where
    assert str(caught.value.params["problem"]).startswith(problem)


def test_a_draw_with_split_people_and_a_second_attempt_is_valid_too() -> None:
    problem = make_problem(size=30, employers=30, conflicts=[(1, 2), (2, 3)])
    table = make_table(problem, [((1, 0, 0, 4), 2), ((2, 0, 1, 2), 1)], people=("e001", "e002"))
    drawn = draw(problem, table, make_frame(attempt=2))
    assert [codes(data, TRUST) for data in drawn.both] == ["", ""]


def test_a_draw_with_a_split_employer_is_valid_too() -> None:
    problem = make_problem(size=24, employers=8)
    table = make_table(problem, [((1, 0, 4, 0), 1), ((0, 1, 3, 1), 1)], employers=("u0",))
    lawful = make_table(problem, [((1, 0, 4, 0), 1), ((0, 1, 4, 0), 1)], employers=("u0",))
    assert [codes(data, TRUST) for data in draw(problem, lawful).both] == ["", ""]
    assert [codes(data, TRUST) for data in draw(problem, table).both] == [""] * 2


def test_the_verifier_needs_neither_solver_nor_database_nor_web() -> None:
    script = (
        "import sys, selection.__main__, selection.tool.verify; "
        "print([m for m in ('ortools', 'sqlalchemy', 'sqlmodel', 'litestar', 'web') "
        "if m in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_every_code_of_the_draw_has_a_sentence_in_both_languages() -> None:
    sentences = {
        code: entry
        for file in ("sentences.toml", "entry.toml", "proofs.toml", "list.toml")
        for code, entry in tomllib.loads(Path(f"selection/data/{file}").read_text("utf-8")).items()
    }
    assert all(entry["zh"] and entry["en"] for entry in sentences.values())
    own = [
        "stream",
        "panel_check",
        "deal",
        "receipts",
        "replacement",
        "replacement_record",
        "entry_file",
    ]
    sources = [*(Path(f"selection/{name}.py") for name in own), *Path("selection/verify").iterdir()]
    written = "\n".join(path.read_text("utf-8") for path in sources if path.is_file())
    missing = [code for code in find_codes(written) if code not in sentences]
    assert missing == []


def find_codes(source: str) -> set[str]:
    """Every literal that is raised, compared or found under a code of the draw."""
    raised = re.findall(r'(?:SelectionError|_finding)\(\s*"([^"{]+\.[^"{]+)"', source)
    compared = [f"verify.{code}" for code in re.findall(r' compare\(\s*"([a-z_.]+)"', source)]
    return {*raised, *compared}


def test_a_copy_of_a_receipt_changes_nothing() -> None:
    assert encode(copy.deepcopy(loads(FULL))) == FULL
    assert digest(loads(FULL)["commit"]) == DRAWN.commitment.hash
