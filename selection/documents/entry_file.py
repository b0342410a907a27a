"""One candidate's own entry in a draw as a file: the opening, its proof, and the chance.

Its one job is to write and to read that file. It opens nobody else's entry: the path holds
hashes of salted entries only. It must not judge an entry: `verify` does.
"""

from fractions import Fraction
from typing import Annotated, Final, Literal

from pydantic import Field

from expert_pool.audit.canonical import canonical_bytes
from expert_pool.audit.merkle import inclusion_path
from selection.documents.commitment import Commitment, leaves_of
from selection.documents.fields import Document, Hash, Version, Whole
from selection.documents.files import Refusals, read_document
from selection.documents.forms import CommitDocument, Opening, PoolEntry
from selection.errors import SelectionError

_REFUSALS: Final = Refusals("entry.not_canonical", "entry.not_an_entry")


class EntryFile(Document):
    """The entry of one candidate of one draw; `chance` is a fraction in lowest terms."""

    v: Version
    type: Literal["draw.entry"]
    commit_hash: Hash
    opening: Opening
    chance: tuple[Annotated[int, Field(ge=0, le=2**53 - 1)], Whole]


def write_entry_file(commitment: Commitment, pseudonym: str) -> EntryFile:
    """The own entry of the candidate with this pseudonym.

    Raises:
        SelectionError: `entry.no_candidate` for somebody who was no candidate.
    """
    places = (place for place, entry in enumerate(commitment.pool) if entry.e == pseudonym)
    index = next(places, None)
    if index is None:
        raise SelectionError("entry.no_candidate")
    entry = commitment.pool[index]
    path = inclusion_path(leaves_of(commitment.pool), index)
    chance = find_stated_chance(commitment.document, entry)
    return EntryFile(
        v=1,
        type="draw.entry",
        commit_hash=commitment.hash,
        opening=Opening(index=index, entry=entry, path=tuple(node.hex() for node in path)),
        chance=(chance.numerator, chance.denominator),
    )


def find_stated_chance(document: CommitDocument, entry: PoolEntry) -> Fraction:
    """The chance that the committed table gives to this entry, by plain arithmetic.

    Raises:
        SelectionError: `entry.no_cell` where the document has no cell for such an entry.
    """
    employers = {cell.employer for cell in document.cells}
    people = {cell.person for cell in document.cells}
    employer = entry.employer if entry.employer in employers else None
    key = (entry.meets, employer, entry.e if entry.e in people else None, entry.weight)
    for place, cell in enumerate(document.cells):
        if cell.key == key:
            seats = sum(row.weight * row.seats[place] for row in document.patterns)
            return Fraction(seats, sum(row.weight for row in document.patterns) * cell.size)
    raise SelectionError("entry.no_cell")


def entry_file_bytes(entry: EntryFile) -> bytes:
    """The entry as the file that is handed out: canonical JSON, not a byte more."""
    return canonical_bytes(entry.model_dump(mode="json"))


def parse_entry_file(data: bytes) -> EntryFile:
    """Read an entry that stands in its one canonical form, with no key beside the known.

    Raises:
        SelectionError: `entry.not_canonical` or `entry.not_an_entry`, with where it is.
    """
    return read_document(
        data,
        lambda read: EntryFile.model_validate_json(read, strict=True),
        entry_file_bytes,
        _REFUSALS,
    )
