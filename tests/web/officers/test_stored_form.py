"""Criteria that a program made can be edited on the form."""

from dataclasses import replace
from datetime import date

import pytest

from expert_pool.conflicts import ReviewDays
from expert_pool.experts import Unit
from expert_pool.persons import Person
from expert_pool.vocabulary import load_code_lists
from selection.requests import (
    Attribute,
    OpposedExpert,
    PanelRequest,
    Quota,
    RaisedBy,
    Recusal,
    RegionLimit,
)
from tests.selection.requests.samples import condition, make_request
from web.officers.request_form import RequestForm, check_typed, to_criteria
from web.officers.stored_form import criteria_fields

LISTS = load_code_lists()
SOMEBODY = Person("测甲", (Unit("虚构单位"),))
RICH = make_request(
    review=ReviewDays(date(2026, 11, 20), date(2026, 11, 21)),
    quotas=(
        Quota(
            "q1",
            (condition(Attribute.FIELD, "101", "102"), condition(Attribute.SEX, "female")),
            1,
            3,
        ),
    ),
    region=RegionLimit(frozenset({"330702", "330703"}), "reason"),
    recusals=(
        Recusal("G01", "r", RaisedBy.PARTY, unit=Unit("虚构单位", "91330700MA28A1B00F")),
        Recusal("G05", "r", RaisedBy.STAFF, person=SOMEBODY),
        Recusal("G22", "r", RaisedBy.EXPERT, person=Person("测乙")),
    ),
    opposed=(OpposedExpert(SOMEBODY, "r"), OpposedExpert(Person("测丙"), "r")),
    urgent=True,
    urgent_reason="reason",
    programme="虚构计划",
)


@pytest.mark.parametrize("criteria", [make_request(), RICH])
def test_criteria_come_back_from_the_form_as_they_went_in(criteria: PanelRequest) -> None:
    form = check_typed(criteria_fields(criteria), RequestForm)
    bare = replace(criteria, projects=(), division="")
    assert to_criteria(form.right, LISTS, "r1") == bare
