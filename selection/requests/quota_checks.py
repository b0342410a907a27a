"""Whether seats and quotas add up on paper, before anybody looks into the pool.

Its one job is arithmetic and known codes. A finding here is no rule of the policy but a
contradiction in the form, so it is always hard.
"""

from collections.abc import Iterable

from expert_pool.experts import ExpertType, Sector, Sex
from expert_pool.findings import Finding, Param, Severity
from expert_pool.policy import Policy
from expert_pool.vocabulary import CodeLists, TitleLevel
from selection.requests.values import Attribute, Condition, PanelRequest, Quota

SOURCE = "DRW-03"
"""Seats and quotas state the size and composition of the panel."""
RESERVED = ":"
"""A sign that only the quotas of the service have in their ids (direct seats, groups)."""
EXCLUSIVE = (
    Attribute.TYPE,
    Attribute.SECTOR,
    Attribute.SEX,
    Attribute.LOCAL,
    Attribute.SERVED,
)
"""Attributes of which every expert has exactly one value."""


def check_quotas(request: PanelRequest, policy: Policy, lists: CodeLists) -> tuple[Finding, ...]:
    """Every contradiction in the seats and quotas of a request."""
    return tuple(
        Finding(code, Severity.HARD, policy.source(SOURCE), tuple(sorted(params.items())))
        for code, params in _contradictions(request, lists, policy.codes("expert_types"))
    )


def _contradictions(
    request: PanelRequest, lists: CodeLists, types: tuple[str, ...]
) -> Iterable[tuple[str, dict[str, Param]]]:
    if request.seats < 1:
        yield "quota.no_seats", {"seats": request.seats}
    if request.employer_cap < 1:
        yield "quota.employer_cap_too_small", {"cap": request.employer_cap}
    if request.group_cap is not None and request.group_cap < 1:
        yield "quota.group_cap_too_small", {"cap": request.group_cap}
    ids = [quota.id for quota in request.quotas]
    for reserved in sorted({one for one in ids if RESERVED in one}):
        yield "quota.reserved_id", {"quota": reserved}
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        yield "quota.same_id_twice", {"quota": twice}
    for quota in request.quotas:
        yield from _in_one_quota(quota, request.seats, lists)
    yield from _in_conditions(request.conditions, "", lists)
    yield from _in_places(request, lists)
    yield from _in_exclusive_quotas(request, types)


def _in_one_quota(
    quota: Quota, seats: int, lists: CodeLists
) -> Iterable[tuple[str, dict[str, Param]]]:
    if quota.minimum < 0 or quota.minimum > quota.maximum:
        yield (
            "quota.minimum_above_maximum",
            {
                "quota": quota.id,
                "minimum": quota.minimum,
                "maximum": quota.maximum,
            },
        )
    if quota.maximum > seats:
        yield (
            "quota.maximum_above_seats",
            {
                "quota": quota.id,
                "maximum": quota.maximum,
                "seats": seats,
            },
        )
    if not quota.conditions:
        yield "quota.no_condition", {"quota": quota.id}
    yield from _in_conditions(quota.conditions, quota.id, lists)


def _in_conditions(
    conditions: tuple[Condition, ...], quota: str, lists: CodeLists
) -> Iterable[tuple[str, dict[str, Param]]]:
    for condition in conditions:
        name = condition.attribute.value
        if not condition.values:
            yield "quota.condition_without_value", {"quota": quota, "attribute": name}
        for value in sorted(condition.values - _known(condition.attribute, lists)):
            yield "quota.unknown_code", {"quota": quota, "attribute": name, "value": value}


def _in_places(request: PanelRequest, lists: CodeLists) -> Iterable[tuple[str, dict[str, Param]]]:
    """Region, applicant's division, project fields and grounds of recusals are known codes."""
    regions = request.region.divisions if request.region else frozenset()
    own = frozenset({request.division} - {""})
    for value in sorted((regions | own) - frozenset(lists.divisions)):
        yield "request.unknown_division", {"value": value}
    for value in sorted(request.fields - frozenset(lists.fields)):
        yield "request.unknown_field", {"value": value}
    grounds = frozenset(recusal.ground for recusal in request.recusals) - {""}
    for value in sorted(grounds - frozenset(lists.recusal_grounds)):
        yield "request.unknown_ground", {"value": value}
    if request.region and not regions and not request.regional_conditions:
        yield "request.empty_region", {}


def _in_exclusive_quotas(
    request: PanelRequest, types: tuple[str, ...]
) -> Iterable[tuple[str, dict[str, Param]]]:
    """Quotas for different values of one attribute add up where a person has one value.

    For each value the largest minimum counts, and the smallest maximum of a quota that
    asks for nothing else; the maxima are added only where they cover every type.
    """
    for attribute in EXCLUSIVE:
        least = sum(_minimums(request.quotas, attribute).values())
        if least > request.seats:
            yield (
                "quota.minimums_above_seats",
                {
                    "attribute": attribute.value,
                    "minimums": least,
                    "seats": request.seats,
                },
            )
    most = _maximums(request.quotas, Attribute.TYPE)
    if types and set(types) <= set(most) and sum(most.values()) < request.seats:
        yield (
            "quota.maximums_below_seats",
            {
                "maximums": sum(most.values()),
                "seats": request.seats,
            },
        )


def _minimums(quotas: tuple[Quota, ...], attribute: Attribute) -> dict[str, int]:
    least: dict[str, int] = {}
    for quota in quotas:
        for value in _single_values(quota, attribute):
            least[value] = max(least.get(value, 0), quota.minimum)
    return least


def _maximums(quotas: tuple[Quota, ...], attribute: Attribute) -> dict[str, int]:
    most: dict[str, int] = {}
    for quota in (quota for quota in quotas if len(quota.conditions) == 1):
        for value in _single_values(quota, attribute):
            most[value] = min(most.get(value, quota.maximum), quota.maximum)
    return most


def _single_values(quota: Quota, attribute: Attribute) -> tuple[str, ...]:
    """The values to which single conditions on an attribute tie a quota."""
    return tuple(
        value
        for condition in quota.conditions
        if condition.attribute is attribute and len(condition.values) == 1
        for value in condition.values
    )


def _known(attribute: Attribute, lists: CodeLists) -> frozenset[str]:
    """All codes that an attribute can have."""
    words: dict[Attribute, Iterable[str]] = {
        Attribute.TYPE: (kind.value for kind in ExpertType),
        Attribute.FIELD: lists.fields,
        Attribute.DISCIPLINE: lists.disciplines,
        Attribute.DIVISION: lists.divisions,
        Attribute.LOCAL: ("yes", "no"),
        Attribute.TITLE_LEVEL: (level.value for level in TitleLevel),
        Attribute.QUALIFICATION: lists.qualifications,
        Attribute.HONOUR: lists.honours,
        Attribute.SECTOR: (sector.value for sector in Sector),
        Attribute.SEX: (sex.value for sex in Sex),
        Attribute.SERVED: ("yes", "no"),
    }
    return frozenset(words[attribute])
