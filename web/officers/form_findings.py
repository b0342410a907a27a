"""Puts what the rules find against a request beside the field that can mend it."""

from collections.abc import Iterable, Mapping
from typing import Final

from expert_pool.findings import Finding, Severity
from expert_pool.vocabulary import CodeLists
from selection.requests import PanelRequest
from web.criteria import name_quotas
from web.forms import Form
from web.officers.request_form import RequestForm

_FIELD_OF: Final[Mapping[str, str]] = {
    "DRW-01": "activity",
    "DRW-02": "seats",
    "DRW-03": "seats",
    "DRW-04": "quotas",
    "DRW-05": "quotas",
    "DRW-07": "review_from",
    "DRW-17": "fallback",
    "DRW-18": "direct",
    "DRW-20": "quotas",
    "DRW-21": "urgent_reason",
    "REQ-03": "projects",
    "REQ-04": "region_reason",
    "REQ-06": "opposed",
    "COI-16": "recusals",
    "quota": "quotas",
    "request": "projects",
}
_FIELD_OF_CODE: Final[Mapping[str, str]] = {
    "quota.no_seats": "seats",
    "DRW-17.reason_missing": "fallback_reason",
    "DRW-18.consent_missing": "direct_consent",
    "quota.employer_cap_too_small": "employer_cap",
    "quota.group_cap_too_small": "group_cap",
    "quota.minimums_above_seats": "seats",
    "quota.maximums_below_seats": "seats",
    "request.unknown_division": "region",
    "request.empty_region": "region",
    "request.unknown_ground": "recusals",
}


def field_of(finding: Finding, request: PanelRequest) -> str:
    """The field that a finding is about, such as `quotas-1-minimum`."""
    ids = [quota.id for quota in request.quotas]
    quota = str(finding.param("quota") or "")
    if quota in ids:
        return f"quotas-{ids.index(quota)}-minimum"
    if finding.rule_id == "quota" and finding.param("quota") == "":
        return "conditions"
    known = _FIELD_OF_CODE.get(finding.code)
    return known or _FIELD_OF.get(finding.rule_id, "")


def mark_fields(
    form: Form[RequestForm],
    findings: Iterable[Finding],
    request: PanelRequest,
    lists: CodeLists,
) -> Form[RequestForm]:
    """The form with every hard finding beside its field; one sentence a field."""
    hard = tuple(it for it in findings if it.severity is Severity.HARD)
    named = name_quotas(hard, request.quotas, lists)
    for finding, shown in zip(hard, named, strict=True):
        place = field_of(finding, request)
        if place not in form.errors:
            form = form.refused(place, shown.code, **dict(shown.params))
    return form
