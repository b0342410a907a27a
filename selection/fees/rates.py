"""Day rates after tax by the class of the expert, as the policy sets them (FEE-01 to FEE-06).

Its one job is the range and the usual rate of a class, in whole yuan. It knows no days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor

from expert_pool.experts import Expert
from expert_pool.policy import Policy
from expert_pool.vocabulary import CodeLists


class FeeClass(StrEnum):
    """Whom the central rules tell apart: Cai Ke Jiao [2017] No. 128, articles 6 and 7."""

    TOP = "top"
    SENIOR = "senior"
    OTHER = "other"

    @property
    def rule_id(self) -> str:
        """The rule of the policy that sets the rate of the class."""
        return {"top": "FEE-03", "senior": "FEE-01", "other": "FEE-02"}[self.value]


class Usual(StrEnum):
    """Where in a range the amount lies that needs no reason."""

    LOWEST = "lowest"
    MIDDLE = "middle"
    HIGHEST = "highest"


@dataclass(frozen=True, slots=True)
class RateRange:
    """The lowest and the highest rate for a day in whole yuan after tax, and the usual one."""

    lowest: int
    highest: int
    usual: int


@dataclass(frozen=True, slots=True)
class FeeRates:
    """Everything that the amount of a fee follows from.

    `remote` is what one review by correspondence counts for, as a share of a day.
    """

    ranges: Mapping[FeeClass, RateRange]
    half_day: Fraction
    later_days: Fraction
    remote: Fraction


def read_rates(policy: Policy) -> FeeRates:
    """The rates and factors that a policy sets."""
    usual = Usual(policy.text("fee_usual"))
    top = policy.share("fee_top_factor")
    senior = (policy.integer("fee_senior_min"), policy.integer("fee_senior_max"))
    other = (policy.integer("fee_other_min"), policy.integer("fee_other_max"))
    return FeeRates(
        ranges={
            FeeClass.TOP: _range(senior[0] * top, senior[1] * top, usual),
            FeeClass.SENIOR: _range(*senior, usual),
            FeeClass.OTHER: _range(*other, usual),
        },
        half_day=policy.share("fee_half_day"),
        later_days=policy.share("fee_day3_factor"),
        remote=_between(policy.share("fee_remote_min"), policy.share("fee_remote_max"), usual),
    )


def find_class(expert: Expert, policy: Policy, lists: CodeLists) -> FeeClass:
    """The class of an expert by verified honours and titles; a claim alone counts for nothing."""
    top = policy.codes("fee_top_honours")
    if any(honour.verified and honour.code in top for honour in expert.honours):
        return FeeClass.TOP
    held = (lists.titles.get(title.code) for title in expert.titles if title.verified)
    senior = any(title is not None and title.counts_as_senior for title in held)
    return FeeClass.SENIOR if senior else FeeClass.OTHER


def _range(lowest: Fraction | int, highest: Fraction | int, usual: Usual) -> RateRange:
    """Whole yuan; what is not whole is rounded down, so that no ceiling is passed."""
    bounds = (Fraction(lowest), Fraction(highest))
    return RateRange(floor(bounds[0]), floor(bounds[1]), floor(_between(*bounds, usual)))


def _between(lowest: Fraction, highest: Fraction, usual: Usual) -> Fraction:
    way = {Usual.LOWEST: Fraction(0), Usual.MIDDLE: Fraction(1, 2), Usual.HIGHEST: Fraction(1)}
    return lowest + (highest - lowest) * way[usual]
