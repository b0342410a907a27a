"""The fictional employers of the demo: 120 units with codes, former names and parents.

Place names are real, as an address needs one; every unit is made up. It draws from
the generator that it is given and knows nothing of the database.
"""

import random
from dataclasses import dataclass, replace

from stdnum.cn import uscc

from expert_pool.experts import Sector, Unit

_PLACES = (
    ("婺城", "330702"),
    ("金东", "330703"),
    ("兰溪", "330781"),
    ("义乌", "330782"),
    ("东阳", "330783"),
    ("永康", "330784"),
    ("武义", "330723"),
    ("浦江", "330726"),
    ("磐安", "330727"),
    ("金华", "330700"),
)
_BRANDS = (
    *("星澜", "云栖谷", "双溪源", "北山明", "赤松原", "尖峰岭", "婺江潮", "白沙堤"),
    *("通济桥", "燕尾洲", "鹿田湖", "磐石基", "锦绣川", "卧龙岗", "长虹渡"),
)
_TRADES = (
    ("智能装备", ("805", "804", "801"), "460"),
    ("五金工具", ("805", "401"), "460"),
    ("汽车部件", ("807", "804"), "460"),
    ("新材料", ("401", "402", "403", "405"), "430"),
    ("磁性材料", ("401", "106"), "430"),
    ("生物医药", ("201", "203", "204"), "350"),
    ("中药饮片", ("202", "207"), "360"),
    ("医疗器械", ("205", "803"), "310"),
    ("信息技术", ("101", "103", "503", "507"), "520"),
    ("电子科技", ("102", "104", "106"), "510"),
    ("光伏能源", ("601", "603", "806"), "480"),
    ("节能环保", ("604", "701", "703", "707"), "610"),
    ("绿色食品", ("206", "207"), "550"),
    ("纺织科技", ("403", "809"), "540"),
    ("数字贸易", ("506", "503", "508"), "520"),
)
_PUBLIC = (
    ("婺州理工学院", Sector.UNIVERSITY, "330702", ("101", "401", "805", "403", "701", "801")),
    ("双龙师范大学", Sector.UNIVERSITY, "330702", ("101", "207", "508", "602", "405")),
    ("浙中职业技术大学", Sector.UNIVERSITY, "330703", ("805", "804", "807", "103")),
    ("义东商贸学院", Sector.UNIVERSITY, "330782", ("506", "503", "505")),
    ("北山医药高等专科学校", Sector.UNIVERSITY, "330783", ("201", "202", "205")),
    ("磐安中药材研究院", Sector.INSTITUTE, "330727", ("202", "207")),
    ("浙中机电产品研究院", Sector.INSTITUTE, "330700", ("805", "803", "801", "502")),
    ("婺江水环境研究所", Sector.INSTITUTE, "330700", ("701", "705", "706")),
    ("双溪农业科学研究所", Sector.INSTITUTE, "330703", ("207", "206")),
    ("浙中新材料研究院", Sector.INSTITUTE, "330782", ("401", "402", "403")),
    ("八婺中心医院", Sector.HOSPITAL, "330702", ("201", "205")),
    ("赤松中医院", Sector.HOSPITAL, "330703", ("202", "205")),
    ("义东人民医院", Sector.HOSPITAL, "330782", ("201", "205")),
    ("尖峰山康复医院", Sector.HOSPITAL, "330781", ("205", "201")),
    ("双溪产品质量检验中心", Sector.AGENCY, "330700", ("502", "803")),
    ("婺江生态环境监测站", Sector.AGENCY, "330700", ("705", "702")),
    ("浙中科技成果转化中心", Sector.AGENCY, "330700", ("505", "504")),
    ("钱江工业大学（示例）", Sector.UNIVERSITY, "OUT-ZJ", ("101", "805", "403", "601")),
    ("甬江材料研究所（示例）", Sector.INSTITUTE, "OUT-ZJ", ("401", "603")),
    ("江南理工大学（示例）", Sector.UNIVERSITY, "OUT-CN", ("101", "102", "801")),
)
_ACCOUNTING = ("会计师事务所", "税务师事务所", "审计咨询")


@dataclass(frozen=True, slots=True)
class Employer:
    """A unit with what the demo needs to fill it with people."""

    unit: Unit
    sector: Sector
    division: str
    fields: tuple[str, ...]
    discipline: str
    parent: int | None = None
    size: int = 10


def make_credit_code(rng: random.Random, division: str) -> str:
    """A credit code with a right check digit; its organisation part `DEM…` is nobody's."""
    area = division if division.isdigit() else "330000"
    body = f"91{area}DEM{rng.randrange(1_000_000):06d}"
    return body + uscc.calc_check_digit(body)


def make_employers(rng: random.Random, count: int = 120) -> tuple[Employer, ...]:
    """Public bodies, accounting firms and enterprises, some under a parent of the list."""
    employers: list[Employer] = []
    taken: set[str] = set()
    for name, sector, division, fields in _PUBLIC:
        unit = Unit(name, _fresh_code(rng, division, taken))
        size = 90 if sector is Sector.UNIVERSITY else 45
        employers.append(Employer(unit, sector, division, fields, "460", size=size))
    for index in range(14):
        place, division = _PLACES[index % len(_PLACES)]
        brand = _BRANDS[index]
        name = f"{place}{brand}{_ACCOUNTING[index % 3]}有限公司"
        unit = Unit(name, _fresh_code(rng, division, taken))
        employers.append(Employer(unit, Sector.AGENCY, division, ("504",), "790", size=22))
    while len(employers) < count:
        employers.append(_enterprise(rng, employers, taken))
    return tuple(employers)


def _fresh_code(rng: random.Random, division: str, taken: set[str]) -> str:
    while (code := make_credit_code(rng, division)) in taken:
        pass
    taken.add(code)
    return code


def _enterprise(rng: random.Random, employers: list[Employer], taken: set[str]) -> Employer:
    place, division = rng.choice(_PLACES)
    trade, fields, discipline = rng.choice(_TRADES)
    names = {employer.unit.name for employer in employers}
    while (name := f"{place}{rng.choice(_BRANDS)}{trade}有限公司") in names:
        place, division = rng.choice(_PLACES)
    unit = Unit(name, _fresh_code(rng, division, taken))
    parent = None
    enterprises = [i for i, one in enumerate(employers) if one.sector is Sector.ENTERPRISE]
    if enterprises and rng.random() < 0.18:  # noqa: PLR2004
        parent = rng.choice(enterprises)
    if rng.random() < 0.3:  # noqa: PLR2004
        former = name.replace("有限公司", "股份有限公司")
        short = name.removesuffix("有限公司")
        unit = replace(unit, aliases=frozenset({former, short}))
    size = rng.choice((8, 12, 16, 22, 30))
    return Employer(unit, Sector.ENTERPRISE, division, fields, discipline, parent, size)
