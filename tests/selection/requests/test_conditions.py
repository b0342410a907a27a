from datetime import date

import pytest

from expert_pool.experts import (
    Expert,
    FieldOfWork,
    HonourHeld,
    QualificationHeld,
    Sector,
    Sex,
    TitleHeld,
)
from selection.requests import (
    Attribute,
    Condition,
    Quota,
    attribute_reader,
    compile_conditions,
    compile_quotas,
    local_divisions,
)
from tests.factories import make_expert, make_financial_expert
from tests.selection.requests.samples import LISTS, condition

READER = attribute_reader(LISTS, "330702")
SINCE = date(2010, 1, 1)
TWO_FIELDS = make_expert(fields=(FieldOfWork("10101", SINCE), FieldOfWork("201", SINCE)))


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        (condition(Attribute.FIELD, "10101"), True),
        (condition(Attribute.FIELD, "101"), True),
        (condition(Attribute.FIELD, "10"), True),
        (condition(Attribute.FIELD, "10102"), False),
        (condition(Attribute.FIELD, "102"), False),
        (condition(Attribute.FIELD, "30", "10"), True),
        (condition(Attribute.DISCIPLINE, "520"), True),
        (condition(Attribute.DISCIPLINE, "630"), False),
        (condition(Attribute.DIVISION, "330702"), True),
        (condition(Attribute.DIVISION, "330700"), True),
        (condition(Attribute.DIVISION, "330703"), False),
        (condition(Attribute.LOCAL, "yes"), True),
        (condition(Attribute.LOCAL, "no"), False),
        (condition(Attribute.TYPE, "technical"), True),
        (condition(Attribute.TYPE, "financial"), False),
        (condition(Attribute.TITLE_LEVEL, "full_senior"), True),
        (condition(Attribute.TITLE_LEVEL, "associate_senior"), False),
        (condition(Attribute.TITLE_LEVEL, "associate_senior", "full_senior"), True),
        (condition(Attribute.SECTOR, Sector.UNIVERSITY.value), True),
        (condition(Attribute.SEX, Sex.MALE.value), False),
        (condition(Attribute.HONOUR, "H03"), False),
    ],
)
def test_a_condition_holds_at_or_below_a_listed_code(wanted: Condition, holds: bool) -> None:
    assert compile_conditions((wanted,), READER)(make_expert()) is holds


def test_a_field_of_a_higher_level_does_not_meet_a_deeper_quota() -> None:
    wide = make_expert(fields=(FieldOfWork("101", SINCE),))
    assert not compile_conditions((condition(Attribute.FIELD, "10101"),), READER)(wide)


@pytest.mark.parametrize(
    ("expert", "wanted"),
    [
        (
            make_expert(titles=(TitleHeld("S01-01"),)),
            condition(Attribute.TITLE_LEVEL, "full_senior"),
        ),
        (
            make_expert(titles=(TitleHeld("old", verified=True),)),
            condition(Attribute.TITLE_LEVEL, "full_senior"),
        ),
        (make_expert(honours=(HonourHeld("H03"),)), condition(Attribute.HONOUR, "H03")),
        (
            make_financial_expert(qualifications=(QualificationHeld("Q01"),)),
            condition(Attribute.QUALIFICATION, "Q01"),
        ),
    ],
)
def test_what_is_only_claimed_or_unknown_does_not_count(expert: Expert, wanted: Condition) -> None:
    assert not compile_conditions((wanted,), READER)(expert)


@pytest.mark.parametrize(
    ("expert", "wanted"),
    [
        (make_expert(honours=(HonourHeld("H03", True),)), condition(Attribute.HONOUR, "H03")),
        (make_financial_expert(), condition(Attribute.QUALIFICATION, "Q01", "Q02")),
    ],
)
def test_what_is_verified_counts(expert: Expert, wanted: Condition) -> None:
    assert compile_conditions((wanted,), READER)(expert)


def test_all_conditions_must_hold_and_none_asks_nothing() -> None:
    both = (condition(Attribute.FIELD, "10"), condition(Attribute.SEX, "male"))
    assert not compile_conditions(both, READER)(make_expert())
    assert compile_conditions((), READER)(make_expert())


def test_one_person_counts_for_every_quota_that_one_of_the_fields_meets() -> None:
    quotas = (
        Quota("software", (condition(Attribute.FIELD, "101"),), 1, 5),
        Quota("biology", (condition(Attribute.FIELD, "20"),), 1, 5),
        Quota("materials", (condition(Attribute.FIELD, "30"),), 1, 5),
    )
    assert compile_quotas(quotas, READER)(TWO_FIELDS) == {"software", "biology"}


@pytest.mark.parametrize(
    ("applicant", "local"),
    [
        ("330702", {"330702"}),
        ("330703", {"330703", "JH-JYXQ"}),
        ("JH-JYXQ", {"330703", "JH-JYXQ"}),
        ("330700", {"330700"}),
        ("OUT-ZJ", {"OUT-ZJ"}),
        ("", {""}),
    ],
)
def test_who_is_local_to_an_applicant(applicant: str, local: set[str]) -> None:
    assert local_divisions(LISTS, applicant) == local
