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
    DirectGround,
    DirectSeat,
    FallbackStep,
    OpposedExpert,
    PanelRequest,
    Quota,
    RaisedBy,
    Recusal,
    RegionLimit,
    StepTaken,
)
from tests.selection.requests.samples import condition, make_request
from web.officers.request_form import RequestForm, check_typed, to_criteria
from web.officers.stored_form import criteria_fields

LISTS = load_code_lists()
SOMEBODY = Person("测甲", (Unit("虚构单位"),))
RICH = make_request(
    review=ReviewDays(date(2026, 11, 20), date(2026, 11, 21), (date(2026, 11, 21),)),
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
    group_cap=2,
    fallback=(StepTaken(FallbackStep.FIELD_LEVEL_1), StepTaken(FallbackStep.WIDER_REGION)),
    fallback_reason="reason",
    direct=(DirectSeat(SOMEBODY, DirectGround.NARROW_FIELD, "r"),),
    direct_consent="测局长",
)


@pytest.mark.parametrize("criteria", [make_request(), RICH])
def test_criteria_come_back_from_the_form_as_they_went_in(criteria: PanelRequest) -> None:
    form = check_typed(criteria_fields(criteria), RequestForm)
    bare = replace(criteria, projects=(), division="")
    assert to_criteria(form.right, LISTS, "r1") == bare


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("", ()),
        ("2026-11-20", (date(2026, 11, 20),)),
        ("2026-11-22，2026-11-20; 2026-11-20", (date(2026, 11, 20), date(2026, 11, 22))),
        ("2026年11月21日、2026/11/22", (date(2026, 11, 21), date(2026, 11, 22))),
    ],
)
def test_single_days_are_read_in_any_usual_writing(typed: str, days: tuple[date, ...]) -> None:
    assert check_typed(reviewed_on(typed), RequestForm).right.review_days == days


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2026-11-19", "form.day_outside_review"),
        ("2026-11-20, 2026-11-23", "form.day_outside_review"),
        ("2026-11-31", "form.not_a_date"),
        ("tomorrow", "form.not_a_date"),
        (", ".join(f"2026-11-{day:02}" for day in range(1, 31)) * 3, "form.not_a_date"),
    ],
)
def test_a_day_outside_the_review_or_none_at_all_is_refused(typed: str, code: str) -> None:
    assert check_typed(reviewed_on(typed), RequestForm).errors["review_days"].code == code


@pytest.mark.parametrize("field", ["fallback", "direct-0-ground"])
def test_only_known_steps_and_grounds_are_read(field: str) -> None:
    form = check_typed({**criteria_fields(RICH), field: ("nothing",)}, RequestForm)
    assert any(name.startswith(field) for name in form.errors)


def reviewed_on(typed: str) -> dict[str, tuple[str, ...]]:
    days = {"review_from": ("2026-11-20",), "review_to": ("2026-11-22",)}
    return {**criteria_fields(make_request()), **days, "review_days": (typed,)}
