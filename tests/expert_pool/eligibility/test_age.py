"""ELG-02 to ELG-04: the limit of 65, its exception that is not unlimited, every boundary."""

from dataclasses import replace
from datetime import date

import pytest

from expert_pool.eligibility import last_eligible_day
from expert_pool.experts import HonourHeld, StatutoryRetirement
from expert_pool.findings import Severity
from expert_pool.policy import Stage
from tests.expert_pool.eligibility.applicants import (
    JINHUA,
    LISTS,
    TECHNICAL,
    codes_of,
    findings_of,
    with_values,
)

BORN = date(1960, 3, 15)
OVER, OWN = "ELG-02.over_age_limit", "ELG-03.over_own_limit"
APPLIES, UNVERIFIED = "ELG-03.exception_applies", "ELG-03.exception_unverified"
MISSING, NOT_ABOVE = "ELG-03.retirement_age_missing", "ELG-03.retirement_age_not_above"


@pytest.mark.parametrize(
    ("basis", "last", "first_over"),
    [
        ("full_years_inclusive", date(2026, 3, 14), date(2026, 3, 15)),
        ("strict_birthday", date(2025, 3, 14), date(2025, 3, 15)),
        ("calendar_year", date(2025, 12, 31), date(2026, 1, 1)),
    ],
)
def test_each_way_of_counting_has_its_last_day(basis: str, last: date, first_over: date) -> None:
    expert, policy = replace(TECHNICAL, birth_date=BORN), with_values(age_basis=basis)
    assert codes_of(expert, "ELG-02", policy, day=last) == []
    assert codes_of(expert, "ELG-02", policy, day=first_over) == [OVER]
    assert last_eligible_day(expert, policy, LISTS) == last


@pytest.mark.parametrize(
    ("leap", "last", "first_over"),
    [
        ("28_february", date(2026, 2, 27), date(2026, 2, 28)),
        ("1_march", date(2026, 2, 28), date(2026, 3, 1)),
    ],
)
def test_a_birthday_on_29_february_follows_the_policy(
    leap: str, last: date, first_over: date
) -> None:
    expert = replace(TECHNICAL, birth_date=date(1960, 2, 29))
    policy = with_values(age_29_february=leap)
    assert codes_of(expert, "ELG-02", policy, day=last) == []
    assert codes_of(expert, "ELG-02", policy, day=first_over) == [OVER]


def test_the_finding_says_age_limit_and_the_last_day_within_it() -> None:
    expert = replace(TECHNICAL, birth_date=BORN)
    (finding,) = findings_of(expert, "ELG-02", day=date(2026, 3, 15))
    assert finding.params == (("age", 66), ("last_day", "2026-03-14"), ("limit", 65))
    assert finding.severity is Severity.HARD


def retirement(age: int, verified: bool = True) -> StatutoryRetirement:
    return StatutoryRetirement(age=age, document="示例文件", verified=verified)


VERIFIED = (HonourHeld("H03", verified=True),)
CLAIMED = (HonourHeld("H03"),)
NO_EXCEPTION_HONOUR = (HonourHeld("H15", verified=True),)
UNKNOWN_HONOUR = (HonourHeld("H99", verified=True),)

# honours, retirement, day, findings at admission and draw, findings while verifying
EXCEPTIONS = [
    (VERIFIED, retirement(70), date(2026, 3, 14), [], []),
    (VERIFIED, retirement(70), date(2026, 3, 15), [APPLIES], [APPLIES]),
    (VERIFIED, retirement(70), date(2031, 3, 14), [APPLIES], [APPLIES]),
    (VERIFIED, retirement(70), date(2031, 3, 15), [OWN], [OWN]),
    (VERIFIED, retirement(66), date(2027, 3, 14), [APPLIES], [APPLIES]),
    (VERIFIED, retirement(66), date(2027, 3, 15), [OWN], [OWN]),
    (VERIFIED, retirement(65), date(2026, 3, 15), [OVER, NOT_ABOVE], [OVER, NOT_ABOVE]),
    (VERIFIED, retirement(60), date(2026, 3, 15), [OVER, NOT_ABOVE], [OVER, NOT_ABOVE]),
    (VERIFIED, retirement(60), date(2026, 3, 14), [], []),
    (VERIFIED, None, date(2026, 3, 15), [OVER, MISSING], [OVER, MISSING]),
    (CLAIMED, None, date(2026, 3, 15), [OVER, MISSING], [OVER, MISSING]),
    (CLAIMED, retirement(70), date(2026, 3, 15), [OVER, UNVERIFIED], [UNVERIFIED]),
    (VERIFIED, retirement(70, False), date(2026, 3, 15), [OVER, UNVERIFIED], [UNVERIFIED]),
    (CLAIMED, retirement(70), date(2031, 3, 15), [OVER, UNVERIFIED], [OVER, UNVERIFIED]),
    (CLAIMED, retirement(70), date(2026, 3, 14), [], []),
    (
        (), retirement(70), date(2026, 3, 15), [OVER, "ELG-03.honour_missing"],
        [OVER, "ELG-03.honour_missing"],
    ),
    (
        NO_EXCEPTION_HONOUR, retirement(70), date(2026, 3, 15), [OVER, "ELG-03.honour_missing"],
        [OVER, "ELG-03.honour_missing"],
    ),
    (
        UNKNOWN_HONOUR, retirement(70), date(2026, 3, 15), [OVER, "ELG-03.honour_missing"],
        [OVER, "ELG-03.honour_missing"],
    ),
    ((), retirement(63), date(2026, 3, 15), [OVER], [OVER]),
    ((), None, date(2026, 3, 15), [OVER], [OVER]),
]  # fmt: skip


