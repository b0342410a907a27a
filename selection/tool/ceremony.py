"""A draw from files: what is committed, what the entropy makes of it, and the receipt.

Its one job is to say files in the documents of the core. Without a commitment published
before the entropy there is no ceremony, and the receipt says so: salts and nonce then
follow from the input, so that the same files give the same bytes on every machine.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, ValidationError

from expert_pool.audit.canonical import canonical_bytes, parse_json
from expert_pool.errors import ExpertPoolError
from selection.documents.commitment import (
    Commitment,
    DrawFrame,
    commit_draw,
    describe_cells,
    hash_document,
    root_of,
)
from selection.documents.forms import (
    CommitDocument,
    ConflictEntry,
    Document,
    ExclusionEntry,
    FileSource,
    FullReceipt,
    GivenEntropy,
    Hash,
    Name,
    PolicyReference,
    PoolEntry,
    PublicReceipt,
    Snapshot,
    Version,
)
from selection.documents.receipts import (
    Conclusion,
    conclude_draw,
    receipt_bytes,
    restore_problem,
    restore_table,
    write_full_receipt,
    write_public_receipt,
)
from selection.documents.seed_sources import COMMITTED_IN_FILE, NOT_COMMITTED, Reveals
from selection.errors import SelectionError
from selection.panel_check import check_pattern
from selection.problem import PanelProblem, PatternTable
from selection.tool.freezing import FrozenFiles, digest_problem
from selection.tool.lottery import Lottery, list_member_chances
from selection.tool.sourced import PublicSource, can_be_typed
from selection.verify import verify_receipt

RECIPE: Final = "files/v1"
SALTS_TAG: Final = b"panel-draw/v1/files-salts\x00"
NONCE_TAG: Final = b"panel-draw/v1/files-nonce\x00"
_NO_LOG: Final = Snapshot(log_size=0, log_root=hashlib.sha256(b"").hexdigest())
_ID = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


@dataclass(frozen=True, slots=True)
class Salts:
    """The secret behind the salts and pseudonyms, and the nonce; 32 bytes each."""

    secret: bytes
    nonce: bytes


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What a draw from files is called, how many panels are dealt, and what was announced.

    `announced` and `time` are None where nothing is committed before the entropy; `source` is
    a public one that stands in its place.
    """

    name: str
    dealt_panels: int
    announced: str | None = None
    time: str | None = None
    source: PublicSource | None = None


