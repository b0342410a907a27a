"""The usual seats and quotas of an activity, from the list of activities.

Its one job is to fill a new request so that the officer changes only what differs. It
must not judge a request.
"""

from dataclasses import dataclass

from expert_pool.experts import ExpertType, Sector
from expert_pool.policy import Policy
from expert_pool.vocabulary import Activity, ActivityKind, NamePolicy
from selection.errors import SelectionError
from selection.requests.standing_quotas import standing_quotas
from selection.requests.values import Attribute, Condition, PlaceType, Quota

MANAGEMENT_SCIENCE = "630"
"""Discipline 管理学 of GB/T 13745: stands for a type the pool may not have (activity A07)."""


@dataclass(frozen=True, slots=True)
class RequestTemplate:
    """How a request for one activity starts."""

    activity: str
    seats: int
    seats_min: int
    quotas: tuple[Quota, ...]
    place: PlaceType
    name_policy: NamePolicy
    employer_cap: int
    group_cap: int


def request_from_template(activity: Activity, policy: Policy) -> RequestTemplate:
    """The usual seats and quotas of an activity that is drawn by lot.

    Raises:
        SelectionError: `request.activity_not_drawn` where the activity knows no draw.
    """
    if activity.kind is not ActivityKind.PANEL:
        raise SelectionError("request.activity_not_drawn", {"activity": activity.code})
    correspondence = activity.name_policy is NamePolicy.CORRESPONDENCE
    return RequestTemplate(
        activity=activity.code,
        seats=activity.seats_default,
        seats_min=activity.seats_min,
        quotas=(
            *_usual_quotas(activity, frozenset(policy.codes("expert_types"))),
            *standing_quotas(activity, activity.seats_default, policy),
        ),
        place=PlaceType.CORRESPONDENCE if correspondence else PlaceType.MUNICIPAL,
        name_policy=activity.name_policy,
        employer_cap=policy.integer("max_same_employer"),
        group_cap=policy.integer("max_same_group"),
    )


def _usual_quotas(activity: Activity, types: frozenset[str]) -> tuple[Quota, ...]:
    """One quota a kind of seat; types that the pool lacks are filled by technical experts.

    Somebody in a stand-in seat counts as technical too, so there the technical quota
    leaves room for it, and the stand-in quota names no maximum below the panel.
    """
    seats = activity.seats_default
    plan = activity.composition
    own_types = {
        ExpertType.FINANCIAL: plan.financial,
        ExpertType.MANAGEMENT: plan.management,
        ExpertType.INVESTMENT: plan.investment,
    }
    exact = {kind: n for kind, n in own_types.items() if n and kind.value in types}
    stand_ins = {kind: n for kind, n in own_types.items() if n and kind.value not in types}
    quotas = [Quota(kind.value, (_of_type(kind),), n, n) for kind, n in exact.items()]
    quotas += [Quota(kind.value, (_stand_in(kind),), n, seats) for kind, n in stand_ins.items()]
    if plan.technical:
        room = seats - sum(exact.values())
        technical = _of_type(ExpertType.TECHNICAL)
        quotas.append(Quota("technical", (technical,), plan.technical, room))
    return tuple(sorted(quotas, key=lambda quota: quota.id))


def _of_type(kind: ExpertType) -> Condition:
    return Condition(Attribute.TYPE, frozenset({kind.value}))


def _stand_in(kind: ExpertType) -> Condition:
    """Who fills a seat of a type that this pool does not have."""
    if kind is ExpertType.INVESTMENT:
        return Condition(Attribute.SECTOR, frozenset({Sector.ENTERPRISE.value}))
    return Condition(Attribute.DISCIPLINE, frozenset({MANAGEMENT_SCIENCE}))
