"""How small a panel may be."""

from dataclasses import replace

import pytest

from expert_pool.policy import Policy
from selection.requests.smallest import smallest_panel
from tests.selection.requests.samples import JINHUA, LISTS


def with_values(**values: int | bool) -> Policy:
    changed = {name: replace(JINHUA.parameters[name], value=it) for name, it in values.items()}
    return replace(JINHUA, parameters={**JINHUA.parameters, **changed})


@pytest.mark.parametrize(
    ("activity_least", "policy_least", "odd", "found"),
    [(3, 3, True, 3), (5, 3, True, 5), (3, 7, True, 7), (4, 3, True, 5), (4, 3, False, 4)],
)
def test_activity_and_policy_and_odd_numbers_decide(
    activity_least: int, policy_least: int, odd: bool, found: int
) -> None:
    activity = replace(LISTS.activities["A01"], seats_min=activity_least)
    policy = with_values(panel_min=policy_least, panel_odd=odd)
    assert smallest_panel(activity, policy) == found
