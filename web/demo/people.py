"""Fictional people of the demo: names, identity numbers that nobody can bear, phones.

Identity numbers use the area code 330799, which was never given out, so that none of
them can be a real person's. It draws from the generator that it is given.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from stdnum.cn import ric

from expert_pool.experts import Sex

_SURNAMES = (
    "陈王张李徐吴金朱楼胡周方何叶郑黄杨应蒋吕施程虞傅洪章俞严卢倪龚盛童邵郭骆"
    "毛柳姜杜钱赵孙沈冯汪钟潘戴宋范贾丁魏薛余夏田任袁于董许刘马高林罗梁谢韩唐曹彭曾萧蔡"
)
_MALE = "伟强磊军洋勇杰涛明超刚平辉健俊峰凯浩鑫鹏宇波斌飞宏志建国华文博东海林江龙云"
_FEMALE = "芳娜敏静丽艳娟霞秀玲桂英华慧巧美雅婷雪梅琳晶兰菊萍红玉洁倩欣怡佳颖瑶璐"
_SECOND = "文志建国嘉晓思子宇海春秋泽永立学正德明佩若亦之景书彦成克"
NOWHERE = "330799"


@dataclass(frozen=True, slots=True)
class FictionalPerson:
    """A made-up person with everything that a registration asks of one."""

    name: str
    sex: Sex
    birth_date: date
    identity_number: str
    phone: str


class People:
    """Makes people of whom no two share an identity number."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def name(self, sex: Sex) -> str:
        """A name as they are heard in central Zhejiang."""
        given = _MALE if sex is Sex.MALE else _FEMALE
        middle = self._rng.choice(_SECOND) if self._rng.random() < 0.72 else ""  # noqa: PLR2004
        return self._rng.choice(_SURNAMES) + middle + self._rng.choice(given)

    def person(self, as_of: date, youngest: int = 34, oldest: int = 67) -> FictionalPerson:
        """Somebody between two ages on a day; most are in their forties and fifties."""
        sex = Sex.MALE if self._rng.random() < 0.68 else Sex.FEMALE  # noqa: PLR2004
        age = min(max(self._rng.gauss(49, 8), youngest), oldest)
        born = as_of - timedelta(days=int(age * 365.25) + self._rng.randrange(365))
        number = self._identity_number(born, sex)
        phone = f"+86139{self._rng.randrange(10**8):08d}"
        return FictionalPerson(self.name(sex), sex, born, number, phone)

    def _identity_number(self, born: date, sex: Sex) -> str:
        while True:
            serial = self._rng.randrange(500) * 2 + (1 if sex is Sex.MALE else 0)
            body = f"{NOWHERE}{born:%Y%m%d}{serial:03d}"
            number = body + ric.calc_check_digit(body + "0")
            if number not in self._taken:
                self._taken.add(number)
                return number
