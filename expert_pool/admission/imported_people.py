"""From rows of an old pool to what is stored: expert, account, draft, mailed link. No database.

Numbers are sealed here, ids and tokens are minted here. Nobody becomes a candidate by it:
the standing is `imported` until the person confirmed and two registrars verified.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Final
from uuid import UUID, uuid4

from expert_pool.accounts.signing_up import normal_email
from expert_pool.accounts.tokens import CONFIRM_IMPORT, LIFETIMES, hash_token, mint_token
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.private_fields import seal_fields, split_private
from expert_pool.admission.reference_numbers import new_reference_number
from expert_pool.admission.row_editing import KEY
from expert_pool.admission.sealing import PrivateData, seal_private_data
from expert_pool.applications import Application, Section, SectionData
from expert_pool.bulk_import import ImportedPerson, prefill_sections
from expert_pool.experts import (
    Employment,
    EmploymentKind,
    Expert,
    ExpertId,
    FieldOfWork,
    HonourHeld,
    QualificationHeld,
    Relation,
    RelationKind,
    Sector,
    Standing,
    TitleHeld,
    Unit,
)
from expert_pool.pinyin import pinyin_of
from expert_pool.storage.account_store import NewToken
from expert_pool.storage.application_store import ApplicationRecord
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.import_store import NewAccount

SOURCE: Final = "import"


@dataclass(frozen=True, slots=True)
class ImportedRecord:
    """All that one imported person brings into the database; `token` goes into the mail only."""

    row: int
    expert: ExpertRecord
    account: NewAccount
    application: ApplicationRecord
    kept_token: NewToken
    token: str

    @property
    def identity_index(self) -> bytes:
        """What tells that the identity number is known already."""
        return self.expert.sealed.identity_index or b""


def prepare_people(
    desk: AdmissionDesk, people: tuple[ImportedPerson, ...], now: datetime
) -> tuple[ImportedRecord, ...]:
    """Everybody as they will be stored. Takes a while for thousands: call it in a thread."""
    return tuple(_prepare(desk, person, now) for person in people)


def _prepare(desk: AdmissionDesk, person: ImportedPerson, now: datetime) -> ImportedRecord:
    expert_id, account_id = uuid4(), uuid4()
    address, token = normal_email(person.email), mint_token()
    private = PrivateData(person.identity_number, person.phone)
    expert = ExpertRecord(
        expert=as_expert(person, expert_id),
        email=address,
        name_pinyin=pinyin_of(person.name),
        sealed=seal_private_data(desk.cipher, expert_id, private),
    )
    return ImportedRecord(
        row=person.row,
        expert=expert,
        account=NewAccount(account_id, address, person.name),
        application=_application(desk, person, expert, account_id, now),
        kept_token=NewToken(
            hash_token(token),
            account_id,
            CONFIRM_IMPORT,
            now + LIFETIMES[CONFIRM_IMPORT],
            {"expert_id": str(expert_id)},
        ),
        token=token,
    )


def as_expert(person: ImportedPerson, expert_id: UUID) -> Expert:
    """The person as far as the row tells; what has no date stays in the draft alone."""
    return Expert(
        id=ExpertId(str(expert_id)),
        name=person.name,
        type=person.type,
        birth_date=person.birth_date,
        sex=person.sex,
        division=person.division,
        sector=person.sector or Sector.OTHER,
        standing=Standing.IMPORTED,
        employments=tuple(_employments(person)),
        titles=(TitleHeld(person.title, person.title_date),) if person.title else (),
        qualifications=tuple(_qualifications(person)),
        honours=tuple(HonourHeld(code) for code in person.honours),
        disciplines=person.disciplines,
        fields=tuple(_fields(person)),
        directions=person.directions,
        relations=tuple(Relation(RelationKind.ADVISER, name) for name in person.advisers),
        financial_work_since=person.financial_since,
    )


def _employments(person: ImportedPerson) -> Iterator[Employment]:
    if person.employed_since:
        unit = Unit(person.employer, person.credit_code)
        start, position = person.employed_since, person.position
        yield Employment(unit, EmploymentKind.EMPLOYED, start, position=position)


def _qualifications(person: ImportedPerson) -> Iterator[QualificationHeld]:
    if person.qualification:
        yield QualificationHeld(person.qualification, person.qualification_date)


def _fields(person: ImportedPerson) -> Iterator[FieldOfWork]:
    if person.field_since:
        for code in person.fields:
            yield FieldOfWork(code, person.field_since)


def _application(
    desk: AdmissionDesk,
    person: ImportedPerson,
    expert: ExpertRecord,
    account_id: UUID,
    now: datetime,
) -> ApplicationRecord:
    """The draft that the person only has to correct, complete and hand in."""
    application_id = uuid4()
    sections = prefill_sections(person)
    open_part, private = split_private(sections[Section.IDENTITY])
    # The sign-in address is the one of the row; a second one would only repeat it.
    kept: dict[str, SectionData] = {
        section.value: _with_keys(data) for section, data in sections.items()
    }
    kept[Section.IDENTITY.value] = {**open_part, "email": ""}
    return ApplicationRecord(
        id=application_id,
        reference_number=new_reference_number(desk.policy.text("reference_prefix"), now.year),
        application=Application(applicant=str(account_id)),
        source=SOURCE,
        email=expert.email,
        sections=kept,
        secret_cipher=seal_fields(desk.cipher, application_id, private),
        identity_index=expert.sealed.identity_index,
        expert_id=UUID(expert.expert.id),
    )


def _with_keys(data: SectionData) -> SectionData:
    """Each row with a key of its own, as pages know it by."""
    return {
        name: [{KEY: token_hex(4), **row} if isinstance(row, Mapping) else row for row in value]
        if isinstance(value, list)
        else value
        for name, value in data.items()
    }
