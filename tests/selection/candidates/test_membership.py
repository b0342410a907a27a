from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from expert_pool.conflicts import Person, ReviewDays
from expert_pool.experts import Expert, ExpertId, FieldOfWork
from selection.candidates import (
    DIRECT,
    NO_HISTORY,
    Assignment,
    History,
    Outcome,
    check_chosen,
    find_served,
    history_of,
    quota_finder,
    screen_candidates,
)
from selection.requests import (
    Attribute,
    DirectGround,
    DirectSeat,
    FallbackStep,
    PanelRequest,
    Quota,
    RegionLimit,
    StepTaken,
)
from tests.factories import COMPANY, UNIVERSITY, make_expert, works_at
from tests.selection.requests.samples import (
    JINHUA,
    LISTS,
    PROJECT,
    TODAY,
    codes,
    condition,
    make_request,
    of_type,
)

ME = ExpertId("e1")
NEW = Quota("fresh", (condition(Attribute.SERVED, "no"),), 1, 5)
OLD = Quota("old", (condition(Attribute.SERVED, "yes"),), 0, 2)


def sat(panel: str, day: str, outcome: Outcome = Outcome.ATTENDED, **changes: Any) -> Assignment:
    on = date.fromisoformat(day)
    seat = Assignment(ME, panel, ReviewDays(on, on), outcome, "计划", frozenset({"101"}))
    return seat._replace(**changes)


def kind(**changes: Any) -> PanelRequest:
    usual = {"projects": (), "programme": "计划", "fields": frozenset({"101"})}
    return make_request(**usual | changes)


@pytest.mark.parametrize(
    ("history", "served"),
    [
        ((), False),
        ((sat("p1", "2026-05-01"),), True),
        ((sat("p1", "2026-05-01", Outcome.PENDING),), True),
        ((sat("p1", "2026-05-01", Outcome.REPLACED),), False),
        ((sat("p1", "2026-05-01", Outcome.ABSENT),), False),
        ((sat("p1", "2026-05-01"), sat("p2", "2026-06-01", expert=ExpertId("e2"))), False),
        ((sat("p1", "2026-05-01", programme="另一计划"),), False),
        ((sat("p1", "2026-11-20"),), False),
    ],
)
def test_drw_26_served_is_who_sat_on_the_previous_panel_of_this_kind(
    history: tuple[Assignment, ...], served: bool
) -> None:
    assert (ME in find_served(kind(), history_of(history))) is served


def test_drw_26_who_judged_one_of_the_projects_is_not_new_either() -> None:
    project = replace(PROJECT, earlier_panel=frozenset({ME}))
    assert find_served(kind(projects=(project,)), NO_HISTORY) == {ME}


def test_new_and_former_members_count_for_their_quotas() -> None:
    meets = quota_finder(kind(quotas=(NEW, OLD)), LISTS, {ME})
    assert meets(make_expert()) == {"old"}
    assert meets(make_expert(id=ExpertId("e2"))) == {"fresh"}


def test_the_screening_remembers_who_served() -> None:
    history = history_of((sat("p1", "2026-05-01"),))
    request = kind(quotas=(NEW, OLD), conditions=(condition(Attribute.SERVED, "yes"),))
    screening = screen((make_expert(), make_expert(id=ExpertId("e2"))), request, history)
    assert screening.served == {ME}
    assert [(one.expert.id, one.meets) for one in screening.candidates] == [(ME, {"old"})]


def screen(
    experts: tuple[Expert, ...], request: PanelRequest, history: History = NO_HISTORY
) -> Any:
    return screen_candidates(experts, request, history, JINHUA, LISTS, TODAY)


def test_a_step_widens_who_counts_for_a_quota_and_who_may_be_drawn() -> None:
    sibling = make_expert(fields=(FieldOfWork("10102", date(2015, 1, 1)),), division="330703")
    peers = Quota("peers", (condition(Attribute.FIELD, "10101"),), 1, 5)
    request = kind(quotas=(peers,), region=RegionLimit(frozenset({"330702"}), "理由"))
    assert screen((sibling,), request).candidates == ()
    region = StepTaken(FallbackStep.WIDER_REGION)
    wide = replace(request, fallback=(region,))
    assert [it.meets for it in screen((sibling,), wide).candidates] == [frozenset()]
    both = replace(request, fallback=(StepTaken(FallbackStep.FIELD_LEVEL_2), region))
    assert [it.meets for it in screen((sibling,), both).candidates] == [frozenset({"peers"})]


def test_no_step_relaxes_a_recusal() -> None:
    steps = tuple(map(StepTaken, FallbackStep))
    employee = make_expert(employments=(works_at(COMPANY),))
    screening = screen((employee,), make_request(fallback=steps))
    assert screening.candidates == ()
    assert "COI-01.same_unit" in codes(screening.excluded[0].findings)


def seat(name: str, *units: Any, identity: str = "") -> DirectSeat:
    return DirectSeat(Person(name, units, identity), DirectGround.EMERGENCY, "应急")


def test_who_is_chosen_directly_counts_for_the_direct_seats_and_for_the_own_quotas() -> None:
    request = kind(direct=(seat("测甲", UNIVERSITY),))
    meets = quota_finder(request, LISTS, ())
    assert meets(make_expert()) == {"technical", DIRECT}
    assert meets(make_expert(name="测乙")) == {"technical"}
    assert meets(make_expert(employments=(works_at(COMPANY),))) == {"technical"}


@pytest.mark.parametrize(
    ("seats", "found"),
    [
        ((seat("测甲", UNIVERSITY),), []),
        ((seat("测甲"),), ["DRW-18.not_a_candidate"]),
        ((seat("测丁", UNIVERSITY),), ["DRW-18.not_a_candidate"]),
        ((seat("测乙", COMPANY),), ["DRW-18.not_a_candidate"]),
        ((seat("测丙", UNIVERSITY),), ["DRW-18.several_people"]),
        ((seat("测丙", UNIVERSITY, identity="i3"),), []),
        (
            (seat("测甲", UNIVERSITY), seat("另名", identity="i1")),
            ["DRW-18.same_person_twice"],
        ),
    ],
)
def test_drw_18_a_direct_seat_names_exactly_one_candidate(
    seats: tuple[DirectSeat, ...], found: list[str]
) -> None:
    pool = (
        make_expert(identity_index="i1"),
        make_expert(id=ExpertId("e2"), name="测乙", employments=(works_at(COMPANY),)),
        make_expert(id=ExpertId("e3"), name="测丙", identity_index="i3"),
        make_expert(id=ExpertId("e4"), name="测丙", identity_index="i5"),
    )
    request = make_request(direct=seats, quotas=(of_type("technical", 1, 5),))
    checked = check_chosen(screen(pool, request), request, JINHUA)
    assert codes(checked) == found
    assert all(finding.severity.value == "hard" for finding in checked)
