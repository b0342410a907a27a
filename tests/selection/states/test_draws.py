from itertools import product

import pytest

from selection.errors import SelectionError
from selection.states.draws import OVER, TRANSITIONS, WAITING, DrawAct, DrawState, move_draw

PERMITTED = {
    ("committed", "lock"): "locked",
    ("locked", "finish"): "drawn",
    ("committed", "abandon"): "void",
    ("locked", "abandon"): "void",
    ("committed", "annul"): "annulled",
    ("locked", "annul"): "annulled",
    ("drawn", "annul"): "annulled",
}


@pytest.mark.parametrize(("state", "act"), list(product(DrawState, DrawAct)))
def test_only_the_listed_moves_are_possible(state: DrawState, act: DrawAct) -> None:
    target = PERMITTED.get((state.value, act.value))
    if target is None:
        with pytest.raises(SelectionError, match=r"draw\.wrong_state"):
            move_draw(state, act)
    else:
        assert move_draw(state, act).value == target


def test_no_draw_gets_a_result_without_having_been_locked() -> None:
    assert [it.sources for it in TRANSITIONS.values() if it.target is DrawState.DRAWN] == [
        frozenset({DrawState.LOCKED})
    ]


def test_nothing_leads_out_of_a_draw_that_is_over() -> None:
    assert not any(it.sources & OVER for it in TRANSITIONS.values())
    assert not WAITING & OVER
