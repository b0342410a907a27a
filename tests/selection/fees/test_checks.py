"""What speaks against a fee: the rate, the payee, and what was paid before."""

from dataclasses import replace
from datetime import date

import pytest

from expert_pool.conflicts import Party, PartyRole, ProjectParties
from expert_pool.experts import Unit
from expert_pool.findings import Finding, Severity
from expert_pool.persons import person_of
from expert_pool.policy import change_values, load_policy
from selection.fees import (
    DAY,
    HALF,
    FeeClass,
    PaidWork,
    RateRange,
    ReviewWork,
    TaxRule,
    UnitTotal,
    WorkedDay,
    check_double,
    check_payee,
    check_rate,
    check_withheld,
    needs_reason,
)
from tests.factories import make_expert, works_at

JINHUA = load_policy("jinhua")
SPAN = RateRange(1500, 2400, 1950)
ON = date(2026, 11, 30)
BUREAU = Unit(JINHUA.organiser.zh)
DEPARTMENT = Unit("虚构主管部门")


def codes(findings: tuple[Finding, ...]) -> list[tuple[str, Severity]]:
    return [(it.code, it.severity) for it in findings]


@pytest.mark.parametrize(
    ("fee_class", "rate", "found"),
    [
        (FeeClass.SENIOR, 1950, []),
        (FeeClass.SENIOR, 2400, [("FEE-09.not_usual", Severity.SOFT)]),
        (FeeClass.SENIOR, 1500, [("FEE-09.not_usual", Severity.SOFT)]),
        (FeeClass.SENIOR, 2401, [("FEE-01.above_ceiling", Severity.HARD)]),
        (FeeClass.SENIOR, 1499, [("FEE-01.below_range", Severity.SOFT)]),
        (FeeClass.OTHER, 2401, [("FEE-02.above_ceiling", Severity.HARD)]),
        (FeeClass.TOP, 1499, [("FEE-03.below_range", Severity.SOFT)]),
    ],
)
def test_a_ceiling_is_hard_and_every_unusual_rate_asks_for_a_reason(
    fee_class: FeeClass, rate: int, found: list[tuple[str, Severity]]
) -> None:
    findings = check_rate(rate, fee_class, SPAN, JINHUA)
    assert codes(findings) == found
    assert needs_reason(findings) is any(it[1] is Severity.SOFT for it in found)


@pytest.mark.parametrize(
    ("excluded", "found"),
    [
        (["project_members", "managing_staff"], ["FEE-07.project_member"]),
        (["managing_staff"], []),
    ],
)
def test_nobody_of_the_project_team_is_paid(excluded: list[str], found: list[str]) -> None:
    expert = make_expert()
    member = Party(PartyRole.MEMBER, person=person_of(expert))
    policy = change_values(JINHUA, {"fee_excluded": excluded})
    assert [it.code for it in check_payee(expert, [ProjectParties((member,))], policy, ON)] == found


@pytest.mark.parametrize(
    ("unit", "excluded", "found"),
    [
        (BUREAU, ["managing_staff"], ["FEE-07.managing_staff"]),
        (DEPARTMENT, ["managing_staff"], ["FEE-07.managing_staff"]),
        (Unit("虚构大学"), ["managing_staff"], []),
        (BUREAU, ["project_members"], []),
    ],
)
def test_nobody_of_the_managing_units_is_paid(
    unit: Unit, excluded: list[str], found: list[str]
) -> None:
    values = {"fee_excluded": excluded, "supervisor_units": [DEPARTMENT.name]}
    expert = replace(make_expert(), employments=(works_at(unit),))
    policy = change_values(JINHUA, values)
    assert [it.code for it in check_payee(expert, [], policy, ON)] == found


def work(halves: int, remote: int = 0) -> ReviewWork:
    return ReviewWork((WorkedDay(ON, halves),), remote)


@pytest.mark.parametrize(
    ("mine", "others", "found"),
    [
        (work(DAY), [], []),
        (work(HALF), [PaidWork("b", work(HALF))], []),
        (work(DAY), [PaidWork("b", work(HALF))], ["FEE-10.over_one_day"]),
        (work(DAY), [PaidWork("a", work(0))], []),
        (work(HALF), [PaidWork("a", work(HALF))], ["FEE-10.paid_already"]),
        (
            work(DAY),
            [PaidWork("a", work(DAY))],
            ["FEE-10.paid_already", "FEE-10.over_one_day"],
        ),
        (work(0), [PaidWork("a", work(DAY))], []),
        (work(0, 1), [PaidWork("b", work(0, 1))], []),
        (work(0, 1), [PaidWork("a", work(0, 1))], ["FEE-10.remote_again"]),
    ],
)
def test_nothing_is_paid_twice(mine: ReviewWork, others: list[PaidWork], found: list[str]) -> None:
    assert [it.code for it in check_double("a", mine, others, JINHUA)] == found


def test_a_day_above_one_day_in_itself_is_found() -> None:
    assert [it.code for it in check_double("a", work(3), (), JINHUA)] == ["FEE-10.over_one_day"]


def test_a_city_can_leave_the_comparison_to_its_finance_office() -> None:
    policy = change_values(JINHUA, {"fee_no_double": False})
    assert check_double("a", work(DAY), [PaidWork("a", work(DAY))], policy) == ()


@pytest.mark.parametrize(
    ("before", "found"),
    [
        (UnitTotal(), []),
        (UnitTotal(240_000, 280_000, 40_000), []),
        (UnitTotal(240_000, 291_428, 51_428), [("FEE-08.withheld_beyond", "114.28")]),
        (UnitTotal(240_000, 279_995, 39_995), [("FEE-08.withheld_short", "0.05")]),
    ],
)
def test_tax_of_a_withdrawn_list_is_told_and_stops_nothing(
    before: UnitTotal, found: list[tuple[str, str]]
) -> None:
    findings = check_withheld(before, TaxRule.LABOUR, JINHUA)
    assert [(it.code, it.param("amount")) for it in findings] == found
    assert {it.severity for it in findings} <= {Severity.INFO}
