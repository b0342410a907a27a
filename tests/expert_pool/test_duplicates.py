from datetime import date

import pytest

from expert_pool.duplicates import find_duplicates
from expert_pool.experts import Expert, ExpertId, Unit
from expert_pool.policy import load_policy
from tests.factories import COMPANY, UNIVERSITY, make_expert, works_at

JINHUA = load_policy("jinhua")
SPELLED = Unit("虚构 大学")


def other(**changes: object) -> Expert:
    return make_expert(**{"id": ExpertId("e2"), **changes})


@pytest.mark.parametrize(
    ("index", "candidate", "code"),
    [
        ("i1", other(identity_index="i1", name="测乙"), "ELG-16.same_identity"),
        ("i1", other(identity_index="i2"), None),
        ("i1", other(), "ELG-16.same_name_birth_employer"),
        ("", other(identity_index="i2"), "ELG-16.same_name_birth_employer"),
        ("", other(name="测 甲"), "ELG-16.same_name_birth_employer"),
        ("", other(employments=(works_at(SPELLED),)), "ELG-16.same_name_birth_employer"),
        ("", other(employments=(works_at(COMPANY),)), None),
        ("", other(employments=()), None),
        ("", other(birth_date=date(1980, 5, 2)), None),
        ("", other(name="测乙"), None),
    ],
)
def test_which_records_may_be_one_person(index: str, candidate: Expert, code: str | None) -> None:
    found = find_duplicates(make_expert(identity_index=index), (candidate,), JINHUA)
    assert [it.finding.code for it in found] == ([code] if code else [])


def test_certain_ones_come_first_and_the_record_itself_is_left_out() -> None:
    record = make_expert(identity_index="i1")
    suspected = other(id=ExpertId("e3"))
    certain = other(identity_index="i1", employments=(works_at(UNIVERSITY),))
    found = find_duplicates(record, (record, suspected, certain), JINHUA)
    assert [(it.other, it.finding.severity.value) for it in found] == [
        ("e2", "hard"),
        ("e3", "soft"),
    ]
