import json
from pathlib import Path

import pytest

from expert_pool.audit.merkle import proves_inclusion
from selection.dealing.stream import derive_seed
from selection.documents.commitment import leaf_of
from selection.documents.receipts import (
    hash_order,
    parse_receipt,
    receipt_bytes,
    receipt_digest,
    restore_problem,
    restore_table,
    sign_receipt,
)
from selection.documents.seed_entropy import mix_entropy
from selection.documents.seed_sources import Reveal
from selection.errors import SelectionError
from selection.panel_check import check_panel
from selection.verify import Verdict, verify_receipt
from tests.selection.receipt_samples import FORGER, TRUST, digest, draw, encode, loads

DRAWN = draw()
RESULT = DRAWN.conclusion.result
FULL, PUBLIC = DRAWN.both
VECTORS = sorted(Path("tests/vectors").glob("receipt_*.json"))


def test_the_entropy_is_the_hash_of_the_secrets_without_their_times() -> None:
    later = tuple(r.model_copy(update={"t": "2027-01-01T00:00:00Z"}) for r in RESULT.reveals)
    assert mix_entropy(RESULT.commit_hash, later) == RESULT.entropy
    assert RESULT.entropy == digest(
        {
            "v": 1,
            "type": "draw.transcript",
            "commit_hash": DRAWN.commitment.hash,
            "parties": [
                {"role": r.role, "secret": r.secret}
                for r in RESULT.reveals
                if isinstance(r, Reveal)
            ],
        }
    )


def test_the_seed_follows_from_commitment_and_entropy() -> None:
    seed = derive_seed(bytes.fromhex(DRAWN.commitment.hash), bytes.fromhex(RESULT.entropy))
    assert RESULT.seed == seed.hex()


def test_the_result_names_a_legal_panel_and_hides_the_reserve_order() -> None:
    assert check_panel(DRAWN.problem, RESULT.panel) == ()
    order = DRAWN.conclusion.deal.reserve_order
    assert RESULT.order_hash == hash_order(DRAWN.commitment.hash, order)
    assert next(iter(order)) not in RESULT.model_dump_json()


def test_concluding_again_gives_the_same() -> None:
    assert draw().conclusion == DRAWN.conclusion


def test_the_public_receipt_opens_the_members_and_nobody_else() -> None:
    receipt = loads(PUBLIC)
    assert [opening["entry"]["e"] for opening in receipt["openings"]] == list(RESULT.panel)
    others = {c.pseudonym for c in DRAWN.problem.candidates} - set(RESULT.panel)
    assert not any(f'"{other}"' in PUBLIC.decode() for other in others)


def test_every_opening_of_the_public_receipt_is_proved() -> None:
    root = bytes.fromhex(DRAWN.commitment.document.pool.root)
    for opening in DRAWN.public.openings:
        path = [bytes.fromhex(node) for node in opening.path]
        assert proves_inclusion(leaf_of(opening.entry), opening.index, 24, path, root)


@pytest.mark.parametrize("data", [FULL, PUBLIC])
def test_a_receipt_read_and_written_again_is_the_same_bytes(data: bytes) -> None:
    assert receipt_bytes(parse_receipt(data)) == data
    assert encode(loads(data)) == data


def test_a_signature_covers_all_but_itself() -> None:
    again = sign_receipt(sign_receipt(DRAWN.full, FORGER), FORGER)
    assert again == sign_receipt(DRAWN.full, FORGER)
    assert again.model_copy(update={"signature": DRAWN.full.signature}) == DRAWN.full


def test_problem_and_table_come_back_from_the_openings() -> None:
    commitment = DRAWN.commitment
    restored = restore_problem(commitment.document, commitment.pool, commitment.conflicts)
    assert restored == DRAWN.problem
    assert restore_table(commitment.document, restored) == DRAWN.table


def test_the_digest_of_a_file_is_its_sha_256() -> None:
    expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert receipt_digest(b"") == expected


@pytest.mark.parametrize(
    ("data", "code", "params"),
    [
        (b"", "receipt.not_canonical", {"where": "$", "problem": "broken"}),
        (FULL + b" ", "receipt.not_canonical", {"where": "$", "problem": "other_form"}),
        (b'{"a":1.5}', "receipt.not_canonical", {"where": "1.5", "problem": "float"}),
        (b'{"a":1,"a":1}', "receipt.not_canonical", {"where": "a", "problem": "repeated_key"}),
        (b"[" * 100_000, "receipt.not_canonical", {"where": "$", "problem": "broken"}),
        (b"[]", "receipt.not_a_receipt", {"where": "$", "problem": "dict_type"}),
        (b"{}", "receipt.not_a_receipt", {"where": "$", "problem": "union_tag_not_found"}),
    ],
)
def test_what_is_no_receipt_is_refused_with_the_place(
    data: bytes, code: str, params: dict[str, object]
) -> None:
    with pytest.raises(SelectionError) as caught:
        parse_receipt(data)
    assert (caught.value.code, caught.value.params) == (code, params)


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_receipt_written_earlier_stays_valid(path: Path) -> None:
    verification = verify_receipt(path.read_bytes(), TRUST)
    assert verification.verdict is Verdict.VALID, verification.failed


def test_the_same_draw_gives_the_receipt_written_earlier() -> None:
    assert Path("tests/vectors/receipt_full.json").read_bytes() == FULL
    assert Path("tests/vectors/receipt_public.json").read_bytes() == PUBLIC
    assert json.loads(FULL)["commit"] == json.loads(PUBLIC)["commit"]
