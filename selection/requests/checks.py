"""Whether a panel request may be made: complete, feasible on paper, and not tailor-made.

Its one job is rules REQ-01, 03, 04, 06, COI-14, 16 and DRW-02 to 05, 07, 17, 18, 20, 21, 22,
25 and 26 on the request alone. It must not look into the pool: whether enough experts remain
is for the counts. Without a calendar every day from Monday to Friday is a working day.
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from expert_pool.calendar import NO_HOLIDAYS, WorkingCalendar
from expert_pool.experts import ExpertType
from expert_pool.findings import Finding, Severity
from expert_pool.policy import Policy
from expert_pool.vocabulary import Activity, ActivityKind, CodeLists
from selection.requests.dates import check_days
from selection.requests.direct import check_direct
from selection.requests.fallback import check_fallback
from selection.requests.peers import check_peers
from selection.requests.quota_checks import check_quotas
from selection.requests.standing_quotas import check_chair, check_rotation_share
from selection.requests.values import Attribute, Condition, PanelRequest, PlaceType


def check_request(
    request: PanelRequest,
    policy: Policy,
    lists: CodeLists,
    as_of: date,
    calendar: WorkingCalendar = NO_HOLIDAYS,
) -> tuple[Finding, ...]:
    """Everything that stands against a request, in the order of its form."""
    activity = lists.activities.get(request.activity)
    if activity is None or activity.kind is not ActivityKind.PANEL:
        return (policy.finding("DRW-01.activity_not_drawn", activity=request.activity),)
    return (
        *(it for check in _CHECKS for it in check(request, policy)),
        *check_quotas(request, policy, lists),
        *check_fallback(request, policy, lists),
        *(it for check in _ACTIVITY_CHECKS for it in check(request, policy, activity)),
        *check_peers(request, policy, lists, activity),
        *check_days(request.review, policy, calendar, as_of),
    )


def check_approver(requester: str, approver: str, policy: Policy) -> tuple[Finding, ...]:
    """REQ-01: the approver is another person than the requester."""
    return (policy.finding("REQ-01.same_person"),) if requester == approver else ()


def check_parties(request: PanelRequest, policy: Policy) -> tuple[Finding, ...]:
    """REQ-03: every project names at least one unit and one person, units by credit code."""
    found: list[Finding] = []
    if not request.projects:
        found.append(policy.finding("REQ-03.no_project"))
    for project in request.projects:
        if not project.units:
            found.append(policy.finding("REQ-03.no_unit", project=project.project))
        if not project.people:
            found.append(policy.finding("REQ-03.no_person", project=project.project))
        found += [
            policy.finding("REQ-03.unit_without_code", severity=Severity.SOFT, unit=unit.name)
            for unit in project.units
            if not unit.uscc
        ]
    return tuple(found)


def check_region(request: PanelRequest, policy: Policy) -> tuple[Finding, ...]:
    """REQ-04: a limit to a region needs a reason, also where a condition sets it."""
    limited = request.region or request.regional_conditions
    if not policy.boolean("region_reason_required") or not limited:
        return ()
    given = request.region is not None and bool(request.region.reason.strip())
    return () if given else (policy.finding("REQ-04.region_reason_missing"),)


def check_opposed(request: PanelRequest, policy: Policy) -> tuple[Finding, ...]:
    """REQ-06: the applicant may call so many experts unsuitable, each for a reason."""
    limit = policy.integer("opposed_experts_max")
    found: list[Finding] = []
    if len(request.opposed) > limit:
        found.append(
            policy.finding("REQ-06.too_many_opposed", limit=limit, given=len(request.opposed))
        )
    if any(not opposed.reason.strip() for opposed in request.opposed):
        found.append(policy.finding("REQ-06.reason_missing"))
    return tuple(found)


def check_recusals(request: PanelRequest, policy: Policy) -> tuple[Finding, ...]:
    """COI-16: each recusal has a ground and a reason."""
    if not policy.boolean("coi_decision_reason"):
        return ()
    unreasoned = any(not it.reason.strip() or not it.ground for it in request.recusals)
    return (policy.finding("COI-16.reason_missing"),) if unreasoned else ()


def check_caps(request: PanelRequest, policy: Policy) -> tuple[Finding, ...]:
    """COI-14: more than the policy's number of one employer or group is told to the approver."""
    caps = (
        ("employer", request.employer_cap, policy.integer("max_same_employer")),
        ("group", request.group_cap or 0, policy.integer("max_same_group")),
    )
    return tuple(
        policy.finding(f"COI-14.{of}_cap_raised", severity=Severity.SOFT, cap=cap, limit=limit)
        for of, cap, limit in caps
        if cap > limit
    )


