"""ELG-10 to ELG-15: what has to be stated, declared and uploaded."""

from dataclasses import replace
from datetime import date

import pytest

from expert_pool.experts import (
    Declarations,
    Expert,
    ExpertType,
    FieldOfWork,
    QualificationHeld,
    TitleHeld,
)
from expert_pool.findings import Severity
from expert_pool.policy import Stage
from tests.expert_pool.eligibility.applicants import (
    FINANCIAL,
    TECHNICAL,
    codes_of,
    findings_of,
    with_values,
)


def fields(*codes: str) -> tuple[FieldOfWork, ...]:
    return tuple(FieldOfWork(code, date(2010, 1, 1)) for code in codes)


NOTHING_DECLARED = Declarations()

CASES = [
    (FINANCIAL, "ELG-10", []),
    (replace(FINANCIAL, declarations=NOTHING_DECLARED), "ELG-10", ["ELG-10.not_declared"]),
    (replace(TECHNICAL, declarations=NOTHING_DECLARED), "ELG-10", []),
    (TECHNICAL, "ELG-11", []),
    (FINANCIAL, "ELG-11", []),
    (replace(TECHNICAL, type=ExpertType.MANAGEMENT), "ELG-11", ["ELG-11.type_not_admitted"]),
    (TECHNICAL, "ELG-12", []),
    (replace(TECHNICAL, disciplines=()), "ELG-12", ["ELG-12.category_missing"]),
    (replace(TECHNICAL, fields=()), "ELG-12", ["ELG-12.field_missing"]),
    (replace(TECHNICAL, directions=()), "ELG-12", ["ELG-12.direction_missing"]),
    (replace(TECHNICAL, directions=(" ", "")), "ELG-12", ["ELG-12.direction_missing"]),
    (replace(TECHNICAL, directions=(" ", "x")), "ELG-12", []),
    (replace(TECHNICAL, disciplines=("999",)), "ELG-12", ["ELG-12.unknown_disciplines"]),
    (replace(TECHNICAL, fields=fields("99")), "ELG-12", ["ELG-12.unknown_fields"]),
    (
        replace(TECHNICAL, fields=(), disciplines=(), directions=()),
        "ELG-12",
        ["ELG-12.category_missing", "ELG-12.field_missing", "ELG-12.direction_missing"],
    ),
    (TECHNICAL, "ELG-13", []),
    (replace(TECHNICAL, declarations=NOTHING_DECLARED), "ELG-13", ["ELG-13.not_declared"]),
    (TECHNICAL, "ELG-14", []),
    (replace(TECHNICAL, certificates=0), "ELG-14", ["ELG-14.certificate_missing"]),
    (replace(TECHNICAL, certificates=2), "ELG-14", []),
    (replace(TECHNICAL, fields=fields("10101", "10102", "10201")), "ELG-15", []),
    (replace(TECHNICAL, fields=fields("10101", "10101", "10102", "10201")), "ELG-15", []),
    (
        replace(TECHNICAL, fields=fields("10101", "10102", "10201", "10202")),
        "ELG-15",
        ["ELG-15.too_many_fields"],
    ),
]


@pytest.mark.parametrize(("expert", "rule", "codes"), CASES)
def test_what_has_to_be_stated(expert: Expert, rule: str, codes: list[str]) -> None:
    assert codes_of(expert, rule) == codes


@pytest.mark.parametrize(
    ("values", "expert", "rule"),
    [
        (
            {"fin_knows_funding_rules": "off"},
            replace(FINANCIAL, declarations=NOTHING_DECLARED),
            "ELG-10",
        ),
        (
            {"expert_types": ["technical", "management"]},
            replace(TECHNICAL, type=ExpertType.MANAGEMENT),
            "ELG-11",
        ),
        ({"required_match_fields": ["category"]}, replace(TECHNICAL, directions=()), "ELG-12"),
        ({"declare_time_health": False}, replace(TECHNICAL, declarations=Declarations()), "ELG-13"),
        ({"certificate_upload_required": False}, replace(TECHNICAL, certificates=0), "ELG-14"),
        (
            {"max_fields_per_expert": 4},
            replace(TECHNICAL, fields=fields("10101", "10102", "10201", "10202")),
            "ELG-15",
        ),
    ],
)
def test_a_city_can_ask_for_less(values: dict[str, object], expert: Expert, rule: str) -> None:
    assert codes_of(expert, rule) != []
    assert codes_of(expert, rule, with_values(**values)) == []


def test_declarations_are_for_a_person_to_judge() -> None:
    expert = replace(FINANCIAL, declarations=NOTHING_DECLARED)
    for rule in ("ELG-10", "ELG-13"):
        (finding,) = findings_of(expert, rule)
        assert finding.severity is Severity.SOFT


def test_each_title_and_qualification_needs_its_certificate() -> None:
    expert = replace(
        TECHNICAL,
        titles=(TitleHeld("S01-02"), TitleHeld("S05-03")),
        qualifications=(QualificationHeld("Q11"),),
        certificates=2,
    )
    (finding,) = findings_of(expert, "ELG-14")
    assert finding.params == (("needed", 3), ("uploaded", 2))


def test_too_many_fields_are_counted() -> None:
    expert = replace(TECHNICAL, fields=fields("10101", "10102", "10201", "10202"))
    (finding,) = findings_of(expert, "ELG-15")
    assert finding.params == (("count", 4), ("limit", 3))


@pytest.mark.parametrize("rule", ["ELG-12", "ELG-14", "ELG-15"])
def test_what_was_asked_at_the_entry_is_not_asked_again_at_a_draw(rule: str) -> None:
    expert = replace(
        TECHNICAL,
        directions=(),
        certificates=0,
        fields=fields("10101", "10102", "10201", "10202"),
    )
    assert codes_of(expert, rule, stage=Stage.ADMIT) != []
    assert codes_of(expert, rule, stage=Stage.DRAW) == []
