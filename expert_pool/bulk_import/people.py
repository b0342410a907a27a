"""A person as one accepted row says: typed values, nothing verified, nothing confirmed."""

from dataclasses import dataclass
from datetime import date

from expert_pool.applications.sections import Section, SectionData
from expert_pool.experts import EmploymentKind, ExpertType, RelationKind, Sector, Sex
from expert_pool.identity import DocumentKind


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    """One row of an existing pool. Empty or None means that the file did not say."""

    row: int
    name: str
    identity_number: str
    birth_date: date
    sex: Sex
    email: str
    type: ExpertType
    division: str
    employer: str
    phone: str = ""
    credit_code: str = ""
    employed_since: date | None = None
    position: str = ""
    sector: Sector | None = None
    title: str = ""
    title_date: date | None = None
    qualification: str = ""
    qualification_date: date | None = None
    honours: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    field_since: date | None = None
    disciplines: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    financial_since: date | None = None
    advisers: tuple[str, ...] = ()


def prefill_sections(person: ImportedPerson) -> dict[Section, SectionData]:
    """The sections of an application as far as the file fills them, for the person to confirm.

    Pledges, consent and certificates are never imported: they are the person's own.
    """
    return {
        Section.IDENTITY: {
            "name": person.name,
            "document_kind": DocumentKind.RESIDENT_IDENTITY.value,
            "identity_number": person.identity_number,
            "phone": person.phone,
            "email": person.email,
            "type": person.type.value,
            "division": person.division,
        },
        Section.EMPLOYMENTS: {
            "sector": person.sector.value if person.sector else "",
            "employments": [
                {
                    "employer": person.employer,
                    "credit_code": person.credit_code,
                    "kind": EmploymentKind.EMPLOYED.value,
                    "start": _written(person.employed_since),
                    "position": person.position,
                }
            ],
        },
        Section.CREDENTIALS: {
            "titles": _held(person.title, person.title_date),
            "qualifications": _held(person.qualification, person.qualification_date),
            "honours": [{"code": code} for code in person.honours],
        },
        Section.FIELDS: {
            "fields": [
                {"code": code, "since": _written(person.field_since)} for code in person.fields
            ],
            "disciplines": list(person.disciplines),
            "directions": list(person.directions),
            "financial_work_since": _written(person.financial_since),
        },
        Section.RELATIONS: {
            "relations": [
                {"kind": RelationKind.ADVISER.value, "person_name": name}
                for name in person.advisers
            ],
        },
    }


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


def _held(code: str, obtained: date | None) -> list[dict[str, str]]:
    return [{"code": code, "obtained": _written(obtained)}] if code else []
