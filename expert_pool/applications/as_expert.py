"""From what was typed to the expert whom the rules see.

Needs sections in which `check_application` found nothing. It judges nobody: the
result goes to `expert_pool.eligibility`. Parent units and aliases are not typed by
applicants; the bureau's register of units adds them.
"""

from dataclasses import dataclass
from datetime import date

from expert_pool.applications.field_reading import read_date
from expert_pool.applications.sections import (
    Section,
    SectionData,
    Sections,
    identity_claim,
    typed_list,
    typed_rows,
    typed_text,
)
from expert_pool.applications.verification import (
    RETIREMENT,
    Verification,
    is_confirmed,
    latest_by_credential,
)
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import (
    AvoidedUnit,
    Declarations,
    Employment,
    EmploymentKind,
    Expert,
    ExpertId,
    ExpertType,
    FieldOfWork,
    HonourHeld,
    QualificationHeld,
    Relation,
    RelationKind,
    Sector,
    Standing,
    StatutoryRetirement,
    TitleHeld,
    Unit,
)
from expert_pool.identity import check_identity, compact


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a person beside the sections: id, standing, identity index, checks."""

    expert_id: ExpertId
    standing: Standing = Standing.IMPORTED
    identity_index: str = ""
    verifications: tuple[Verification, ...] = ()


def to_expert(sections: Sections, record: Record, as_of: date) -> Expert:
    """The person of an application as every rule of the pool sees one.

    Raises:
        ExpertPoolError: `application.incomplete` where the sections were not complete.
    """
    person, fields = sections[Section.IDENTITY], sections[Section.FIELDS]
    identity = check_identity(identity_claim(person), as_of)
    if identity.birth_date is None or identity.sex is None:
        raise ExpertPoolError("application.incomplete", {"section": Section.IDENTITY})
    credentials, checks = sections[Section.CREDENTIALS], record.verifications
    since = typed_text(fields, "financial_work_since")
    return Expert(
        id=record.expert_id,
        name=typed_text(person, "name"),
        type=ExpertType(typed_text(person, "type")),
        birth_date=identity.birth_date,
        sex=identity.sex,
        division=typed_text(person, "division"),
        sector=Sector(typed_text(sections[Section.EMPLOYMENTS], "sector")),
        standing=record.standing,
        employments=employments_of(sections[Section.EMPLOYMENTS]),
        titles=_titles(credentials, checks),
        qualifications=_qualifications(credentials, checks),
        honours=_honours(credentials, checks),
        disciplines=typed_list(fields, "disciplines"),
        fields=_fields(fields),
        directions=typed_list(fields, "directions"),
        relations=relations_of(sections[Section.RELATIONS]),
        avoided_units=avoided_units_of(sections[Section.RELATIONS]),
        retirement=_retirement(person, checks),
        declarations=_declarations(sections[Section.PLEDGES], person),
        certificates=_count_certificates(credentials),
        financial_work_since=read_date(since) if since else None,
        identity_index=record.identity_index,
    )


def _unit(row: SectionData, name: str) -> Unit:
    return Unit(typed_text(row, name), compact(typed_text(row, "credit_code")))


def _day(row: SectionData, name: str) -> date | None:
    text = typed_text(row, name)
    return read_date(text) if text else None


def employments_of(data: SectionData) -> tuple[Employment, ...]:
    """The employments of a readable section."""
    return tuple(
        Employment(
            _unit(row, "employer"),
            EmploymentKind(typed_text(row, "kind")),
            read_date(typed_text(row, "start")),
            _day(row, "end"),
            typed_text(row, "position"),
        )
        for row in typed_rows(data, "employments")
    )


def _titles(data: SectionData, checks: tuple[Verification, ...]) -> tuple[TitleHeld, ...]:
    return tuple(
        TitleHeld(
            typed_text(row, "code"), _day(row, "obtained"), is_confirmed(f"titles.{n}", checks)
        )
        for n, row in enumerate(typed_rows(data, "titles"))
    )


def _qualifications(
    data: SectionData, checks: tuple[Verification, ...]
) -> tuple[QualificationHeld, ...]:
    latest = latest_by_credential(checks)
    held = []
    for number, row in enumerate(typed_rows(data, "qualifications")):
        place = f"qualifications.{number}"
        accepted = latest[place].accepted_as_senior if place in latest else None
        verified = is_confirmed(place, checks)
        held.append(
            QualificationHeld(typed_text(row, "code"), _day(row, "obtained"), verified, accepted)
        )
    return tuple(held)


def _honours(data: SectionData, checks: tuple[Verification, ...]) -> tuple[HonourHeld, ...]:
    return tuple(
        HonourHeld(typed_text(row, "code"), is_confirmed(f"honours.{number}", checks))
        for number, row in enumerate(typed_rows(data, "honours"))
    )


def _fields(data: SectionData) -> tuple[FieldOfWork, ...]:
    return tuple(
        FieldOfWork(
            typed_text(row, "code"),
            read_date(typed_text(row, "since")),
            typed_text(row, "evidence"),
        )
        for row in typed_rows(data, "fields")
    )


def relations_of(data: SectionData) -> tuple[Relation, ...]:
    """The declared relations of a readable section."""
    return tuple(
        Relation(
            RelationKind(typed_text(row, "kind")),
            typed_text(row, "person_name"),
            typed_text(row, "unit_name"),
            until=_day(row, "until"),
        )
        for row in typed_rows(data, "relations")
    )


def avoided_units_of(data: SectionData) -> tuple[AvoidedUnit, ...]:
    """The declared units to avoid of a readable section."""
    return tuple(
        AvoidedUnit(_unit(row, "name"), typed_text(row, "ground"), _day(row, "until"))
        for row in typed_rows(data, "avoided_units")
    )


def _retirement(
    person: SectionData, checks: tuple[Verification, ...]
) -> StatutoryRetirement | None:
    age = typed_text(person, "retirement_age")
    if not age:
        return None
    document = typed_text(person, "retirement_document")
    return StatutoryRetirement(int(age), document, is_confirmed(RETIREMENT, checks))


def _declarations(data: SectionData, person: SectionData) -> Declarations:
    return Declarations(
        time_and_health=typed_text(data, "time_and_health") == "yes",
        funding_rules=typed_text(data, "funding_rules") == "yes",
        pledge_version=typed_text(data, "pledge_version"),
        consent_version=typed_text(data, "consent_version"),
        sensitive_consent=typed_text(person, "sensitive_version"),
    )


def _count_certificates(data: SectionData) -> int:
    files = {
        file
        for group in ("titles", "qualifications", "honours")
        for row in typed_rows(data, group)
        for file in typed_list(row, "certificates")
    }
    return len(files)
