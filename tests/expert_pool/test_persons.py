import pytest

from expert_pool.experts import Relation, RelationKind, Unit
from expert_pool.persons import (
    Person,
    PersonMatch,
    match_persons,
    normal_person_name,
    person_declared,
    person_of,
)
from tests.factories import COMPANY, UNIVERSITY, make_expert, works_at


@pytest.mark.parametrize("written", ["测 甲", "测·甲", "测　甲", "测甲 "])
def test_spaces_and_dots_do_not_part_a_name(written: str) -> None:
    assert normal_person_name(written) == "测甲"


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        (Person("测甲", (), "i1"), Person("测乙", (), "i1"), PersonMatch.IDENTITY),
        (Person("测甲", (COMPANY,), "i1"), Person("测甲", (COMPANY,), "i2"), None),
        (Person("测甲", (COMPANY,), "i1"), Person("测 甲", (COMPANY,)), PersonMatch.NAME_AND_UNIT),
        (Person("测甲", (COMPANY,)), Person("测甲", (UNIVERSITY,)), PersonMatch.NAME),
        (Person("测甲"), Person("测甲"), PersonMatch.NAME),
        (Person("测甲", (COMPANY,)), Person("测乙", (COMPANY,)), None),
        (Person(""), Person(""), None),
        (Person("·"), Person(" "), None),
    ],
)
def test_how_two_people_match(one: Person, other: Person, match: PersonMatch | None) -> None:
    assert match_persons(one, other) is match
    assert match_persons(other, one) is match


def test_an_expert_is_known_by_every_unit_on_record_once() -> None:
    expert = make_expert(employments=(works_at(COMPANY), works_at(UNIVERSITY), works_at(COMPANY)))
    assert person_of(expert) == Person("测甲", (COMPANY, UNIVERSITY), "")


@pytest.mark.parametrize(("unit_name", "units"), [("", ()), ("虚构大学", (Unit("虚构大学"),))])
def test_a_declared_person_may_have_no_unit(unit_name: str, units: tuple[Unit, ...]) -> None:
    relation = Relation(RelationKind.SPOUSE, "测乙", unit_name, "i9")
    assert person_declared(relation) == Person("测乙", units, "i9")
