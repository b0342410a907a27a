from dataclasses import replace
from typing import Any

import pytest

from expert_pool.policy import change_values
from selection.requests import Attribute, PanelRequest, Quota, check_request, request_from_template
from tests.selection.requests.samples import (
    JINHUA,
    LISTS,
    TODAY,
    condition,
    make_request,
    weighed,
)

A02 = request_from_template(LISTS.activities["A02"], JINHUA)


def review(*without: str, **changes: Any) -> PanelRequest:
    """A selection review as its template makes it, without some of its quotas."""
    quotas = tuple(quota for quota in A02.quotas if quota.id not in without)
    return make_request(**{"activity": "A02", "seats": 7, "quotas": quotas} | changes)


def check(request: PanelRequest, **values: Any) -> list[tuple[str, str]]:
    policy = change_values(JINHUA, values) if values else JINHUA
    return weighed(check_request(request, policy, LISTS, TODAY))


def test_a_template_keeps_a_seat_for_a_chair_and_a_third_for_new_members() -> None:
    chair, fresh = A02.quotas[-2:]
    assert chair == Quota("chair", (condition(Attribute.TITLE_LEVEL, "full_senior"),), 1, 7)
    assert fresh == Quota("fresh", (condition(Attribute.SERVED, "no"),), 3, 7)
    assert check(review()) == []


@pytest.mark.parametrize(
    ("share", "least"), [("0", 0), ("1/7", 1), ("1/3", 3), ("3/7", 3), ("1/2", 4), ("1", 7)]
)
def test_drw_26_a_share_is_rounded_up_to_whole_members(share: str, least: int) -> None:
    policy = change_values(JINHUA, {"fresh_share": share})
    quotas = request_from_template(LISTS.activities["A02"], policy).quotas
    assert {it.id: it.minimum for it in quotas}.get("fresh", 0) == least


def test_drw_25_a_missing_chair_is_told_softly() -> None:
    assert check(review("chair")) == [("DRW-25.chair_missing", "soft")]
    assert check(review("chair"), chair_activities=("A01",)) == []
    assert check(review("chair"), chair_classes=()) == []


@pytest.mark.parametrize(
    ("levels", "minimum", "missing"),
    [
        (("full_senior",), 1, False),
        (("full_senior",), 0, True),
        (("full_senior", "associate_senior"), 7, True),
        (("associate_senior",), 1, True),
        ((), 1, True),
    ],
)
def test_drw_25_every_member_of_the_quota_has_to_be_of_the_class(
    levels: tuple[str, ...], minimum: int, missing: bool
) -> None:
    quota = Quota("q", (condition(Attribute.TITLE_LEVEL, *levels),), minimum, 7)
    request = review("chair")
    codes = [code for code, _ in check(replace(request, quotas=(*request.quotas, quota)))]
    assert ("DRW-25.chair_missing" in codes) is missing


def test_drw_25_a_chair_may_be_of_several_classes() -> None:
    both = ("full_senior", "associate_senior")
    quota = Quota("q", (condition(Attribute.TITLE_LEVEL, "associate_senior"),), 1, 7)
    request = review("chair")
    request = replace(request, quotas=(*request.quotas, quota))
    assert check(request, chair_classes=both) == []


@pytest.mark.parametrize(("minimum", "missing"), [(2, True), (3, False), (7, False)])
def test_drw_26_the_quota_keeps_the_share(minimum: int, missing: bool) -> None:
    quota = Quota("new", (condition(Attribute.SERVED, "no"),), minimum, 7)
    request = review("fresh")
    found = check(replace(request, quotas=(*request.quotas, quota)))
    assert found == ([("DRW-26.too_few_new", "soft")] if missing else [])
