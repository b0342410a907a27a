from dataclasses import replace
from typing import Any

import pytest

from expert_pool.applications import (
    TRANSITIONS,
    Act,
    Application,
    Override,
    Recommendation,
    ReturnedField,
    State,
    Step,
    advance,
    find_obstacles,
    permitted_acts,
)
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding, Severity
from expert_pool.policy import OverrideBy, change_values, load_policy

POLICY = load_policy("jinhua")
DRAFT = Application(applicant="expert")
SUBMITTED = replace(DRAFT, state=State.SUBMITTED)
FIRST = replace(DRAFT, state=State.FIRST_CHECK, first_registrar="r1")
SECOND = replace(FIRST, state=State.SECOND_CHECK, recommendation=Recommendation.ADMIT)
FIELD = ReturnedField("credentials", "titles.0.obtained", "contradicts")
TOO_OLD = Finding("ELG-02.over_age_limit", Severity.HARD, "call")
NO_TITLE = Finding("ELG-05.no_senior_title", Severity.HARD, "call")


def codes(application: Application, act: Act, actor: str, **more: Any) -> list[str]:
    return [it.code for it in find_obstacles(application, Step(act, actor, **more), POLICY)]


def test_the_whole_way_to_admission_takes_two_registrars() -> None:
    steps = (
        Step(Act.SUBMIT, "expert"),
        Step(Act.TAKE, "r1"),
        Step(Act.RECOMMEND, "r1", recommendation=Recommendation.ADMIT),
        Step(Act.ADMIT, "r2"),
    )
    application = DRAFT
    for step in steps:
        application = advance(application, step, POLICY)
    assert application == replace(SECOND, state=State.ADMITTED, second_registrar="r2")


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("state", State)
def test_an_act_is_possible_only_in_the_states_of_its_transition(state: State, act: Act) -> None:
    found = codes(replace(FIRST, state=state), act, "expert")
    wrong_state = "application.not_in_this_state" in found
    assert wrong_state == (state not in TRANSITIONS[act].sources)


def test_closed_applications_stay_closed() -> None:
    closed = {State.ADMITTED, State.DECLINED, State.WITHDRAWN}
    assert all(not row.sources & closed for row in TRANSITIONS.values())


@pytest.mark.parametrize(
    ("application", "act", "actor", "expected"),
    [
        (DRAFT, Act.SUBMIT, "r1", ["application.not_yours"]),
        (replace(DRAFT, entered_by="r1"), Act.SUBMIT, "r1", []),
        (DRAFT, Act.WITHDRAW, "r1", ["application.not_yours"]),
        (SUBMITTED, Act.TAKE, "expert", ["VER-01.own_application"]),
        (replace(SUBMITTED, entered_by="r1"), Act.TAKE, "r1", ["VER-01.entered_by_same_person"]),
        (replace(SUBMITTED, entered_by="r1"), Act.TAKE, "r2", []),
        (FIRST, Act.RELEASE, "r2", []),
        (SECOND, Act.ADMIT, "r1", ["VER-01.same_registrar"]),
        (SECOND, Act.ADMIT, "expert", ["VER-01.own_application"]),
        (SECOND, Act.ADMIT, "r2", []),
        (replace(SECOND, entered_by="r2"), Act.ADMIT, "r2", ["VER-01.entered_by_same_person"]),
    ],
)
def test_duties_are_separated(
    application: Application, act: Act, actor: str, expected: list[str]
) -> None:
    assert codes(application, act, actor) == expected


def test_only_who_took_an_application_finishes_its_first_check() -> None:
    recommended = {"recommendation": Recommendation.ADMIT}
    assert codes(FIRST, Act.RECOMMEND, "r2", **recommended) == ["application.taken_by_other"]
    assert codes(FIRST, Act.RECOMMEND, "r1", **recommended) == []


def test_a_city_may_let_one_registrar_do_both_checks() -> None:
    policy = change_values(POLICY, {"verify_two_person": False})
    assert find_obstacles(SECOND, Step(Act.ADMIT, "r1"), policy) == ()


@pytest.mark.parametrize(
    ("application", "step", "expected"),
    [
        (FIRST, Step(Act.RECOMMEND, "r1"), ["application.recommendation_missing"]),
        (
            FIRST,
            Step(Act.RECOMMEND, "r1", recommendation=Recommendation.DECLINE),
            ["application.reason_missing"],
        ),
        (SECOND, Step(Act.DECLINE, "r2"), ["application.reason_missing"]),
        (
            SECOND,
            Step(Act.DECLINE, "r2", reasons=("not_eligible", "dislike"), text="x"),
            ["application.reason_unknown"],
        ),
        (
            SECOND,
            Step(Act.DECLINE, "r2", reasons=("not_eligible",), text=" "),
            ["application.text_missing"],
        ),
        (SECOND, Step(Act.DECLINE, "r2", reasons=("not_eligible",), text="年龄超限"), []),
        (FIRST, Step(Act.RETURN, "r1"), ["application.returned_fields_missing"]),
        (
            FIRST,
            Step(Act.RETURN, "r1", returned=(replace(FIELD, reason="dislike"),)),
            ["application.reason_unknown"],
        ),
    ],
)
def test_decisions_against_the_applicant_need_coded_reasons(
    application: Application, step: Step, expected: list[str]
) -> None:
    assert [it.code for it in find_obstacles(application, step, POLICY)] == expected


