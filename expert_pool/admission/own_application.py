"""The way to an application for those whose it is: found, shown, and held for a change.

To everybody else an application does not exist. Which change is made is the caller's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_record import IN_POOL
from expert_pool.admission.private_fields import PRIVATE_FIELDS, masked_fields, open_sections
from expert_pool.applications import (
    FieldError,
    Record,
    Section,
    SectionData,
    Sections,
    State,
    check_application,
    check_section,
    to_expert,
)
from expert_pool.applications.sections import identity_claim, typed_text
from expert_pool.audit.entries import Actor
from expert_pool.eligibility import check_eligibility, check_unique_person
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Expert, ExpertId, Sex
from expert_pool.findings import Finding, Severity
from expert_pool.identity import WITH_IDENTITY_NUMBER, DocumentKind, check_identity
from expert_pool.policy import Policy, Stage
from expert_pool.storage.application_store import (
    ApplicationRecord,
    CheckRecord,
    find_by_identity,
    load_application,
    load_checks,
    load_open_application,
)
from expert_pool.storage.document_store import DocumentRecord, load_documents
from expert_pool.storage.expert_store import find_expert_by_identity, load_expert_of

EDITABLE: Final = frozenset({State.DRAFT, State.RETURNED})


@dataclass(frozen=True, slots=True)
class Edit:
    """Which application is to be changed, and the version of it that the person saw."""

    application_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Who the identity document says somebody is, with the numbers masked."""

    masked: Mapping[str, str]
    birth_date: date | None = None
    sex: Sex | None = None
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Dossier:
    """An application as its owner sees it: nothing private in full."""

    record: ApplicationRecord
    sections: Mapping[Section, SectionData]
    person: PersonShown
    errors: Mapping[Section, tuple[FieldError, ...]]
    whole: tuple[FieldError, ...]
    documents: Mapping[str, DocumentRecord]
    checks: tuple[CheckRecord, ...]

    @property
    def edit(self) -> Edit:
        """What a form on the page sends back."""
        return Edit(self.record.id, self.record.version)

    @property
    def editable(self) -> bool:
        """Whether the owner may change it now."""
        return self.record.application.state in EDITABLE

    @property
    def complete(self) -> bool:
        """Whether every section is complete and none contradicts another."""
        return not self.whole


def is_owner(record: ApplicationRecord, actor: Actor) -> bool:
    """Whether the application is the actor's own, or was entered by the actor for somebody."""
    life = record.application
    return bool(actor.account_id) and actor.account_id in {life.applicant, life.entered_by}


async def load_own(
    session: AsyncSession, actor: Actor, application_id: UUID, *, lock: bool = False
) -> ApplicationRecord:
    """An application of the actor's.

    Raises:
        ExpertPoolError: `application.not_found`, also where it is somebody else's.
    """
    record = await load_application(session, application_id, lock=lock)
    if record is None or not is_owner(record, actor):
        raise ExpertPoolError("application.not_found")
    return record


async def hold_for_change(session: AsyncSession, actor: Actor, edit: Edit) -> ApplicationRecord:
    """The application, kept from others until the commit, if it is still what the person saw.

    Raises:
        ExpertPoolError: `application.not_found`, `application.not_open_for_changes`, or
            `application.changed_meanwhile` where another window was faster.
    """
    record = await load_own(session, actor, edit.application_id, lock=True)
    if record.application.state not in EDITABLE:
        raise ExpertPoolError("application.not_open_for_changes")
    if record.version != edit.version:
        raise ExpertPoolError("application.changed_meanwhile")
    return record


async def find_membership(session: AsyncSession, actor: Actor) -> Expert | None:
    """The expert in the pool whom the account belongs to; an imported one is not in it yet."""
    found = await load_expert_of(session, UUID(actor.account_id))
    in_pool = found is not None and found.expert.standing in IN_POOL
    return found.expert if found and in_pool else None


async def read_current(desk: AdmissionDesk, actor: Actor, as_of: date) -> Dossier | None:
    """The actor's open application, or else the newest closed one, or None."""
    async with desk.database.read() as session:
        record = await load_open_application(session, UUID(actor.account_id))
        return await _compile(session, desk, record, as_of) if record else None


async def read_application(
    desk: AdmissionDesk, actor: Actor, application_id: UUID, as_of: date
) -> Dossier:
    """One application of the actor's: also one entered for somebody else.

    Raises:
        ExpertPoolError: `application.not_found`.
    """
    async with desk.database.read() as session:
        record = await load_own(session, actor, application_id)
        return await _compile(session, desk, record, as_of)


async def _compile(
    session: AsyncSession, desk: AdmissionDesk, record: ApplicationRecord, as_of: date
) -> Dossier:
    full = open_sections(desk.cipher, record)
    documents = await load_documents(session, record.id, inherited=True)
    return Dossier(
        record=record,
        sections={name: _without_private(data) for name, data in full.items()},
        person=describe_person(full, as_of),
        errors={
            section: check_section(section, full[section], desk.policy, desk.lists, as_of)
            for section in Section
        },
        whole=check_application(full, desk.policy, desk.lists, as_of),
        documents={str(document.id): document for document in documents},
        checks=await load_checks(session, record.id),
    )


def _without_private(data: SectionData) -> SectionData:
    return {name: value for name, value in data.items() if name not in PRIVATE_FIELDS}


def describe_person(full: Sections, as_of: date) -> PersonShown:
    """Birth date and sex as far as the document tells, and the masked numbers."""
    data, masked = full[Section.IDENTITY], masked_fields(full)
    kind = typed_text(data, "document_kind")
    if kind not in frozenset(DocumentKind) or not typed_text(data, "identity_number"):
        return PersonShown(masked)
    try:
        claim = identity_claim(data)
    except ValueError:
        return PersonShown(masked)
    found = check_identity(claim, as_of)
    derived = claim.kind in WITH_IDENTITY_NUMBER and found.birth_date is not None
    return PersonShown(masked, found.birth_date, found.sex, derived)


async def find_concerns(
    session: AsyncSession, desk: AdmissionDesk, record: ApplicationRecord, as_of: date
) -> tuple[Finding, ...]:
    """What the rules say about a complete application before it is submitted.

    Claims that nobody verified yet are questions, not bars. A second record of the same
    person is a bar, and names nobody (ELG-16).
    """
    full = open_sections(desk.cipher, record)
    expert = to_expert(full, _record_of(record), as_of)
    found = check_eligibility(expert, desk.policy, desk.lists, as_of, stage=Stage.SUBMIT)
    return (*await _find_second_record(session, desk, record, expert), *found)


def _record_of(record: ApplicationRecord) -> Record:
    return Record(ExpertId(str(record.expert_id or record.id)))


async def _find_second_record(
    session: AsyncSession, desk: AdmissionDesk, record: ApplicationRecord, expert: Expert
) -> tuple[Finding, ...]:
    if record.identity_index is None:
        return ()
    others = []
    known = await find_expert_by_identity(session, record.identity_index)
    if known is not None:
        others.append(ExpertId(str(known)))
    if await find_by_identity(session, record.identity_index, besides=record.id):
        others.append(ExpertId("another application"))
    return check_unique_person(expert, others, desk.policy)


def barring(findings: tuple[Finding, ...], policy: Policy) -> tuple[Finding, ...]:
    """The findings that refuse a submission: hard ones of rules that the policy asks then.

    A hard finding of a later stage (age, title, years) is explained to the applicant and
    left to the registrars: they see the certificates, the machine does not.
    """
    asked = policy.rules_at(Stage.SUBMIT)
    return tuple(f for f in findings if f.severity is Severity.HARD and f.rule_id in asked)
