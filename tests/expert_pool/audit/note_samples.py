"""Keys, heads and notes for the tests of checkpoints and witnesses."""

from expert_pool.audit.checkpoints import Checkpoint, sign_checkpoint
from expert_pool.audit.log import LogHead, log_head
from expert_pool.audit.merkle import leaf_hash
from expert_pool.audit.notes import KeyKind, Note, make_key, sign_text

ORIGIN = "pool.example/log"
LOG = make_key(ORIGIN, KeyKind.SIGNATURE, bytes(range(32)))
OTHER_LOG = make_key(ORIGIN, KeyKind.SIGNATURE, bytes(range(1, 33)))
WITNESS = make_key("witness.example/w1", KeyKind.COSIGNATURE, bytes(range(2, 34)))
SEEN_AT = 1_795_000_000
LEAVES = tuple(leaf_hash(f"entry {number}".encode()) for number in range(21))


def head(size: int) -> LogHead:
    return log_head(LEAVES[:size])


def signed(size: int) -> Note:
    return sign_checkpoint(Checkpoint(ORIGIN, head(size)), [LOG])


def cosigned(size: int) -> Note:
    note = signed(size)
    return Note(note.text, (*note.signatures, sign_text(note.text, WITNESS, SEEN_AT)))


def written(note: Note) -> bytes:
    return note.written().encode()
