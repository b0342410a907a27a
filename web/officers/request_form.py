"""The form of a panel request: what may stand in it, and the criteria that it means.

Attributes (`CriteriaForm`) stand apart from everything that is typed by name, so that the
live count can read the one without the other.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Final, TypeVar
from uuid import UUID

from litestar.datastructures import FormMultiDict
from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from expert_pool.conflicts import ReviewDays
from expert_pool.experts import Unit
from expert_pool.identity import check_credit_code
from expert_pool.persons import Person
from expert_pool.vocabulary import CodeLists
from selection.requests import (
    Attribute,
    Condition,
    DirectSeat,
    OpposedExpert,
    PanelRequest,
    PlaceType,
    Quota,
    RaisedBy,
    Recusal,
    RegionLimit,
    RequestId,
    StepTaken,
)
from web.forms import Day, FieldError, Form, FormModel, Several, Ticked, check_form, refuse
from web.officers.rows import Typed, count_rows
from web.officers.special_fields import Days, DirectRow, Steps
from web.translation import N_

MOST_QUOTAS: Final = 20
MOST_ROWS: Final = 50
MOST_SEATS: Final = 99
MOST_DIRECT: Final = 10
MOST_CONDITIONS: Final = 10
_CONDITION: Final = re.compile(r"(quotas-\d+-)?conditions-\d+")


def check_code(typed: str) -> str:
    """A credit code in its one form, or nothing."""
    if not typed:
        return ""
    checked = check_credit_code(typed)
    for finding in checked.findings:
        refuse(finding.code, **dict(finding.params))
    return checked.number


CreditCode = Annotated[str, AfterValidator(check_code)]
Few = Annotated[int, Field(ge=0, le=MOST_SEATS)]


class ConditionRow(FormModel):
    """One attribute, and the values one of which is asked for."""

    attribute: Attribute = Field(title=N_("Condition"))
    values: Several = Field(default=(), title=N_("Values"), validate_default=True)

    @field_validator("values", mode="after")
    @classmethod
    def _some(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        return values or refuse("form.value_missing")


class QuotaRow(FormModel):
    """Between so many and so many members who meet all the conditions."""

    id: str = Field(title=N_("Quota"), pattern=r"^[a-z0-9_]{1,20}$")
    minimum: Few = Field(title=N_("At least"))
    maximum: Few = Field(title=N_("At most"))
    conditions: tuple[ConditionRow, ...] = Field(
        default=(), title=N_("Conditions"), max_length=MOST_CONDITIONS
    )


class RecusalRow(FormModel):
    """A unit or a person who is kept off the panel, and why."""

    unit: str = Field(default="", title=N_("Unit"), max_length=100)
    code: CreditCode = Field(default="", title=N_("Credit code of the unit"), max_length=40)
    person: str = Field(default="", title=N_("Person"), max_length=50)
    person_unit: str = Field(default="", title=N_("Employer of the person"), max_length=100)
    ground: str = Field(title=N_("Ground of the recusal"), max_length=10)
    reason: str = Field(title=N_("Reason for the recusal"), max_length=500)
    raised_by: RaisedBy = Field(title=N_("Raised by"))

    @model_validator(mode="after")
    def _one_of_two(self) -> "RecusalRow":
        if bool(self.unit or self.code) == bool(self.person):
            refuse("form.unit_or_person")
        return self


class OpposedRow(FormModel):
    """A person whom the applicant calls unsuitable."""

    row: str = Field(default="", max_length=1)
    person: str = Field(title=N_("Name of the expert"), max_length=50)
    unit: str = Field(default="", title=N_("Employer, if known"), max_length=100)
    reason: str = Field(title=N_("Reason of the applicant"), max_length=500)


class CriteriaForm(FormModel):
    """Everything about a request that names no person and no unit."""

    activity: str = Field(title=N_("Activity"), max_length=10)
    projects: Several = Field(default=(), title=N_("Projects"), max_length=MOST_ROWS)
    review_from: Day = Field(title=N_("First day of the review"))
    review_to: Day | None = Field(default=None, title=N_("Last day of the review"))
    review_days: Days = Field(default=(), title=N_("Only on these days"))
    place: PlaceType = Field(title=N_("Place"))
    seats: Annotated[int, Field(ge=1, le=MOST_SEATS)] = Field(title=N_("Seats"))
    employer_cap: Annotated[int, Field(ge=1, le=MOST_SEATS)] = Field(
        title=N_("At most from one employer")
    )
    group_cap: Annotated[int, Field(ge=1, le=MOST_SEATS)] | None = Field(
        default=None, title=N_("At most from one group of employers")
    )
    quotas: tuple[QuotaRow, ...] = Field(default=(), title=N_("Quotas"), max_length=MOST_QUOTAS)
    conditions: tuple[ConditionRow, ...] = Field(
        default=(), title=N_("Conditions for every member"), max_length=MOST_CONDITIONS
    )
    region: Several = Field(default=(), title=N_("Only experts of these divisions"))
    programme: str = Field(default="", title=N_("Programme"), max_length=100)
    urgent: Ticked | None = Field(default=None, title=N_("Urgent procedure"))
    fallback: Steps = Field(default=(), title=N_("Steps of widening"))

    @field_validator("review_to", mode="after")
    @classmethod
    def _after_the_first(cls, last: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get("review_from")
        if last is not None and first is not None and last < first:
            refuse("form.end_before_start")
        return last

    @field_validator("review_days", mode="after")
    @classmethod
    def _inside_the_review(cls, days: tuple[date, ...], info: ValidationInfo) -> tuple[date, ...]:
        first: date | None = info.data.get("review_from")
        if first is not None:
            last: date = info.data.get("review_to") or first
            if any(not first <= day <= last for day in days):
                refuse("form.day_outside_review")
        return days


class RequestForm(CriteriaForm):
    """The whole form."""

    region_reason: str = Field(default="", title=N_("Reason for the limit"), max_length=500)
    urgent_reason: str = Field(default="", title=N_("Reason for the urgency"), max_length=500)
    recusals: tuple[RecusalRow, ...] = Field(default=(), title=N_("Recusals"), max_length=MOST_ROWS)
    opposed: tuple[OpposedRow, ...] = Field(
        default=(), title=N_("Unsuitable experts"), max_length=MOST_ROWS
    )
    fallback_reason: str = Field(default="", title=N_("Reason for widening"), max_length=500)
    direct: tuple[DirectRow, ...] = Field(
        default=(), title=N_("Seats filled without a draw"), max_length=MOST_DIRECT
    )
    direct_consent: str = Field(default="", title=N_("Leader who agreed"), max_length=200)


F = TypeVar("F", bound=FormModel)


def check_typed(typed: Mapping[str, tuple[str, ...]], model: type[F]) -> Form[F]:
    """What was typed, checked against a model."""
    pairs = [(name, value) for name, values in typed.items() for value in values]
    return check_form(FormMultiDict(pairs), model)


def unreadable(form: Form[F]) -> dict[str, FieldError]:
    """The errors of fields in which something stands; a field still open is none."""
    return {name: error for name, error in form.errors.items() if any(form.typed.get(name, ()))}


def to_criteria(form: RequestForm, lists: CodeLists, request_id: str) -> PanelRequest:
    """The criteria that a complete form means, without the parties of its projects."""
    bare = bare_criteria(form, lists, request_id)
    limited = form.region or bare.regional_conditions
    return replace(
        bare,
        region=RegionLimit(frozenset(form.region), form.region_reason) if limited else None,
        recusals=tuple(_recusal(row) for row in form.recusals),
        opposed=tuple(
            OpposedExpert(_person(row.person, row.unit), row.reason) for row in form.opposed
        ),
        urgent_reason=form.urgent_reason,
        fallback_reason=form.fallback_reason,
        direct=tuple(
            DirectSeat(_person(row.person, row.unit), row.ground, row.reason) for row in form.direct
        ),
        direct_consent=form.direct_consent,
    )


def bare_criteria(form: CriteriaForm, lists: CodeLists, request_id: str = "") -> PanelRequest:
    """The criteria as far as they name nobody."""
    activity = lists.activities[form.activity]
    return PanelRequest(
        id=RequestId(request_id),
        activity=form.activity,
        projects=(),
        review=ReviewDays(form.review_from, form.review_to or form.review_from, form.review_days),
        place=form.place,
        seats=form.seats,
        quotas=tuple(_quota(row) for row in form.quotas),
        conditions=_conditions(form.conditions),
        employer_cap=form.employer_cap,
        region=RegionLimit(frozenset(form.region), "-") if form.region else None,
        programme=form.programme,
        urgent=form.urgent is not None,
        name_policy=activity.name_policy,
        group_cap=form.group_cap,
        fallback=tuple(map(StepTaken, form.fallback)),
    )


def countable(typed: Mapping[str, tuple[str, ...]], today: date) -> Typed:
    """What the live count reads: no names, and usual values where a field is still open."""
    fields = CriteriaForm.model_fields
    kept = {n: v for n, v in typed.items() if n.partition("-")[0] in fields and any(v)}
    usual: Typed = {"review_from": (today.isoformat(),), "place": (PlaceType.MUNICIPAL.value,)}
    usual |= {"seats": ("1",), "employer_cap": ("1",)}
    for row in range(count_rows(typed, "quotas")):
        usual |= {f"quotas-{row}-minimum": ("0",), f"quotas-{row}-maximum": (str(MOST_SEATS),)}
    wrong = check_typed({**usual, **kept}, CriteriaForm).errors
    return {**usual, **{n: v for n, v in kept.items() if not _belongs(n, wrong)}}


def _belongs(name: str, wrong: Iterable[str]) -> bool:
    """Whether a field is wrong, or part of a condition that is."""
    condition = _CONDITION.match(name)
    place = condition.group() if condition else name
    return any(it == name or it.startswith(f"{place}-") for it in wrong)


def projects_of(typed: Mapping[str, tuple[str, ...]]) -> tuple[UUID, ...]:
    """The projects that are chosen in a form; what is no id counts as none."""
    found: dict[UUID, None] = {}
    for text in typed.get("projects", ()):
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return tuple(found)[:MOST_ROWS]


def _quota(row: QuotaRow) -> Quota:
    return Quota(row.id, _conditions(row.conditions), row.minimum, row.maximum)


def _conditions(rows: Iterable[ConditionRow]) -> tuple[Condition, ...]:
    return tuple(Condition(it.attribute, frozenset(it.values)) for it in rows)


def _recusal(row: RecusalRow) -> Recusal:
    if row.person:
        person = _person(row.person, row.person_unit)
        return Recusal(row.ground, row.reason, row.raised_by, person=person)
    return Recusal(row.ground, row.reason, row.raised_by, unit=Unit(row.unit, row.code))


def _person(name: str, unit: str) -> Person:
    return Person(name, (Unit(unit),) if unit else ())
