"""A witness of logs on a machine of its own: its key, one record a log, and its answers.

Its one job is to keep the new record on the disk before a cosignature leaves. It needs no
database, and must not forget: a witness whose records are lost is retired, not begun anew.
"""

import hashlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from expert_pool.audit.checkpoints import Checkpoint, read_checkpoint
from expert_pool.audit.exported import find_succession
from expert_pool.audit.notes import (
    KeyKind,
    SigningKey,
    VerifierKey,
    make_key,
    parse_private,
    parse_vkey,
    sign_text,
)
from expert_pool.audit.witnessing import (
    Accepted,
    Record,
    Refusal,
    Refused,
    decide,
    read_record,
    write_record,
)
from expert_pool.durable import write_durably
from expert_pool.errors import ExpertPoolError

KEY_FILE: Final = "witness.key"
RECORDS: Final = "*.record"
DONE: Final = 200
PLAIN: Final = "text/plain; charset=utf-8"
SIZE: Final = "text/x.tlog.size"

Exported = tuple[Callable[[], Iterable[str]], bytes]
"""An exported log: what reads its lines anew, and its newest checkpoint."""


@dataclass(frozen=True, slots=True)
class Trusting:
    """The record of a log, and whether anything it signed before was known to this witness.

    Where nothing was, the first checkpoint that it is shown is believed.
    """

    record: Record
    held: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness says over HTTP."""

    status: int
    body: bytes = b""
    kind: str = PLAIN


class WitnessDesk:
    """The witness of one directory; one request at a time.

    `clock` gives seconds since 1970.
    """

    def __init__(self, folder: Path, clock: Callable[[], int]) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._key = read_key(folder)
        self._records = {one.origin: one for one in read_records(folder)}

    @property
    def key(self) -> VerifierKey:
        """What a log is given to verify this witness."""
        return self._key.verifier

    @property
    def records(self) -> tuple[Record, ...]:
        """What this witness has seen, a log a record."""
        return tuple(self._records[origin] for origin in sorted(self._records))

    def add_checkpoint(self, body: bytes) -> Answer:
        """Cosign a checkpoint that goes on from the record, or say why not."""
        with self._lock:
            decision = decide(self._records, body)
            if isinstance(decision, Refused):
                return _refusal(decision)
            return self._accept(decision)

    def _accept(self, accepted: Accepted) -> Answer:
        record = accepted.record
        write_durably(record_file(self._folder, record.origin), write_record(record))
        self._records[record.origin] = record
        line = sign_text(accepted.checkpoint.text, self._key, self._clock()).line
        return Answer(DONE, f"{line}\n".encode())


def _refusal(refused: Refused) -> Answer:
    if refused.refusal is Refusal.OTHER_SIZE:
        return Answer(refused.refusal, f"{refused.size}\n".encode(), SIZE)
    return Answer(refused.refusal, f"{refused.refusal.name.lower()}\n".encode())


def begin(folder: Path, name: str, seed: bytes) -> SigningKey:
    """Make the key of a new witness; a key that stands there already stays.

    Raises:
        ExpertPoolError: `witness.there_already` or `note.bad_key`.
    """
    if (folder / KEY_FILE).exists():
        raise ExpertPoolError("witness.there_already", {"folder": str(folder)})
    key = make_key(name, KeyKind.COSIGNATURE, seed)
    folder.mkdir(parents=True, exist_ok=True)
    write_durably(folder / KEY_FILE, f"{key.line}\n".encode(), mode=0o600)
    return key


def trust(
    folder: Path, vkey: str, exported: Exported | None = None, note: bytes | None = None
) -> Trusting:
    """Witness a log from now on, by its public key; a second key of a known log is added.

    With an export the log goes on from one that this witness knows, and shows where; it is held
    against what the witness has seen of that one. A note that came by another way, such as on
    paper, is where a witness begins that has seen nothing of the log yet.

    Raises:
        ExpertPoolError: `note.bad_key`, `witness.bad_record`, `witness.no_succession`,
            `witness.begun_already`, or what is wrong with export or note.
    """
    key, file = parse_vkey(vkey), record_file(folder, parse_vkey(vkey).name)
    if key.kind is not KeyKind.SIGNATURE:
        raise ExpertPoolError("note.bad_key", {"key": key.name})
    record = read_record(file.read_bytes()) if file.exists() else Record(key.name, ())
    known = record
    if key not in record.keys:
        record = replace(record, keys=(*record.keys, key))
    if note is not None:
        record = _begin_from(record, note)
    held = record.seen.size > 0
    if exported is not None:
        record, followed = _follow(folder, record, key, exported)
        held = held or followed
    if record != known:
        write_durably(file, write_record(record))
    return Trusting(record, held)


def _begin_from(record: Record, note: bytes) -> Record:
    """Only a witness that has seen nothing: no note may stand for a proof that the log grew."""
    head = read_checkpoint(note, record.keys).checkpoint.head
    if record.seen.size and record.seen != head:
        params = {"origin": record.origin, "size": record.seen.size}
        raise ExpertPoolError("witness.begun_already", params)
    return replace(record, seen=head)


def _follow(
    folder: Path, record: Record, key: VerifierKey, exported: Exported
) -> tuple[Record, bool]:
    read, note = exported
    seen = [Checkpoint(one.origin, one.seen) for one in read_records(folder)]
    found = find_succession(read, note, key, seen)
    ending, begins = found.reopening.ending, found.reopening.index
    return replace(record, after=ending.checkpoint, begins=begins), bool(found.held)


def read_key(folder: Path) -> SigningKey:
    """The key of the witness.

    Raises:
        ExpertPoolError: `witness.not_begun` or `note.bad_key`.
    """
    file = folder / KEY_FILE
    if not file.exists():
        raise ExpertPoolError("witness.not_begun", {"folder": str(folder)})
    key = parse_private(file.read_text(encoding="utf-8").strip())
    if key.kind is not KeyKind.COSIGNATURE:
        raise ExpertPoolError("note.bad_key", {"key": key.name})
    return key


def read_records(folder: Path) -> tuple[Record, ...]:
    """The records of a witness, one a log.

    Raises:
        ExpertPoolError: `witness.bad_record`, also where a file holds another log's record.
    """
    found = []
    for file in sorted(folder.glob(RECORDS)):
        record = read_record(file.read_bytes())
        if file != record_file(folder, record.origin):
            raise ExpertPoolError("witness.bad_record")
        found.append(record)
    return tuple(found)


def record_file(folder: Path, origin: str) -> Path:
    """Where the record of a log stands."""
    return folder / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.record"