@pytest.mark.parametrize(("honours", "retires", "day", "admitted", "verifying"), EXCEPTIONS)
def test_the_exception_is_a_higher_limit_with_proof_and_never_none(
    honours: tuple[HonourHeld, ...],
    retires: StatutoryRetirement | None,
    day: date,
    admitted: list[str],
    verifying: list[str],
) -> None:
    expert = replace(TECHNICAL, birth_date=BORN, honours=honours, retirement=retires)

    def ages(stage: Stage) -> list[str]:
        return [*codes_of(expert, "ELG-02", day=day, stage=stage),
                *codes_of(expert, "ELG-03", day=day, stage=stage)]  # fmt: skip

    assert ages(Stage.ADMIT) == ages(Stage.DRAW) == admitted
    assert ages(Stage.SUBMIT) == ages(Stage.VERIFY) == verifying


@pytest.mark.parametrize(
    ("code", "excepted"),
    [("H01", True), ("H02", True), ("H03", True), ("H04", True), ("H05", True),
     ("H11", False), ("H12", False), ("H17", False)],
)  # fmt: skip
def test_only_the_honours_of_the_call_raise_the_limit(code: str, excepted: bool) -> None:
    expert = replace(
        TECHNICAL,
        birth_date=BORN,
        honours=(HonourHeld(code, verified=True),),
        retirement=retirement(70),
    )
    assert (codes_of(expert, "ELG-02", day=date(2026, 3, 15)) == []) is excepted
    last = date(2031, 3, 14) if excepted else date(2026, 3, 14)
    assert last_eligible_day(expert, JINHUA, LISTS) == last


def test_the_exception_only_tells_and_a_passed_own_limit_blocks() -> None:
    expert = replace(TECHNICAL, birth_date=BORN, honours=VERIFIED, retirement=retirement(70))
    (kept,) = findings_of(expert, "ELG-03", day=date(2031, 3, 14))
    assert kept.severity is Severity.INFO
    assert kept.params == (
        ("age", 70), ("honours", "H03"), ("last_day", "2031-03-14"), ("limit", 70),
    )  # fmt: skip
    (passed,) = findings_of(expert, "ELG-03", day=date(2031, 3, 15))
    assert passed.severity is Severity.HARD
    assert passed.param("age") == 71


@pytest.mark.parametrize(
    ("stage", "severity"), [(Stage.SUBMIT, Severity.SOFT), (Stage.ADMIT, Severity.INFO)]
)
def test_an_unproven_exception_is_an_open_question_and_later_an_explanation(
    stage: Stage, severity: Severity
) -> None:
    expert = replace(TECHNICAL, birth_date=BORN, honours=CLAIMED, retirement=retirement(70))
    (finding,) = findings_of(expert, "ELG-03", stage=stage, day=date(2026, 3, 15))
    assert finding.severity is severity


def test_a_city_without_the_exception_keeps_its_limit_for_everybody() -> None:
    expert = replace(TECHNICAL, birth_date=BORN, honours=VERIFIED, retirement=retirement(70))
    policy = with_values(age_exception_rule="none")
    assert codes_of(expert, "ELG-02", policy, day=date(2026, 3, 15)) == [OVER]
    assert codes_of(expert, "ELG-03", policy, day=date(2026, 3, 15)) == []
    assert last_eligible_day(expert, policy, LISTS) == date(2026, 3, 14)


def test_another_city_has_another_limit() -> None:
    expert, policy = replace(TECHNICAL, birth_date=BORN), with_values(age_limit_years=70)
    assert codes_of(expert, "ELG-02", policy, day=date(2031, 3, 14)) == []
    assert codes_of(expert, "ELG-02", policy, day=date(2031, 3, 15)) == [OVER]
