"""The life of a draw: committed, locked, drawn; or void, or annulled.

`TRANSITIONS` is the only table that says which act leads where, and `move_draw` the only function
that writes a state, so that no state can be skipped. Locked means: the commitment can no longer be
taken back. What makes a draw void is decided before its source has spoken, so it depends on nothing
that came out. It stores nothing and tells nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from selection.errors import SelectionError


class DrawState(StrEnum):
    """Where a draw is."""

    COMMITTED = "committed"
    LOCKED = "locked"
    DRAWN = "drawn"
    ANNULLED = "annulled"
    VOID = "void"


class DrawAct(StrEnum):
    """What the service does with a draw."""

    LOCK = "lock"
    FINISH = "finish"
    ABANDON = "abandon"
    ANNUL = "annul"


@dataclass(frozen=True, slots=True)
class DrawTransition:
    """One permitted move: from which states to which."""

    sources: frozenset[DrawState]
    target: DrawState


WAITING: Final = frozenset({DrawState.COMMITTED, DrawState.LOCKED})
"""Committed, and not over: the source has still to speak."""
OVER: Final = frozenset({DrawState.ANNULLED, DrawState.VOID})
"""It stays on record and counts for nothing; its request may be drawn anew."""

TRANSITIONS: Mapping[DrawAct, DrawTransition] = {
    DrawAct.LOCK: DrawTransition(frozenset({DrawState.COMMITTED}), DrawState.LOCKED),
    DrawAct.FINISH: DrawTransition(frozenset({DrawState.LOCKED}), DrawState.DRAWN),
    # What had to be there a minute before the source speaks is not there.
    DrawAct.ABANDON: DrawTransition(WAITING, DrawState.VOID),
    # Once officer, approver and auditor have agreed (`annulments`).
    DrawAct.ANNUL: DrawTransition(WAITING | {DrawState.DRAWN}, DrawState.ANNULLED),
}


def move_draw(state: DrawState, act: DrawAct) -> DrawState:
    """The state after an act of the service.

    Raises:
        SelectionError: `draw.wrong_state`.
    """
    transition = TRANSITIONS[act]
    if state not in transition.sources:
        raise SelectionError("draw.wrong_state", {"act": act.value, "state": state.value})
    return transition.target
