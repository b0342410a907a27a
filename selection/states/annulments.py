"""The life of an annulment: asked by the officer, agreed by the approver, done by an auditor.

Three persons, in this order, on a ground of a closed list (security.md 3); each of the two
others may refuse. It undoes nothing: the draw stays on record, and the next attempt names it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from expert_pool.roles import Role
from selection.errors import SelectionError


class AnnulmentState(StrEnum):
    """Where an annulment is."""

    ASKED = "asked"
    AGREED = "agreed"
    DONE = "done"
    REFUSED = "refused"


class AnnulmentGround(StrEnum):
    """Why a draw may be annulled; there is no other reason."""

    FALSE_REGISTRATION = "false_registration"
    LEAK = "leak"
    POOL_CONTRARY_TO_RULES = "pool_contrary_to_rules"
    CRITERIA_IMPOSSIBLE = "criteria_impossible"
    SECRET_LOST = "secret_lost"  # noqa: S105  # the name of a ground


BEFORE_RESULT = frozenset({AnnulmentGround.SECRET_LOST})
"""Grounds of a draw that was committed and can never be concluded; the others need a result."""


class AnnulmentAct(StrEnum):
    """What the two others do."""

    AGREE = "agree"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class AnnulmentTransition:
    """Where an act leads, and in which role it is done."""

    target: AnnulmentState
    role: Role


TRANSITIONS: Mapping[tuple[AnnulmentState, AnnulmentAct], AnnulmentTransition] = {
    (AnnulmentState.ASKED, AnnulmentAct.AGREE): AnnulmentTransition(
        AnnulmentState.AGREED, Role.APPROVER
    ),
    (AnnulmentState.ASKED, AnnulmentAct.REFUSE): AnnulmentTransition(
        AnnulmentState.REFUSED, Role.APPROVER
    ),
    (AnnulmentState.AGREED, AnnulmentAct.AGREE): AnnulmentTransition(
        AnnulmentState.DONE, Role.AUDITOR
    ),
    (AnnulmentState.AGREED, AnnulmentAct.REFUSE): AnnulmentTransition(
        AnnulmentState.REFUSED, Role.AUDITOR
    ),
}


def grounds_for(*, drawn: bool) -> tuple[AnnulmentGround, ...]:
    """The grounds that a draw with a result, or one without, may be annulled on."""
    return tuple(ground for ground in AnnulmentGround if (ground not in BEFORE_RESULT) is drawn)


def move_annulment(
    state: AnnulmentState, act: AnnulmentAct, *, role: str, actor: str, others: frozenset[str]
) -> AnnulmentState:
    """The state after an act; `others` are the accounts of those who acted before.

    Raises:
        SelectionError: `annulment.wrong_state`, `annulment.not_your_turn` or
            `annulment.same_person`.
    """
    transition = TRANSITIONS.get((state, act))
    if transition is None:
        raise SelectionError("annulment.wrong_state", {"act": act.value, "state": state.value})
    if role != transition.role:
        raise SelectionError("annulment.not_your_turn", {"state": state.value})
    if actor in others:
        raise SelectionError("annulment.same_person")
    return transition.target
