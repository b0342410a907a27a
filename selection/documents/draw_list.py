"""All draws of a service as a file: what the log holds of each, and a signed count of them.

Its one job is to write and to read that file. The list is a small log of its own: the entries
of the service's log by which a draw begins and ends, in their order, under a checkpoint of the
name `LOG/draws`. Whoever keeps one checkpoint finds every draw that a later list leaves out. It
must not judge a list: `verify` does.
"""

from collections.abc import Sequence
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from expert_pool.audit.canonical import canonical_bytes
from expert_pool.audit.log import LogHead, log_head
from expert_pool.audit.merkle import leaf_hash
from expert_pool.audit.notes import KeyKind, SigningKey, VerifierKey
from selection.documents.fields import Document, Version
from selection.documents.files import Refusals, read_document
from selection.documents.proofs_file import LONGEST_ENTRY, NoteText, Place

LIST_NAME: Final = "/draws"
MOST_ENTRIES: Final = 1_000_000
_REFUSALS: Final = Refusals("list.not_canonical", "list.not_a_list")
OLDER: Final = Refusals("list.older_not_canonical", "list.older_not_a_list")
"""How an older list is refused that a newer one is held against."""


class Listed(Document):
    """One entry: its place in the service's log, and its exact text."""

    index: Place
    entry: Annotated[str, StringConstraints(max_length=LONGEST_ENTRY)]


class DrawList(Document):
    """Every entry by which a draw began or ended, up to a checkpoint of the log.

    `checkpoint` is that of the list: how many entries, and the root over all of them. `log` is
    the checkpoint of the service's log that the list is complete up to.
    """

    v: Version
    type: Literal["draw.list"]
    checkpoint: NoteText
    log: NoteText
    entries: Annotated[tuple[Listed, ...], Field(max_length=MOST_ENTRIES)]


def list_head(entries: Sequence[Listed]) -> LogHead:
    """How many entries a list has, and the root over them (RFC 6962)."""
    return log_head([leaf_hash(one.entry.encode()) for one in entries])


def list_signing_key(key: SigningKey) -> SigningKey:
    """The log's key under the list's name: what it signs can't be taken for the log."""
    return SigningKey(key.name + LIST_NAME, KeyKind.SIGNATURE, key.seed)


def list_key(key: VerifierKey) -> VerifierKey:
    """The same of its public half."""
    return VerifierKey(key.name + LIST_NAME, key.kind, key.public)


def list_bytes(told: DrawList) -> bytes:
    """The list as the file that is handed out: canonical JSON, not a byte more."""
    return canonical_bytes(told.model_dump(mode="json"))


def parse_list(data: bytes, refusals: Refusals = _REFUSALS) -> DrawList:
    """Read a list that stands in its one canonical form, with no key beside the known.

    Raises:
        SelectionError: one of the refusals, with where it is.
    """
    return read_document(
        data,
        lambda read: DrawList.model_validate_json(read, strict=True),
        list_bytes,
        refusals,
    )
