"""Every finding of eligibility can be said in both languages with the parameters it has."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

import expert_pool.eligibility
from expert_pool.eligibility import check_eligibility, check_unique_person
from expert_pool.experts import (
    Declarations,
    Employment,
    EmploymentKind,
    Expert,
    ExpertId,
    ExpertType,
    FieldOfWork,
    HonourHeld,
    IntegrityFlag,
    QualificationHeld,
    StatutoryRetirement,
    TitleHeld,
    Unit,
)
from expert_pool.findings import Finding
from tests.expert_pool.eligibility.applicants import (
    DAY,
    FINANCIAL,
    JINHUA,
    LISTS,
    TECHNICAL,
    with_values,
)

ROOT = Path(__file__).parents[3]
SENTENCES = tomllib.loads(
    (ROOT / "web/locale/sentences/eligibility.toml").read_text(encoding="utf-8")
)

OLD = replace(TECHNICAL, birth_date=date(1958, 3, 15))
PROVEN = (HonourHeld("H03", verified=True),)
UNIT = Unit("示例市科学技术局（虚构）")
LATE = tuple(FieldOfWork(code, DAY) for code in ("10101", "10102", "10201", "10202"))

PEOPLE: tuple[Expert, ...] = (
    replace(OLD, honours=PROVEN, retirement=StatutoryRetirement(70, verified=True)),
    replace(OLD, honours=PROVEN, retirement=StatutoryRetirement(66, verified=True)),
    replace(OLD, honours=PROVEN, retirement=StatutoryRetirement(70)),
    replace(OLD, honours=PROVEN, retirement=StatutoryRetirement(65)),
    replace(OLD, honours=PROVEN),
    replace(OLD, retirement=StatutoryRetirement(70)),
    replace(TECHNICAL, integrity_flags=frozenset(IntegrityFlag)),
    replace(TECHNICAL, titles=()),
    replace(TECHNICAL, titles=(TitleHeld("S01-03"),)),
    replace(TECHNICAL, titles=(TitleHeld("S99-01"),)),
    replace(TECHNICAL, titles=(TitleHeld("S01-02"),)),
    replace(TECHNICAL, titles=(), qualifications=(QualificationHeld("Q11"),)),
    replace(TECHNICAL, titles=(), qualifications=(QualificationHeld("Q23"),)),
    replace(TECHNICAL, titles=(), qualifications=(QualificationHeld("Q41"),)),
    replace(TECHNICAL, fields=LATE),
    replace(TECHNICAL, fields=(*TECHNICAL.fields, LATE[1])),
    replace(TECHNICAL, fields=(), disciplines=(), directions=(), declarations=Declarations()),
    replace(TECHNICAL, fields=(FieldOfWork("99", DAY),), disciplines=("999",)),
    replace(TECHNICAL, type=ExpertType.INVESTMENT, certificates=0),
    replace(TECHNICAL, employments=(Employment(UNIT, EmploymentKind.EMPLOYED, DAY),)),
    replace(FINANCIAL, qualifications=(), declarations=Declarations()),
    replace(FINANCIAL, qualifications=(QualificationHeld("Q03"),), financial_work_since=DAY),
    replace(FINANCIAL, qualifications=(QualificationHeld("Q01"),), financial_work_since=None),
)


def all_findings() -> dict[str, Finding]:
    policy = with_values(supervisor_units=[UNIT.name])
    found = [it for one in PEOPLE for it in check_eligibility(one, policy, LISTS, DAY)]
    found += check_unique_person(TECHNICAL, {ExpertId("e2")}, JINHUA)
    return {finding.code: finding for finding in found}


FOUND = all_findings()


def test_the_people_above_show_every_finding_that_has_a_sentence() -> None:
    assert sorted(FOUND) == sorted(SENTENCES)


def test_every_code_in_the_source_is_shown() -> None:
    folder = Path(expert_pool.eligibility.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    written = set(re.findall(r'"(ELG-\d\d\.[a-z_]+)"', source))
    assert written <= set(FOUND)


@pytest.mark.parametrize("code", sorted(FOUND))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sentence_uses_only_parameters_that_the_finding_has(code: str, language: str) -> None:
    places = {name for _, name, _, _ in Formatter().parse(SENTENCES[code][language]) if name}
    assert places <= set(dict(FOUND[code].params))
