"""An export against signed checkpoints: the first thing wrong is named, the tail is counted."""

import pytest

from expert_pool.audit.checkpoints import Checkpoint, sign_checkpoint
from expert_pool.audit.exported import Trusted, Verified, verify_export
from expert_pool.audit.log import log_head
from expert_pool.audit.merkle import leaf_hash
from expert_pool.audit.notes import KeyKind, Note, make_key, sign_text
from tests.expert_pool.audit.entry_samples import log_lines, write_export
from tests.expert_pool.audit.note_samples import LOG, ORIGIN, OTHER_LOG, SEEN_AT, WITNESS

LINES = log_lines(9)
LEAVES = [leaf_hash(line.body) for line in LINES]
KNOWN = Trusted((LOG.verifier,), (WITNESS.verifier,))


def note(size: int, leaves: list[bytes] | None = None) -> bytes:
    head = log_head((leaves or LEAVES)[:size])
    made = sign_checkpoint(Checkpoint(ORIGIN, head), [LOG])
    line = sign_text(made.text, WITNESS, SEEN_AT)
    return Note(made.text, (*made.signatures, line)).written().encode()


def verify(*notes: bytes, trusted: Trusted = KNOWN, entries: int = 9) -> Verified:
    named = [(f"note {number}", one) for number, one in enumerate(notes)]
    return verify_export(write_export(LINES[:entries]), named, trusted)


def code(verified: Verified) -> str:
    return verified.findings[0].code if verified.findings else ""


def test_an_export_that_goes_on_from_what_was_signed_is_true() -> None:
    found = verify(note(4), note(7))
    assert (code(found), found.head, found.newest, found.tail) == ("", log_head(LEAVES), 7, 2)
    assert (found.witnesses, found.authenticated) == ((WITNESS.name,), True)


def test_without_keys_it_is_consistent_and_not_authenticated() -> None:
    found = verify(note(7), trusted=Trusted())
    assert (code(found), found.newest, found.authenticated) == ("", 7, False)
    assert verify().tail == 9


def test_the_first_thing_that_is_wrong_is_named() -> None:
    other = [*LEAVES[:5], bytes(32), *LEAVES[6:]]
    assert code(verify(note(4), note(7, other))) == "LOG-15.rewritten_between"
    assert code(verify(note(9), entries=6)) == "LOG-09.truncated"
    assert code(verify(note(9), trusted=Trusted((OTHER_LOG.verifier,)))) == (
        "LOG-21.checkpoint_refused"
    )
    assert code(verify(b"nothing", trusted=Trusted())) == "LOG-21.checkpoint_refused"
    lines = list(write_export(LINES))
    lines[3] = lines[3].replace("application:2", "application:3")
    assert code(verify_export(lines, [("n", note(7))], KNOWN)) == "LOG-05.wrong_leaf"


@pytest.mark.parametrize("trusted", [Trusted(), Trusted((LOG.verifier,))])
def test_a_note_of_another_log_is_named_although_its_head_fits(trusted: Trusted) -> None:
    other = Checkpoint("other.example/log", log_head(LEAVES[:4]))
    key = make_key(other.origin, KeyKind.SIGNATURE, bytes(32))
    known = Trusted((*trusted.log, key.verifier) if trusted.log else ())
    (wrong,) = verify(
        note(7), sign_checkpoint(other, [key]).written().encode(), trusted=known
    ).findings
    assert dict(wrong.params) == {"file": "note 1", "problem": "checkpoint.other_log"}


@pytest.mark.parametrize(
    ("line", "number", "word", "fault"),
    [
        (0, '"size":1', '"size":true', "LOG-01.not_an_export"),
        (1, '"index":0', '"index":false', "LOG-03.wrong_index"),
        (2, '"index":1', '"index":true', "LOG-03.wrong_index"),
    ],
)
def test_a_number_is_no_yes_or_no(line: int, number: str, word: str, fault: str) -> None:
    lines = list(write_export(LINES[: 2 if line else 1]))
    assert number in lines[line]
    lines[line] = lines[line].replace(number, word)
    assert code(verify_export(lines, [], KNOWN)) == fault


@pytest.mark.parametrize("index", range(9))
def test_a_rewrite_that_agrees_with_itself_is_found_by_one_note_outside(index: int) -> None:
    """Whoever holds the key re-signs everything; one older note from outside is enough."""
    rewritten = [*LINES[:index], *log_lines(11)[9:10], *LINES[index + 1 :]]
    lines = list(write_export(rewritten))
    own = note(9, [leaf_hash(line.body) for line in rewritten])
    assert code(verify_export(lines, [("own", own)], KNOWN)) == ""
    found = verify_export(lines, [("own", own), ("outside", note(6))], KNOWN)
    assert (code(found) == "LOG-15.rewritten_between") == (index < 6)
