"""The fictional expert pool of the demo: who works where, with which title and fields.

It draws from the generator that it is given and knows nothing of the database.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from expert_pool.experts import (
    AvoidedUnit,
    Declarations,
    Employment,
    EmploymentKind,
    Expert,
    ExpertId,
    ExpertType,
    FieldOfWork,
    HonourHeld,
    Leave,
    QualificationHeld,
    Relation,
    RelationKind,
    Sector,
    Standing,
    TitleHeld,
    Unit,
)
from expert_pool.vocabulary import CodeLists
from web.demo.employers import Employer
from web.demo.people import FictionalPerson, People

_SENIOR_TITLES = {
    Sector.UNIVERSITY: ("教授", "副教授", "副教授", "高级实验师"),
    Sector.INSTITUTE: ("研究员", "副研究员", "高级工程师", "正高级工程师"),
    Sector.HOSPITAL: ("主任医师", "副主任医师", "副主任药师", "主任技师"),
    Sector.ENTERPRISE: ("高级工程师", "高级工程师", "正高级工程师", "高级经济师"),
    Sector.AGENCY: ("高级工程师", "正高级工程师", "高级统计师"),
}
_FINANCIAL = ("高级会计师", "正高级会计师", "高级审计师")
_DIRECTIONS = (
    *("工艺优化", "可靠性分析", "机器视觉", "数字孪生", "绿色制造", "在线检测"),
    *("质量控制", "数据治理", "节能降耗", "表面处理", "成分分析", "临床评价"),
    *("风险评估", "标准研制", "系统集成", "供应链协同"),
)
_KINDS = (
    RelationKind.CO_AUTHOR,
    RelationKind.CO_PROJECT,
    RelationKind.ADVISER,
    RelationKind.SPOUSE,
)


@dataclass(frozen=True, slots=True)
class DemoExpert:
    """An expert of the demo with the person behind and the employer's place in the list."""

    expert: Expert
    person: FictionalPerson
    employer: int