class CommitmentFile(Document):
    """A commitment with all its openings and what its names mean; not to be published."""

    v: Version
    type: Literal["files.commitment"]
    commit: CommitDocument
    commit_hash: Hash
    pool: tuple[PoolEntry, ...]
    conflicts: tuple[ConflictEntry, ...]
    excluded: tuple[ExclusionEntry, ...]
    names: Annotated[dict[Name, _ID], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class FileDraw:
    """A concluded draw: its parts, everybody's chance, and the receipt in either form."""

    commitment: Commitment
    conclusion: Conclusion
    chances: dict[str, Fraction]

    def write_receipt(self, form: str) -> bytes:
        """The receipt, "full" or "public", as the file that is handed out."""
        receipt: FullReceipt | PublicReceipt
        if form == "full":
            receipt = write_full_receipt(self.commitment, self.conclusion)
        else:
            receipt = write_public_receipt(self.commitment, self.conclusion)
        return receipt_bytes(receipt)


def derive_salts(frozen: FrozenFiles) -> Salts:
    """Salts for a draw without a ceremony: whoever has the same files has the same salts."""
    digest = digest_problem(frozen)
    return Salts(
        hashlib.sha256(SALTS_TAG + digest).digest(), hashlib.sha256(NONCE_TAG + digest).digest()
    )


def commit_files(lottery: Lottery, ceremony: Ceremony, salts: Salts) -> Commitment:
    """The commitment to everything but the entropy."""
    rules = lottery.frozen.digest
    frame = DrawFrame(
        time=ceremony.time,
        request=ceremony.name,
        attempt=1,
        previous=None,
        snapshot=_NO_LOG,
        policy=PolicyReference(id="files", version="1", digest=rules),
        request_digest=rules,
        dealt_panels=ceremony.dealt_panels,
        nonce=salts.nonce,
        source=ceremony.source or _announce(ceremony),
        parties=(),
        software_version=RECIPE,
    )
    frozen = lottery.frozen
    return commit_draw(frame, frozen.problem, lottery.built.table, frozen.excluded, salts.secret)


def _announce(ceremony: Ceremony) -> FileSource:
    return FileSource(
        kind="files",
        announced=ceremony.announced,
        statement=NOT_COMMITTED if ceremony.announced is None else COMMITTED_IN_FILE,
    )


def conclude_files(commitment: Commitment, entropy: str) -> FileDraw:
    """The draw that this entropy makes of a commitment; nothing is solved any more.

    Raises:
        SelectionError: `tool.receipt_refused` where the receipt would not verify.
    """
    return conclude_with(commitment, (GivenEntropy(role="entropy", secret=entropy, t=None),))


def conclude_with(commitment: Commitment, given: Reveals) -> FileDraw:
    """The same with what the committed source gave.

    Raises:
        SelectionError: `tool.receipt_refused` where the receipt would not verify.
    """
    problem, table = restore_draw(commitment)
    conclusion = conclude_draw(commitment, problem, table, given)
    draw = FileDraw(commitment, conclusion, list_member_chances(table))
    failed = verify_receipt(draw.write_receipt("full")).failed
    if failed is not None:
        raise SelectionError("tool.receipt_refused", {"check": failed.name})
    return draw


def restore_draw(commitment: Commitment) -> tuple[PanelProblem, PatternTable]:
    """The problem and the table of a commitment, as they were committed."""
    document = commitment.document
    problem = restore_problem(document, commitment.pool, commitment.conflicts)
    return problem, restore_table(document, problem)


def write_commitment(commitment: Commitment, frozen: FrozenFiles) -> bytes:
    """The commitment file, in canonical JSON."""
    file = CommitmentFile(
        v=1,
        type="files.commitment",
        commit=commitment.document,
        commit_hash=commitment.hash,
        pool=commitment.pool,
        conflicts=commitment.conflicts,
        excluded=commitment.excluded,
        names=dict(frozen.ids),
    )
    return canonical_bytes(file.model_dump(mode="json"))


def read_commitment(data: bytes, file: str) -> tuple[Commitment, dict[str, str]]:
    """A commitment as it was written, and what its names mean.

    Raises:
        SelectionError: `tool.commitment_broken`, with where it is.
    """
    try:
        parse_json(data)
        read = CommitmentFile.model_validate_json(data, strict=True)
    except ExpertPoolError as error:
        params = {"file": file, "where": error.code}
        raise SelectionError("tool.commitment_broken", params) from None
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "$"
        params = {"file": file, "where": where}
        raise SelectionError("tool.commitment_broken", params) from None
    broken = _find_broken_part(read)
    if broken:
        raise SelectionError("tool.commitment_broken", {"file": file, "where": broken})
    return _without_names(read), read.names


def _without_names(read: CommitmentFile) -> Commitment:
    return Commitment(read.commit, read.commit_hash, read.pool, read.conflicts, read.excluded)


def _find_broken_part(read: CommitmentFile) -> str:
    """The first part that is not what was committed; empty where nothing is."""
    document = read.commit
    people = {entry.e for entry in read.pool}
    strangers = {name for pair in read.conflicts for name in (pair.first, pair.second)} - people
    parts: dict[str, Callable[[], bool]] = {
        "commit_hash": lambda: hash_document(document) == read.commit_hash,
        "source": lambda: isinstance(document.source, FileSource) or can_be_typed(document.source),
        "pool": lambda: root_of(read.pool) == document.pool.root,
        "conflicts": lambda: root_of(read.conflicts) == document.conflicts.root and not strangers,
        "excluded": lambda: root_of(read.excluded) == document.excluded.root,
        "names": lambda: people <= read.names.keys(),
        "patterns": lambda: _keeps_rules(_without_names(read)),
    }
    return next((name for name, is_right in parts.items() if not is_right()), "")


def _keeps_rules(commitment: Commitment) -> bool:
    problem, table = restore_draw(commitment)
    cells = describe_cells(table, weighted=problem.rules.weighted)
    return cells == commitment.document.cells and not any(
        check_pattern(problem, table.cells, pattern.seats) for pattern in table.patterns
    )
