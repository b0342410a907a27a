"""ELG-01, ELG-16, ELG-17: records, double entries, people of the supervising unit."""

from dataclasses import replace
from datetime import date

import pytest

from expert_pool.eligibility import check_unique_person
from expert_pool.experts import Employment, EmploymentKind, ExpertId, IntegrityFlag, Unit
from expert_pool.findings import Severity
from expert_pool.policy import Stage
from tests.expert_pool.eligibility.applicants import (
    DAY,
    JINHUA,
    TECHNICAL,
    codes_of,
    findings_of,
    with_values,
)


@pytest.mark.parametrize(
    ("flag", "code"),
    [
        (IntegrityFlag.RESEARCH_MISCONDUCT, "ELG-01.research_misconduct"),
        (IntegrityFlag.SERIOUS_DISHONESTY, "ELG-01.serious_dishonesty"),
        (IntegrityFlag.DISCIPLINE, "ELG-01.discipline"),
        (IntegrityFlag.CRIME, "ELG-01.crime"),
    ],
)
@pytest.mark.parametrize("stage", [Stage.SUBMIT, Stage.ADMIT, Stage.DRAW])
def test_every_kind_of_record_shuts_the_door(flag: IntegrityFlag, code: str, stage: Stage) -> None:
    expert = replace(TECHNICAL, integrity_flags=frozenset({flag}))
    (finding,) = findings_of(expert, "ELG-01", stage=stage)
    assert (finding.code, finding.severity) == (code, Severity.HARD)


def test_each_record_is_named_in_a_fixed_order() -> None:
    expert = replace(TECHNICAL, integrity_flags=frozenset(IntegrityFlag))
    assert codes_of(expert, "ELG-01") == [
        "ELG-01.crime", "ELG-01.discipline", "ELG-01.research_misconduct",
        "ELG-01.serious_dishonesty",
    ]  # fmt: skip
    assert codes_of(expert, "ELG-01", with_values(integrity_flags_block=False)) == []


CODE = "91330000MA00000000"
BUREAU = with_values(supervisor_units=["示例市科学技术局（虚构）", CODE])


def works_at(unit: Unit, kind: EmploymentKind, end: date | None = None) -> Employment:
    return Employment(unit, kind, date(2005, 7, 1), end)


@pytest.mark.parametrize(
    ("unit", "end", "found"),
    [
        (Unit("示例市科学技术局（虚构）"), None, True),
        (Unit("示例市科学技术局 (虚构)"), None, True),
        (Unit("另名", aliases=frozenset({"示例市科学技术局（虚构）"})), None, True),
        (Unit("示例代办中心（虚构）", uscc=CODE.lower()), None, True),
        (Unit("示例市科学技术局（虚构）"), DAY, True),
        (Unit("示例市科学技术局（虚构）"), date(2026, 11, 19), False),
        (Unit("示例大学（虚构）"), None, False),
    ],
)
@pytest.mark.parametrize("kind", list(EmploymentKind))
def test_a_present_tie_to_the_supervising_unit_is_found_by_code_name_or_alias(
    unit: Unit, end: date | None, found: bool, kind: EmploymentKind
) -> None:
    expert = replace(TECHNICAL, employments=(works_at(unit, kind, end),))
    assert bool(codes_of(expert, "ELG-17", BUREAU)) is found


def test_the_finding_names_the_supervising_unit() -> None:
    tie = works_at(Unit("示例市科学技术局（虚构）"), EmploymentKind.PART_TIME)
    expert = replace(TECHNICAL, employments=(*TECHNICAL.employments, tie))
    (finding,) = findings_of(expert, "ELG-17", BUREAU)
    assert finding.code == "ELG-17.supervisor_staff"
    assert finding.param("unit") == "示例市科学技术局（虚构）"


def test_without_named_units_or_with_the_rule_off_nobody_is_staff_of_the_supervisor() -> None:
    tie = works_at(Unit("示例市科学技术局（虚构）"), EmploymentKind.EMPLOYED)
    expert = replace(TECHNICAL, employments=(tie,))
    assert codes_of(expert, "ELG-17", JINHUA) == []
    off = with_values(supervisor_units=["示例市科学技术局（虚构）"], exclude_supervisor_staff=False)
    assert codes_of(expert, "ELG-17", off) == []


@pytest.mark.parametrize(
    ("records", "codes"),
    [
        (frozenset[str](), []),
        (frozenset({"e1"}), []),
        (frozenset({"e2"}), ["ELG-16.second_record"]),
        (frozenset({"e1", "e2"}), ["ELG-16.second_record"]),
    ],
)
def test_one_identity_number_has_one_record(records: frozenset[str], codes: list[str]) -> None:
    same = frozenset(ExpertId(record) for record in records)
    found = check_unique_person(TECHNICAL, same, JINHUA)
    assert [finding.code for finding in found] == codes
    assert all(finding.params == () for finding in found)


def test_a_city_can_allow_two_records() -> None:
    same = frozenset({ExpertId("e2")})
    assert check_unique_person(TECHNICAL, same, with_values(unique_person=False)) == ()
