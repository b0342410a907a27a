"""An annulment takes three persons in their order, on a ground of a closed list."""

from itertools import product

import pytest

from expert_pool.roles import Role
from selection.errors import SelectionError
from selection.states.annulments import (
    TRANSITIONS,
    AnnulmentAct,
    AnnulmentGround,
    AnnulmentState,
    DrawSoFar,
    grounds_for,
    move_annulment,
)


def move(state: AnnulmentState, act: AnnulmentAct, role: str, actor: str = "third") -> str:
    others = frozenset({"first", "second"})
    return move_annulment(state, act, role=role, actor=actor, others=others)


@pytest.mark.parametrize(
    ("state", "act", "role"), tuple(product(AnnulmentState, AnnulmentAct, Role))
)
def test_an_act_needs_its_state_and_its_role(
    state: AnnulmentState, act: AnnulmentAct, role: Role
) -> None:
    transition = TRANSITIONS.get((state, act))
    if transition and transition.role is role:
        assert move(state, act, role) is transition.target
        return
    with pytest.raises(SelectionError, match="not_your_turn" if transition else "wrong_state"):
        move(state, act, role)


def test_nothing_is_annulled_without_approver_and_auditor() -> None:
    state = AnnulmentState.ASKED
    for role in (Role.APPROVER, Role.AUDITOR):
        state = AnnulmentState(move(state, AnnulmentAct.AGREE, role))
    assert state is AnnulmentState.DONE


def test_nobody_acts_twice() -> None:
    with pytest.raises(SelectionError, match="same_person"):
        move(AnnulmentState.ASKED, AnnulmentAct.AGREE, Role.APPROVER, actor="first")


AFTER = (
    AnnulmentGround.FALSE_REGISTRATION,
    AnnulmentGround.LEAK,
    AnnulmentGround.POOL_CONTRARY_TO_RULES,
    AnnulmentGround.CRITERIA_IMPOSSIBLE,
)


@pytest.mark.parametrize(
    ("draw", "grounds"),
    [
        (DrawSoFar(False, True, False, False), (AnnulmentGround.SECRET_LOST,)),
        (DrawSoFar(False, False, False, False), (AnnulmentGround.SOURCE_SILENT,)),
        (DrawSoFar(False, False, True, False), ()),
        (DrawSoFar(True, True, False, False), AFTER),
        (DrawSoFar(True, False, True, False), AFTER),
        (DrawSoFar(True, False, True, True), (*AFTER, AnnulmentGround.ROUND_APPEARED)),
    ],
)
def test_the_grounds_follow_from_the_result_and_from_the_source(
    draw: DrawSoFar, grounds: tuple[AnnulmentGround, ...]
) -> None:
    assert grounds_for(draw) == grounds
