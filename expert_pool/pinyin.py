"""How a Chinese name is sorted and searched: by pinyin, the surname read as a surname.

PostgreSQL's builds that the service runs on have no Chinese collation, so the reading is
stored beside the name. It must not be shown as a person's spelling of the own name.
"""

from collections.abc import Mapping
from typing import Final

from pypinyin import Style, lazy_pinyin

# Characters that are read otherwise when they are surnames.
_SURNAMES: Final[Mapping[str, str]] = {
    "万俟": "mo qi",
    "尉迟": "yu chi",
    "长孙": "zhang sun",
    "单于": "chan yu",
    "曾": "zeng",
    "单": "shan",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "朴": "piao",
    "区": "ou",
    "盖": "ge",
    "任": "ren",
    "华": "hua",
    "翟": "zhai",
    "覃": "qin",
    "乐": "yue",
    "盛": "sheng",
    "缪": "miao",
    "宁": "ning",
    "召": "shao",
    "员": "yun",
    "冼": "xian",
    "洗": "xian",
    "黑": "he",
    "秘": "bi",
    "折": "she",
    "种": "chong",
    "重": "chong",
    "繁": "po",
    "么": "yao",
    "牟": "mou",
    "纪": "ji",
    "燕": "yan",
    "石": "shi",
    "柏": "bai",
    "卜": "bu",
    "车": "che",
    "翁": "weng",
}


def pinyin_of(name: str) -> str:
    """The reading of a name in lower case, syllables parted by spaces, for sorting and search."""
    surname = next((it for it in _SURNAMES if name.startswith(it)), "")
    given = lazy_pinyin(name.removeprefix(surname), style=Style.NORMAL)
    return " ".join(part.strip() for part in (_SURNAMES.get(surname, ""), *given) if part).lower()
