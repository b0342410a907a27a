"""ELG-05, ELG-06, ELG-08: titles by level, qualifications by list or decision, claims apart."""

from dataclasses import replace

import pytest

from expert_pool.bulk_import.choices import build_choices
from expert_pool.experts import ExpertType, QualificationHeld, TitleHeld
from expert_pool.findings import Severity
from expert_pool.policy import Stage
from tests.expert_pool.eligibility.applicants import (
    FINANCIAL,
    LISTS,
    TECHNICAL,
    codes_of,
    findings_of,
    with_values,
)

CHOICES = build_choices(LISTS)
BELOW, NONE = "ELG-05.title_below_level", "ELG-05.no_senior_title"


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("教授", []),
        ("副教授", []),
        ("高级工程师", []),
        ("教授级高级工程师", []),
        ("高级记者", []),
        ("主任记者", []),
        ("一级演员", []),
        ("二级演员", []),
        ("国家级教练", []),
        ("播音指导", []),
        ("一级飞行员", []),
        ("一级翻译", []),
        ("编审", []),
        ("高级经济师", []),
        ("一级教师", [BELOW]),
        ("二级飞行员", [BELOW]),
        ("三级演员", [BELOW]),
        ("一级播音员主持人", [BELOW]),
        ("工程师", [BELOW]),
        ("技师", [BELOW]),
        ("中级教练", [BELOW]),
    ],
)
def test_a_title_counts_by_its_level_and_not_by_its_characters(name: str, codes: list[str]) -> None:
    (title,) = CHOICES["titles"].find(name)
    expert = replace(TECHNICAL, titles=(TitleHeld(title, verified=True),))
    assert codes_of(expert, "ELG-05") == codes


def test_a_skill_grade_is_no_title() -> None:
    (grade,) = CHOICES["qualifications"].find("高级技师")
    held = QualificationHeld(grade, verified=True)
    expert = replace(TECHNICAL, titles=(), qualifications=(held,))
    assert CHOICES["titles"].find("高级技师") == ()
    assert codes_of(expert, "ELG-05") == [NONE]
    assert codes_of(expert, "ELG-06") == ["ELG-06.not_senior"]


@pytest.mark.parametrize(
    ("titles", "codes"),
    [
        ((), [NONE]),
        ((TitleHeld("S99-01", verified=True),), ["ELG-05.unknown_title"]),
        ((TitleHeld("S01-02"),), ["ELG-05.title_unverified"]),
        ((TitleHeld("S01-03", verified=True), TitleHeld("S01-02", verified=True)), []),
        ((TitleHeld("S01-03", verified=True), TitleHeld("S01-02")), ["ELG-05.title_unverified"]),
    ],
)
def test_one_verified_senior_title_is_enough_and_a_claim_is_told_apart(
    titles: tuple[TitleHeld, ...], codes: list[str]
) -> None:
    assert codes_of(replace(TECHNICAL, titles=titles), "ELG-05") == codes


@pytest.mark.parametrize(
    ("stage", "severity"),
    [
        (Stage.SUBMIT, Severity.SOFT), (Stage.VERIFY, Severity.SOFT),
        (Stage.ADMIT, Severity.HARD), (Stage.DRAW, Severity.HARD),
    ],
)  # fmt: skip
def test_a_claim_waits_for_the_registrars_and_does_not_count_afterwards(
    stage: Stage, severity: Severity
) -> None:
    expert = replace(TECHNICAL, titles=(TitleHeld("S01-02"),))
    (finding,) = findings_of(expert, "ELG-05", stage=stage)
    assert (finding.severity, finding.params) == (severity, (("titles", "S01-02"),))


def test_a_city_can_ask_for_a_full_senior_title() -> None:
    policy = with_values(tech_min_title_level="full_senior")
    assert codes_of(TECHNICAL, "ELG-05", policy) == [BELOW]
    professor = replace(TECHNICAL, titles=(TitleHeld("S01-01", verified=True),))
    assert codes_of(professor, "ELG-05", policy) == []


DECIDE = "ELG-06.needs_decision"
NOT_SENIOR = "ELG-06.not_senior"
Q_UNVERIFIED = "ELG-06.qualification_unverified"

# code, verified, decision, findings of ELG-05, findings of ELG-06
QUALIFICATIONS = [
    ("Q11", True, None, [], []),
    ("Q11", True, False, [], []),
    ("Q11", False, None, [], [Q_UNVERIFIED]),
    ("Q23", True, True, [], []),
    ("Q23", False, True, [], [Q_UNVERIFIED]),
    ("Q23", True, None, [], [DECIDE]),
    ("Q23", False, None, [], [DECIDE]),
    ("Q23", True, False, [NONE], [NOT_SENIOR]),
    ("Q33", True, None, [NONE], [NOT_SENIOR]),
    ("Q33", True, True, [NONE], [NOT_SENIOR]),
    ("Q01", True, None, [NONE], [NOT_SENIOR]),
    ("Q99", True, True, [NONE], [NOT_SENIOR]),
]


@pytest.mark.parametrize(("code", "verified", "decision", "title", "other"), QUALIFICATIONS)
@pytest.mark.parametrize("stage", [Stage.ADMIT, Stage.DRAW])
def test_a_qualification_stands_for_a_title_by_the_list_or_by_a_decision(
    code: str,
    verified: bool,
    decision: bool | None,
    title: list[str],
    other: list[str],
    stage: Stage,
) -> None:
    held = QualificationHeld(code, verified=verified, accepted_as_senior=decision)
    expert = replace(TECHNICAL, titles=(), qualifications=(held,))
    assert codes_of(expert, "ELG-05", stage=stage) == title
    assert codes_of(expert, "ELG-06", stage=stage) == other


