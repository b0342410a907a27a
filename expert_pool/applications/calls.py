"""A call for experts of one field: drafted by a registrar, released by an approver, over by a day.

`TRANSITIONS` is the only table that says which act leads where. Pure: it stores nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from expert_pool.errors import ExpertPoolError
from expert_pool.roles import Role
from expert_pool.vocabulary import CodeLists

MOST_WANTED: Final = 999


class CallState(StrEnum):
    """Where a call is; a released one ends with its last day, too."""

    DRAFT = "draft"
    RELEASED = "released"
    ENDED = "ended"


class CallAct(StrEnum):
    """What somebody does with a call."""

    RELEASE = "release"
    DROP = "drop"
    END = "end"


@dataclass(frozen=True, slots=True)
class CallTransition:
    """One permitted move, and the roles that make it."""

    source: CallState
    target: CallState
    roles: frozenset[Role]


_BOTH: Final = frozenset({Role.REGISTRAR, Role.APPROVER})
TRANSITIONS: Final[Mapping[CallAct, CallTransition]] = {
    CallAct.RELEASE: CallTransition(
        CallState.DRAFT, CallState.RELEASED, frozenset({Role.APPROVER})
    ),
    CallAct.DROP: CallTransition(CallState.DRAFT, CallState.ENDED, _BOTH),
    CallAct.END: CallTransition(CallState.RELEASED, CallState.ENDED, frozenset({Role.APPROVER})),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a call asks for: so many experts of a field, until a day."""

    field: str
    number: int
    until: date


def check_wanted(wanted: Wanted, lists: CodeLists, today: date) -> None:
    """Whether a call can be drafted like this.

    Raises:
        ExpertPoolError: `call.field_unknown`, `call.number_wrong` or `call.day_over`.
    """
    if wanted.field not in lists.fields:
        raise ExpertPoolError("call.field_unknown")
    if not 1 <= wanted.number <= MOST_WANTED:
        raise ExpertPoolError("call.number_wrong", {"most": MOST_WANTED})
    if wanted.until < today:
        raise ExpertPoolError("call.day_over")


def move_call(state: CallState, act: CallAct, *, role: str, actor: str, drafter: str) -> CallState:
    """The state after an act; nobody releases the own draft.

    Raises:
        ExpertPoolError: `call.wrong_state`, `call.forbidden` or `call.second_person_needed`.
    """
    transition = TRANSITIONS[act]
    if role not in transition.roles:
        raise ExpertPoolError("call.forbidden")
    if state is not transition.source:
        raise ExpertPoolError("call.wrong_state")
    if act is CallAct.RELEASE and actor == drafter:
        raise ExpertPoolError("call.second_person_needed")
    return transition.target


def is_open(state: CallState, until: date, today: date) -> bool:
    """Whether people answer this call today; its last day is one of them."""
    return state is CallState.RELEASED and today <= until
