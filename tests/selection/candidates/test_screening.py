from dataclasses import replace
from datetime import date

import pytest

from expert_pool.conflicts import Person, ReviewDays
from expert_pool.experts import AvoidedUnit, Expert, ExpertId, IntegrityFlag, Leave, Standing, Unit
from expert_pool.findings import Severity
from selection.candidates import (
    NO_HISTORY,
    Assignment,
    History,
    Outcome,
    Screening,
    exclude_without_seat,
    history_of,
    screen_candidates,
)
from selection.requests import (
    Attribute,
    OpposedExpert,
    PanelRequest,
    RaisedBy,
    Recusal,
    RegionLimit,
)
from tests.factories import COMPANY, HOSPITAL, UNIVERSITY, make_expert, works_at
from tests.selection.requests.samples import (
    JINHUA,
    LISTS,
    PROJECT,
    TODAY,
    condition,
    make_request,
)


def screen(
    experts: tuple[Expert, ...], request: PanelRequest, history: History = NO_HISTORY
) -> Screening:
    return screen_candidates(experts, request, history, JINHUA, LISTS, TODAY)


def found_about(expert: Expert, request: PanelRequest) -> list[str]:
    """The codes of all findings about one expert."""
    screening = screen((expert,), request)
    (one,) = (*screening.candidates, *screening.excluded)
    return [finding.code for finding in one.findings]


def test_who_meets_every_rule_is_a_candidate_with_quotas_and_employer() -> None:
    screening = screen((make_expert(),), make_request())
    (one,) = screening.candidates
    assert (one.findings, one.meets, one.employer) == (
        (),
        frozenset({"technical"}),
        UNIVERSITY.uscc,
    )
    assert (screening.excluded, screening.pool) == ((), 1)


def test_the_excluded_keep_all_their_findings() -> None:
    expert = make_expert(
        standing=Standing.SUSPENDED,
        confirmed_on=None,
        admitted_on=date(2020, 1, 1),
        leaves=(Leave(date(2026, 11, 20), date(2026, 11, 20)),),
        integrity_flags=frozenset({IntegrityFlag.DISCIPLINE}),
        employments=(works_at(COMPANY),),
    )
    rules = [code.partition(".")[0] for code in found_about(expert, make_request())]
    assert rules == ["POL-03", "POL-01", "POL-06", "ELG-01", "COI-01"]


def test_pol_03_the_age_limit_holds_on_the_review_day_too() -> None:
    last_day_of_65 = date(2026, 11, 19)
    born = date(last_day_of_65.year - 66, 11, 20)
    expert = make_expert(birth_date=born)
    assert found_about(expert, make_request()) == ["ELG-02.over_age_limit"]
    on_the_last_day = make_request(review=ReviewDays(last_day_of_65, last_day_of_65))
    assert found_about(expert, on_the_last_day) == []


def test_a_review_on_the_day_of_the_draw_is_checked_once() -> None:
    same_day = make_request(review=ReviewDays(TODAY, TODAY))
    expert = make_expert(birth_date=date(1950, 1, 1))
    assert found_about(expert, same_day) == ["ELG-02.over_age_limit"]


def test_conflicts_with_any_project_of_the_request_count() -> None:
    other = replace(PROJECT, project="p2", parties=PROJECT.parties[1:])
    expert = make_expert(avoided_units=(AvoidedUnit(COMPANY, "G22"),))
    assert found_about(expert, make_request(projects=(other, PROJECT))) == ["COI-06.declared_unit"]
    assert found_about(expert, make_request(projects=(other,))) == []


@pytest.mark.parametrize(("activity", "found"), [("A01", []), ("A04", ["COI-17.competitor"])])
def test_the_activitys_profile_says_which_recusals_apply(activity: str, found: list[str]) -> None:
    expert = make_expert(avoided_units=(AvoidedUnit(COMPANY, "G16"),))
    assert found_about(expert, make_request(activity=activity)) == found


@pytest.mark.parametrize(("activity", "severity"), [("A01", "soft"), ("A13", "info")])
def test_coi_12_knows_which_activity_the_panel_is_for(activity: str, severity: str) -> None:
    project = replace(PROJECT, earlier_panel=frozenset({ExpertId("e1")}))
    screening = screen((make_expert(),), make_request(activity=activity, projects=(project,)))
    (one,) = screening.candidates
    assert [finding.severity.value for finding in one.findings] == [severity]


def test_soft_findings_are_kept_but_exclude_nobody() -> None:
    sibling = make_expert(employments=(works_at(Unit("虚构", group=UNIVERSITY.uscc)),))
    project = replace(PROJECT, parties=(replace(PROJECT.parties[0], unit=HOSPITAL),))
    screening = screen((sibling,), make_request(projects=(project,)))
    (one,) = screening.candidates
    assert [(it.code, it.severity) for it in one.findings] == [("COI-01.same_group", Severity.SOFT)]


