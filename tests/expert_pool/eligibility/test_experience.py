"""ELG-07 and ELG-09: five years with the boundary, by field and in financial work."""

from dataclasses import replace
from datetime import date

import pytest

from expert_pool.experts import FieldOfWork
from expert_pool.findings import Severity
from tests.expert_pool.eligibility.applicants import (
    FINANCIAL,
    TECHNICAL,
    codes_of,
    findings_of,
    with_values,
)

# since, day, findings: 5年以上 includes the day on which five years are full
BOUNDARIES = [
    (date(2021, 11, 20), date(2026, 11, 20), []),
    (date(2021, 11, 21), date(2026, 11, 20), ["too_few_years"]),
    (date(2021, 11, 20), date(2026, 11, 19), ["too_few_years"]),
    (date(2020, 2, 29), date(2025, 2, 27), ["too_few_years"]),
    (date(2020, 2, 29), date(2025, 2, 28), []),
    (date(2030, 1, 1), date(2026, 11, 20), ["too_few_years"]),
]


@pytest.mark.parametrize(("since", "day", "problems"), BOUNDARIES)
def test_five_years_of_research_include_the_day_on_which_they_are_full(
    since: date, day: date, problems: list[str]
) -> None:
    expert = replace(TECHNICAL, fields=(FieldOfWork("10101", since),))
    assert codes_of(expert, "ELG-07", day=day) == [f"ELG-07.{it}" for it in problems]


@pytest.mark.parametrize(("since", "day", "problems"), BOUNDARIES)
def test_five_years_of_financial_work_include_the_day_on_which_they_are_full(
    since: date, day: date, problems: list[str]
) -> None:
    expert = replace(FINANCIAL, financial_work_since=since)
    assert codes_of(expert, "ELG-09", day=day) == [f"ELG-09.{it}" for it in problems]


def test_the_first_of_march_can_be_the_day_on_which_five_years_are_full() -> None:
    expert = replace(TECHNICAL, fields=(FieldOfWork("10101", date(2020, 2, 29)),))
    policy = with_values(age_29_february="1_march")
    assert codes_of(expert, "ELG-07", policy, day=date(2025, 2, 28)) == ["ELG-07.too_few_years"]
    assert codes_of(expert, "ELG-07", policy, day=date(2025, 3, 1)) == []


def test_the_finding_says_when_the_years_will_be_enough() -> None:
    expert = replace(
        TECHNICAL,
        fields=(FieldOfWork("10101", date(2024, 6, 1)), FieldOfWork("10201", date(2023, 6, 1))),
    )
    (finding,) = findings_of(expert, "ELG-07")
    assert finding.params == (("enough_on", "2028-06-01"), ("limit", 5), ("years", 3))
    assert finding.severity is Severity.HARD


def test_one_field_with_five_years_is_enough_and_a_younger_one_is_told() -> None:
    expert = replace(
        TECHNICAL,
        fields=(FieldOfWork("10101", date(2010, 1, 1)), FieldOfWork("10201", date(2025, 1, 1))),
    )
    (finding,) = findings_of(expert, "ELG-07")
    assert finding.code == "ELG-07.recent_field"
    assert finding.severity is Severity.INFO
    assert finding.params == (("fields", "10201"), ("years", 5))


def test_without_a_start_no_years_can_be_counted() -> None:
    assert codes_of(replace(TECHNICAL, fields=()), "ELG-07") == ["ELG-07.start_missing"]
    expert = replace(FINANCIAL, financial_work_since=None)
    assert codes_of(expert, "ELG-09") == ["ELG-09.start_missing"]


def test_another_city_asks_for_other_numbers_of_years() -> None:
    policy = with_values(tech_min_years=3, fin_min_years=0)
    field = FieldOfWork("10101", date(2023, 11, 20))
    assert codes_of(replace(TECHNICAL, fields=(field,)), "ELG-07", policy) == []
    expert = replace(FINANCIAL, financial_work_since=date(2026, 11, 1))
    assert codes_of(expert, "ELG-09", policy) == []
