from dataclasses import replace

import pytest

from expert_pool.policy import change_values
from expert_pool.vocabulary import ActivityKind, NamePolicy
from selection.errors import SelectionError
from selection.requests import Attribute, PlaceType, check_request, request_from_template
from tests.selection.requests.samples import (
    JINHUA,
    LISTS,
    TODAY,
    condition,
    make_request,
)

STANDING = [("chair", 1, 7), ("fresh", 3, 7)]
DRAWN = tuple(code for code, entry in LISTS.activities.items() if entry.kind is ActivityKind.PANEL)


@pytest.mark.parametrize(
    ("activity", "seats", "quotas"),
    [
        ("A01", 5, [("financial", 1, 1), ("technical", 4, 4)]),
        ("A02", 7, [("financial", 1, 1), ("technical", 6, 6), *STANDING]),
        ("A03", 3, [("technical", 3, 3)]),
        ("A04", 5, [("financial", 1, 1), ("investment", 1, 5), ("technical", 3, 4)]),
        ("A05", 5, [("financial", 1, 1), ("technical", 4, 4)]),
        ("A06", 5, [("management", 1, 5), ("technical", 4, 5)]),
        ("A07", 5, [("financial", 1, 1), ("management", 1, 5), ("technical", 3, 4)]),
        ("A08", 5, [("financial", 1, 1), ("technical", 4, 4)]),
        ("A09", 7, [("financial", 1, 1), ("technical", 6, 6), *STANDING]),
        ("A10", 7, [("financial", 1, 1), ("investment", 2, 7), ("technical", 4, 6)]),
        ("A11", 7, [("technical", 7, 7), *STANDING]),
        ("A12", 3, [("financial", 3, 3)]),
        ("A13", 3, [("financial", 1, 1), ("technical", 2, 2)]),
        ("A14", 5, [("technical", 5, 5)]),
        ("A15", 5, [("technical", 5, 5)]),
    ],
)
def test_each_drawn_activity_starts_with_its_seats(
    activity: str, seats: int, quotas: list[tuple[str, int, int]]
) -> None:
    template = request_from_template(LISTS.activities[activity], JINHUA)
    assert (template.activity, template.seats) == (activity, seats)
    assert (template.employer_cap, template.group_cap) == (1, 1)
    assert [(it.id, it.minimum, it.maximum) for it in template.quotas] == quotas


def test_all_fifteen_drawn_activities_have_a_template() -> None:
    assert tuple(f"A{number:02}" for number in range(1, 16)) == DRAWN


@pytest.mark.parametrize("activity", DRAWN)
def test_a_request_that_keeps_its_template_breaks_no_rule(activity: str) -> None:
    template = request_from_template(LISTS.activities[activity], JINHUA)
    request = make_request(
        activity=activity, seats=template.seats, quotas=template.quotas, place=template.place
    )
    assert check_request(request, JINHUA, LISTS, TODAY) == ()


def test_a_pool_without_managers_and_investors_fills_their_seats_otherwise() -> None:
    quotas = {
        quota.id: quota.conditions
        for code in ("A04", "A07")
        for quota in request_from_template(LISTS.activities[code], JINHUA).quotas
    }
    assert quotas["investment"] == (condition(Attribute.SECTOR, "enterprise"),)
    assert quotas["management"] == (condition(Attribute.DISCIPLINE, "630"),)


def test_a_pool_with_managers_uses_them() -> None:
    policy = change_values(JINHUA, {"expert_types": ("technical", "financial", "management")})
    quotas = request_from_template(LISTS.activities["A07"], policy).quotas
    assert [(it.id, it.minimum, it.maximum) for it in quotas] == [
        ("financial", 1, 1),
        ("management", 1, 1),
        ("technical", 3, 3),
    ]
    assert quotas[1].conditions == (condition(Attribute.TYPE, "management"),)


def test_a_review_by_correspondence_has_no_place() -> None:
    template = request_from_template(LISTS.activities["A03"], JINHUA)
    assert template.place is PlaceType.CORRESPONDENCE
    assert template.name_policy is NamePolicy.CORRESPONDENCE
    meeting = request_from_template(LISTS.activities["A02"], JINHUA)
    assert (meeting.place, meeting.seats_min) == (PlaceType.MUNICIPAL, 5)


@pytest.mark.parametrize("kind", [ActivityKind.MATCH, ActivityKind.INVITE, ActivityKind.NONE])
def test_an_activity_that_is_not_drawn_has_no_template(kind: ActivityKind) -> None:
    activity = replace(LISTS.activities["A01"], kind=kind)
    with pytest.raises(SelectionError, match=r"request\.activity_not_drawn"):
        request_from_template(activity, JINHUA)
