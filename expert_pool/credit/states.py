"""The life of a case: proposed, told, answered or not, decided, confirmed, in force, ended.

`TRANSITIONS` is the only table that says which act leads where, and `move_case` the only
function that gives a state. Nothing is in force before the expert was told, and answered
or let the term pass (rule EVA-07), and before two persons have decided. It stores nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from expert_pool.credit.measures import Measure
from expert_pool.errors import ExpertPoolError
from expert_pool.roles import Role


class CaseState(StrEnum):
    """Where a case is. A returned one was refused once and is decided once more."""

    PROPOSED = "proposed"
    TOLD = "told"
    ANSWERED = "answered"
    SILENT = "silent"
    DECIDED = "decided"
    RETURNED = "returned"
    DECIDED_AGAIN = "decided_again"
    IN_FORCE = "in_force"
    LIFT_ASKED = "lift_asked"
    NOTED = "noted"
    UNFOUNDED = "unfounded"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LIFTED = "lifted"
    ENDED = "ended"


class CaseAct(StrEnum):
    """What the service or somebody does with a case."""

    TELL = "tell"
    TELL_ON_PAPER = "tell_on_paper"
    ANSWER = "answer"
    TAKE_ANSWER = "take_answer"
    LAPSE = "lapse"
    DECIDE = "decide"
    DECIDE_AGAIN = "decide_again"
    FIND_UNFOUNDED = "find_unfounded"
    NOTE = "note"
    ENFORCE = "enforce"
    RETURN = "return"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    ASK_LIFT = "ask_lift"
    KEEP = "keep"
    LIFT = "lift"
    EXPIRE = "expire"


SERVICE: Final = "service"
"""Who acts where nobody decides, and owns the step that a day brings."""


@dataclass(frozen=True, slots=True)
class CaseTransition:
    """One act: the states that it is open in, where it leads, and the role that does it."""

    sources: frozenset[CaseState]
    target: CaseState
    role: str


_S = CaseState
AFTER_TERM: Final = frozenset({_S.ANSWERED, _S.SILENT})
"""The expert was heard, or let the term pass."""
_TO_CONFIRM: Final = frozenset({_S.DECIDED, _S.DECIDED_AGAIN})
_STANDS: Final = frozenset({_S.IN_FORCE, _S.LIFT_ASKED})
CLOSED: Final = frozenset({_S.NOTED, _S.UNFOUNDED, _S.REFUSED, _S.WITHDRAWN, _S.LIFTED, _S.ENDED})
"""Nothing follows any more."""


def _by(role: str, target: CaseState, *sources: CaseState) -> CaseTransition:
    return CaseTransition(frozenset(sources), target, str(role))


TRANSITIONS: Final[Mapping[CaseAct, CaseTransition]] = {
    CaseAct.TELL: _by(SERVICE, _S.TOLD, _S.PROPOSED),
    CaseAct.TELL_ON_PAPER: _by(Role.REGISTRAR, _S.TOLD, _S.PROPOSED),
    CaseAct.ANSWER: _by(Role.EXPERT, _S.ANSWERED, _S.TOLD),
    CaseAct.TAKE_ANSWER: _by(SERVICE, _S.ANSWERED, _S.TOLD),
    CaseAct.LAPSE: _by(SERVICE, _S.SILENT, _S.TOLD),
    CaseAct.DECIDE: _by(Role.REGISTRAR, _S.DECIDED, *sorted(AFTER_TERM)),
    CaseAct.DECIDE_AGAIN: _by(Role.REGISTRAR, _S.DECIDED_AGAIN, _S.RETURNED),
    CaseAct.FIND_UNFOUNDED: _by(Role.APPROVER, _S.UNFOUNDED, *sorted(_TO_CONFIRM)),
    CaseAct.NOTE: _by(Role.APPROVER, _S.NOTED, *sorted(_TO_CONFIRM)),
    CaseAct.ENFORCE: _by(Role.APPROVER, _S.IN_FORCE, *sorted(_TO_CONFIRM)),
    CaseAct.RETURN: _by(Role.APPROVER, _S.RETURNED, _S.DECIDED),
    # Twice refused is over: nobody is kept waiting for a third opinion.
    CaseAct.REFUSE: _by(Role.APPROVER, _S.REFUSED, _S.DECIDED_AGAIN),
    # Entered by mistake. It can only favour the expert; an approver does not see of whom it is.
    CaseAct.WITHDRAW: _by(
        Role.APPROVER, _S.WITHDRAWN, _S.PROPOSED, _S.TOLD, *sorted(AFTER_TERM), _S.RETURNED
    ),
    CaseAct.ASK_LIFT: _by(Role.REGISTRAR, _S.LIFT_ASKED, _S.IN_FORCE),
    CaseAct.KEEP: _by(Role.APPROVER, _S.IN_FORCE, _S.LIFT_ASKED),
    CaseAct.LIFT: _by(Role.APPROVER, _S.LIFTED, _S.LIFT_ASKED),
    CaseAct.EXPIRE: _by(SERVICE, _S.ENDED, *sorted(_STANDS)),
}

OWNERS: Final[Mapping[CaseState, str]] = {
    _S.PROPOSED: str(Role.REGISTRAR),
    _S.TOLD: str(Role.EXPERT),
    **dict.fromkeys(sorted(AFTER_TERM | {_S.RETURNED}), str(Role.REGISTRAR)),
    **dict.fromkeys(sorted(_TO_CONFIRM | {_S.LIFT_ASKED}), str(Role.APPROVER)),
    _S.IN_FORCE: SERVICE,
}
"""Whose step is next, by state; whoever can be told in the account is never left `proposed`."""


def confirming(measure: Measure) -> CaseAct:
    """The act by which a second person confirms this measure."""
    if measure is Measure.NONE:
        return CaseAct.FIND_UNFOUNDED
    return CaseAct.NOTE if measure is Measure.NOTE else CaseAct.ENFORCE


def lapsing(*, answered: bool) -> CaseAct:
    """The act by which the service ends the term to answer."""
    return CaseAct.TAKE_ANSWER if answered else CaseAct.LAPSE


def move_case(
    state: CaseState, act: CaseAct, *, role: str, actor: str, others: Collection[str] = ()
) -> CaseState:
    """The state after an act; `others` are accounts that took a part which excludes this one.

    Raises:
        ExpertPoolError: `credit.wrong_state`, `credit.not_your_turn` or `credit.same_person`.
    """
    transition = TRANSITIONS[act]
    if role != transition.role:
        raise ExpertPoolError("credit.not_your_turn", {"act": act.value})
    if state not in transition.sources:
        raise ExpertPoolError("credit.wrong_state", {"act": act.value, "state": state.value})
    if actor in others:
        raise ExpertPoolError("credit.same_person")
    return transition.target
