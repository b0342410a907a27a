"""The certificate of the odds as a file: a lottery, and the proof that none is more equal.

Its one job is to write and to read that file; every number in it is whole or a fraction in
lowest terms. It must not judge a certificate: `selection.fairness` does, from the input.
"""

from fractions import Fraction
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints

from selection.certificate import Certificate, Cut, ProofStep
from selection.documents.fields import Count, Document, Hash, Name, Version
from selection.documents.files import Refusals, read_document
from selection.documents.forms import PatternEntry
from selection.documents.writing import document_bytes
from selection.fairness import FairLottery, Proof
from selection.problem import Pattern

MOST_PATTERNS: Final = 10_000
_REFUSALS: Final = Refusals("certificate.not_canonical", "certificate.not_a_certificate")
_WHOLE: Final = "[1-9][0-9]{0,999}"


def _check_lowest_terms(text: str) -> str:
    if str(Fraction(text)) != text:
        raise ValueError("a fraction stands in lowest terms")
    return text


Ratio = Annotated[
    str,
    StringConstraints(pattern=rf"^(0|-?{_WHOLE}(/{_WHOLE})?)$"),
    AfterValidator(_check_lowest_terms),
]
Factor = Annotated[int, Field(ge=-(2**53 - 1), le=2**53 - 1)]


class Multiplier(Document):
    """A rule by its name, and how often it is taken.

    The name is `seats`; `quota`, `employer`, `cell` or `cut` and which; `conflict` and the people.
    """

    rule: Annotated[tuple[Name, ...], Field(min_length=1)]
    times: Ratio


class StepEntry(Document):
    """One level: the chance (/ weight) that these cells cannot all be above."""

    chance: Ratio
    cells: Annotated[tuple[Count, ...], Field(min_length=1)]
    multipliers: tuple[Multiplier, ...]


class CutEntry(Document):
    """A bound on the sum of factor x seats over (cell, factor), from all legal patterns."""

    terms: tuple[tuple[Count, Factor], ...]
    most: Factor


class ProofEntry(Document):
    """Who is split off for the cells, the levels over them, and the cuts that they lean on."""

    employers: tuple[Name, ...]
    people: tuple[Name, ...]
    steps: tuple[StepEntry, ...]
    cuts: tuple[CutEntry, ...]


class OddsCertificate(Document):
    """The lottery and its proofs; `input` is the digest of everything that was frozen."""

    v: Version
    type: Literal["odds.certificate"]
    input: Hash
    unseated: tuple[ProofEntry, ...]
    proof: ProofEntry
    patterns: Annotated[tuple[PatternEntry, ...], Field(min_length=1, max_length=MOST_PATTERNS)]
    gap: Ratio


def write_certificate(lottery: FairLottery, frozen: str) -> OddsCertificate:
    """The certificate of a lottery over the frozen input that has this digest."""
    return OddsCertificate(
        v=1,
        type="odds.certificate",
        input=frozen,
        unseated=tuple(map(_write_proof, lottery.unseated)),
        proof=_write_proof(lottery.proof),
        patterns=tuple(PatternEntry(seats=p.seats, weight=p.weight) for p in lottery.patterns),
        gap=str(lottery.gap),
    )


def certificate_bytes(certificate: OddsCertificate) -> bytes:
    """The certificate as the file that is handed out: canonical JSON, not a byte more."""
    return document_bytes(certificate)


def parse_certificate(data: bytes) -> OddsCertificate:
    """Read a certificate that stands in its one canonical form, with no key beside the known.

    Raises:
        SelectionError: `certificate.not_canonical` or `certificate.not_a_certificate`.
    """
    return read_document(
        data,
        lambda read: OddsCertificate.model_validate_json(read, strict=True),
        certificate_bytes,
        _REFUSALS,
    )


def restore_lottery(certificate: OddsCertificate) -> FairLottery:
    """The lottery and the proofs that a certificate states."""
    return FairLottery(
        tuple(map(_read_proof, certificate.unseated)),
        _read_proof(certificate.proof),
        tuple(Pattern(row.seats, row.weight) for row in certificate.patterns),
        Fraction(certificate.gap),
    )


def _write_proof(proof: Proof) -> ProofEntry:
    return ProofEntry(
        employers=tuple(sorted(proof.employers)),
        people=tuple(sorted(proof.people)),
        steps=tuple(
            StepEntry(
                chance=str(step.chance),
                cells=step.cells,
                multipliers=tuple(
                    Multiplier(rule=rule, times=str(times)) for rule, times in step.multipliers
                ),
            )
            for step in proof.certificate.steps
        ),
        cuts=tuple(CutEntry(terms=cut.terms, most=cut.most) for cut in proof.certificate.cuts),
    )


def _read_proof(proof: ProofEntry) -> Proof:
    steps = tuple(
        ProofStep(
            Fraction(step.chance),
            step.cells,
            tuple((one.rule, Fraction(one.times)) for one in step.multipliers),
        )
        for step in proof.steps
    )
    cuts = tuple(Cut(cut.terms, cut.most) for cut in proof.cuts)
    return Proof(frozenset(proof.employers), frozenset(proof.people), Certificate(steps, cuts))
