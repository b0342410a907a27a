"""Opens what the ceremony sealed: the committed snapshot, and the receipts.

Who may look is for the caller to decide; the log entry of a look is the caller's, too.
"""

from pydantic import TypeAdapter

from expert_pool.audit.canonical import canonical_bytes
from selection.documents.commitment import Commitment, hash_document
from selection.documents.forms import (
    CommitDocument,
    ConflictEntry,
    Document,
    ExclusionEntry,
    PoolEntry,
)
from selection.drawing.desk import DrawDesk
from selection.errors import SelectionError
from selection.storage.draw_store import DrawRecord


class _Snapshot(Document):
    """A commitment as it is kept sealed until the deal."""

    commit: CommitDocument
    pool: tuple[PoolEntry, ...]
    conflicts: tuple[ConflictEntry, ...]
    excluded: tuple[ExclusionEntry, ...]


_SNAPSHOT = TypeAdapter(_Snapshot)


def snapshot_bytes(commitment: Commitment) -> bytes:
    """The commitment with all its openings, to be sealed."""
    snapshot = _Snapshot(
        commit=commitment.document,
        pool=commitment.pool,
        conflicts=commitment.conflicts,
        excluded=commitment.excluded,
    )
    return canonical_bytes(snapshot.model_dump(mode="json"))


def load_commitment(desk: DrawDesk, draw: DrawRecord) -> Commitment:
    """The commitment of a draw as it was made.

    Raises:
        SelectionError: `draw.commitment_changed` where its hash is not the one on record.
    """
    opened = desk.unseal("snapshot_cipher", draw.id, draw.snapshot_cipher or b"")
    snapshot = _SNAPSHOT.validate_json(opened, strict=True)
    digest = hash_document(snapshot.commit)
    if digest != draw.commit_hash.hex():
        raise SelectionError("draw.commitment_changed")
    return Commitment(snapshot.commit, digest, snapshot.pool, snapshot.conflicts, snapshot.excluded)


def open_receipt(desk: DrawDesk, draw: DrawRecord) -> bytes:
    """The auditor's full receipt, as the file that is handed out.

    Raises:
        SelectionError: `draw.not_drawn_yet`.
    """
    if draw.receipt_cipher is None:
        raise SelectionError("draw.not_drawn_yet")
    return desk.unseal("receipt_cipher", draw.id, draw.receipt_cipher)
