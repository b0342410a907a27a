"""How a panel is asked for: the request as a value, its templates, checks and frozen form.

Its one job is everything about a request that can be said without the pool. It must not
look at any expert except to say which quotas the person counts for.
"""

from selection.requests.checks import check_approver, check_request, seats_kept_for
from selection.requests.conditions import (
    attribute_reader,
    compile_conditions,
    compile_quotas,
    local_divisions,
)
from selection.requests.fallback import known_steps, take_step, widen_request
from selection.requests.freezing import (
    check_unchanged,
    criteria_digest,
    freeze_criteria,
    thaw_criteria,
)
from selection.requests.peers import nearest_peers
from selection.requests.templates import RequestTemplate, request_from_template
from selection.requests.values import (
    Attribute,
    Condition,
    DirectGround,
    DirectSeat,
    FallbackStep,
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

__all__ = [
    "Attribute",
    "Condition",
    "DirectGround",
    "DirectSeat",
    "FallbackStep",
    "OpposedExpert",
    "PanelRequest",
    "PlaceType",
    "Quota",
    "RaisedBy",
    "Recusal",
    "RegionLimit",
    "RequestId",
    "RequestTemplate",
    "StepTaken",
    "attribute_reader",
    "check_approver",
    "check_request",
    "check_unchanged",
    "compile_conditions",
    "compile_quotas",
    "criteria_digest",
    "freeze_criteria",
    "known_steps",
    "local_divisions",
    "nearest_peers",
    "request_from_template",
    "seats_kept_for",
    "take_step",
    "thaw_criteria",
    "widen_request",
]
