"""What stands in the form of a saved request, also where it was not made with the form."""

from selection.errors import SelectionError
from selection.requesting import read_criteria
from selection.requesting.drafting import read_typed
from selection.requests import DirectSeat, OpposedExpert, PanelRequest, Recusal
from selection.storage.request_store import RequestRecord
from web.officers.form_moves import condition_fields, quota_fields
from web.officers.rows import Typed


def stored_fields(record: RequestRecord) -> Typed:
    """The fields as they were typed, or those that the criteria of a program mean."""
    typed = read_typed(record)
    if typed:
        return typed
    try:
        criteria = read_criteria(record)
    except SelectionError:
        return {"activity": (record.activity,)}
    projects = tuple(str(project) for project in record.projects)
    return {**criteria_fields(criteria), **({"projects": projects} if projects else {})}


def criteria_fields(criteria: PanelRequest) -> Typed:
    """Criteria as they stand in the form."""
    fields: Typed = {
        "activity": (criteria.activity,),
        "review_from": (criteria.review.start.isoformat(),),
        "review_to": (criteria.review.end.isoformat(),),
        "place": (criteria.place.value,),
        "seats": (str(criteria.seats),),
        "employer_cap": (str(criteria.employer_cap),),
        "programme": (criteria.programme,),
        "urgent_reason": (criteria.urgent_reason,),
    }
    fields |= _unusual_fields(criteria)
    if criteria.region is not None:
        fields["region"] = tuple(sorted(criteria.region.divisions))
        fields["region_reason"] = (criteria.region.reason,)
    if criteria.urgent:
        fields["urgent"] = ("yes",)
    fields |= condition_fields("conditions", criteria.conditions)
    for number, quota in enumerate(criteria.quotas):
        fields |= quota_fields(number, quota)
    for number, recusal in enumerate(criteria.recusals):
        fields |= _recusal_fields(f"recusals-{number}", recusal)
    for number, opposed in enumerate(criteria.opposed):
        fields |= _opposed_fields(f"opposed-{number}", opposed)
    return fields


def _unusual_fields(criteria: PanelRequest) -> Typed:
    """Single days, the cap of a group, steps of widening and seats without a draw."""
    fields: Typed = {
        "fallback_reason": (criteria.fallback_reason,),
        "direct_consent": (criteria.direct_consent,),
    }
    if criteria.review.days:
        fields["review_days"] = (", ".join(day.isoformat() for day in criteria.review.days),)
    if criteria.group_cap is not None:
        fields["group_cap"] = (str(criteria.group_cap),)
    if criteria.fallback:
        fields["fallback"] = tuple(taken.step.value for taken in criteria.fallback)
    for number, seat in enumerate(criteria.direct):
        fields |= _direct_fields(f"direct-{number}", seat)
    return fields


def _direct_fields(row: str, seat: DirectSeat) -> Typed:
    works_at = seat.person.units[0].name if seat.person.units else ""
    return {
        f"{row}-row": ("1",),
        f"{row}-person": (seat.person.name,),
        f"{row}-unit": (works_at,),
        f"{row}-ground": (seat.ground.value,),
        f"{row}-reason": (seat.reason,),
    }


def _recusal_fields(row: str, recusal: Recusal) -> Typed:
    fields: Typed = {
        f"{row}-ground": (recusal.ground,),
        f"{row}-reason": (recusal.reason,),
        f"{row}-raised_by": (recusal.raised_by.value,),
    }
    if recusal.unit is not None:
        fields |= {f"{row}-unit": (recusal.unit.name,), f"{row}-code": (recusal.unit.uscc,)}
    if recusal.person is not None:
        works_at = recusal.person.units[0].name if recusal.person.units else ""
        fields |= {f"{row}-person": (recusal.person.name,), f"{row}-person_unit": (works_at,)}
    return fields


def _opposed_fields(row: str, opposed: OpposedExpert) -> Typed:
    works_at = opposed.person.units[0].name if opposed.person.units else ""
    return {
        f"{row}-row": ("1",),
        f"{row}-person": (opposed.person.name,),
        f"{row}-unit": (works_at,),
        f"{row}-reason": (opposed.reason,),
    }
