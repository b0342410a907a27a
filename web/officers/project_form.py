"""The form of a project with its parties, and the project that it means."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Literal
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator

from expert_pool.conflicts import Party, PartyRole
from expert_pool.experts import Unit
from expert_pool.findings import Finding
from expert_pool.identity import check_credit_code, check_identity_number, compact
from expert_pool.persons import Person
from expert_pool.storage.unit_store import KnownUnits
from selection.requesting.identities import IdentityChanges
from selection.storage.project_store import Project
from web.criteria import order_parties
from web.forms import Day, FormModel, Ticked, refuse
from web.officers.request_form import MOST_ROWS, CreditCode
from web.officers.rows import Typed, add_row, count_rows, remove_row
from web.translation import N_

UNIT_ROLES: Final = (
    PartyRole.LEAD_UNIT,
    PartyRole.CO_UNIT,
    PartyRole.SUPPLIER,
    PartyRole.AUTHORITY,
)
PERSON_ROLES: Final = (
    PartyRole.PROJECT_LEADER,
    PartyRole.MEMBER,
    PartyRole.PARTNER,
    PartyRole.ADVISER,
)


class UnitRow(FormModel):
    """A unit with a stake in the project."""

    role: Literal["lead_unit", "co_unit", "supplier", "authority"] = Field(title=N_("Part"))
    code: CreditCode = Field(default="", title=N_("Unified social credit code"), max_length=40)
    name: str = Field(default="", title=N_("Name of the unit"), max_length=100)


class PersonRow(FormModel):
    """A person with a stake in the project."""

    role: Literal["project_leader", "member", "partner", "adviser"] = Field(title=N_("Part"))
    name: str = Field(title=N_("Name"), max_length=50)
    unit: str = Field(default="", title=N_("Employer"), max_length=100)
    identity: str = Field(default="", title=N_("Identity number"), max_length=40)
    kept: str = Field(default="", pattern=r"^\d{0,3}$")
    forget: Ticked | None = Field(default=None, title=N_("Delete the number on record"))


class ProjectForm(FormModel):
    """A funded project and everybody who has a stake in it."""

    number: str = Field(title=N_("Project number"), max_length=50)
    name: str = Field(title=N_("Name of the project"), max_length=200)
    programme: str = Field(default="", title=N_("Programme"), max_length=100)
    field: str = Field(default="", title=N_("Technical field"), max_length=10)
    division: str = Field(default="", title=N_("Division of the applicant"), max_length=10)
    starts: Day | None = Field(default=None, title=N_("Begins on"))
    ends: Day | None = Field(default=None, title=N_("Ends on"))
    units: tuple[UnitRow, ...] = Field(default=(), title=N_("Units"), max_length=MOST_ROWS)
    people: tuple[PersonRow, ...] = Field(
        default=(), title=N_("People of the project"), max_length=200
    )

    @field_validator("ends", mode="after")
    @classmethod
    def _after_start(cls, ends: date | None, info: ValidationInfo) -> date | None:
        from_day = info.data.get("starts")
        if ends is not None and from_day is not None and ends < from_day:
            refuse("project.ends_before_start")
        return ends


def empty_fields() -> Typed:
    """A new project's form: a lead unit and a leader are asked for at once."""
    return {
        "units-0-role": (PartyRole.LEAD_UNIT.value,),
        "people-0-role": (PartyRole.PROJECT_LEADER.value,),
    }


def fields_of(project: Project) -> Typed:
    """A project as it stands in the form."""
    names = ("number", "name", "programme", "field", "division")
    typed: Typed = {name: (str(getattr(project, name)),) for name in names}
    typed["starts"] = (project.starts.isoformat() if project.starts else "",)
    typed["ends"] = (project.ends.isoformat() if project.ends else "",)
    for party in order_parties(project.parties):
        if party.unit is not None:
            unit = {"code": (party.unit.uscc,), "name": (party.unit.name,)}
            typed = add_row(typed, "units", {"role": (party.role.value,), **unit})
        if party.person is not None:
            works_at = party.person.units[0].name if party.person.units else ""
            place = (str(count_rows(typed, "people")),)
            person = {"name": (party.person.name,), "unit": (works_at,), "kept": place}
            typed = add_row(typed, "people", {"role": (party.role.value,), **person})
    return typed


