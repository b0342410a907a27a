"""Which two records mean the same unit: by credit code, name, alias, or group.

Its one job is to compare units as they were typed, on forms, in projects and in
imported files. It must not decide what a match means: that is the matter of the rules.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from expert_pool.experts import Unit

_BRANCH = re.compile(r"^(.+?公司).+分公司$")


class UnitMatch(StrEnum):
    """On what two units agree; the first three mean one legal person."""

    CODE = "code"
    NAME = "name"
    ALIAS = "alias"
    PARENT = "parent"
    GROUP = "group"


SAME_LEGAL_PERSON = frozenset({UnitMatch.CODE, UnitMatch.NAME, UnitMatch.ALIAS})


@lru_cache(maxsize=65_536)
def normal_unit_name(name: str) -> str:
    """A unit's name as it is compared: width, case, spaces and punctuation do not count.

    有限责任公司 and 有限公司 are one (Company Law, art. 7), and a branch (分公司) is no
    legal person of its own (art. 13): it counts as its company.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    bare = "".join(sign for sign in folded if sign.isalnum())
    one_form = bare.replace("有限责任公司", "有限公司")
    branch = _BRANCH.match(one_form)
    return branch.group(1) if branch else one_form


@lru_cache(maxsize=65_536)
def normal_unit_code(code: str) -> str:
    """A unified social credit code as it is compared: half width, upper case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", code).split()).upper()


@lru_cache(maxsize=65_536)
def _names(unit: Unit) -> frozenset[str]:
    spelled = (normal_unit_name(name) for name in (unit.name, *unit.aliases))
    return frozenset(name for name in spelled if name)


@lru_cache(maxsize=65_536)
def group_code(unit: Unit) -> str:
    """The code under which a unit's group is counted: topmost parent, own code, else name."""
    return (
        normal_unit_code(unit.group) or normal_unit_code(unit.uscc) or normal_unit_name(unit.name)
    )


@lru_cache(maxsize=65_536)
def legal_person_code(unit: Unit) -> str:
    """The code under which a unit itself is counted: its own code, else its name."""
    return normal_unit_code(unit.uscc) or normal_unit_name(unit.name)


@lru_cache(maxsize=65_536)
def match_units(one: Unit, other: Unit) -> UnitMatch | None:
    """On what two units agree, the strongest first, or None where they are strangers.

    Two different codes do not outweigh an equal name: a unit that was converted has a
    new code under the old name, and a recusal must not fail by that.
    """
    code, other_code = normal_unit_code(one.uscc), normal_unit_code(other.uscc)
    if code and code == other_code:
        return UnitMatch.CODE
    if _names(one) & _names(other):
        return _match_by_name(one, other)
    if not one.group and not other.group:
        return None
    return _match_by_group(one, other)


def same_legal_person(one: Unit, other: Unit) -> bool:
    """Whether two units are one legal person, by code, name or alias."""
    return match_units(one, other) in SAME_LEGAL_PERSON


def _match_by_name(one: Unit, other: Unit) -> UnitMatch:
    equal = normal_unit_name(one.name) == normal_unit_name(other.name)
    return UnitMatch.NAME if equal else UnitMatch.ALIAS


def _match_by_group(one: Unit, other: Unit) -> UnitMatch | None:
    group = group_code(one)
    if not group or group != group_code(other):
        return None
    own_codes = {normal_unit_code(one.uscc), normal_unit_code(other.uscc)}
    return UnitMatch.PARENT if group in own_codes else UnitMatch.GROUP
