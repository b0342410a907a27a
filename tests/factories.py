"""Fictional experts and units for tests: complete, each test changes its subject."""

from dataclasses import replace
from datetime import date
from typing import Any

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

UNIVERSITY = Unit("虚构大学", uscc="12330000470000001A", group="12330000470000001A")
HOSPITAL = Unit("虚构大学附属医院", uscc="12330000470000002B", group="12330000470000001A")
INSTITUTE = Unit("虚构大学金华研究院", uscc="12330000470000003C", group="12330000470000001A")
COMPANY = Unit("金华虚构科技有限公司", uscc="91330700MA0000001D")
BUREAU = Unit("虚构市科学技术局", uscc="11330700000000001E")

_EXPERT = Expert(
    id=ExpertId("e1"),
    name="测甲",
    type=ExpertType.TECHNICAL,
    birth_date=date(1980, 5, 1),
    sex=Sex.FEMALE,
    division="330702",
    sector=Sector.UNIVERSITY,
    standing=Standing.ACTIVE,
    employments=(Employment(UNIVERSITY, EmploymentKind.EMPLOYED, date(2010, 9, 1)),),
    titles=(TitleHeld("S01-01", date(2018, 1, 1), verified=True),),
    disciplines=("520",),
    fields=(FieldOfWork("10101", date(2010, 9, 1), "论文"),),
    directions=("操作系统",),
    declarations=Declarations(
        time_and_health=True, funding_rules=True, pledge_version="1", consent_version="1"
    ),
    certificates=1,
    identity_index="",
    admitted_on=date(2025, 1, 10),
    confirmed_on=date(2026, 6, 1),
)


def make_expert(**changes: Any) -> Expert:
    """An active technical expert of a university whom no rule excludes, with changes."""
    return replace(_EXPERT, **changes)


def make_financial_expert(**changes: Any) -> Expert:
    """An active financial expert, a certified public accountant, with changes."""
    accountant = replace(
        _EXPERT,
        type=ExpertType.FINANCIAL,
        titles=(),
        qualifications=(QualificationHeld("Q01", date(2012, 1, 1), verified=True),),
        financial_work_since=date(2012, 1, 1),
        disciplines=("790",),
    )
    return replace(accountant, **changes)


def works_at(
    unit: Unit,
    start: date = date(2010, 1, 1),
    end: date | None = None,
    kind: EmploymentKind = EmploymentKind.EMPLOYED,
) -> Employment:
    """A tie to a unit, by default an employment that lasts."""
    return Employment(unit, kind, start, end)
