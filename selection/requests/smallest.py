"""How small a panel may be, so that no proposal goes below it.

Its one job is that number; whether a request keeps it is for the checks (DRW-02, DRW-03).
"""

from expert_pool.policy import Policy
from expert_pool.vocabulary import Activity


def smallest_panel(activity: Activity, policy: Policy) -> int:
    """The fewest seats that activity and policy allow; odd where the policy wants it odd."""
    least = max(activity.seats_min, policy.integer("panel_min"))
    return least + 1 if policy.boolean("panel_odd") and least % 2 == 0 else least
