"""A log under a new name: two people end the former one, and nothing is left out quietly."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from expert_pool.audit.checkpoints import Checkpoint, sign_checkpoint
from expert_pool.audit.entries import Entry
from expert_pool.audit.exported import Trusted, Verified, find_succession, verify_export
from expert_pool.audit.log import LogHead, LogLine, export_line, log_head
from expert_pool.audit.merkle import EMPTY_ROOT, leaf_hash
from expert_pool.audit.notes import KeyKind, SigningKey, make_key
from expert_pool.audit.reopening import (
    Ending,
    OwnHistory,
    find_reopenings,
    kept_head,
    reopenings_in,
    split,
)
from expert_pool.errors import ExpertPoolError
from tests.expert_pool.audit.entry_samples import ENTRY, log_lines, write_export
from tests.expert_pool.audit.note_samples import LOG, ORIGIN

NEW = make_key("pool.example/log-v2", KeyKind.SIGNATURE, bytes(range(3, 35)))
THIRD = make_key("pool.example/log-v3", KeyKind.SIGNATURE, bytes(range(4, 36)))
WHOLE = [leaf_hash(line.body) for line in log_lines(9)]
KEPT, LAST = log_head(WHOLE[:5]), log_head(WHOLE)
ENDING = Ending(ORIGIN, LAST, KEPT, NEW.name)


def entries(ending: Ending = ENDING, people: Sequence[str] = ("ann", "ben")) -> list[Entry]:
    before, kept = ending.states
    said = replace(ENTRY, previous_state=before, reason="older_backup")
    states = ("log.close", kept), ("log.reopen", ending.goes_on_from)
    return [
        replace(said, act=act, next_state=state, subject=about, actor=who)
        for (act, state), about, who in zip(states, ending.subjects, people, strict=True)
    ]


def log_of(*more: Entry) -> list[LogLine]:
    """Five entries are left of nine, one came since; then those given."""
    since = replace(ENTRY, subject="log", act="log.restore")
    return [*log_lines(5), *(LogLine(one.body()) for one in (since, *more))]


LINES = log_of(*entries())


def note(key: SigningKey, leaves: Sequence[bytes], size: int) -> bytes:
    checkpoint = Checkpoint(key.name, log_head(leaves[:size]))
    return sign_checkpoint(checkpoint, [key]).written().encode()


def verify(lines: Sequence[LogLine], *notes: bytes) -> Verified:
    keys = Trusted((NEW.verifier, LOG.verifier, THIRD.verifier))
    named = [(f"note {number}", one) for number, one in enumerate(notes)]
    return verify_export(write_export(lines), named, keys)


def own_note(lines: Sequence[LogLine] = LINES, key: SigningKey = NEW) -> bytes:
    return note(key, [leaf_hash(line.body) for line in lines], len(lines))


def code(verified: Verified) -> str:
    return verified.findings[0].code if verified.findings else ""


@pytest.mark.parametrize("size", [3, 5, 7, 9])
def test_what_was_lost_is_no_fault_where_two_people_said_so(size: int) -> None:
    found = verify(LINES, own_note(), note(LOG, WHOLE, size))
    assert code(found) == ""
    assert found.lost == (("note 1",) if size > KEPT.size else ())
    (told,) = found.reopenings
    assert (told.ending, told.index, told.people) == (ENDING, 7, ("ann", "ben"))
    assert told.reason == "older_backup"


def test_without_the_entries_or_their_signature_the_loss_is_a_fault() -> None:
    outside = note(LOG, WHOLE, 9)
    alone = log_of(*entries(people=("ann", "ann")))
    for lines in (log_of(), alone, log_of(*reversed(entries()))):
        assert code(verify(lines, own_note(lines), outside)) == "LOG-09.truncated"
    unsigned = note(LOG, WHOLE, 5)
    assert code(verify(LINES, unsigned, outside)) == "LOG-09.truncated"


def test_a_newer_checkpoint_than_the_one_named_was_left_out() -> None:
    ending = replace(ENDING, last=log_head(WHOLE[:7]))
    lines = log_of(*entries(ending))
    assert code(verify(lines, own_note(lines), note(LOG, WHOLE, 9))) == "LOG-30.checkpoint_left_out"
    forked = [*WHOLE[:6], bytes(32)]
    assert code(verify(lines, own_note(lines), note(LOG, forked, 7))) == (
        "LOG-30.checkpoint_left_out"
    )


def test_what_is_said_to_be_kept_must_be_there() -> None:
    told = replace(ENDING, kept=log_head([*WHOLE[:4], bytes(32)]))
    lines = log_of(*entries(told))
    assert code(verify(lines, own_note(lines))) == "LOG-15.rewritten_between"
    changed = [LINES[0], *log_lines(20)[19:], *LINES[2:]]
    assert code(verify(changed, own_note(changed))) == "LOG-15.rewritten_between"


def test_a_name_may_change_twice() -> None:
    again = Ending(NEW.name, log_head([leaf_hash(line.body) for line in LINES]), KEPT, THIRD.name)
    lines = [*LINES, *(LogLine(one.body()) for one in entries(again, ("cai", "dai")))]
    found = verify(lines, own_note(lines, THIRD), note(LOG, WHOLE, 9), own_note())
    assert (code(found), [one.index for one in found.reopenings]) == ("", [7, 9])


def test_entries_that_do_not_belong_together_are_no_change_of_name() -> None:
    closing, opening = entries()
    odd = [
        [opening],
        [closing, replace(opening, reason="")],
        [replace(one, previous_state="9") for one in (closing, opening)],
        [replace(one, next_state="") for one in (closing, opening)],
        [closing, closing],
    ]
    assert [find_reopenings(enumerate(one)) for one in odd] == [()] * len(odd)


def test_no_log_goes_on_under_a_name_that_ended() -> None:
    """Else whoever holds the one key that is trusted could let old checkpoints of it go."""
    far = LogHead(10**9, bytes(32))
    own = Ending(NEW.name, far, LogHead(0, EMPTY_ROOT), NEW.name)
    back = replace(own, former=THIRD.name)
    for told in ([own], [replace(own, current=THIRD.name), back]):
        lines = log_of(*(one for ending in told for one in entries(ending)))
        found = verify(lines, own_note(lines), note(NEW, WHOLE, 7))
        assert (code(found), found.reopenings) == ("LOG-15.rewritten_between", ())


@pytest.mark.parametrize("line", ["log.close", '"log.close"', '{"log.close":1}', "\ud800log.close"])
def test_a_line_that_is_no_entry_tells_of_none(line: str) -> None:
    assert reopenings_in([line, export_line(0, LINES[0])]) == ()


def test_a_log_is_kept_up_to_the_last_head_that_it_fits() -> None:
    heads = [log_head(WHOLE[:size]) for size in (7, 3, 5)]
    assert kept_head(WHOLE, heads) == log_head(WHOLE[:7])
    assert kept_head(WHOLE[:6], heads) == log_head(WHOLE[:5])
    assert kept_head(WHOLE[:6], [LogHead(3, bytes(32)), *heads]) == LogHead(0, EMPTY_ROOT)


SECOND = [*WHOLE[:5], *(leaf_hash(bytes([number])) for number in range(3))]
"""What the log below was before its two entries: forked after five, and signed up to eight."""


def forked_log() -> list[LogLine]:
    since = [replace(ENTRY, subject=f"log:{number}", act="log.restore") for number in range(3)]
    before = [*log_lines(5), *(LogLine(one.body()) for one in since)]
    second = log_head([leaf_hash(line.body) for line in before])
    told = entries(replace(ENDING, forked=second))
    return [*before, *(LogLine(one.body()) for one in told)]


def test_of_a_forked_log_two_people_name_the_ends_of_both_histories() -> None:
    lines = forked_log()
    leaves = [leaf_hash(line.body) for line in lines]
    both = [note(LOG, WHOLE, size) for size in (3, 7, 9)]
    both += [note(LOG, leaves, size) for size in (4, 6, 8)]
    found = verify(lines, own_note(lines), *both)
    assert (code(found), found.lost) == ("", ("note 2", "note 3"))
    (told,) = found.reopenings
    assert (told.ending.kept, told.ending.second) == (
        KEPT,
        Checkpoint(ORIGIN, log_head(leaves[:8])),
    )


def test_what_either_history_signed_further_than_was_named_was_left_out() -> None:
    lines = forked_log()
    leaves = [leaf_hash(line.body) for line in lines]
    longer = [*WHOLE, bytes(32)]
    for left_out in (note(LOG, leaves, 9), note(LOG, leaves, 10), note(LOG, longer, 10)):
        found = verify(lines, own_note(lines), left_out)
        assert code(found) == "LOG-30.checkpoint_left_out"


def test_a_second_history_that_the_log_does_not_hold_is_a_fault() -> None:
    lines = log_of(*entries(replace(ENDING, forked=LogHead(6, bytes(32)))))
    assert code(verify(lines, own_note(lines))) == "LOG-15.rewritten_between"
    shorter = entries(replace(ENDING, forked=log_head(WHOLE[:4])))
    assert find_reopenings(enumerate(shorter)) == ()


def test_a_log_is_split_where_it_was_restored_or_where_older_checkpoints_say() -> None:
    first, second = [log_head(WHOLE[:size]) for size in range(10)], log_head(SECOND)
    signed = [*first[1:6], log_head(SECOND[:6]), second]
    assert split(OwnHistory(SECOND, signed, (2, 5, 9)), [first[9]]) == (first[5], second)
    assert split(OwnHistory(SECOND, signed, (2, 7)), [first[9], first[6]]) == (first[5], second)
    assert split(OwnHistory(SECOND, signed), [first[9], first[3]]) == (first[3], second)
    assert split(OwnHistory(SECOND, signed), [first[9]]) == (second, None)
    assert split(OwnHistory(WHOLE[:5], first[1:6], (5,)), [first[9]]) == (first[5], None)
    assert split(OwnHistory(SECOND, signed), [first[7], second, first[3]]) == (first[3], second)
    for outside in ([first[7]], [first[7], second], [first[9], first[7]]):
        with pytest.raises(ExpertPoolError, match=r"log\.fork_point_unknown"):
            split(OwnHistory(SECOND, signed), outside)


def test_entries_that_were_changed_are_no_second_history() -> None:
    heads = [log_head(WHOLE[:size]) for size in (3, 7, 9)]
    own = OwnHistory([*WHOLE[:5], bytes(32), *WHOLE[6:]], heads, (2,))
    assert split(own, [heads[2]]) == (heads[0], None)


def succession(lines: Sequence[LogLine], seen: Iterable[Checkpoint]) -> int:
    def read() -> Iterable[str]:
        return write_export(lines)

    return find_succession(read, own_note(lines), NEW.verifier, tuple(seen)).reopening.index


def test_a_witness_that_missed_a_name_holds_the_log_against_the_one_before() -> None:
    first = Ending(ORIGIN, log_head(WHOLE[:7]), KEPT, THIRD.name)
    second = Ending(THIRD.name, log_head(WHOLE[:5]), KEPT, NEW.name)
    lines = log_of(*entries(first), *entries(second))
    assert succession(lines, [Checkpoint(ORIGIN, log_head(WHOLE[:7]))]) == 9
    with pytest.raises(ExpertPoolError, match=r"LOG-30"):
        succession(lines, [Checkpoint(ORIGIN, log_head(WHOLE))])


def test_a_witness_follows_to_the_new_name_what_it_has_seen_of_the_former() -> None:
    other = Checkpoint("another.example/log", LogHead(99, bytes(32)))
    for size in (4, 8, 9):
        assert succession(LINES, [other, Checkpoint(ORIGIN, log_head(WHOLE[:size]))]) == 7
    more = log_head([leaf_hash(line.body) for line in log_lines(12)])
    with pytest.raises(ExpertPoolError, match=r"LOG-30"):
        succession(LINES, [Checkpoint(ORIGIN, more)])
    with pytest.raises(ExpertPoolError, match=r"witness\.no_succession"):
        succession(log_of(), [])
