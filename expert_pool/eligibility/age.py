"""The age limit, its exception for honoured experts, and the last day on which it is kept.

Rules ELG-02 to ELG-04: nobody is over the limit; academicians, doctoral supervisors and
holders of the special allowance follow their own statutory retirement age where that is
higher and proven; how the years are counted is the policy's choice. The exception is a
higher limit, never none. Does not know why somebody retires later.
"""

from datetime import date

from expert_pool.eligibility.case import EligibilityCase, joined
from expert_pool.eligibility.dates import AgeBasis, LeapBirthday, full_years, last_day_within
from expert_pool.experts import Expert
from expert_pool.findings import Finding
from expert_pool.policy import Policy
from expert_pool.vocabulary import CodeLists


def check_age_limit(case: EligibilityCase) -> tuple[Finding, ...]:
    """ELG-02, counted by ELG-04: over the general limit, and no exception to look at."""
    limit = case.policy.integer("age_limit_years")
    if case.as_of <= _last_day(case, limit) or limit < _proven_limit(case):
        return ()
    if case.claims_may_wait and case.as_of <= _last_day(case, _claimed_limit(case)):
        return ()
    return (
        case.finding(
            "ELG-02.over_age_limit",
            age=_age(case),
            limit=limit,
            last_day=_last_day(case, limit).isoformat(),
        ),
    )


def check_age_exception(case: EligibilityCase) -> tuple[Finding, ...]:
    """ELG-03: who is over the general limit under the own retirement age, and who lacks proof."""
    limit = case.policy.integer("age_limit_years")
    if not _exception_exists(case.policy) or case.as_of <= _last_day(case, limit):
        return ()
    if limit < _proven_limit(case):
        return (_under_own_limit(case),)
    if limit < _claimed_limit(case):
        return (_unproven_exception(case),)
    return _why_no_exception(case)


def last_eligible_day(expert: Expert, policy: Policy, lists: CodeLists) -> date:
    """The last day on which the age rules hold, with a proven exception (rule POL-03)."""
    return _last_day_of(expert, policy, _limit(expert, policy, lists, verified_only=True))


def _under_own_limit(case: EligibilityCase) -> Finding:
    own = _proven_limit(case)
    last_day = _last_day(case, own)
    tell = case.information if case.as_of <= last_day else case.finding
    kept = case.as_of <= last_day
    return tell(
        "ELG-03.exception_applies" if kept else "ELG-03.over_own_limit",
        age=_age(case),
        limit=own,
        last_day=last_day.isoformat(),
        honours=joined(_excepted_honours(case.expert, case.lists, verified_only=True)),
    )


def _unproven_exception(case: EligibilityCase) -> Finding:
    """The claim decides before the verification; afterwards it only explains."""
    own = _claimed_limit(case)
    may_wait = case.claims_may_wait and case.as_of <= _last_day(case, own)
    tell = case.open_claim if may_wait else case.information
    return tell(
        "ELG-03.exception_unverified",
        age=_age(case),
        limit=own,
        last_day=_last_day(case, own).isoformat(),
        honours=joined(_excepted_honours(case.expert, case.lists, verified_only=False)),
    )


def _why_no_exception(case: EligibilityCase) -> tuple[Finding, ...]:
    """What an honoured or later retiring expert lacks for the exception; others lack nothing."""
    limit = case.policy.integer("age_limit_years")
    honours = _excepted_honours(case.expert, case.lists, verified_only=False)
    retirement = case.expert.retirement
    if honours and retirement is None:
        return (case.information("ELG-03.retirement_age_missing", honours=joined(honours)),)
    if honours and retirement is not None:
        return (
            case.information(
                "ELG-03.retirement_age_not_above",
                honours=joined(honours), own_age=retirement.age, limit=limit,
            ),
        )  # fmt: skip
    if retirement is not None and retirement.age > limit:
        return (case.information("ELG-03.honour_missing", own_age=retirement.age),)
    return ()


def _proven_limit(case: EligibilityCase) -> int:
    return _limit(case.expert, case.policy, case.lists, verified_only=True)


def _claimed_limit(case: EligibilityCase) -> int:
    return _limit(case.expert, case.policy, case.lists, verified_only=False)


def _limit(expert: Expert, policy: Policy, lists: CodeLists, *, verified_only: bool) -> int:
    """max(general limit, own statutory retirement age), the latter for listed honours only."""
    general = policy.integer("age_limit_years")
    retirement = expert.retirement
    if retirement is None or not _exception_exists(policy):
        return general
    proven = retirement.verified or not verified_only
    if proven and _excepted_honours(expert, lists, verified_only=verified_only):
        return max(general, retirement.age)
    return general


def _exception_exists(policy: Policy) -> bool:
    return policy.text("age_exception_rule") == "own_retirement_age"


def _excepted_honours(expert: Expert, lists: CodeLists, *, verified_only: bool) -> tuple[str, ...]:
    return tuple(
        held.code
        for held in expert.honours
        if (held.verified or not verified_only)
        and held.code in lists.honours
        and lists.honours[held.code].age_exception
    )


def _age(case: EligibilityCase) -> int:
    leap = LeapBirthday(case.policy.text("age_29_february"))
    return full_years(case.expert.birth_date, case.as_of, leap)


def _last_day(case: EligibilityCase, limit: int) -> date:
    return _last_day_of(case.expert, case.policy, limit)


def _last_day_of(expert: Expert, policy: Policy, limit: int) -> date:
    """ELG-04: the policy's way of counting."""
    basis = AgeBasis(policy.text("age_basis"))
    return last_day_within(
        expert.birth_date, limit, basis, LeapBirthday(policy.text("age_29_february"))
    )
