"""The ordered steps by which a request is widened where the pool is short (rule DRW-17).

Its one job is to say which steps a request knows and what each makes of its conditions:
a field gives way to its wider field, and with it to all siblings; a region to the region
around it. It must not touch a recusal, a number of seats, or a condition of another kind.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from expert_pool.findings import Finding
from expert_pool.policy import Policy
from expert_pool.vocabulary import CodeLists, DivisionKind
from selection.requests.values import (
    Attribute,
    Condition,
    FallbackStep,
    PanelRequest,
    RegionLimit,
)

_Widen = Callable[[str, CodeLists], str]


def known_steps(
    request: PanelRequest, policy: Policy, lists: CodeLists
) -> tuple[FallbackStep, ...]:
    """The steps of the policy that widen something in this request, in the policy's order.

    Research directions stand in no condition, and no other pool is connected: the steps
    for these change nothing here and are passed over.
    """
    found: list[FallbackStep] = []
    for code in policy.codes("fallback_order"):
        step = FallbackStep(code)
        wider = take_step(request, step, lists)
        if wider != request:
            found.append(step)
        request = wider
    return tuple(found)


def widen_request(request: PanelRequest, lists: CodeLists) -> PanelRequest:
    """The request as it holds after the steps that it takes; none is left to take."""
    for taken in request.fallback:
        request = take_step(request, taken.step, lists)
    return replace(request, fallback=())


def take_step(request: PanelRequest, step: FallbackStep, lists: CodeLists) -> PanelRequest:
    """The request with its conditions widened by one step."""
    widen = _CONDITIONS.get(step, {})
    region = _wider_region(request.region, lists) if step in _REGIONAL else request.region
    return replace(
        request,
        quotas=tuple(
            replace(it, conditions=_widened(it.conditions, widen, lists)) for it in request.quotas
        ),
        conditions=_widened(request.conditions, widen, lists),
        region=region,
    )


def check_fallback(request: PanelRequest, policy: Policy, lists: CodeLists) -> tuple[Finding, ...]:
    """DRW-17: one step after the other, none left out, and the officer's reason."""
    if not request.fallback:
        return ()
    found: list[Finding] = []
    steps = tuple(taken.step for taken in request.fallback)
    known = known_steps(request, policy, lists)
    if steps != known[: len(steps)]:
        found.append(policy.finding("DRW-17.not_in_order"))
    if not request.fallback_reason.strip():
        found.append(policy.finding("DRW-17.reason_missing"))
    return tuple(found)


def _widened(
    conditions: Iterable[Condition], widen: Mapping[Attribute, _Widen], lists: CodeLists
) -> tuple[Condition, ...]:
    return tuple(
        replace(it, values=frozenset(widen[it.attribute](value, lists) for value in it.values))
        if it.attribute in widen
        else it
        for it in conditions
    )


def _field_at(level: int) -> _Widen:
    """The field of a level that a deeper one lies in; what no list has stays as it is."""

    def widen(code: str, lists: CodeLists) -> str:
        while code in lists.fields and lists.fields[code].level > level:
            code = lists.fields[code].parent
        return code

    return widen


def _first_discipline(code: str, lists: CodeLists) -> str:
    while code in lists.disciplines and lists.disciplines[code].level > 1:
        code = lists.disciplines[code].parent
    return code


def _around(code: str, lists: CodeLists) -> str:
    """The city around a district, county or zone; a city and what lies outside stay."""
    entry = lists.divisions.get(code)
    if entry is None or entry.kind in {DivisionKind.PREFECTURE, DivisionKind.OUTSIDE}:
        return code
    return _around(entry.parent, lists)


def _wider_region(region: RegionLimit | None, lists: CodeLists) -> RegionLimit | None:
    """The limit widened to the city; no limit where it was the city already."""
    if region is None:
        return None
    wider = frozenset(_around(code, lists) for code in region.divisions)
    return replace(region, divisions=wider) if wider != region.divisions else None


_REGIONAL = frozenset({FallbackStep.WIDER_REGION})
_CONDITIONS: Mapping[FallbackStep, Mapping[Attribute, _Widen]] = {
    FallbackStep.FIELD_LEVEL_3: {Attribute.FIELD: _field_at(3)},
    FallbackStep.FIELD_LEVEL_2: {Attribute.FIELD: _field_at(2)},
    FallbackStep.FIELD_LEVEL_1: {Attribute.FIELD: _field_at(1)},
    FallbackStep.DISCIPLINE_LEVEL_1: {Attribute.DISCIPLINE: _first_discipline},
    FallbackStep.WIDER_REGION: {Attribute.DIVISION: _around},
}
