"""Proofs as texts: written, read again, verified, and refused once anything is changed."""

import pytest

from expert_pool.audit.merkle import inclusion_path
from expert_pool.audit.notes import encode
from expert_pool.audit.proofs import (
    MOST_HASHES,
    PROOF_HEADER,
    EntryProof,
    Submission,
    check_proof,
    parse_proof,
    parse_submission,
)
from expert_pool.errors import ExpertPoolError
from tests.expert_pool.audit.note_samples import LEAVES, LOG, WITNESS, cosigned, written

HASH = encode(bytes(32))


def proof(index: int, size: int) -> EntryProof:
    return EntryProof(index, inclusion_path(LEAVES[:size], index), written(cosigned(size)))


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 7), (6, 7), (12, 21)])
def test_a_proof_is_written_and_read_and_holds(index: int, size: int) -> None:
    made = proof(index, size)
    read = parse_proof(made.written().encode())
    assert read == made
    witnessed = check_proof(read, LEAVES[index], [LOG.verifier], [WITNESS.verifier])
    assert (witnessed.checkpoint.head.size, len(witnessed.cosignatures)) == (size, 1)


def test_another_entry_is_not_in_the_place_that_a_proof_names() -> None:
    with pytest.raises(ExpertPoolError, match=r"proof\.not_included"):
        check_proof(proof(3, 7), LEAVES[4], [LOG.verifier])


def test_no_single_bit_of_a_proof_may_flip() -> None:
    made = proof(3, 7)
    data = made.written().encode()
    # Of the note's own lines, each bit flips in `test_notes`.
    for place in range((len(data) - len(made.note)) * 8):
        changed = bytearray(data)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(ExpertPoolError):
            check_proof(parse_proof(bytes(changed)), LEAVES[3], [LOG.verifier])


NOTE = written(cosigned(7)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        PROOF_HEADER,
        f"{PROOF_HEADER}\n\n{NOTE}",
        f"{PROOF_HEADER}\nindex 01\n\n{NOTE}",
        f"{PROOF_HEADER}\nindex\n\n{NOTE}",
        f"{PROOF_HEADER}\nextra AAAA\nindex 1\n\n{NOTE}",
        f"{PROOF_HEADER}\nindex 1\n{HASH[:-2]}B=\n\n{NOTE}",
        f"{PROOF_HEADER}\nindex 1\n" + f"{HASH}\n" * (MOST_HASHES + 1) + f"\n{NOTE}",
        f"{PROOF_HEADER}\nindex 1\n\n" + "x" * 40_000,
        f"c2sp.org/tlog-proof@v2\nindex 1\n\n{NOTE}",
    ],
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(ExpertPoolError, match=r"proof\.broken"):
        parse_proof(text.encode())


def test_bytes_that_are_no_text_are_no_proof() -> None:
    with pytest.raises(ExpertPoolError, match=r"proof\.broken"):
        parse_proof(f"{PROOF_HEADER}\nindex 1\n\n".encode() + b"\xff\xfe")


def test_a_submission_is_written_as_published_and_read_again() -> None:
    asked = Submission(5, (bytes(32),), NOTE.encode())
    assert asked.written().startswith(f"old 5\n{HASH}\n\n".encode())
    assert parse_submission(asked.written()) == asked
    with pytest.raises(ExpertPoolError, match=r"proof\.broken"):
        parse_submission(f"index 5\n\n{NOTE}".encode())