def move_rows(typed: Typed, do: str) -> Typed:
    """The form after a button for its rows was pressed."""
    verb, _, target = do.partition(" ")
    if verb == "add-unit" and count_rows(typed, "units") < MOST_ROWS:
        return add_row(typed, "units", {"role": (PartyRole.CO_UNIT.value,)})
    if verb == "add-person" and count_rows(typed, "people") < MOST_ROWS:
        return add_row(typed, "people", {"role": (PartyRole.MEMBER.value,)})
    if verb == "remove" and target.partition("-")[0] in {"units", "people"}:
        return remove_row(typed, target)
    return typed


def fill_names(typed: Typed, known: KnownUnits) -> Typed:
    """Names of units that are known by their code, where none was typed."""
    filled = dict(typed)
    for row in range(count_rows(typed, "units")):
        code = check_credit_code((typed.get(f"units-{row}-code") or ("",))[0]).number
        unit_id = known.id_by_code.get(code)
        if unit_id is not None and not any(typed.get(f"units-{row}-name", ())):
            filled[f"units-{row}-name"] = (known.by_id[unit_id].name,)
    return filled


def known_people(project: Project | None) -> tuple[Person, ...]:
    """The people of a project in the order of its form."""
    parties = order_parties(project.parties) if project else ()
    return tuple(party.person for party in parties if party.person is not None)


def check_identities(form: ProjectForm, as_of: date) -> Mapping[str, Finding]:
    """What is wrong with the identity numbers that were typed, by field."""
    return {
        f"people-{row}-identity": finding
        for row, person in enumerate(form.people)
        if person.identity
        for finding in check_identity_number(person.identity, as_of).findings[:1]
    }


def identities_of(form: ProjectForm) -> IdentityChanges:
    """The numbers to seal and those to delete, by the place of the party."""
    people = tuple(enumerate(form.people, len(form.units)))
    return IdentityChanges(
        {place: compact(person.identity) for place, person in people if person.identity},
        frozenset(place for place, person in people if person.forget and not person.identity),
    )


def faults_of(
    form: ProjectForm, fields: Iterable[str], divisions: Iterable[str]
) -> Mapping[str, str]:
    """What the model alone can't see: field and code."""
    faults = {
        f"units-{row}-name": "project.party_without_unit"
        for row, unit in enumerate(form.units)
        if not unit.name
    }
    if not any(unit.role == PartyRole.LEAD_UNIT.value for unit in form.units):
        faults["units"] = "project.lead_unit_missing"
    if form.field and form.field not in set(fields):
        faults["field"] = "form.not_offered"
    if form.division and form.division not in set(divisions):
        faults["division"] = "form.not_offered"
    return faults


def to_project(
    form: ProjectForm, project_id: UUID, created_by: UUID, known: Sequence[Person] = ()
) -> Project:
    """The project that a complete form means; `known` are its people before the change."""
    units = (Party(PartyRole(it.role), unit=Unit(it.name, it.code)) for it in form.units)
    people = (Party(PartyRole(it.role), person=_person(it, known)) for it in form.people)
    return Project(
        id=project_id,
        number=form.number,
        name=form.name,
        programme=form.programme,
        field=form.field,
        division=form.division,
        starts=form.starts,
        ends=form.ends,
        created_by=created_by,
        parties=(*units, *people),
    )


def _person(row: PersonRow, known: Sequence[Person]) -> Person:
    """The person of a row, with the identity that the same row had before."""
    place = int(row.kept) if row.kept else len(known)
    index = known[place].identity_index if place < len(known) else ""
    return Person(row.name, (Unit(row.unit),) if row.unit else (), index)