@pytest.mark.parametrize(
    ("divisions", "found"),
    [
        ({"330702"}, []),
        ({"330700"}, []),
        ({"330703", "330782"}, ["REQ-04.outside_region"]),
    ],
)
def test_req_04_a_region_holds_with_all_areas_in_it(divisions: set[str], found: list[str]) -> None:
    request = make_request(region=RegionLimit(frozenset(divisions), "理由"))
    assert found_about(make_expert(), request) == found


def test_conditions_for_everybody_exclude_who_does_not_meet_them() -> None:
    men_only = make_request(conditions=(condition(Attribute.SEX, "male"),))
    assert found_about(make_expert(), men_only) == ["REQ-02.condition_not_met"]
    software = make_request(conditions=(condition(Attribute.FIELD, "101"),))
    assert found_about(make_expert(), software) == []


def by_unit(unit: Unit) -> Recusal:
    return Recusal("G22", "理由", RaisedBy.STAFF, unit=unit)


def by_person(person: Person) -> Recusal:
    return Recusal("G22", "理由", RaisedBy.STAFF, person=person)


@pytest.mark.parametrize(
    ("recusal", "recused"),
    [
        (by_unit(UNIVERSITY), True),
        (by_unit(Unit("虚构 大学")), True),
        (by_unit(HOSPITAL), False),
        (by_person(Person("测甲", (UNIVERSITY,))), True),
        (by_person(Person("测 甲")), True),
        (by_person(Person("测甲", (COMPANY,))), True),
        (by_person(Person("测甲", (), "i9")), False),
        (by_person(Person("测乙", (UNIVERSITY,))), False),
    ],
)
def test_coi_16_a_decided_recusal_also_catches_a_namesake(recusal: Recusal, recused: bool) -> None:
    expert = make_expert(identity_index="i1")
    found = found_about(expert, make_request(recusals=(recusal,)))
    assert found == ["COI-16.recused"] * recused


def test_coi_16_a_recused_unit_is_the_present_one() -> None:
    former = works_at(COMPANY, date(2010, 1, 1), date(2026, 11, 19))
    project = replace(PROJECT, parties=PROJECT.parties[1:])
    request = make_request(projects=(project,), recusals=(by_unit(COMPANY),))
    assert found_about(make_expert(employments=(former,)), request) == []


def test_req_06_a_wish_of_the_applicant_only_asks() -> None:
    request = make_request(opposed=(OpposedExpert(Person("测甲"), "理由"),))
    screening = screen((make_expert(), make_expert(id=ExpertId("e2"), name="测乙")), request)
    assert [[it.code for it in one.findings] for one in screening.candidates] == [
        ["REQ-06.opposed_by_applicant"],
        [],
    ]


def test_the_history_of_each_expert_counts() -> None:
    day = date(2026, 11, 20)
    busy = Assignment(ExpertId("e1"), "p1", ReviewDays(day, day), Outcome.ACCEPTED)
    experts = (make_expert(), make_expert(id=ExpertId("e2")))
    screening = screen(experts, make_request(), history_of((busy,)))
    assert [one.expert.id for one in screening.excluded] == ["e1"]
    assert [one.expert.id for one in screening.candidates] == ["e2"]


def test_the_last_panels_are_those_of_the_requests_programme_and_field() -> None:
    def sat(panel: str, day: str) -> Assignment:
        on = date.fromisoformat(day)
        return Assignment(
            ExpertId("e1"), panel, ReviewDays(on, on), Outcome.ATTENDED, "计划", frozenset({"101"})
        )

    history = history_of((sat("p1", "2026-01-01"), sat("p2", "2026-02-01")))
    request = make_request(programme="计划", fields=frozenset({"101"}))
    (one,) = screen((make_expert(),), request, history).candidates
    assert [it.code for it in one.findings] == ["DRW-15.consecutive_panels"]


def test_candidates_stay_in_the_order_of_the_pool() -> None:
    experts = tuple(make_expert(id=ExpertId(f"e{number}")) for number in (3, 1, 2))
    screening = screen(experts, make_request())
    assert [one.expert.id for one in screening.candidates] == ["e3", "e1", "e2"]


def test_those_without_a_seat_are_excluded_with_that_reason() -> None:
    kept, moved = ExpertId("e1"), ExpertId("e2")
    screening = screen((make_expert(id=kept), make_expert(id=moved)), make_request())
    parted = exclude_without_seat(screening, frozenset({moved}), JINHUA)
    assert [one.expert.id for one in parted.candidates] == [kept]
    (out,) = parted.excluded
    assert (out.expert.id, out.findings[-1].code) == (moved, "REQ-02.no_seat")
    assert parted.pool == screening.pool
