"""SEC-01: from which day on a drawn panel is no longer sealed."""

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from expert_pool.conflicts import ReviewDays
from expert_pool.policy import Policy, load_policy
from expert_pool.vocabulary import NamePolicy
from selection.requests.release import find_release_day
from tests.selection.requests.samples import make_request

START, END, AFTER = date(2026, 12, 14), date(2026, 12, 16), date(2026, 12, 17)


def policy_with(rule: str) -> Policy:
    return cast(Policy, SimpleNamespace(text=lambda name: {"name_policy": rule}[name]))


@pytest.mark.parametrize(
    ("rule", "names", "day"),
    [
        ("by_activity", NamePolicy.MEETING, START),
        ("by_activity", NamePolicy.ENTERPRISE, START),
        ("by_activity", NamePolicy.OPEN, START),
        ("by_activity", NamePolicy.CORRESPONDENCE, AFTER),
        ("by_activity", NamePolicy.NONE, AFTER),
        ("after_review", NamePolicy.MEETING, AFTER),
        ("after_review", NamePolicy.CORRESPONDENCE, AFTER),
        ("never", NamePolicy.OPEN, None),
    ],
)
def test_the_activity_or_the_policy_says_when(rule: str, names: NamePolicy, day: Any) -> None:
    request = make_request(review=ReviewDays(START, END), name_policy=names)
    assert find_release_day(request, policy_with(rule)) == day


def test_the_policy_in_force_names_a_rule() -> None:
    request = make_request(review=ReviewDays(START, END))
    assert find_release_day(request, load_policy("jinhua")) == START
