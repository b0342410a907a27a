"""May this person be in the pool on this day, and why not: rules ELG-01 to ELG-17.

Pure: an expert, a policy, the code lists and a day in, findings out. One rule is one
function. ELG-04 is the way of counting that ELG-02 and ELG-03 use; ELG-16 needs to know
the other records and is asked by `check_unique_person`.

Being in the pool is not being eligible for a panel: that is `selection.candidates`.
"""

from collections.abc import Callable
from datetime import date

from expert_pool.eligibility.age import check_age_exception, check_age_limit, last_eligible_day
from expert_pool.eligibility.case import EligibilityCase
from expert_pool.eligibility.credentials import (
    check_alternative_qualification,
    check_financial_credential,
    check_senior_title,
)
from expert_pool.eligibility.dates import (
    AgeBasis,
    LeapBirthday,
    anniversary,
    full_years,
    last_day_within,
)
from expert_pool.eligibility.experience import check_financial_years, check_technical_years
from expert_pool.eligibility.person import (
    check_integrity,
    check_supervisor_staff,
    check_unique_person,
)
from expert_pool.eligibility.profile import (
    check_certificates,
    check_expert_type,
    check_field_count,
    check_funding_rules_declared,
    check_match_data,
    check_time_and_health_declared,
)
from expert_pool.experts import Expert
from expert_pool.findings import Finding
from expert_pool.policy import Policy, Stage
from expert_pool.vocabulary import CodeLists

__all__ = [
    "RULES",
    "AgeBasis",
    "EligibilityCase",
    "LeapBirthday",
    "anniversary",
    "check_eligibility",
    "check_unique_person",
    "full_years",
    "last_day_within",
    "last_eligible_day",
]

Check = Callable[[EligibilityCase], tuple[Finding, ...]]

RULES: tuple[tuple[str, Check], ...] = (
    ("ELG-01", check_integrity),
    ("ELG-02", check_age_limit),
    ("ELG-03", check_age_exception),
    ("ELG-05", check_senior_title),
    ("ELG-06", check_alternative_qualification),
    ("ELG-07", check_technical_years),
    ("ELG-08", check_financial_credential),
    ("ELG-09", check_financial_years),
    ("ELG-10", check_funding_rules_declared),
    ("ELG-11", check_expert_type),
    ("ELG-12", check_match_data),
    ("ELG-13", check_time_and_health_declared),
    ("ELG-14", check_certificates),
    ("ELG-15", check_field_count),
    ("ELG-17", check_supervisor_staff),
)


def check_eligibility(
    expert: Expert,
    policy: Policy,
    lists: CodeLists,
    as_of: date,
    *,
    stage: Stage = Stage.ADMIT,
) -> tuple[Finding, ...]:
    """Every reason that speaks against this person being in the pool on this day.

    Args:
        expert: The applicant or the member of the pool.
        policy: The rules that hold.
        lists: The code lists that titles, honours and fields refer to.
        as_of: The day that is checked: admission, draw, or review.
        stage: `SUBMIT` and `VERIFY` ask every rule and take unverified claims as open
            questions (soft); `ADMIT`, the strictest, asks every rule of verified facts;
            `DRAW` asks of a member of the pool only what the policy asks at that step.
    """
    case = EligibilityCase(expert=expert, policy=policy, lists=lists, as_of=as_of, stage=stage)
    return tuple(
        finding for rule_id, check in RULES if case.asks(rule_id) for finding in check(case)
    )
