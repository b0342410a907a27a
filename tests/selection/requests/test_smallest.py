"""Which sizes a panel may have."""

from dataclasses import replace

import pytest

from expert_pool.policy import Policy
from selection.requests.smallest import panel_sizes
from tests.selection.requests.samples import JINHUA, LISTS


def with_values(**values: int | bool) -> Policy:
    changed = {name: replace(JINHUA.parameters[name], value=it) for name, it in values.items()}
    return replace(JINHUA, parameters={**JINHUA.parameters, **changed})


@pytest.mark.parametrize(
    ("activity_least", "policy_least", "odd", "found"),
    [
        (3, 3, True, [3, 5, 7]),
        (5, 3, True, [5, 7, 9]),
        (3, 7, True, [7, 9, 11]),
        (4, 3, True, [5, 7, 9]),
        (4, 3, False, [4, 5, 6]),
    ],
)
def test_activity_and_policy_and_odd_numbers_decide(
    activity_least: int, policy_least: int, odd: bool, found: list[int]
) -> None:
    activity = replace(LISTS.activities["A01"], seats_min=activity_least)
    policy = with_values(panel_min=policy_least, panel_odd=odd)
    assert list(panel_sizes(activity, policy)[:3]) == found
