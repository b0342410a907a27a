"""A panel request that nothing stands against, and its parties; all fictional."""

from dataclasses import replace
from datetime import date
from typing import Any

from expert_pool.conflicts import Party, PartyRole, Person, ProjectParties, ReviewDays
from expert_pool.findings import Finding
from expert_pool.policy import load_policy
from expert_pool.vocabulary import load_code_lists
from selection.requests import (
    Attribute,
    Condition,
    PanelRequest,
    PlaceType,
    Quota,
    RequestId,
)
from tests.factories import COMPANY

JINHUA = load_policy("jinhua")
LISTS = load_code_lists()
TODAY = date(2026, 11, 16)
REVIEW = ReviewDays(date(2026, 11, 20), date(2026, 11, 20))
LEADER = Person("测丁", (COMPANY,), "i4")
PROJECT = ProjectParties(
    parties=(
        Party(PartyRole.LEAD_UNIT, unit=COMPANY),
        Party(PartyRole.PROJECT_LEADER, person=LEADER),
    ),
    project="p1",
)


def condition(attribute: Attribute, *values: str) -> Condition:
    return Condition(attribute, frozenset(values))


def of_type(kind: str, minimum: int, maximum: int) -> Quota:
    return Quota(kind, (condition(Attribute.TYPE, kind),), minimum, maximum)


_REQUEST = PanelRequest(
    id=RequestId("r1"),
    activity="A01",
    projects=(PROJECT,),
    review=REVIEW,
    place=PlaceType.MUNICIPAL,
    seats=5,
    quotas=(of_type("financial", 1, 1), of_type("technical", 4, 4)),
    division="330702",
)


def make_request(**changes: Any) -> PanelRequest:
    """An acceptance panel of five that meets every rule, with changes."""
    return replace(_REQUEST, **changes)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def weighed(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity.value) for finding in findings]
