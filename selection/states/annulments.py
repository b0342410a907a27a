"""The life of an annulment: asked by the officer, agreed by the approver, done by an auditor.

Three persons, in this order, on a ground of a closed list (security.md 3); each of the two
others may refuse. It undoes nothing: the draw stays on record, and the next attempt names it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

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
    ROUND_APPEARED = "round_appeared"
    SECRET_LOST = "secret_lost"  # noqa: S105  # the name of a ground
    SOURCE_SILENT = "source_silent"


_AFTER_RESULT: Final = (
    AnnulmentGround.FALSE_REGISTRATION,
    AnnulmentGround.LEAK,
    AnnulmentGround.POOL_CONTRARY_TO_RULES,
    AnnulmentGround.CRITERIA_IMPOSSIBLE,
)


@dataclass(frozen=True, slots=True)
class DrawSoFar:
    """What decides which grounds there are: the result, the source, and what came of it."""

    drawn: bool
    by_secrets: bool
    has_fallback: bool
    appeared: bool


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


def grounds_for(draw: DrawSoFar) -> tuple[AnnulmentGround, ...]:
    """The grounds on which this draw may be annulled.

    With a result: something was wrong with it, or the round that its fallback replaced has
    appeared. Without one: it can never be concluded. Where a fallback was committed it takes the
    source's place; to annul instead would be a choice.
    """
    if draw.drawn:
        return (*_AFTER_RESULT, *((AnnulmentGround.ROUND_APPEARED,) if draw.appeared else ()))
    if draw.by_secrets:
        return (AnnulmentGround.SECRET_LOST,)
    return () if draw.has_fallback else (AnnulmentGround.SOURCE_SILENT,)


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
