from dataclasses import replace

import pytest

from selection.requests import Attribute, Quota, RegionLimit, check_request
from selection.requests.quota_checks import check_quotas
from tests.selection.requests.samples import (
    JINHUA,
    LISTS,
    TODAY,
    codes,
    condition,
    make_request,
    of_type,
)

SOFTWARE = (condition(Attribute.FIELD, "101"),)
WOMEN = Quota("women", (condition(Attribute.SEX, "female"),), 3, 5)
MEN = Quota("men", (condition(Attribute.SEX, "male"),), 3, 5)
TECHNICAL_SOFTWARE = Quota("ts", (condition(Attribute.TYPE, "technical"), *SOFTWARE), 5, 5)


@pytest.mark.parametrize(
    ("quotas", "found"),
    [
        ((), []),
        ((Quota("a", SOFTWARE, 0, 5),), []),
        ((Quota("a", SOFTWARE, 3, 2),), ["quota.minimum_above_maximum"]),
        ((Quota("a", SOFTWARE, -1, 2),), ["quota.minimum_above_maximum"]),
        ((Quota("a", SOFTWARE, 1, 6),), ["quota.maximum_above_seats"]),
        ((Quota("a", (), 1, 5),), ["quota.no_condition"]),
        ((Quota("a", SOFTWARE, 1, 5), Quota("a", SOFTWARE, 2, 5)), ["quota.same_id_twice"]),
        (
            (Quota("a", (condition(Attribute.FIELD),), 1, 5),),
            ["quota.condition_without_value"],
        ),
        (
            (Quota("a", (condition(Attribute.FIELD, "99", "98"),), 1, 5),),
            ["quota.unknown_code", "quota.unknown_code"],
        ),
        ((WOMEN, MEN), ["quota.minimums_above_seats"]),
        ((WOMEN, replace(MEN, minimum=2)), []),
        ((of_type("technical", 2, 2), of_type("financial", 1, 2)), ["quota.maximums_below_seats"]),
        ((of_type("technical", 2, 4), of_type("financial", 1, 1)), []),
        ((of_type("technical", 2, 2), of_type("technical", 2, 5)), ["quota.same_id_twice"]),
        ((of_type("technical", 1, 1),), []),
        ((TECHNICAL_SOFTWARE, of_type("financial", 1, 1)), ["quota.minimums_above_seats"]),
        ((Quota("a", (condition(Attribute.SEX, "female", "male"),), 4, 5), WOMEN), []),
    ],
)
def test_seats_and_quotas_add_up(quotas: tuple[Quota, ...], found: list[str]) -> None:
    assert codes(check_quotas(make_request(quotas=quotas), JINHUA, LISTS)) == found


@pytest.mark.parametrize(
    ("attribute", "known"),
    [
        (Attribute.TYPE, "technical"),
        (Attribute.FIELD, "10101"),
        (Attribute.DISCIPLINE, "520"),
        (Attribute.DIVISION, "JH-KFQ"),
        (Attribute.LOCAL, "yes"),
        (Attribute.TITLE_LEVEL, "full_senior"),
        (Attribute.QUALIFICATION, "Q01"),
        (Attribute.HONOUR, "H01"),
        (Attribute.SECTOR, "hospital"),
        (Attribute.SEX, "female"),
    ],
)
def test_each_attribute_has_its_own_codes(attribute: Attribute, known: str) -> None:
    quotas = (Quota("a", (condition(attribute, known),), 0, 5),)
    assert check_quotas(make_request(quotas=quotas), JINHUA, LISTS) == ()
    wrong = (Quota("a", (condition(attribute, f"{known}x"),), 0, 5),)
    (finding,) = check_quotas(make_request(quotas=wrong), JINHUA, LISTS)
    assert finding.params == (
        ("attribute", attribute.value),
        ("quota", "a"),
        ("value", f"{known}x"),
    )


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"seats": 0, "quotas": ()}, ["quota.no_seats"]),
        ({"employer_cap": 0}, ["quota.employer_cap_too_small"]),
        ({"conditions": (condition(Attribute.FIELD, "x"),)}, ["quota.unknown_code"]),
        ({"division": "123"}, ["request.unknown_division"]),
        ({"division": ""}, []),
        ({"region": RegionLimit(frozenset({"123"}), "理由")}, ["request.unknown_division"]),
        ({"region": RegionLimit(frozenset(), "理由")}, ["request.empty_region"]),
        ({"fields": frozenset({"x"})}, ["request.unknown_field"]),
    ],
)
def test_the_rest_of_the_form_makes_sense(changes: dict[str, object], found: list[str]) -> None:
    assert codes(check_quotas(make_request(**changes), JINHUA, LISTS)) == found


def test_a_contradiction_is_hard_and_part_of_the_whole_check() -> None:
    found = check_request(make_request(employer_cap=0), JINHUA, LISTS, TODAY)
    assert [(it.code, it.severity.value) for it in found] == [
        ("quota.employer_cap_too_small", "hard")
    ]


@pytest.mark.parametrize(
    ("cap", "found"), [(None, []), (1, []), (99, []), (0, ["quota.group_cap_too_small"])]
)
def test_a_cap_of_a_group_is_at_least_one(cap: int | None, found: list[str]) -> None:
    assert codes(check_quotas(make_request(group_cap=cap), JINHUA, LISTS)) == found


def test_nobody_takes_an_id_that_the_service_gives_its_own_quotas() -> None:
    taken = Quota("fixed:direct", SOFTWARE, 0, 5)
    (found,) = check_quotas(make_request(quotas=(taken,)), JINHUA, LISTS)
    assert (found.code, found.param("quota")) == ("quota.reserved_id", "fixed:direct")


@pytest.mark.parametrize("attribute", [Attribute.SERVED, Attribute.SECTOR, Attribute.LOCAL])
def test_minimums_of_values_that_exclude_each_other_add_up(attribute: Attribute) -> None:
    one, other = {
        Attribute.SERVED: ("yes", "no"),
        Attribute.LOCAL: ("yes", "no"),
        Attribute.SECTOR: ("enterprise", "university"),
    }[attribute]
    quotas = (
        Quota("one", (condition(attribute, one),), 3, 5),
        Quota("other", (condition(attribute, other),), 3, 5),
    )
    found = check_quotas(make_request(quotas=quotas), JINHUA, LISTS)
    assert codes(found) == ["quota.minimums_above_seats"]
