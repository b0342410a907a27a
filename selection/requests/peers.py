"""Whether a request asks for peers of its projects: the nearest first (rule DRW-22).

Its one job is the field that nearest peers share with the projects, and the finding where
no quota asks for it. Wider peers come by the steps of the fallback order.
"""

from expert_pool.findings import Finding, Severity
from expert_pool.policy import Policy
from expert_pool.vocabulary import Activity, CodeLists
from selection.requests.values import Attribute, Condition, PanelRequest

_LEVELS = {"field_level_3": 3, "field_level_2": 2, "field_level_1": 1}


def nearest_peers(request: PanelRequest, policy: Policy, lists: CodeLists) -> Condition | None:
    """Work in the projects' fields, at the first level of the policy that fields have.

    None where no project states a field. Research directions are free words and no level
    that a draw can ask for.
    """
    known = [_LEVELS[name] for name in policy.codes("match_levels") if name in _LEVELS]
    paths = [lists.field_path(field) for field in request.fields if field in lists.fields]
    if not known or not paths:
        return None
    return Condition(Attribute.FIELD, frozenset(path[: known[0]][-1] for path in paths))


def check_peers(
    request: PanelRequest, policy: Policy, lists: CodeLists, activity: Activity
) -> tuple[Finding, ...]:
    """DRW-22: a quota asks for peers, at any level that one of the projects' fields lies in.

    A hint and no more: a panel without technical seats needs no peers.
    """
    nearest = nearest_peers(request, policy, lists)
    if nearest is None or not activity.composition.technical:
        return ()
    wanted = frozenset(code for field in request.fields for code in _path(field, lists))
    asked = (
        condition
        for quota in request.quotas
        if quota.minimum > 0
        for condition in quota.conditions
        if condition.attribute is Attribute.FIELD
    )
    if any(condition.values & wanted for condition in asked):
        return ()
    field = min(nearest.values)
    return (policy.finding("DRW-22.no_peers", severity=Severity.INFO, field=field),)


def _path(field: str, lists: CodeLists) -> tuple[str, ...]:
    return lists.field_path(field) if field in lists.fields else ()
