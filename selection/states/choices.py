"""The life of a choice among the candidates of a draw: open, proposed, confirmed; or none was made.

`TRANSITIONS` is the only table that says which act leads where, and `move_choice` the only
function that gives a state. Nobody waits for ever: the service ends what is not done in time, and
then the drawn order holds (rule DRW-28). It stores nothing and frees no seat.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from expert_pool.roles import Role
from selection.errors import SelectionError


class ChoiceState(StrEnum):
    """Where a choice is.

    Kept is the drawn order by the officer's word or because too many proposals were sent back;
    lapsed is the drawn order by silence.
    """

    OPEN = "open"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    KEPT = "kept"
    LAPSED = "lapsed"


class ChoiceAct(StrEnum):
    """What the officer, the approver or the service does with a choice."""

    PROPOSE = "propose"
    KEEP = "keep"
    CONFIRM = "confirm"
    SEND_BACK = "send_back"
    REFUSE = "refuse"
    LAPSE = "lapse"


class PassGround(StrEnum):
    """On what ground a higher rank may be passed over; each needs a reason in words beside it."""

    FIELD_FURTHER = "field_further"
    SAME_SPECIALITY = "same_speciality"
    KNOWN_UNABLE = "known_unable"
    DOUBT = "doubt"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ChoiceTransition:
    """One act: the states it is open in, where it leads, and whose it is (None: the service's)."""

    sources: frozenset[ChoiceState]
    target: ChoiceState
    role: Role | None


WAITING: Final = frozenset({ChoiceState.OPEN, ChoiceState.PROPOSED})
"""States in which nobody is invited yet."""
_OPEN: Final = frozenset({ChoiceState.OPEN})
_PROPOSED: Final = frozenset({ChoiceState.PROPOSED})

TRANSITIONS: Final[Mapping[ChoiceAct, ChoiceTransition]] = {
    ChoiceAct.PROPOSE: ChoiceTransition(_OPEN, ChoiceState.PROPOSED, Role.OFFICER),
    ChoiceAct.KEEP: ChoiceTransition(_OPEN, ChoiceState.KEPT, Role.OFFICER),
    ChoiceAct.CONFIRM: ChoiceTransition(_PROPOSED, ChoiceState.CONFIRMED, Role.APPROVER),
    ChoiceAct.SEND_BACK: ChoiceTransition(_PROPOSED, ChoiceState.OPEN, Role.APPROVER),
    ChoiceAct.REFUSE: ChoiceTransition(_PROPOSED, ChoiceState.KEPT, Role.APPROVER),
    ChoiceAct.LAPSE: ChoiceTransition(WAITING, ChoiceState.LAPSED, None),
}
MOST_PROPOSALS: Final = 3
"""So many may come before the approver: the last one that is sent back ends the choice."""


def find_answer(*, confirmed: bool, proposals: int) -> ChoiceAct:
    """What the approver's word to the newest of so many proposals does."""
    if confirmed:
        return ChoiceAct.CONFIRM
    return ChoiceAct.REFUSE if proposals >= MOST_PROPOSALS else ChoiceAct.SEND_BACK


def move_choice(
    state: ChoiceState, act: ChoiceAct, *, role: str, actor: str, proposer: str
) -> ChoiceState:
    """The state after an act; role and actor are empty where the service acts by itself.

    Raises:
        SelectionError: `choice.wrong_state`, `choice.not_your_turn` or
            `choice.second_person_needed`.
    """
    transition = TRANSITIONS[act]
    if state not in transition.sources:
        raise SelectionError("choice.wrong_state", {"state": state.value})
    if role != (transition.role or ""):
        raise SelectionError("choice.not_your_turn")
    if transition.role is Role.APPROVER and actor == proposer:
        raise SelectionError("choice.second_person_needed")
    return transition.target
