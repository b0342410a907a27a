"""Which sizes a panel may have, so that no proposal goes below or between them.

Its one job is these numbers; whether a request keeps them is for the checks (DRW-02, DRW-03).
"""

from typing import Final

from expert_pool.policy import Policy
from expert_pool.vocabulary import Activity

_MOST: Final = 1_000
"""More than any form takes; the largest panel is for the checks."""


def panel_sizes(activity: Activity, policy: Policy) -> range:
    """The seats that activity and policy allow, from the fewest; odd where they want it odd."""
    least = max(activity.seats_min, policy.integer("panel_min"))
    if not policy.boolean("panel_odd"):
        return range(least, _MOST)
    return range(least + (least + 1) % 2, _MOST, 2)
