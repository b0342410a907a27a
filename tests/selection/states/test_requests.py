from itertools import product

import pytest

from selection.errors import SelectionError
from selection.states.requests import (
    TRANSITIONS,
    Doer,
    RequestAct,
    RequestState,
    move_request,
    permitted_request_acts,
)

REQUESTER, OTHER, SERVICE = "ada", "bo", ""
PERMITTED = {
    ("draft", "save", REQUESTER): "draft",
    ("draft", "submit", REQUESTER): "submitted",
    ("draft", "cancel", REQUESTER): "cancelled",
    ("returned", "save", REQUESTER): "draft",
    ("returned", "submit", REQUESTER): "submitted",
    ("returned", "cancel", REQUESTER): "cancelled",
    ("submitted", "approve", OTHER): "approved",
    ("submitted", "return", OTHER): "returned",
    ("submitted", "cancel", REQUESTER): "cancelled",
    ("approved", "cancel", REQUESTER): "cancelled",
    ("approved", "fail", SERVICE): "returned",
    ("approved", "commit", SERVICE): "committed",
    ("committed", "finish", SERVICE): "drawn",
    ("committed", "annul", SERVICE): "returned",
    ("committed", "abandon", SERVICE): "returned",
    ("drawn", "annul", SERVICE): "returned",
}
EVERY_CASE = list(product(RequestState, RequestAct, (REQUESTER, OTHER, SERVICE)))


@pytest.mark.parametrize(("state", "act", "actor"), EVERY_CASE)
def test_only_the_listed_moves_are_possible(state, act, actor):
    target = PERMITTED.get((state.value, act.value, actor))
    if target is None:
        with pytest.raises(SelectionError):
            move_request(state, act, requester=REQUESTER, actor=actor)
    else:
        assert move_request(state, act, requester=REQUESTER, actor=actor).value == target


@pytest.mark.parametrize("actor", [REQUESTER, OTHER, SERVICE])
@pytest.mark.parametrize("state", list(RequestState))
def test_the_acts_offered_are_those_that_work(state, actor):
    offered = permitted_request_acts(state, REQUESTER, actor)
    assert {act.value for act in offered} == {
        act for (source, act, doer) in PERMITTED if source == state.value and doer == actor
    }


def test_nobody_approves_the_own_request():
    with pytest.raises(SelectionError) as refused:
        move_request(
            RequestState.SUBMITTED, RequestAct.APPROVE, requester=REQUESTER, actor=REQUESTER
        )
    assert refused.value.code == "request.second_person_needed"


def test_no_person_draws():
    assert {act for act, row in TRANSITIONS.items() if row.doer is Doer.SERVICE} == {
        RequestAct.FAIL,
        RequestAct.COMMIT,
        RequestAct.FINISH,
        RequestAct.ABANDON,
        RequestAct.ANNUL,
    }


def test_a_drawn_request_has_no_way_back_but_an_annulment():
    ways = [act for act, row in TRANSITIONS.items() if RequestState.DRAWN in row.sources]
    assert ways == [RequestAct.ANNUL]


def test_every_request_that_is_not_over_has_an_owner_of_the_next_step_and_a_way_to_a_draw():
    over = {RequestState.DRAWN, RequestState.CANCELLED}
    onward = [row for act, row in TRANSITIONS.items() if act is not RequestAct.ANNUL]
    for state in RequestState:
        owners = {row.doer for row in onward if state in row.sources}
        assert bool(owners) is (state not in over)
    reached = {RequestState.DRAWN}
    for _ in RequestState:
        reached |= {it for row in onward if row.target in reached for it in row.sources}
    assert reached == set(RequestState) - {RequestState.CANCELLED}
