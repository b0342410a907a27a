"""How much each candidate weighs in a draw: less for every seat of the last months (DRW-19).

Its one job is the published formula. It gives nobody a chance, and leaves nobody out: the
least weight is 1, so that who served most can be drawn as well.
"""

from collections.abc import Callable, Iterable
from typing import Final

from expert_pool.conflicts import ReviewDays
from expert_pool.policy import Policy
from selection.candidates.history import COUNTS, Assignment

ROTATION: Final = "rotation"


def find_weight_limit(policy: Policy) -> int:
    """DRW-19: the weight of somebody without a seat; 1 where chances are not weighted."""
    weighted = policy.text("weights") == ROTATION
    return policy.integer("weight_limit") if weighted else 1


def find_weigher(policy: Policy, review: ReviewDays) -> Callable[[Iterable[Assignment]], int]:
    """DRW-19: from somebody's seats to the weight, between 1 and the policy's limit.

    The weight is the limit less the seats taken on in the months before the review, or
    already for later; declined and excused ones do not count. Newcomers have no seats,
    and leave is no seat: neither counts against anybody.
    """
    limit = find_weight_limit(policy)
    since = review.months_back(policy.integer("weight_months")).start

    def weigh(seats: Iterable[Assignment]) -> int:
        served = sum(seat.outcome in COUNTS and seat.review.start >= since for seat in seats)
        return limit - min(served, limit - 1)

    return weigh
