"""From what stands in a coded cell to the code: by code, by either name, or the nearest guess.

A guess is only offered in the error; it is never taken.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from expert_pool.experts import ExpertType, Sector, Sex
from expert_pool.vocabulary import CodeLists, Division, normal_name

_STRONG_MARKS = re.compile(r"[;；\n|]")
_ALL_MARKS = re.compile(r"[;；\n|、,，]")

_Code = TypeVar("_Code", bound=StrEnum)

_SEXES = {Sex.FEMALE: ("女", "女性", "F", "2"), Sex.MALE: ("男", "男性", "M", "1")}
_TYPES = {
    ExpertType.TECHNICAL: ("技术专家", "技术", "技术类"),
    ExpertType.FINANCIAL: ("财务专家", "财务", "财务类"),
    ExpertType.MANAGEMENT: ("管理专家", "管理", "管理类"),
    ExpertType.INVESTMENT: ("投资专家", "投资", "风投专家", "创投专家"),
}
_SECTORS = {
    Sector.UNIVERSITY: ("高等院校", "高校", "大学", "高等学校"),
    Sector.INSTITUTE: ("科研院所", "科研机构", "研究院所"),
    Sector.ENTERPRISE: ("企业", "公司", "国有企业", "民营企业"),
    Sector.HOSPITAL: ("医疗机构", "医院"),
    Sector.GOVERNMENT: ("政府机关", "机关事业单位", "机关", "事业单位"),
    Sector.AGENCY: ("中介服务机构", "中介机构", "事务所", "会计师事务所"),
    Sector.OTHER: ("其他", "其它"),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """One vocabulary for import: what a cell may say, and the label that the template offers."""

    codes: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]

    def find(self, written: str) -> tuple[str, ...]:
        """The codes that a written value can mean; none where it is unknown."""
        return self.codes.get(normal_name(written), ())

    def nearest(self, written: str) -> str:
        """The label most like what was written, or nothing where none is near."""
        close = get_close_matches(normal_name(written), self.codes, n=1, cutoff=0.6)
        return self.labels[self.codes[close[0]][0]] if close else ""


def _choices(rows: Iterable[tuple[str, str, tuple[str, ...]]]) -> Choices:
    codes: dict[str, dict[str, None]] = {}
    labels: dict[str, str] = {}
    for code, label, names in rows:
        labels[code] = label
        for name in filter(None, (code, label, *names)):
            codes.setdefault(normal_name(name), {})[code] = None
    return Choices({name: tuple(found) for name, found in codes.items()}, labels)


def build_choices(lists: CodeLists) -> Mapping[str, Choices]:
    """The vocabularies of all coded columns, by the name that `COLUMNS` uses."""
    titles = lists.titles.values()
    shared = {e.name_zh for e in titles if sum(e.name_zh == o.name_zh for o in titles) > 1}
    return {
        "sexes": _fixed(_SEXES),
        "types": _fixed(_TYPES),
        "sectors": _fixed(_SECTORS),
        "divisions": _choices(
            (e.code, e.name_zh, (*_with_parent(e, lists), e.name_en))
            for e in lists.divisions.values()
        ),
        "titles": _choices(
            (
                e.code,
                f"{e.name_zh}（{e.series_zh}）" if e.name_zh in shared else e.name_zh,
                (e.name_zh, e.name_en, f"{e.series_zh}{e.name_zh}", f"{e.series_zh}:{e.name_zh}"),
            )
            for e in titles
        ),
        "qualifications": _choices(
            (e.code, e.name_zh, (e.name_en, *e.former_names)) for e in lists.qualifications.values()
        ),
        "honours": _choices((e.code, e.name_zh, (e.name_en,)) for e in lists.honours.values()),
        "fields": _choices((e.code, e.name_zh, (e.name_en,)) for e in lists.fields.values()),
        "disciplines": _choices(
            (e.code, e.name_zh, (e.name_en,)) for e in lists.disciplines.values()
        ),
    }


def _with_parent(division: Division, lists: CodeLists) -> tuple[str, ...]:
    """How people write an area: in short, and behind the city that it lies in (某市某区: 某某)."""
    spellings = (division.name_zh, _short(division))
    if not division.parent:
        return spellings
    city = lists.divisions[division.parent]
    return (*spellings, *(f"{a}{b}" for a in (city.name_zh, _short(city)) for b in spellings))


def _short(division: Division) -> str:
    return division.name_zh.rstrip("市区县")


def _fixed(names: Mapping[_Code, tuple[str, ...]]) -> Choices:
    return _choices((code, spellings[0], spellings[1:]) for code, spellings in names.items())


def split_values(text: str, whole: Choices | None = None) -> tuple[str, ...]:
    """The values of a cell that holds several, separated by ；;、 or a line break.

    Official names contain 、 themselves, so a part that is a known name is not cut again.
    """
    parts: list[str] = []
    for part in _STRONG_MARKS.split(text):
        known = whole is not None and whole.find(part)
        parts.extend([part] if known else _ALL_MARKS.split(part))
    return tuple(part.strip() for part in parts if part.strip())
