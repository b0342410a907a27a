"""Checkpoints: the size and root of a log, signed (C2SP tlog-checkpoint), and who saw them.

Its one job is to write, sign, cosign and read checkpoints. Whoever holds one finds every
change of an earlier entry; whether two of them fit together is for `proves_consistency`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from expert_pool.audit.log import LogHead
from expert_pool.audit.merkle import HASH_SIZE
from expert_pool.audit.notes import (
    Note,
    Signature,
    SigningKey,
    VerifierKey,
    decode_strictly,
    encode,
    parse_note,
    refuse_others,
    sign_text,
    signed_by,
)
from expert_pool.errors import ExpertPoolError

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,14}")
_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log by its name, and its head."""

    origin: str
    head: LogHead

    @property
    def text(self) -> str:
        """The text that log and witnesses sign."""
        return f"{self.origin}\n{self.head.size}\n{encode(self.head.root)}\n"


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A checkpoint whose signatures were verified, with the lines of witnesses."""

    checkpoint: Checkpoint
    note: Note
    cosignatures: tuple[Signature, ...]


def parse_size(text: str) -> int | None:
    """A number of entries in its one spelling, or None."""
    return int(text) if _SIZE.fullmatch(text) else None


def parse_hash(text: str) -> bytes | None:
    """A hash in its one spelling, or None."""
    value = decode_strictly(text)
    return value if value is not None and len(value) == HASH_SIZE else None


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint; this log writes no lines beyond the three.

    Raises:
        ExpertPoolError: `checkpoint.broken`.
    """
    lines = text.split("\n")
    if len(lines) != _LINES + 1 or not lines[0] or lines[-1]:
        raise ExpertPoolError("checkpoint.broken")
    size, root = parse_size(lines[1]), parse_hash(lines[2])
    if size is None or root is None:
        raise ExpertPoolError("checkpoint.broken")
    return Checkpoint(lines[0], LogHead(size, root))


def sign_checkpoint(checkpoint: Checkpoint, keys: Sequence[SigningKey]) -> Note:
    """The signed note of a checkpoint; while a key is being replaced, under both keys."""
    lines = tuple(sign_text(checkpoint.text, key) for key in keys)
    return Note(checkpoint.text, lines)


def read_checkpoint(
    data: bytes,
    log_keys: Sequence[VerifierKey],
    witness_keys: Sequence[VerifierKey] = (),
    *,
    others: bool = True,
) -> Witnessed:
    """Read a note and verify it: one line of the log at least, and every line of a known key.

    With `others=False` a line of an unknown key is refused, too: exactly the expected lines.

    Raises:
        ExpertPoolError: `note.…`, or `checkpoint.…`: `not_signed` where the log's line is
            missing, `other_log` where the origin is not the name of the key.
    """
    note = parse_note(data)
    checkpoint = parse_checkpoint(note.text)
    if not signed_by(note, log_keys):
        raise ExpertPoolError("checkpoint.not_signed", {"origin": checkpoint.origin})
    if any(key.name != checkpoint.origin for key in log_keys):
        raise ExpertPoolError("checkpoint.other_log", {"origin": checkpoint.origin})
    if not others:
        refuse_others(note, (*log_keys, *witness_keys))
    return Witnessed(checkpoint, note, signed_by(note, witness_keys))
