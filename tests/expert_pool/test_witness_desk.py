"""A witness keeps its record before it answers, and goes on from it after any end."""

from pathlib import Path

import pytest

from expert_pool.audit.checkpoints import Checkpoint, sign_checkpoint
from expert_pool.audit.merkle import consistency_path
from expert_pool.audit.notes import KeyKind, parse_note, signed_by
from expert_pool.audit.proofs import Submission
from expert_pool.errors import ExpertPoolError
from expert_pool.witness_desk import (
    KEY_FILE,
    RECORDS,
    WitnessDesk,
    begin,
    read_records,
    record_file,
    trust,
)
from tests.expert_pool.audit.entry_samples import write_export
from tests.expert_pool.audit.note_samples import (
    LEAVES,
    LOG,
    ORIGIN,
    OTHER_LOG,
    SEEN_AT,
    WITNESS,
    head,
    written,
)
from tests.expert_pool.audit.test_reopening import KEPT, LAST, LINES, NEW, own_note

NAME = "witness.example/w1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    begin(tmp_path / "witness", NAME, WITNESS.seed)
    trust(tmp_path / "witness", LOG.verifier.vkey)
    return tmp_path / "witness"


def desk(folder: Path) -> WitnessDesk:
    return WitnessDesk(folder, lambda: SEEN_AT)


def submission(old: int, new: int) -> bytes:
    note = sign_checkpoint(Checkpoint(ORIGIN, head(new)), [LOG])
    return Submission(old, consistency_path(LEAVES[:new], old), written(note)).written()


def test_a_checkpoint_is_cosigned_with_the_time_and_kept(folder: Path) -> None:
    answer = desk(folder).add_checkpoint(submission(0, 9))
    text = Checkpoint(ORIGIN, head(9)).text
    (line,) = signed_by(parse_note(f"{text}\n".encode() + answer.body), [WITNESS.verifier])
    assert (answer.status, line.time) == (200, SEEN_AT)
    assert [one.seen for one in desk(folder).records] == [head(9)]
    assert desk(folder).key == WITNESS.verifier


def test_a_witness_that_starts_again_goes_on_from_its_record(folder: Path) -> None:
    desk(folder).add_checkpoint(submission(0, 9))
    again = desk(folder)
    refused = again.add_checkpoint(submission(0, 12))
    assert (refused.status, refused.body, refused.kind) == (409, b"9\n", "text/x.tlog.size")
    assert again.add_checkpoint(submission(9, 12)).status == 200
    assert again.add_checkpoint(b"").status == 400


def test_nothing_is_cosigned_that_could_not_be_kept(folder: Path) -> None:
    witness, file = desk(folder), record_file(folder, ORIGIN)
    file.unlink()
    file.mkdir()
    with pytest.raises(OSError, match="record"):
        witness.add_checkpoint(submission(0, 9))
    file.rmdir()
    assert witness.records[0].seen.size == 0


def test_half_a_record_is_never_taken_up(folder: Path) -> None:
    desk(folder).add_checkpoint(submission(0, 9))
    file = record_file(folder, ORIGIN)
    file.with_name(f"{file.name}.12345").write_bytes(file.read_bytes()[:20])
    assert [one.seen for one in read_records(folder)] == [head(9)]
    file.write_bytes(file.read_bytes()[:20])
    with pytest.raises(ExpertPoolError, match=r"witness\.bad_record"):
        desk(folder)


def test_the_record_of_another_log_is_not_taken_for_this_one(folder: Path) -> None:
    file = record_file(folder, ORIGIN)
    file.rename(record_file(folder, "another.example/log"))
    with pytest.raises(ExpertPoolError, match=r"witness\.bad_record"):
        read_records(folder)


def test_a_second_key_of_a_log_is_added_and_the_record_stays(folder: Path) -> None:
    desk(folder).add_checkpoint(submission(0, 9))
    for _ in range(2):
        record = trust(folder, OTHER_LOG.verifier.vkey).record
    assert record.keys == (LOG.verifier, OTHER_LOG.verifier)
    assert record.seen == head(9)
    assert len(list(folder.glob(RECORDS))) == 1


def test_a_log_under_a_new_name_is_followed_from_what_was_seen_of_the_former(folder: Path) -> None:
    note = sign_checkpoint(Checkpoint(ORIGIN, KEPT), [LOG])
    desk(folder).add_checkpoint(Submission(0, (), written(note)).written())
    trusting = trust(folder, NEW.verifier.vkey, (lambda: write_export(LINES), own_note()))
    record = trusting.record
    assert (record.after, record.begins, trusting.held) == (Checkpoint(ORIGIN, LAST), 7, True)
    assert {one.origin: one.begins for one in read_records(folder)} == {ORIGIN: 0, NEW.name: 7}
    assert trust(folder, NEW.verifier.vkey).record == record


def test_a_log_that_nothing_was_held_against_is_told(folder: Path) -> None:
    """A record in which nothing was seen yet holds nothing either."""
    assert not trust(folder, LOG.verifier.vkey).held
    export = (lambda: write_export(LINES), own_note())
    assert not trust(folder, NEW.verifier.vkey, export).held
    note = written(sign_checkpoint(Checkpoint(ORIGIN, KEPT), [LOG]))
    assert trust(folder, LOG.verifier.vkey, note=note).held
    assert trust(folder, NEW.verifier.vkey, export).held


def test_a_new_witness_begins_from_a_note_that_came_by_another_way(folder: Path) -> None:
    notes = [written(sign_checkpoint(Checkpoint(ORIGIN, head(size)), [LOG])) for size in (9, 12)]
    for _ in range(2):
        assert trust(folder, LOG.verifier.vkey, note=notes[0]).record.seen == head(9)
    assert desk(folder).add_checkpoint(submission(0, 12)).body == b"9\n"
    with pytest.raises(ExpertPoolError, match=r"witness\.begun_already"):
        trust(folder, LOG.verifier.vkey, note=notes[1])
    strange = written(sign_checkpoint(Checkpoint(ORIGIN, head(9)), [OTHER_LOG]))
    with pytest.raises(ExpertPoolError, match=r"checkpoint\.not_signed"):
        trust(folder, LOG.verifier.vkey, note=strange)
    assert [one.seen for one in read_records(folder)] == [head(9)]


def test_a_witness_is_begun_once_and_its_key_is_its_owners_alone(folder: Path) -> None:
    assert (folder / KEY_FILE).stat().st_mode & 0o777 == 0o600
    with pytest.raises(ExpertPoolError, match=r"witness\.there_already"):
        begin(folder, NAME, bytes(32))
    with pytest.raises(ExpertPoolError, match=r"witness\.not_begun"):
        desk(folder / "elsewhere")


def test_keys_of_the_other_kind_are_refused(folder: Path) -> None:
    with pytest.raises(ExpertPoolError, match=r"note\.bad_key"):
        trust(folder, WITNESS.verifier.vkey)
    (folder / KEY_FILE).write_text(LOG.line)
    with pytest.raises(ExpertPoolError, match=r"note\.bad_key"):
        desk(folder)
    assert LOG.kind is KeyKind.SIGNATURE