def test_hard_findings_stop_an_admission_and_soft_ones_do_not() -> None:
    soft = replace(TOO_OLD, severity=Severity.SOFT)
    assert codes(SECOND, Act.ADMIT, "r2", findings=(TOO_OLD,)) == ["ELG-02.over_age_limit"]
    assert codes(SECOND, Act.ADMIT, "r2", findings=(soft,)) == []


def test_hard_findings_do_not_stop_a_refusal() -> None:
    more = {"findings": (TOO_OLD,), "reasons": ("not_eligible",), "text": "年龄超限"}
    assert codes(SECOND, Act.DECLINE, "r2", **more) == []


OVERRIDES = [
    (TOO_OLD, Override("ELG-02", OverrideBy.APPROVER, "scarce_field"), []),
    (
        TOO_OLD,
        Override("ELG-02", OverrideBy.VERIFIER, "scarce_field"),
        ["application.overruled_by_wrong_office"],
    ),
    (
        TOO_OLD,
        Override("ELG-02", OverrideBy.APPROVER, "because"),
        ["application.reason_unknown"],
    ),
    (
        NO_TITLE,
        Override("ELG-05", OverrideBy.APPROVER, "scarce_field"),
        ["application.rule_cannot_be_overruled"],
    ),
    (
        TOO_OLD,
        Override("XYZ-99", OverrideBy.APPROVER, "scarce_field"),
        ["application.rule_cannot_be_overruled", "ELG-02.over_age_limit"],
    ),
]


@pytest.mark.parametrize(("finding", "override", "expected"), OVERRIDES)
def test_a_finding_is_overruled_only_where_the_policy_allows_and_with_a_reason(
    finding: Finding, override: Override, expected: list[str]
) -> None:
    more = {"findings": (finding,), "overrides": (override,)}
    assert codes(SECOND, Act.ADMIT, "r2", **more) == expected


def test_a_refused_step_raises_its_first_obstacle_and_changes_nothing() -> None:
    with pytest.raises(ExpertPoolError) as refused:
        advance(SECOND, Step(Act.TAKE, "r2"), POLICY)
    assert refused.value.code == "application.not_in_this_state"
    assert refused.value.params == {"act": "take", "state": "second_check"}


def test_a_return_at_the_first_check_names_the_fields_and_no_second_registrar() -> None:
    returned = advance(FIRST, Step(Act.RETURN, "r1", returned=(FIELD,)), POLICY)
    assert returned == replace(FIRST, state=State.RETURNED, returned=(FIELD,))


def test_a_return_at_the_second_check_names_who_returned_it() -> None:
    returned = advance(SECOND, Step(Act.RETURN, "r2", returned=(FIELD,)), POLICY)
    assert (returned.second_registrar, returned.returned) == ("r2", (FIELD,))


def test_a_resubmission_begins_a_fresh_round() -> None:
    returned = replace(SECOND, state=State.RETURNED, second_registrar="r2", returned=(FIELD,))
    assert advance(returned, Step(Act.SUBMIT, "expert"), POLICY) == SUBMITTED


def test_a_release_gives_the_application_back_to_all() -> None:
    assert advance(FIRST, Step(Act.RELEASE, "r3"), POLICY) == SUBMITTED


def test_an_applicant_may_withdraw_until_the_decision() -> None:
    assert advance(SECOND, Step(Act.WITHDRAW, "expert"), POLICY).state is State.WITHDRAWN


@pytest.mark.parametrize(
    ("application", "actor", "expected"),
    [
        (DRAFT, "expert", (Act.SUBMIT, Act.WITHDRAW)),
        (DRAFT, "r1", ()),
        (SUBMITTED, "r1", (Act.TAKE,)),
        (FIRST, "r1", (Act.RELEASE, Act.RECOMMEND, Act.RETURN)),
        (FIRST, "r2", (Act.RELEASE,)),
        (SECOND, "r1", ()),
        (SECOND, "r2", (Act.ADMIT, Act.RETURN, Act.DECLINE)),
    ],
)
def test_the_offered_acts_are_those_that_would_pass(
    application: Application, actor: str, expected: tuple[Act, ...]
) -> None:
    assert permitted_acts(application, actor, POLICY) == expected