class PoolMaker:
    """Fills employers with experts."""

    def __init__(self, rng: random.Random, lists: CodeLists, as_of: date) -> None:
        self._rng = rng
        self._lists = lists
        self._as_of = as_of
        self._people = People(rng)
        self._titles = {entry.name_zh: code for code, entry in reversed(list(lists.titles.items()))}
        self._fields = {
            parent: tuple(
                code
                for code in lists.field_and_below(parent)
                if lists.fields[code].level == 3  # noqa: PLR2004
            )
            for parent in lists.fields
        }

    @property
    def people(self) -> People:
        """The same source of people for projects and accounts, so that nobody is made twice."""
        return self._people

    def experts(self, employers: tuple[Employer, ...], count: int) -> tuple[DemoExpert, ...]:
        """The pool: every employer first, then by the employers' sizes."""
        places = list(range(len(employers)))
        weights = [employer.size for employer in employers]
        where = places + self._rng.choices(places, weights, k=count - len(places))
        made = [self._expert(employers, place) for place in where]
        return tuple(self._with_relations(made))

    def applicants(self, employers: tuple[Employer, ...], count: int) -> tuple[DemoExpert, ...]:
        """People who are not in the pool yet and meet its conditions."""
        oldest = self._as_of - timedelta(days=60 * 366)
        fitting = (one for one in self._endless(employers) if one.person.birth_date > oldest)
        return tuple(islice(fitting, count))

    def _endless(self, employers: tuple[Employer, ...]) -> Iterator[DemoExpert]:
        while True:
            yield self._expert(employers, self._rng.randrange(len(employers)))

    def _expert(self, employers: tuple[Employer, ...], place: int) -> DemoExpert:
        employer = employers[place]
        person = self._people.person(self._as_of)
        financial = employer.fields == ("504",) or self._rng.random() < 0.05  # noqa: PLR2004
        career = max(6, (self._as_of - person.birth_date).days // 366 - 25)
        titles = self._title(employer.sector, career, financial=financial)
        qualifications = self._qualifications(career, financial=financial)
        expert = Expert(
            id=ExpertId(str(UUID(int=self._rng.getrandbits(128), version=4))),
            name=person.name,
            type=ExpertType.FINANCIAL if financial else ExpertType.TECHNICAL,
            birth_date=person.birth_date,
            sex=person.sex,
            division=employer.division,
            sector=employer.sector,
            standing=self._rng.choices(
                (Standing.ACTIVE, Standing.SUSPENDED, Standing.EXITED), (97, 1, 2)
            )[0],
            employments=tuple(self._employments(employers, employer.unit, career)),
            titles=titles,
            qualifications=qualifications,
            honours=self._honours(employer.sector),
            disciplines=(employer.discipline if not financial else "790",),
            fields=self._fields_of(employer, career, financial=financial),
            directions=tuple(self._rng.sample(_DIRECTIONS, self._rng.randint(1, 3))),
            leaves=self._leaves(),
            avoided_units=self._avoided(employers),
            declarations=Declarations(
                time_and_health=True,
                funding_rules=financial,
                pledge_version="2026-01",
                consent_version="2026-01",
                sensitive_consent="2026-01",
            ),
            certificates=len(titles) + len(qualifications),
            financial_work_since=self._years_ago(5, career) if financial else None,
            admitted_on=self._days_ago(40, 900),
            confirmed_on=self._days_ago(1, 330),
        )
        return DemoExpert(expert, person, place)

    def _employments(
        self, employers: tuple[Employer, ...], now_at: Unit, career: int
    ) -> Iterator[Employment]:
        started = self._years_ago(1, career)
        if self._rng.random() < 0.35:  # noqa: PLR2004
            former = self._rng.choice(employers).unit
            if former.uscc != now_at.uscc:
                left = started - timedelta(days=self._rng.randrange(1, 90))
                began = left - timedelta(days=self._rng.randrange(400, 4000))
                yield Employment(former, EmploymentKind.EMPLOYED, began, left, "技术骨干")
        yield Employment(now_at, EmploymentKind.EMPLOYED, started, None, "在职")
        if self._rng.random() < 0.06:  # noqa: PLR2004
            other = self._rng.choice(employers).unit
            kind = self._rng.choice((EmploymentKind.PART_TIME, EmploymentKind.BOARD))
            if other.uscc != now_at.uscc:
                yield Employment(other, kind, self._years_ago(1, 4), None, "兼职")

    def _title(self, sector: Sector, career: int, *, financial: bool) -> tuple[TitleHeld, ...]:
        names = _FINANCIAL if financial else _SENIOR_TITLES[sector]
        code = self._titles[self._rng.choice(names)]
        return (TitleHeld(code, self._years_ago(1, max(2, career - 4)), verified=True),)

    def _qualifications(self, career: int, *, financial: bool) -> tuple[QualificationHeld, ...]:
        if financial and self._rng.random() < 0.5:  # noqa: PLR2004
            code = self._rng.choice(("Q01", "Q02"))
            return (QualificationHeld(code, self._years_ago(5, career), verified=True),)
        return ()

    def _honours(self, sector: Sector) -> tuple[HonourHeld, ...]:
        if sector is Sector.UNIVERSITY and self._rng.random() < 0.12:  # noqa: PLR2004
            return (HonourHeld("H03", verified=True),)
        return ()

    def _fields_of(
        self, employer: Employer, career: int, *, financial: bool
    ) -> tuple[FieldOfWork, ...]:
        roots = ("504",) if financial else employer.fields
        open_codes = sorted({code for root in roots for code in self._fields[root]} or set(roots))
        count = min(len(open_codes), self._rng.choice((1, 1, 2, 3)))
        return tuple(
            FieldOfWork(code, self._years_ago(6, max(7, career)), "示例：主持相关项目并发表论文")
            for code in sorted(self._rng.sample(open_codes, count))
        )

    def _leaves(self) -> tuple[Leave, ...]:
        if self._rng.random() > 0.08:  # noqa: PLR2004
            return ()
        start = self._as_of + timedelta(days=self._rng.randrange(-20, 60))
        return (Leave(start, start + timedelta(days=self._rng.randrange(2, 30))),)

    def _avoided(self, employers: tuple[Employer, ...]) -> tuple[AvoidedUnit, ...]:
        if self._rng.random() > 0.04:  # noqa: PLR2004
            return ()
        ground = self._rng.choice(("G13", "G15", "G16"))
        return (AvoidedUnit(self._rng.choice(employers).unit, ground),)

    def _with_relations(self, made: list[DemoExpert]) -> Iterator[DemoExpert]:
        for one in made:
            if self._rng.random() > 0.06:  # noqa: PLR2004
                yield one
                continue
            other = self._rng.choice(made)
            relation = Relation(
                self._rng.choice(_KINDS),
                other.person.name,
                other.expert.employments[-1].unit.name,
                until=self._days_ago(1, 1500),
            )
            yield replace(one, expert=replace(one.expert, relations=(relation,)))

    def _years_ago(self, least: int, most: int) -> date:
        return self._days_ago(least * 366, most * 366)

    def _days_ago(self, least: int, most: int) -> date:
        return self._as_of - timedelta(days=self._rng.randint(least, most))
