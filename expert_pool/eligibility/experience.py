"""Years of work: in a declared field for technical experts, in finance for financial ones.

Rules ELG-07 and ELG-09. 5年以上 includes the day on which five years are full
(Civil Code, art. 1259). Whether the field is backed by evidence is for the registrars.
"""

from datetime import date

from expert_pool.eligibility.case import EligibilityCase, joined
from expert_pool.eligibility.dates import LeapBirthday, anniversary, full_years
from expert_pool.experts import ExpertType
from expert_pool.findings import Finding


def check_technical_years(case: EligibilityCase) -> tuple[Finding, ...]:
    """ELG-07: the years in at least one declared field; a younger second field is only told."""
    if case.expert.type is not ExpertType.TECHNICAL:
        return ()
    if not case.expert.fields:
        return (case.finding("ELG-07.start_missing"),)
    wanted = case.policy.integer("tech_min_years")
    recent = tuple(f.code for f in case.expert.fields if _years(case, f.since) < wanted)
    if len(recent) == len(case.expert.fields):
        first = min(field.since for field in case.expert.fields)
        return (_too_few(case, "ELG-07.too_few_years", first, wanted),)
    if recent:
        return (case.information("ELG-07.recent_field", fields=joined(recent), years=wanted),)
    return ()


def check_financial_years(case: EligibilityCase) -> tuple[Finding, ...]:
    """ELG-09: the years in financial work."""
    if case.expert.type is not ExpertType.FINANCIAL:
        return ()
    since = case.expert.financial_work_since
    if since is None:
        return (case.finding("ELG-09.start_missing"),)
    wanted = case.policy.integer("fin_min_years")
    if _years(case, since) < wanted:
        return (_too_few(case, "ELG-09.too_few_years", since, wanted),)
    return ()


def _years(case: EligibilityCase, since: date) -> int:
    return full_years(since, case.as_of, LeapBirthday(case.policy.text("age_29_february")))


def _too_few(case: EligibilityCase, code: str, since: date, wanted: int) -> Finding:
    leap = LeapBirthday(case.policy.text("age_29_february"))
    return case.finding(
        code,
        years=_years(case, since),
        limit=wanted,
        enough_on=anniversary(since, wanted, leap).isoformat(),
    )
