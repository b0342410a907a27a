"""The six sections of an application, field by field, as a table.

Section data are plain mappings of strings and lists, as a person typed them; a draft
keeps anything. Which fields a section has, which are needed and of what kind stands
here once, for forms and checks alike. Nothing is judged in this module.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from expert_pool.experts import EmploymentKind, RelationKind, Sector, Sex
from expert_pool.findings import Param
from expert_pool.identity import DocumentKind, IdentityClaim

SectionData = Mapping[str, object]


class Section(StrEnum):
    """The tasks of the task list, in their order."""

    IDENTITY = "identity"
    EMPLOYMENTS = "employments"
    CREDENTIALS = "credentials"
    FIELDS = "fields"
    RELATIONS = "relations"
    PLEDGES = "pledges"


Sections = Mapping[Section, SectionData]


class Kind(StrEnum):
    """What a field holds, and so how it is read."""

    TEXT = "text"
    DATE = "date"
    PAST_DATE = "past_date"
    CODE = "code"
    CHOICE = "choice"
    YES = "yes"
    IDENTITY = "identity"
    CREDIT_CODE = "credit_code"
    PHONE = "phone"
    EMAIL = "email"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field: its name in the data, its kind, whether it is needed, and from which list."""

    name: str
    kind: Kind
    required: bool = False
    codes: str = ""
    choices: tuple[str, ...] = ()
    longest: int = 200


@dataclass(frozen=True, slots=True)
class RowsRule:
    """A group that repeats, e.g. the employments: its fields, and how many rows it may have."""

    name: str
    fields: tuple[FieldRule, ...]
    fewest: int = 0
    most: int = 20
    unique: str = ""


@dataclass(frozen=True, slots=True)
class ListRule:
    """Several values of one field, e.g. research directions."""

    item: FieldRule
    fewest: int = 0
    most: int = 10


