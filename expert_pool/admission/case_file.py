"""An application as registrars see it: data beside certificates, checks, findings, look-alikes.

Nothing private is shown in full here; opening a number is an act of its own
(`expert_pool.admission.private_reading`). It changes nothing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_application import PersonShown, describe_person
from expert_pool.admission.private_fields import PRIVATE_FIELDS, open_sections
from expert_pool.applications import (
    Act,
    Record,
    Section,
    SectionData,
    Sections,
    State,
    Verification,
    credentials_to_check,
    find_unchecked,
    permitted_acts,
    to_expert,
)
from expert_pool.applications.sections import typed_list, typed_rows, typed_text
from expert_pool.applications.verification import INTEGRITY, RETIREMENT
from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from expert_pool.crediting.barring import find_bars_of
from expert_pool.duplicates import find_duplicates
from expert_pool.eligibility import check_eligibility
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Expert, ExpertId, Standing
from expert_pool.findings import Finding
from expert_pool.policy import Stage
from expert_pool.storage.application_store import (
    ApplicationRecord,
    CheckRecord,
    load_application,
    load_checks,
)
from expert_pool.storage.document_store import DocumentRecord, load_documents
from expert_pool.storage.expert_search import find_alike
from expert_pool.storage.expert_store import load_expert
from expert_pool.storage.review_store import (
    Case,
    KeptVerification,
    find_open_by_identity,
    load_verifications,
    names_of,
)

CHANGE: Final = "change"


@dataclass(frozen=True, slots=True)
class CredentialShown:
    """One credential with its certificates and the check that counts, if there is one."""

    place: str
    data: SectionData
    documents: tuple[DocumentRecord, ...]
    verification: Verification | None


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Somebody of the pool who is, or may be, the same person."""

    expert: Expert
    number: int | None
    finding: Finding


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All that a registrar decides by; `names` are those of the accounts that took part.

    `former` is the record in force where a member asks for a change of it.
    """

    record: ApplicationRecord
    sections: Sections
    person: PersonShown
    credentials: tuple[CredentialShown, ...]
    papers: tuple[DocumentRecord, ...]
    checks: tuple[CheckRecord, ...]
    findings: tuple[Finding, ...]
    alike: tuple[LookAlike, ...]
    cases: tuple[Case, ...]
    names: Mapping[str, str]
    permitted: tuple[Act, ...]
    former: Expert | None = None

    @property
    def may_verify(self) -> bool:
        """Whether this registrar may record checks of credentials now."""
        return Act.RECOMMEND in self.permitted or Act.ADMIT in self.permitted


def day_in_china(moment: datetime) -> date:
    """The day on which a moment falls in China."""
    return moment.astimezone(CHINA).date()


async def load_case(
    session: AsyncSession, application_id: UUID, *, lock: bool = False
) -> ApplicationRecord:
    """An application that was handed in; a draft is its writer's alone.

    Raises:
        ExpertPoolError: `application.not_found`.
    """
    record = await load_application(session, application_id, lock=lock)
    if record is None or record.submitted_at is None or record.application.state is State.DRAFT:
        raise ExpertPoolError("application.not_found")
    return record


async def read_case(
    desk: AdmissionDesk, actor: Actor, application_id: UUID, as_of: date
) -> CaseFile:
    """The whole case, for the page on which it is checked.

    Raises:
        ExpertPoolError: `application.not_found`.
    """
    async with desk.database.read() as session:
        record = await load_case(session, application_id)
        full = open_sections(desk.cipher, record)
        kept = await load_verifications(session, record.id, inherited=True)
        counting = counting_verifications(record, full, kept)
        documents = await load_documents(session, record.id, inherited=True)
        expert = expert_of(record, full, counting, as_of)
        checks = await load_checks(session, record.id)
        return CaseFile(
            record=record,
            sections={name: without_private(data) for name, data in full.items()},
            person=describe_person(full, as_of),
            credentials=_credentials(full, counting, documents),
            papers=tuple(one for one in documents if one.kind == "paper"),
            checks=checks,
            findings=(
                *await find_bars_against(session, desk, record, as_of),
                *find_help(desk, full, counting, expert, as_of),
            ),
            alike=await _look_alikes(session, desk, expert),
            cases=await _same_identity(session, record),
            names=await names_of(session, _accounts(record, checks, counting)),
            permitted=permitted_acts(record.application, actor.account_id, desk.policy),
            former=await _former(session, record),
        )


async def _former(session: AsyncSession, record: ApplicationRecord) -> Expert | None:
    if record.source != CHANGE or record.expert_id is None:
        return None
    found = await load_expert(session, record.expert_id)
    return found.expert if found else None


def find_help(
    desk: AdmissionDesk,
    full: Sections,
    verifications: tuple[Verification, ...],
    expert: Expert,
    as_of: date,
) -> tuple[Finding, ...]:
    """What speaks against admitting the person today: eligibility, then unchecked credentials."""
    found = check_eligibility(expert, desk.policy, desk.lists, as_of, stage=Stage.ADMIT)
    return (*found, *find_unchecked(full, verifications, desk.policy))


async def find_bars_against(
    session: AsyncSession, desk: AdmissionDesk, record: ApplicationRecord, as_of: date
) -> tuple[Finding, ...]:
    """EVA-05: measures in force against the applicant; a member may still correct the own data."""
    if record.source == CHANGE:
        return ()
    who = (record.expert_id or record.id, record.identity_index)
    return await find_bars_of(session, desk.policy, who, as_of)


def expert_of(
    record: ApplicationRecord,
    full: Sections,
    verifications: tuple[Verification, ...],
    as_of: date,
) -> Expert:
    """The applicant as the rules see one; verified is what the counting checks confirmed."""
    index = (record.identity_index or b"").hex()
    known = ExpertId(str(record.expert_id or record.id))
    return to_expert(full, Record(known, Standing.ACTIVE, index, verifications), as_of)


def counting_verifications(
    record: ApplicationRecord, full: Sections, kept: tuple[KeptVerification, ...]
) -> tuple[Verification, ...]:
    """The checks whose credential still says what was checked, at the places of today.

    A title that came back corrected has to be checked again; one that stayed has not.
    """
    places = {content_digest(record, full, place): place for place in credentials_to_check(full)}
    return tuple(
        replace(
            one.verification,
            credential=places[one.content],
            checked_on=day_in_china(one.at),
        )
        for one in kept
        if one.content in places
    )


def content_digest(record: ApplicationRecord, full: Sections, place: str) -> bytes:
    """The digest of what a verification is about; a credit check holds for one round only."""
    if place == INTEGRITY:
        about: object = [str(record.id), record.version, (record.identity_index or b"").hex()]
    elif place == RETIREMENT:
        person = full[Section.IDENTITY]
        about = [typed_text(person, name) for name in ("retirement_age", "retirement_document")]
    else:
        group, _, number = place.partition(".")
        about = dict(typed_rows(full[Section.CREDENTIALS], group)[int(number)])
    text = json.dumps([place.partition(".")[0], about], sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).digest()


def without_private(data: SectionData) -> SectionData:
    """A section without what must not lie open."""
    return {name: value for name, value in data.items() if name not in PRIVATE_FIELDS}


def _credentials(
    full: Sections,
    verifications: tuple[Verification, ...],
    documents: tuple[DocumentRecord, ...],
) -> tuple[CredentialShown, ...]:
    by_id = {str(one.id): one for one in documents}
    latest = {check.credential: check for check in verifications}
    shown = []
    for place in credentials_to_check(full):
        group, _, number = place.partition(".")
        rows = typed_rows(full[Section.CREDENTIALS], group)
        data = rows[int(number)] if number else {}
        files = tuple(by_id[one] for one in typed_list(data, "certificates") if one in by_id)
        shown.append(CredentialShown(place, data, files, latest.get(place)))
    return tuple(shown)


async def _look_alikes(
    session: AsyncSession, desk: AdmissionDesk, expert: Expert
) -> tuple[LookAlike, ...]:
    """Who of the pool to compare with (ELG-16): registrars may see the whole pool."""
    index = bytes.fromhex(expert.identity_index) or None
    ids = await find_alike(session, index, expert.birth_date)
    records = [await load_expert(session, one) for one in ids]
    known = {one.expert.id: one for one in records if one is not None}
    others = [one.expert for one in known.values()]
    return tuple(
        LookAlike(known[found.other].expert, known[found.other].number, found.finding)
        for found in find_duplicates(expert, others, desk.policy)
    )


async def _same_identity(session: AsyncSession, record: ApplicationRecord) -> tuple[Case, ...]:
    if record.identity_index is None:
        return ()
    return await find_open_by_identity(session, record.identity_index, besides=record.id)


def _accounts(
    record: ApplicationRecord,
    checks: tuple[CheckRecord, ...],
    verifications: tuple[Verification, ...],
) -> frozenset[str]:
    life = record.application
    taken_part = (life.entered_by, life.first_registrar, life.second_registrar)
    return frozenset(
        (
            *taken_part,
            *(str(check.registrar_id) for check in checks),
            *(check.registrar for check in verifications),
        )
    ) - {""}
