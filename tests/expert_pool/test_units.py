import pytest
from hypothesis import given
from hypothesis import strategies as st

from expert_pool.experts import Unit
from expert_pool.units import (
    UnitMatch,
    group_code,
    match_units,
    normal_unit_code,
    normal_unit_name,
    same_legal_person,
)
from tests.factories import COMPANY, HOSPITAL, INSTITUTE, UNIVERSITY

CODE = "91330700MA0000001D"
OTHER_CODE = "91330700MA0000009Z"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("浙江虚构科技有限公司", "浙江虚构科技有限责任公司"),
        ("虚构（金华）研究院", "虚构(金华)研究院"),
        ("虚构（金华）研究院", "虚构金华研究院"),
        ("ＡＢＣ 软件有限公司", "abc软件有限公司"),
        ("虚构  大学", "虚构大学"),
        ("虚构·大学", "虚构大学"),
        ("虚构股份有限公司义乌分公司", "虚构股份有限公司"),
    ],
)
def test_names_that_are_one_after_normalisation(one: str, other: str) -> None:
    assert normal_unit_name(one) == normal_unit_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("虚构大学", "虚构大学附属医院"),
        ("虚构股份有限公司", "虚构有限公司"),
        ("虚构科技有限公司", "虚构科技集团有限公司"),
        ("分公司", ""),
    ],
)
def test_names_that_stay_different(one: str, other: str) -> None:
    assert normal_unit_name(one) != normal_unit_name(other)


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(name: str) -> None:
    once = normal_unit_name(name)
    assert normal_unit_name(once) == once


def test_a_code_in_full_width_and_lower_case_is_the_same_code() -> None:
    assert normal_unit_code(" ９１330700ma0000001d ") == CODE


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        (Unit("旧名公司", uscc=CODE), Unit("新名公司", uscc=CODE.lower()), UnitMatch.CODE),
        (Unit("甲公司"), Unit("甲 公司"), UnitMatch.NAME),
        (Unit("甲公司", uscc=CODE), Unit("甲公司"), UnitMatch.NAME),
        (Unit("甲公司", uscc=CODE), Unit("甲公司", uscc=OTHER_CODE), UnitMatch.NAME),
        (Unit("甲公司", aliases=frozenset({"乙公司"})), Unit("乙公司"), UnitMatch.ALIAS),
        (Unit("乙公司"), Unit("甲公司", aliases=frozenset({"乙公司"})), UnitMatch.ALIAS),
        (
            Unit("甲公司", aliases=frozenset({"老厂"})),
            Unit("乙公司", aliases=frozenset({"老厂"})),
            UnitMatch.ALIAS,
        ),
        (UNIVERSITY, HOSPITAL, UnitMatch.PARENT),
        (HOSPITAL, UNIVERSITY, UnitMatch.PARENT),
        (Unit("母公司", uscc=CODE), Unit("子公司", group=CODE), UnitMatch.PARENT),
        (HOSPITAL, INSTITUTE, UnitMatch.GROUP),
        (COMPANY, UNIVERSITY, None),
        (Unit("甲公司"), Unit("乙公司"), None),
        (Unit(""), Unit(""), None),
        (Unit("", group=" "), Unit("", group=" "), None),
        (Unit("（）"), Unit("——"), None),
    ],
)
def test_how_two_units_match(one: Unit, other: Unit, match: UnitMatch | None) -> None:
    assert match_units(one, other) is match


units = st.builds(
    Unit,
    name=st.sampled_from(["", "甲", "乙", "丙"]),
    uscc=st.sampled_from(["", "1", "2"]),
    aliases=st.frozensets(st.sampled_from(["甲", "乙", "丁"])),
    group=st.sampled_from(["", "1", "9"]),
)


@given(units, units)
def test_a_match_is_the_same_from_both_sides(one: Unit, other: Unit) -> None:
    assert match_units(one, other) is match_units(other, one)


def test_a_parent_and_a_sibling_are_other_legal_persons() -> None:
    assert not same_legal_person(UNIVERSITY, HOSPITAL)
    assert not same_legal_person(HOSPITAL, INSTITUTE)
    assert same_legal_person(COMPANY, Unit("金华虚构科技有限责任公司"))


@pytest.mark.parametrize(
    ("unit", "group"),
    [
        (HOSPITAL, UNIVERSITY.uscc),
        (COMPANY, COMPANY.uscc),
        (Unit("甲 公司"), "甲公司"),
    ],
)
def test_the_group_is_the_topmost_parent_else_the_unit_itself(unit: Unit, group: str) -> None:
    assert group_code(unit) == group