@dataclass(frozen=True, slots=True)
class SectionRule:
    """All fields of one section."""

    fields: tuple[FieldRule, ...] = ()
    rows: tuple[RowsRule, ...] = ()
    lists: tuple[ListRule, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field, e.g. `titles.0.obtained`, as a code with parameters."""

    field: str
    code: str
    params: tuple[tuple[str, Param], ...] = ()
    section: str = ""


_HELD = (
    FieldRule("obtained", Kind.PAST_DATE, required=True),
    FieldRule("number", Kind.TEXT, longest=60),
    FieldRule("issuer", Kind.TEXT),
)

SECTION_RULES: Mapping[Section, SectionRule] = {
    Section.IDENTITY: SectionRule(
        fields=(
            FieldRule("name", Kind.TEXT, required=True, longest=60),
            FieldRule("document_kind", Kind.CHOICE, required=True, choices=tuple(DocumentKind)),
            FieldRule("sensitive_consent", Kind.YES, required=True),
            FieldRule("sensitive_version", Kind.TEXT, required=True, longest=20),
            FieldRule("identity_number", Kind.IDENTITY, required=True, longest=40),
            FieldRule("birth_date", Kind.PAST_DATE),
            FieldRule("sex", Kind.CHOICE, choices=tuple(Sex)),
            FieldRule("phone", Kind.PHONE, required=True),
            FieldRule("email", Kind.EMAIL),
            FieldRule("type", Kind.CHOICE, required=True),
            FieldRule("division", Kind.CODE, required=True, codes="divisions"),
            FieldRule("retirement_age", Kind.AGE),
            FieldRule("retirement_document", Kind.TEXT),
        ),
    ),
    Section.EMPLOYMENTS: SectionRule(
        fields=(FieldRule("sector", Kind.CHOICE, required=True, choices=tuple(Sector)),),
        rows=(
            RowsRule(
                "employments",
                (
                    FieldRule("employer", Kind.TEXT, required=True),
                    FieldRule("credit_code", Kind.CREDIT_CODE),
                    FieldRule("kind", Kind.CHOICE, required=True, choices=tuple(EmploymentKind)),
                    FieldRule("start", Kind.PAST_DATE, required=True),
                    FieldRule("end", Kind.DATE),
                    FieldRule("position", Kind.TEXT),
                ),
                fewest=1,
            ),
        ),
    ),
    Section.CREDENTIALS: SectionRule(
        rows=(
            RowsRule(
                "titles",
                (FieldRule("code", Kind.CODE, required=True, codes="titles"), *_HELD),
                unique="code",
            ),
            RowsRule(
                "qualifications",
                (FieldRule("code", Kind.CODE, required=True, codes="qualifications"), *_HELD),
                unique="code",
            ),
            RowsRule(
                "honours",
                (FieldRule("code", Kind.CODE, required=True, codes="honours"),),
                unique="code",
            ),
        ),
    ),
    Section.FIELDS: SectionRule(
        fields=(FieldRule("financial_work_since", Kind.PAST_DATE),),
        rows=(
            RowsRule(
                "fields",
                (
                    FieldRule("code", Kind.CODE, required=True, codes="fields"),
                    FieldRule("since", Kind.PAST_DATE, required=True),
                    FieldRule("evidence", Kind.TEXT, required=True, longest=500),
                ),
                fewest=1,
                unique="code",
            ),
        ),
        lists=(
            ListRule(FieldRule("disciplines", Kind.CODE, codes="disciplines"), fewest=1, most=5),
            ListRule(FieldRule("directions", Kind.TEXT, longest=60), fewest=1),
        ),
    ),
    Section.RELATIONS: SectionRule(
        fields=(FieldRule("nothing_to_declare", Kind.TEXT),),
        rows=(
            RowsRule(
                "relations",
                (
                    FieldRule("kind", Kind.CHOICE, required=True, choices=tuple(RelationKind)),
                    FieldRule("person_name", Kind.TEXT, required=True, longest=60),
                    FieldRule("unit_name", Kind.TEXT),
                    FieldRule("until", Kind.DATE),
                ),
                most=50,
            ),
            RowsRule(
                "avoided_units",
                (
                    FieldRule("name", Kind.TEXT, required=True),
                    FieldRule("credit_code", Kind.CREDIT_CODE),
                    FieldRule("ground", Kind.CODE, required=True, codes="recusal_grounds"),
                    FieldRule("until", Kind.DATE),
                ),
                most=50,
            ),
        ),
    ),
    Section.PLEDGES: SectionRule(
        fields=(
            FieldRule("truthful", Kind.YES, required=True),
            FieldRule("time_and_health", Kind.YES, required=True),
            FieldRule("consent", Kind.YES, required=True),
            FieldRule("funding_rules", Kind.TEXT),
            FieldRule("pledge_version", Kind.TEXT, required=True, longest=20),
            FieldRule("consent_version", Kind.TEXT, required=True, longest=20),
        ),
    ),
}


def typed_text(data: SectionData, name: str) -> str:
    """What somebody typed into a field, without outer spaces; empty where nothing was."""
    value = data.get(name)
    return value.strip() if isinstance(value, str) else ""


def typed_list(data: SectionData, name: str) -> tuple[str, ...]:
    """The values of a field that takes several, without the empty ones."""
    values = data.get(name)
    if not isinstance(values, list | tuple):
        return ()
    return tuple(value.strip() for value in values if isinstance(value, str) and value.strip())


def typed_rows(data: SectionData, name: str) -> tuple[SectionData, ...]:
    """The rows of a group that repeats; a row in which nothing was typed is none."""
    rows = data.get(name)
    if not isinstance(rows, list | tuple):
        return ()
    return tuple(row for row in rows if isinstance(row, Mapping) and any(row.values()))


def identity_claim(data: SectionData) -> IdentityClaim:
    """Who somebody says to be, from a readable identity section."""
    born, sex = typed_text(data, "birth_date"), typed_text(data, "sex")
    return IdentityClaim(
        DocumentKind(typed_text(data, "document_kind")),
        typed_text(data, "identity_number"),
        date.fromisoformat(born) if born else None,
        Sex(sex) if sex else None,
    )
