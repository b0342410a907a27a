"""Two records, one person? Certain by identity, suspected by name, birth and employer.

Its one job is to point a registrar at records to compare (rule ELG-16). It must not merge
or refuse anything: namesakes are allowed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from expert_pool.experts import Expert, ExpertId
from expert_pool.findings import Finding, Severity
from expert_pool.persons import normal_person_name
from expert_pool.policy import Policy
from expert_pool.units import same_legal_person


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another record that is, or may be, the same person; a hard finding is certain."""

    other: ExpertId
    finding: Finding


def find_duplicates(
    record: Expert, others: Iterable[Expert], policy: Policy
) -> tuple[Duplicate, ...]:
    """The records that hold the same person as this one, certain ones first.

    The same identity is the same person (ELG-16). The same name, birth date and a shared
    employer are a suspicion. Two known but different identities are never the same person.
    """
    found = (
        Duplicate(other.id, finding)
        for other in others
        if other.id != record.id and (finding := _compare(record, other, policy)) is not None
    )
    return tuple(sorted(found, key=lambda it: it.finding.severity is not Severity.HARD))


def _compare(record: Expert, other: Expert, policy: Policy) -> Finding | None:
    source = policy.source("ELG-16")
    if record.identity_index and other.identity_index:
        same = record.identity_index == other.identity_index
        return Finding("ELG-16.same_identity", policy.severity("ELG-16"), source) if same else None
    if _looks_alike(record, other):
        return Finding("ELG-16.same_name_birth_employer", Severity.SOFT, source)
    return None


def _looks_alike(record: Expert, other: Expert) -> bool:
    return (
        record.birth_date == other.birth_date
        and normal_person_name(record.name) == normal_person_name(other.name)
        and any(
            same_legal_person(tie.unit, theirs.unit)
            for tie in record.employments
            for theirs in other.employments
        )
    )