def check_urgency(request: PanelRequest, policy: Policy) -> tuple[Finding, ...]:
    """DRW-21: the urgent procedure is asked for with a reason, where the policy knows it."""
    if not request.urgent:
        return ()
    if not policy.boolean("urgent_profile"):
        return (policy.finding("DRW-21.not_available", severity=Severity.HARD),)
    given = request.urgent_reason.strip()
    return () if given else (policy.finding("DRW-21.reason_missing"),)


_CHECKS: tuple[Callable[[PanelRequest, Policy], tuple[Finding, ...]], ...] = (
    check_parties,
    check_region,
    check_opposed,
    check_recusals,
    check_caps,
    check_urgency,
    check_direct,
)


def _check_seats(request: PanelRequest, policy: Policy, activity: Activity) -> tuple[Finding, ...]:
    """DRW-02 and DRW-03: odd, and not below the smallest panel of activity and policy."""
    found: list[Finding] = []
    if policy.boolean("panel_odd") and request.seats % 2 == 0:
        found.append(policy.finding("DRW-02.even_panel", seats=request.seats))
    least = max(activity.seats_min, policy.integer("panel_min"))
    if request.seats < least:
        found.append(policy.finding("DRW-03.panel_too_small", seats=request.seats, least=least))
    return tuple(found)


def _check_financial(
    request: PanelRequest, policy: Policy, activity: Activity
) -> tuple[Finding, ...]:
    """DRW-04: a quota keeps a seat for a financial expert where funds are accepted."""
    if activity.code not in policy.codes("panel_fin_activities"):
        return ()
    least = policy.integer("panel_fin_min")
    given = seats_kept_for(request, ExpertType.FINANCIAL)
    if given >= least:
        return ()
    return (policy.finding("DRW-04.financial_seat_missing", least=least, given=given),)


def _check_technical(
    request: PanelRequest, policy: Policy, activity: Activity
) -> tuple[Finding, ...]:
    """DRW-05: a quota keeps the technical share of the seats.

    An activity whose own template has fewer technical seats is measured by its template,
    so a financial acceptance is not blamed for being financial.
    """
    plan = activity.composition
    share = min(policy.share("panel_tech_min_share"), Fraction(plan.technical, plan.total))
    given = seats_kept_for(request, ExpertType.TECHNICAL)
    if given >= share * request.seats:
        return ()
    return (
        policy.finding(
            "DRW-05.technical_share_low", given=given, seats=request.seats, share=str(share)
        ),
    )


def _check_local_share(
    request: PanelRequest, policy: Policy, _activity: Activity
) -> tuple[Finding, ...]:
    """DRW-20: the quotas leave no more seats to local experts than the policy's share."""
    county = request.place is PlaceType.COUNTY
    share = policy.share("max_local_share_county" if county else "max_local_share")
    possible = _possible_locals(request)
    if possible <= share * request.seats:
        return ()
    return (
        policy.finding(
            "DRW-20.local_share_high", local=possible, seats=request.seats, share=str(share)
        ),
    )


def _possible_locals(request: PanelRequest) -> int:
    """How many local experts the conditions and quotas allow at most."""
    if Condition(Attribute.LOCAL, frozenset({"no"})) in request.conditions:
        return 0
    allowed = request.seats
    for quota in request.quotas:
        if quota.conditions == (Condition(Attribute.LOCAL, frozenset({"yes"})),):
            allowed = min(allowed, quota.maximum)
        if Condition(Attribute.LOCAL, frozenset({"no"})) in quota.conditions:
            allowed = min(allowed, request.seats - quota.minimum)
    return allowed


_ACTIVITY_CHECKS: tuple[Callable[[PanelRequest, Policy, Activity], tuple[Finding, ...]], ...] = (
    _check_seats,
    _check_financial,
    _check_technical,
    _check_local_share,
    check_chair,
    check_rotation_share,
)


def seats_kept_for(request: PanelRequest, kind: ExpertType) -> int:
    """How many seats are kept for one type of expert: all by a condition, or a quota's minimum."""
    if Condition(Attribute.TYPE, frozenset({kind.value})) in request.conditions:
        return request.seats
    return max(
        (
            quota.minimum
            for quota in request.quotas
            if any(
                it.attribute is Attribute.TYPE and it.values == {kind.value}
                for it in quota.conditions
            )
        ),
        default=0,
    )
