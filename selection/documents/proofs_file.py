"""What the log says of a draw, as a file beside its receipt: entries, proofs, signed checkpoints.

Its one job is to write and to read that file. Entries, opened details and checkpoints stand in
it as the texts that were hashed and signed, byte for byte. It holds what anybody may see: who
acted is an opaque id. It must not judge what a text says: `verify` does.
"""

import hmac
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from expert_pool.audit.canonical import Json, canonical_bytes, parse_canonical
from expert_pool.audit.merkle import leaf_hash
from expert_pool.audit.notes import LONGEST_NOTE
from expert_pool.errors import ExpertPoolError
from selection.documents.fields import Document, Hash, Time, Version
from selection.documents.files import Refusals, read_document
from selection.documents.writing import document_bytes

LONGEST_ENTRY: Final = 4096
LONGEST_DETAIL: Final = 16_384
MOST_HASHES: Final = 64
_REFUSALS: Final = Refusals("proofs.not_canonical", "proofs.not_proofs")
_ENTRY_REFUSALS: Final = Refusals("proofs.not_an_entry", "proofs.not_an_entry")

Place = Annotated[int, Field(ge=0, le=2**53 - 1)]
Path = Annotated[tuple[Hash, ...], Field(max_length=MOST_HASHES)]
NoteText = Annotated[str, StringConstraints(max_length=LONGEST_NOTE)]
Mark = Annotated[str, StringConstraints(pattern=r"^[!-~]{0,200}$")]


class Opened(Document):
    """What an act changed, exactly as it was bound to its entry, and the salt of the bond."""

    salt: Hash
    detail: Annotated[str, StringConstraints(max_length=LONGEST_DETAIL)]


class Logged(Document):
    """One entry at its place in the log: its exact text, opened or not, and the way to the root."""

    index: Place
    entry: Annotated[str, StringConstraints(max_length=LONGEST_ENTRY)]
    opened: Opened | None
    path: Path

    @property
    def leaf(self) -> bytes:
        """The hash of the entry in the log's tree."""
        return leaf_hash(self.entry.encode())


class Attempt(Document):
    """All that the log says of one attempt: committed, then drawn, void or annulled."""

    attempt: Annotated[int, Field(ge=1, le=1000)]
    entries: Annotated[tuple[Logged, ...], Field(min_length=1, max_length=3)]


class Locked(Document):
    """The checkpoint that locked the draw: the way of the commitment to it, and on to the newer."""

    checkpoint: NoteText
    path: Path
    consistency: Path


class ProofsFile(Document):
    """The proofs of one draw: this attempt last, before it every former one."""

    v: Version
    type: Literal["draw.proofs"]
    commit_hash: Hash
    result_digest: Hash
    attempts: Annotated[tuple[Attempt, ...], Field(min_length=1, max_length=1000)]
    checkpoint: NoteText
    locked: Locked | None


class LogEntry(Document):
    """An entry of the log as its bytes say it; acts of later versions are read, too."""

    v: Version
    id: Mark
    t: Time
    actor: Mark
    role: Mark
    sess: Mark
    act: Mark
    subj: Mark
    req: Mark
    d: Mark
    reason: Mark
    prev_state: Mark
    next_state: Mark
    ver: Mark


def proofs_bytes(proofs: ProofsFile) -> bytes:
    """The proofs as the file that is handed out: canonical JSON, not a byte more."""
    return canonical_bytes(proofs.model_dump(mode="json"))


def parse_proofs(data: bytes) -> ProofsFile:
    """Read proofs that stand in their one canonical form, with no key beside the known.

    Raises:
        SelectionError: `proofs.not_canonical` or `proofs.not_proofs`, with where it is.
    """
    return read_document(
        data,
        lambda read: ProofsFile.model_validate_json(read, strict=True),
        proofs_bytes,
        _REFUSALS,
    )


def read_log_entry(text: str) -> LogEntry:
    """What the exact text of an entry says.

    Raises:
        SelectionError: `proofs.not_an_entry`.
    """
    return read_document(
        text.encode(),
        lambda read: LogEntry.model_validate_json(read, strict=True),
        document_bytes,
        _ENTRY_REFUSALS,
    )


def read_opened(digest: str, opened: Opened | None) -> Mapping[str, Json] | None:
    """What the act left behind, if these are the very detail and salt that the entry binds."""
    if opened is None:
        return None
    text = opened.detail.encode()
    if hmac.digest(bytes.fromhex(opened.salt), text, "sha256").hex() != digest:
        return None
    try:
        detail = parse_canonical(text)
    except ExpertPoolError:
        return None
    after = detail.get("after") if isinstance(detail, Mapping) else None
    return after if isinstance(after, Mapping) else None
