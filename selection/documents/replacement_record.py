"""The record of a panel's replacements: what left each seat, who came, and who was passed over.

Its one job is that document: canonical JSON, attached to one draw by its digests, signed
like the receipt, in two forms. The auditor's names every reserve who was passed over with
each finding; the public one opens the entries of those who came and keeps the order
sealed. It must not judge itself: `verify` derives every step again.
"""

from collections.abc import Sequence
from typing import Annotated, Final, Literal, Self, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import Field, TypeAdapter, model_validator

from expert_pool.audit.canonical import canonical_bytes
from expert_pool.audit.merkle import inclusion_path
from selection.documents.commitment import hash_document, leaf_of
from selection.documents.fields import Count, Document, Hash, Name, Seats, Time, Version, Whole
from selection.documents.files import Refusals, read_document, sign_document
from selection.documents.forms import Opening, PoolEntry, Signature
from selection.replacement import Passed, Seat

RECORD_TAG: Final = b"panel-draw/v1/replacements\x00"
_REFUSALS: Final = Refusals("replacements.not_canonical", "replacements.not_a_record")
MOST_STEPS: Final = 10_000


class PassedOver(Document):
    """A reserve who could not take the seat: the codes of the findings.

    `stated` says that they are facts of that day; else they follow from the receipt.
    """

    e: Name
    codes: Annotated[tuple[Name, ...], Field(min_length=1)]
    stated: bool


class VacancyStep(Document):
    """A member left a seat, and the walk that followed: who came, or nobody."""

    kind: Literal["vacancy"]
    number: Whole
    seat: Seats
    leaver: Name
    reason: Name
    t: Time
    rank: Count
    successor: Name | None
    passed: tuple[PassedOver, ...]

    @model_validator(mode="after")
    def _check_rank(self) -> Self:
        if (self.rank == 0) != (self.successor is None):
            raise ValueError("a successor has a rank, nobody has none")
        return self


class SupplementStep(Document):
    """A member of a supplementary draw took a seat that no reserve could take."""

    kind: Literal["supplement"]
    number: Whole
    seat: Seats
    t: Time
    commit_hash: Hash
    successor: Name
    meets: tuple[Name, ...]


class SeatNow(Document):
    """Who sits on a seat after all steps, or nobody."""

    seat: Seats
    e: Name | None


Step = Annotated[VacancyStep | SupplementStep, Field(discriminator="kind")]


class _Record(Document):
    v: Version
    type: Literal["draw.replacements"]
    commit_hash: Hash
    result_digest: Hash
    steps: Annotated[tuple[Step, ...], Field(max_length=MOST_STEPS)]
    panel: tuple[SeatNow, ...]
    signature: Signature | None

    @model_validator(mode="after")
    def _check_numbers(self) -> Self:
        if [step.number for step in self.steps] != list(range(1, len(self.steps) + 1)):
            raise ValueError("steps are numbered from 1")
        times = [step.t for step in self.steps]
        if times != sorted(times):
            raise ValueError("steps stand in the order of their times")
        return self


class FullRecord(_Record):
    """The auditor's form: with every reserve who was passed over."""

    form: Literal["full"]


class PublicRecord(_Record):
    """The public form: the entries of those who came, with proofs; nobody else's."""

    form: Literal["public"]
    openings: tuple[Opening, ...]

    @model_validator(mode="after")
    def _check_sealed(self) -> Self:
        if any(step.kind == "vacancy" and (step.passed or step.rank > 1) for step in self.steps):
            raise ValueError("the order stays sealed")
        return self


Record = FullRecord | PublicRecord
Form = TypeVar("Form", FullRecord, PublicRecord)
_ADAPTER: Final[TypeAdapter[FullRecord | PublicRecord]] = TypeAdapter(
    Annotated[FullRecord | PublicRecord, Field(discriminator="form")]
)


def write_full_record(
    digests: tuple[str, str], steps: Sequence[Step], seats: Sequence[Seat]
) -> FullRecord:
    """The auditor's record, unsigned; `digests` are the draw's commit hash and result digest."""
    commit_hash, result_digest = digests
    return FullRecord(
        v=1,
        type="draw.replacements",
        form="full",
        commit_hash=commit_hash,
        result_digest=result_digest,
        steps=tuple(steps),
        panel=describe_seats(seats),
        signature=None,
    )


def write_public_record(record: FullRecord, pool: Sequence[PoolEntry]) -> PublicRecord:
    """The public record of the same steps, unsigned: no ranks, nobody who was passed over."""
    came = {step.successor for step in record.steps if step.kind == "vacancy"}
    leaves = [leaf_of(entry) for entry in pool] if came - {None} else []
    openings = tuple(
        Opening(
            index=index,
            entry=entry,
            path=tuple(node.hex() for node in inclusion_path(leaves, index)),
        )
        for index, entry in enumerate(pool)
        if entry.e in came
    )
    return PublicRecord(
        v=1,
        type="draw.replacements",
        form="public",
        commit_hash=record.commit_hash,
        result_digest=record.result_digest,
        steps=tuple(_seal(step) for step in record.steps),
        panel=record.panel,
        openings=openings,
        signature=None,
    )


def _seal(step: Step) -> Step:
    if isinstance(step, SupplementStep):
        return step
    return step.model_copy(update={"passed": (), "rank": min(step.rank, 1)})


def describe_passed(passed: Sequence[Passed]) -> tuple[PassedOver, ...]:
    """Those passed over as the record holds them: codes, each once, in order."""
    return tuple(
        PassedOver(
            e=one.reserve,
            codes=tuple(sorted({finding.code for finding in one.findings})),
            stated=one.stated,
        )
        for one in passed
    )


def describe_seats(seats: Sequence[Seat]) -> tuple[SeatNow, ...]:
    """Who sits where, as the record holds it."""
    return tuple(
        SeatNow(seat=it.position, e=None if it.vacant else it.holder.pseudonym) for it in seats
    )


def signing_input(record: Record) -> bytes:
    """The bytes that the service signs: a tag and the digest of the record without signature."""
    return RECORD_TAG + bytes.fromhex(record_digest(record))


def record_digest(record: Record) -> str:
    """SHA-256 of the record without its signature: what the log holds after each step."""
    return hash_document(record.model_copy(update={"signature": None}))


def sign_record(record: Form, key: Ed25519PrivateKey) -> Form:
    """The record with the service's signature."""
    return sign_document(record, key, signing_input(record))


def record_bytes(record: Record) -> bytes:
    """The record as the file that is handed out: canonical JSON, not a byte more."""
    return canonical_bytes(record.model_dump(mode="json"))


def parse_record(data: bytes) -> Record:
    """Read a record that stands in its one canonical form, with no key beside the known.

    Raises:
        SelectionError: `replacements.not_canonical` or `replacements.not_a_record`.
    """
    return read_document(
        data, lambda read: _ADAPTER.validate_json(read, strict=True), record_bytes, _REFUSALS
    )
