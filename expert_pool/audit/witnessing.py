"""What a witness decides: cosign a checkpoint, or refuse it and say why (C2SP tlog-witness).

Its one job is the decision: pure, from the record of one log and one request. Whoever uses
it must keep the new record before the answer leaves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from expert_pool.audit.canonical import Json, canonical_bytes, parse_canonical
from expert_pool.audit.checkpoints import Checkpoint, Witnessed, parse_checkpoint, read_checkpoint
from expert_pool.audit.log import LogHead
from expert_pool.audit.merkle import EMPTY_ROOT, HASH_SIZE, proves_consistency
from expert_pool.audit.notes import (
    KeyKind,
    Note,
    Signature,
    VerifierKey,
    parse_note,
    parse_vkey,
    signed_by,
)
from expert_pool.audit.proofs import parse_submission
from expert_pool.errors import ExpertPoolError

NOTHING_SEEN: Final = LogHead(0, EMPTY_ROOT)


class Refusal(IntEnum):
    """Why a witness refuses, by the status that the protocol gives it."""

    BAD_REQUEST = 400
    NOT_SIGNED = 403
    UNKNOWN_LOG = 404
    OTHER_SIZE = 409
    INCONSISTENT = 422


@dataclass(frozen=True, slots=True)
class Record:
    """All that a witness keeps of one log: its keys and the newest head it cosigned.

    `after` is the former log that it goes on from, with its last checkpoint, and `begins` the
    entry of the new name; empty for a log that goes on from none.
    """

    origin: str
    keys: tuple[VerifierKey, ...]
    seen: LogHead = NOTHING_SEEN
    after: Checkpoint | None = None
    begins: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal; `size` is that of the record, for a log that lost count."""

    refusal: Refusal
    size: int = 0


@dataclass(frozen=True, slots=True)
class Accepted:
    """What to keep and then to cosign."""

    record: Record
    checkpoint: Checkpoint


Decision: TypeAlias = Accepted | Refused


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness of the log: its key, and the address it is asked at."""

    key: VerifierKey
    address: str


def parse_witnesses(text: str) -> tuple[Witness, ...]:
    """The witnesses of a setting: `vkey address`, joined by commas.

    Raises:
        ExpertPoolError: `settings.bad_witness`, naming the first that can't be one.
    """
    return tuple(_witness(part.strip()) for part in text.split(",") if part.strip())


def _witness(part: str) -> Witness:
    vkey, _, address = part.partition(" ")
    place = urlsplit(address)
    refused = ExpertPoolError("settings.bad_witness", {"witness": part})
    try:
        key = parse_vkey(vkey)
    except ExpertPoolError as error:
        raise refused from error
    if key.kind is not KeyKind.COSIGNATURE or place.scheme not in {"http", "https"}:
        raise refused
    if not place.hostname:
        raise refused
    return Witness(key, address.rstrip("/"))


def decide(records: Mapping[str, Record], body: bytes) -> Decision:
    """What a witness with these records, by origin, answers to a request."""
    try:
        submission = parse_submission(body)
        checkpoint = parse_checkpoint(parse_note(submission.note).text)
    except ExpertPoolError:
        return Refused(Refusal.BAD_REQUEST)
    record = records.get(checkpoint.origin)
    if record is None:
        return Refused(Refusal.UNKNOWN_LOG)
    try:
        witnessed = read_checkpoint(submission.note, record.keys)
    except ExpertPoolError:
        return Refused(Refusal.NOT_SIGNED)
    return _compare(record, submission.old_size, submission.path, witnessed)


def _compare(
    record: Record, old_size: int, path: Sequence[bytes], witnessed: Witnessed
) -> Decision:
    new, seen = witnessed.checkpoint.head, record.seen
    if old_size > new.size:
        return Refused(Refusal.BAD_REQUEST)
    if old_size != seen.size or (new.size == seen.size and new.root != seen.root):
        return Refused(Refusal.OTHER_SIZE, seen.size)
    if not proves_consistency((seen.size, seen.root), (new.size, new.root), path):
        return Refused(Refusal.INCONSISTENT)
    return Accepted(replace(record, seen=new), witnessed.checkpoint)


def read_answer(answer: bytes, note: Note, witness: VerifierKey) -> Signature:
    """The line of this witness in its answer, verified under the note; others are let be.

    Raises:
        ExpertPoolError: `witness.bad_answer`.
    """
    try:
        answered = parse_note(f"{note.text}\n".encode() + answer)
        lines = signed_by(Note(note.text, answered.signatures), [witness])
    except ExpertPoolError as error:
        raise ExpertPoolError("witness.bad_answer", {"name": witness.name}) from error
    if not lines:
        raise ExpertPoolError("witness.bad_answer", {"name": witness.name})
    return lines[0]


def write_record(record: Record) -> bytes:
    """The one record as bytes for its file."""
    told: dict[str, Json] = {
        "type": "witness.record",
        "v": 1,
        "origin": record.origin,
        "keys": [key.vkey for key in record.keys],
        "size": record.seen.size,
        "root": record.seen.root.hex(),
    }
    if record.after is not None:
        told |= {"after": record.after.text, "begins": record.begins}
    return canonical_bytes(told)


def read_record(data: bytes) -> Record:
    """The record that a file holds.

    Raises:
        ExpertPoolError: `witness.bad_record`; a witness without its record must not cosign.
    """
    try:
        return _record(parse_canonical(data))
    except (ExpertPoolError, KeyError, TypeError, ValueError) as error:
        raise ExpertPoolError("witness.bad_record") from error


def _record(value: Json) -> Record:
    if not isinstance(value, Mapping) or (value["type"], value["v"]) != ("witness.record", 1):
        raise ValueError
    origin, keys, size, root = (value[name] for name in ("origin", "keys", "size", "root"))
    if not isinstance(origin, str) or not isinstance(keys, list) or not isinstance(size, int):
        raise TypeError
    hashed = bytes.fromhex(str(root))
    known = tuple(parse_vkey(str(key)) for key in keys)
    if not known or size < 0 or len(hashed) != HASH_SIZE or {key.name for key in known} != {origin}:
        raise ValueError
    after, begins = value.get("after"), value.get("begins", 0)
    if not isinstance(begins, int):
        raise TypeError
    former = None if after is None else parse_checkpoint(str(after))
    return Record(origin, known, LogHead(size, hashed), former, begins)