@pytest.mark.parametrize(
    ("option", "code", "codes"),
    [
        ("list_only", "Q11", []),
        ("list_only", "Q23", [NONE]),
        ("off", "Q11", [NONE]),
        ("off", "Q23", [NONE]),
    ],
)
def test_a_city_can_narrow_what_stands_for_a_title(
    option: str, code: str, codes: list[str]
) -> None:
    held = QualificationHeld(code, verified=True, accepted_as_senior=True)
    expert = replace(TECHNICAL, titles=(), qualifications=(held,))
    assert codes_of(expert, "ELG-05", with_values(tech_alt_qualification=option)) == codes


@pytest.mark.parametrize(
    ("stage", "severity"), [(Stage.SUBMIT, Severity.SOFT), (Stage.ADMIT, Severity.HARD)]
)
def test_an_open_decision_is_a_question_before_admission(stage: Stage, severity: Severity) -> None:
    held = QualificationHeld("Q23", verified=True)
    expert = replace(TECHNICAL, titles=(), qualifications=(held,))
    (finding,) = findings_of(expert, "ELG-06", stage=stage)
    assert (finding.severity, finding.params) == (severity, (("qualifications", "Q23"),))


def test_a_qualification_beside_a_senior_title_needs_no_words() -> None:
    held = QualificationHeld("Q33", verified=True)
    assert codes_of(replace(TECHNICAL, qualifications=(held,)), "ELG-06") == []


def test_a_technical_expert_without_any_qualification_hears_of_the_title_only() -> None:
    expert = replace(TECHNICAL, titles=())
    assert codes_of(expert, "ELG-06") == []


NOT_LISTED, F_UNVERIFIED = "ELG-08.credential_not_listed", "ELG-08.credential_unverified"


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("高级会计师", []),
        ("正高级会计师", []),
        ("高级审计师", []),
        ("正高级审计师", []),
        ("会计师", [NOT_LISTED]),
        ("审计师", [NOT_LISTED]),
        ("高级经济师", [NOT_LISTED]),
        ("高级统计师", [NOT_LISTED]),
        ("教授", [NOT_LISTED]),
    ],
)
def test_a_title_makes_a_financial_expert_if_the_policy_lists_it(
    name: str, codes: list[str]
) -> None:
    (title,) = CHOICES["titles"].find(name)
    held = TitleHeld(title, verified=True)
    expert = replace(FINANCIAL, qualifications=(), titles=(held,))
    assert codes_of(expert, "ELG-08") == codes


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("注册会计师", []),
        ("税务师", []),
        ("注册税务师", []),
        ("资产评估师", [NOT_LISTED]),
        ("注册资产评估师", [NOT_LISTED]),
    ],
)
def test_a_qualification_counts_under_its_present_and_its_former_name(
    name: str, codes: list[str]
) -> None:
    (found,) = CHOICES["qualifications"].find(name)
    expert = replace(FINANCIAL, qualifications=(QualificationHeld(found, verified=True),))
    assert codes_of(expert, "ELG-08") == codes


@pytest.mark.parametrize(
    ("titles", "qualifications", "codes"),
    [
        ((), (), ["ELG-08.no_credential"]),
        ((), (QualificationHeld("Q01"),), [F_UNVERIFIED]),
        ((TitleHeld("S17-02"),), (QualificationHeld("Q01", verified=True),), []),
        (
            (TitleHeld("S17-02"),), (QualificationHeld("Q03", verified=True),), [F_UNVERIFIED],
        ),
    ],
)  # fmt: skip
def test_one_verified_credential_is_enough_and_a_claim_is_told_apart(
    titles: tuple[TitleHeld, ...],
    qualifications: tuple[QualificationHeld, ...],
    codes: list[str],
) -> None:
    expert = replace(FINANCIAL, titles=titles, qualifications=qualifications)
    assert codes_of(expert, "ELG-08") == codes


@pytest.mark.parametrize(
    ("stage", "severity"), [(Stage.SUBMIT, Severity.SOFT), (Stage.ADMIT, Severity.HARD)]
)
def test_a_claimed_credential_waits_for_the_registrars(stage: Stage, severity: Severity) -> None:
    expert = replace(FINANCIAL, qualifications=(QualificationHeld("Q01"),))
    (finding,) = findings_of(expert, "ELG-08", stage=stage)
    assert (finding.severity, finding.params) == (severity, (("credentials", "Q01"),))


def test_another_city_accepts_other_financial_credentials() -> None:
    expert = replace(FINANCIAL, qualifications=(QualificationHeld("Q03", verified=True),))
    assert codes_of(expert, "ELG-08", with_values(fin_credentials=["Q03"])) == []


@pytest.mark.parametrize("other", [ExpertType.MANAGEMENT, ExpertType.INVESTMENT])
def test_other_types_have_no_rule_for_titles_years_and_credentials(other: ExpertType) -> None:
    expert = replace(TECHNICAL, type=other, titles=(), fields=())
    for rule in ("ELG-05", "ELG-06", "ELG-07", "ELG-08", "ELG-09", "ELG-10"):
        assert codes_of(expert, rule) == []
