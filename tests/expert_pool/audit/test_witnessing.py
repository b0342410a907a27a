"""What a witness decides: every refusal of the protocol, and no way back for a log."""

import json
from dataclasses import replace

import pytest

from expert_pool.audit.checkpoints import Checkpoint, sign_checkpoint
from expert_pool.audit.log import LogHead, log_head
from expert_pool.audit.merkle import consistency_path, leaf_hash
from expert_pool.audit.notes import KeyKind, make_key, sign_text
from expert_pool.audit.proofs import Submission
from expert_pool.audit.witnessing import (
    Accepted,
    Decision,
    Record,
    Refusal,
    Refused,
    Witness,
    decide,
    parse_witnesses,
    read_answer,
    read_record,
    write_record,
)
from expert_pool.errors import ExpertPoolError
from tests.expert_pool.audit.note_samples import (
    LEAVES,
    LOG,
    ORIGIN,
    OTHER_LOG,
    SEEN_AT,
    WITNESS,
    head,
    signed,
    written,
)

FORKED = (*LEAVES[:6], leaf_hash(b"another"), *LEAVES[7:])


def record(seen: int = 0) -> Record:
    return Record(ORIGIN, (LOG.verifier,), head(seen))


def ask(seen: int, old: int, new: int, leaves: tuple[bytes, ...] = LEAVES) -> Decision:
    note = sign_checkpoint(Checkpoint(ORIGIN, log_head(leaves[:new])), [LOG])
    path = consistency_path(leaves[:new], old) if old <= new else ()
    return decide({ORIGIN: record(seen)}, Submission(old, path, written(note)).written())


@pytest.mark.parametrize(("seen", "new"), [(0, 0), (0, 1), (0, 9), (3, 3), (3, 9), (8, 21)])
def test_a_log_that_grew_is_accepted_and_kept(seen: int, new: int) -> None:
    decision = ask(seen, seen, new)
    assert isinstance(decision, Accepted)
    assert decision.record == record(new)
    assert decision.checkpoint == Checkpoint(ORIGIN, head(new))


@pytest.mark.parametrize(
    ("decision", "refusal", "size"),
    [
        (ask(9, 0, 12), Refusal.OTHER_SIZE, 9),
        (ask(9, 5, 5), Refusal.OTHER_SIZE, 9),
        (ask(9, 9, 5), Refusal.BAD_REQUEST, 0),
        (ask(9, 9, 12, FORKED), Refusal.INCONSISTENT, 0),
        (ask(9, 9, 9, FORKED), Refusal.OTHER_SIZE, 9),
        (ask(0, 1, 9), Refusal.OTHER_SIZE, 0),
    ],
)
def test_what_does_not_go_on_from_the_record_is_refused(
    decision: Decision, refusal: Refusal, size: int
) -> None:
    assert decision == Refused(refusal, size)


def test_an_empty_log_has_one_root_only() -> None:
    note = sign_checkpoint(Checkpoint(ORIGIN, LogHead(0, bytes(32))), [LOG])
    asked = Submission(0, (), written(note)).written()
    assert decide({ORIGIN: record()}, asked) == Refused(Refusal.OTHER_SIZE, 0)


def test_another_key_another_log_and_no_checkpoint_are_refused() -> None:
    other = sign_checkpoint(Checkpoint(ORIGIN, head(3)), [OTHER_LOG])
    by_other = Submission(0, (), written(other)).written()
    assert decide({ORIGIN: record()}, by_other) == Refused(Refusal.NOT_SIGNED)
    own = Submission(0, (), written(signed(3))).written()
    assert decide({}, own) == Refused(Refusal.UNKNOWN_LOG)
    for body in (b"", b"old 0\n\ntext\n", own.replace(b"old", b"new")):
        assert decide({ORIGIN: record()}, body) == Refused(Refusal.BAD_REQUEST)


def test_a_record_is_read_as_it_was_written() -> None:
    kept = Record(ORIGIN, (LOG.verifier, OTHER_LOG.verifier), head(7))
    assert read_record(write_record(kept)) == kept
    followed = replace(kept, after=Checkpoint("former.example/log", head(4)), begins=6)
    assert read_record(write_record(followed)) == followed


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "log.export"},
        {"v": 2},
        {"origin": 1},
        {"origin": "another.example/log"},
        {"keys": []},
        {"keys": "none"},
        {"keys": ["none"]},
        {"after": "former"},
        {"begins": "6"},
        {"size": -1},
        {"size": "7"},
        {"root": "00"},
        {"root": "none"},
    ],
)
def test_a_witness_does_not_go_on_with_a_damaged_record(changed: dict[str, object]) -> None:
    fields = json.loads(write_record(record(7)))
    damaged = json.dumps(fields | changed, separators=(",", ":"), sort_keys=True)
    with pytest.raises(ExpertPoolError, match=r"witness\.bad_record"):
        read_record(damaged.encode())


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", write_record(record(7))[:-1]])
def test_half_a_record_is_none(data: bytes) -> None:
    with pytest.raises(ExpertPoolError, match=r"witness\.bad_record"):
        read_record(data)


def test_the_line_of_the_asked_witness_is_taken_from_its_answer() -> None:
    note = signed(7)
    line = sign_text(note.text, WITNESS, SEEN_AT)
    stranger = make_key("stranger.example", KeyKind.COSIGNATURE, bytes(32))
    other = sign_text(note.text, stranger, SEEN_AT)
    answer = f"{other.line}\n{line.line}\n".encode()
    assert read_answer(answer, note, WITNESS.verifier) == line
    wrong = sign_text(signed(8).text, WITNESS, SEEN_AT)
    for said in (b"", b"thanks\n", f"{other.line}\n".encode(), f"{wrong.line}\n".encode()):
        with pytest.raises(ExpertPoolError, match=r"witness\.bad_answer"):
            read_answer(said, note, WITNESS.verifier)


def test_witnesses_are_named_by_key_and_address() -> None:
    other = make_key("witness.example/w2", KeyKind.COSIGNATURE, bytes(32))
    text = f"{WITNESS.verifier.vkey} http://auditor:8090/, {other.verifier.vkey} https://b.example"
    assert parse_witnesses(text) == (
        Witness(WITNESS.verifier, "http://auditor:8090"),
        Witness(other.verifier, "https://b.example"),
    )
    assert parse_witnesses(" ") == ()


@pytest.mark.parametrize(
    "text",
    [
        WITNESS.verifier.vkey,
        f"{LOG.verifier.vkey} http://auditor:8090",
        f"{WITNESS.verifier.vkey} ftp://auditor",
        f"{WITNESS.verifier.vkey} http://",
        "http://auditor:8090",
    ],
)
def test_what_is_no_witness_is_refused(text: str) -> None:
    with pytest.raises(ExpertPoolError, match=r"settings\.bad_witness"):
        parse_witnesses(text)
