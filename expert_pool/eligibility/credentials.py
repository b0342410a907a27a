"""Titles and qualifications: who counts as senior, who as a financial expert.

Rules ELG-05, ELG-06 and ELG-08. Titles count by their level in the list and never by
their characters: 高级技师 is a skill grade, 一级教师 is intermediate, 主任记者 is senior.
A claim that is not verified is told apart from a missing one.
"""

from expert_pool.eligibility.case import EligibilityCase, joined
from expert_pool.experts import ExpertType, QualificationHeld, TitleHeld
from expert_pool.findings import Finding
from expert_pool.vocabulary import SeniorStanding, TitleLevel


def check_senior_title(case: EligibilityCase) -> tuple[Finding, ...]:
    """ELG-05: a technical expert has a verified senior title, or what ELG-06 accepts for it."""
    if case.expert.type is not ExpertType.TECHNICAL or _has_senior_proof(case):
        return ()
    claimed = _senior_titles(case, verified=False)
    if claimed:
        return (case.open_claim("ELG-05.title_unverified", titles=joined(claimed)),)
    # Then ELG-06 says what is missing, and saying it twice would confuse.
    if case.asks("ELG-06") and (_accepted(case, verified=False) or _undecided(case)):
        return ()
    return (_no_senior_title(case),)


def check_alternative_qualification(case: EligibilityCase) -> tuple[Finding, ...]:
    """ELG-06: an advanced qualification stands for the title, some only by a decision."""
    if case.expert.type is not ExpertType.TECHNICAL or _has_senior_proof(case):
        return ()
    claimed, undecided = _accepted(case, verified=False), _undecided(case)
    if claimed:
        return (case.open_claim("ELG-06.qualification_unverified", qualifications=joined(claimed)),)
    if undecided:
        return (case.open_claim("ELG-06.needs_decision", qualifications=joined(undecided)),)
    others = tuple(held.code for held in case.expert.qualifications)
    if others:
        return (case.information("ELG-06.not_senior", qualifications=joined(others)),)
    return ()


def check_financial_credential(case: EligibilityCase) -> tuple[Finding, ...]:
    """ELG-08: a financial expert has one verified credential of the policy's set."""
    if case.expert.type is not ExpertType.FINANCIAL:
        return ()
    wanted = case.policy.codes("fin_credentials")
    held: tuple[TitleHeld | QualificationHeld, ...] = (
        *case.expert.titles, *case.expert.qualifications
    )  # fmt: skip
    listed = tuple(one for one in held if one.code in wanted)
    if any(one.verified for one in listed):
        return ()
    if listed:
        codes = joined(one.code for one in listed)
        return (case.open_claim("ELG-08.credential_unverified", credentials=codes),)
    if held:
        codes = joined(one.code for one in held)
        return (
            case.finding(
                "ELG-08.credential_not_listed", credentials=codes, accepted=joined(wanted)
            ),
        )
    return (case.finding("ELG-08.no_credential", accepted=joined(wanted)),)


def _no_senior_title(case: EligibilityCase) -> Finding:
    level = case.policy.text("tech_min_title_level")
    held = tuple(title.code for title in case.expert.titles)
    unknown = tuple(code for code in held if code not in case.lists.titles)
    if unknown:
        return case.finding("ELG-05.unknown_title", titles=joined(unknown))
    if held:
        return case.finding("ELG-05.title_below_level", titles=joined(held), level=level)
    return case.finding("ELG-05.no_senior_title", level=level)


def _has_senior_proof(case: EligibilityCase) -> bool:
    return bool(_senior_titles(case, verified=True) or _accepted(case, verified=True))


def _senior_titles(case: EligibilityCase, *, verified: bool) -> tuple[str, ...]:
    wanted = TitleLevel(case.policy.text("tech_min_title_level"))
    found = (
        (held, case.lists.titles[held.code])
        for held in case.expert.titles
        if held.code in case.lists.titles
    )
    return tuple(
        held.code
        for held, title in found
        if held.verified is verified and title.counts_as_senior and title.level.reaches(wanted)
    )


def _accepted(case: EligibilityCase, *, verified: bool) -> tuple[str, ...]:
    """Qualifications that stand for a senior title, by the list or by a decision."""
    return tuple(
        held.code
        for held in case.expert.qualifications
        if held.verified is verified and _standing(case, held) is SeniorStanding.YES
    )


def _undecided(case: EligibilityCase) -> tuple[str, ...]:
    return tuple(
        held.code
        for held in case.expert.qualifications
        if _standing(case, held) is SeniorStanding.REVIEW
    )


def _standing(case: EligibilityCase, held: QualificationHeld) -> SeniorStanding:
    """What the list says, or what the bureau decided where the list leaves it open."""
    option = case.policy.text("tech_alt_qualification")
    listed = case.lists.qualifications.get(held.code)
    if option == "off" or listed is None:
        return SeniorStanding.NO
    if listed.technical_senior_eligible is not SeniorStanding.REVIEW:
        return listed.technical_senior_eligible
    if option == "list_only" or held.accepted_as_senior is False:
        return SeniorStanding.NO
    return SeniorStanding.YES if held.accepted_as_senior else SeniorStanding.REVIEW
