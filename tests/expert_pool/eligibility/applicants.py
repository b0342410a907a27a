"""People who meet every rule, for the tables to change one thing of; nobody is real."""

from dataclasses import replace
from datetime import date

from expert_pool.eligibility import check_eligibility
from expert_pool.experts import (
    Declarations,
    Employment,
    EmploymentKind,
    Expert,
    ExpertId,
    ExpertType,
    FieldOfWork,
    QualificationHeld,
    Sector,
    Sex,
    Standing,
    TitleHeld,
    Unit,
)
from expert_pool.findings import Finding
from expert_pool.policy import Policy, Stage, change_values, load_policy
from expert_pool.vocabulary import load_code_lists

LISTS = load_code_lists()
JINHUA = load_policy("jinhua")
DAY = date(2026, 11, 20)
ADMIT = Stage.ADMIT

TECHNICAL = Expert(
    id=ExpertId("e1"),
    name="虚构甲",
    type=ExpertType.TECHNICAL,
    birth_date=date(1980, 5, 1),
    sex=Sex.FEMALE,
    division="330702",
    sector=Sector.UNIVERSITY,
    standing=Standing.ACTIVE,
    employments=(
        Employment(Unit(name="示例大学（虚构）"), EmploymentKind.EMPLOYED, date(2005, 7, 1)),
    ),
    titles=(TitleHeld("S01-02", verified=True),),
    disciplines=("520",),
    fields=(FieldOfWork("10101", date(2010, 1, 1)),),
    directions=("操作系统",),
    declarations=Declarations(time_and_health=True),
    certificates=1,
)

FINANCIAL = replace(
    TECHNICAL,
    type=ExpertType.FINANCIAL,
    titles=(),
    qualifications=(QualificationHeld("Q01", verified=True),),
    financial_work_since=date(2010, 1, 1),
    declarations=Declarations(time_and_health=True, funding_rules=True),
)


def with_values(**values: object) -> Policy:
    """The Jinhua policy with other values."""
    return change_values(JINHUA, values)


def findings_of(
    expert: Expert, rule: str, policy: Policy = JINHUA, *, stage: Stage = ADMIT, day: date = DAY
) -> tuple[Finding, ...]:
    """What one rule finds."""
    found = check_eligibility(expert, policy, LISTS, day, stage=stage)
    return tuple(finding for finding in found if finding.rule_id == rule)


def codes_of(
    expert: Expert, rule: str, policy: Policy = JINHUA, *, stage: Stage = ADMIT, day: date = DAY
) -> list[str]:
    """The codes of what one rule finds."""
    return [finding.code for finding in findings_of(expert, rule, policy, stage=stage, day=day)]
