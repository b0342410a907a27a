"""Scores far from the others of the panel: a question to the organiser, never a penalty (EVA-04).

Its one job is to find them, exactly: distances from the panel's median in standard deviations of
the panel, compared as fractions.
"""

from collections.abc import Mapping
from fractions import Fraction
from statistics import median, pvariance
from typing import Final

from expert_pool.findings import Finding
from expert_pool.policy import Policy

FEWEST_SCORES: Final = 3
"""Of two, neither is far from the others."""
LEAST_GAP: Final = Fraction(1)
"""Among nearly equal scores a small step is many deviations: below one point nobody asks."""


def find_outliers(scores: Mapping[str, Fraction], policy: Policy) -> Mapping[str, Finding]:
    """EVA-04: by key, whose score is further from the panel's median than the policy takes."""
    if len(scores) < FEWEST_SCORES:
        return {}
    middle, variance = median(scores.values()), pvariance(scores.values())
    limit = policy.share("outlier_z") ** 2 * variance
    return {
        key: policy.finding("EVA-04.far_from_median", score=tenths(score), median=tenths(middle))
        for key, score in scores.items()
        if abs(score - middle) >= LEAST_GAP and (score - middle) ** 2 > limit
    }


def tenths(score: Fraction) -> str:
    """A score as people read it: one decimal, halves up."""
    whole = (score * 20 + 1) // 2
    return f"{whole // 10}.{whole % 10}"
