"""Quotas that the policy asks of some activities: somebody fit to chair, and new members.

Its one job is rules DRW-25 and DRW-26: the quotas that a template starts with, and the
findings where a request keeps fewer such seats. It must not change a request.
"""

from math import ceil
from typing import Final

from expert_pool.findings import Finding
from expert_pool.policy import Policy
from expert_pool.vocabulary import Activity
from selection.requests.values import Attribute, Condition, PanelRequest, Quota

CHAIR: Final = "chair"
FRESH: Final = "fresh"
_NEW: Final = Condition(Attribute.SERVED, frozenset({"no"}))


def standing_quotas(activity: Activity, seats: int, policy: Policy) -> tuple[Quota, ...]:
    """The quotas with which a request for this activity starts, beside its kinds of seats."""
    quotas: list[Quota] = []
    if chair := _chair_condition(activity, policy):
        quotas.append(Quota(CHAIR, (chair,), 1, seats))
    if least := _least_fresh(activity, seats, policy):
        quotas.append(Quota(FRESH, (_NEW,), least, seats))
    return tuple(quotas)


def check_chair(request: PanelRequest, policy: Policy, activity: Activity) -> tuple[Finding, ...]:
    """DRW-25: a quota keeps a seat for somebody with a title of a chair's class."""
    wanted = _chair_condition(activity, policy)
    if wanted is None or _kept_within(request, wanted) >= 1:
        return ()
    return (policy.finding("DRW-25.chair_missing"),)


def check_rotation_share(
    request: PanelRequest, policy: Policy, activity: Activity
) -> tuple[Finding, ...]:
    """DRW-26: a quota keeps the policy's share of the seats for new members."""
    least = _least_fresh(activity, request.seats, policy)
    given = _kept_within(request, _NEW)
    if given >= least:
        return ()
    return (policy.finding("DRW-26.too_few_new", least=least, given=given),)


def _chair_condition(activity: Activity, policy: Policy) -> Condition | None:
    classes = frozenset(policy.codes("chair_classes"))
    if not classes or activity.code not in policy.codes("chair_activities"):
        return None
    return Condition(Attribute.TITLE_LEVEL, classes)


def _least_fresh(activity: Activity, seats: int, policy: Policy) -> int:
    share = policy.share("fresh_share")
    asked = activity.code in policy.codes("fresh_activities")
    return ceil(share * max(seats, 0)) if asked else 0


def _kept_within(request: PanelRequest, wanted: Condition) -> int:
    """The largest minimum of a quota whose members all meet the condition."""
    return max(
        (
            quota.minimum
            for quota in request.quotas
            if any(
                it.attribute is wanted.attribute and it.values and it.values <= wanted.values
                for it in quota.conditions
            )
        ),
        default=0,
    )
