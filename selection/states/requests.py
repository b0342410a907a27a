"""The life of a panel request: draft, submitted, approved, committed, drawn.

`TRANSITIONS` is the only table that says which act leads where, and `move_request` the
only function that writes a state. One live draw a request: only an annulment, by three
persons, sends a drawn one back, and the annulled draw stays on record. It stores nothing
and tells nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from selection.errors import SelectionError


class RequestState(StrEnum):
    """Where a panel request is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    COMMITTED = "committed"
    DRAWN = "drawn"
    CANCELLED = "cancelled"


class RequestAct(StrEnum):
    """What somebody, or the service itself, does with a panel request."""

    SAVE = "save"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    FAIL = "fail"
    COMMIT = "commit"
    FINISH = "finish"
    CANCEL = "cancel"
    ANNUL = "annul"
    ABANDON = "abandon"


class Doer(StrEnum):
    """Whose act it is: the requester's, a second person's, or the service's own."""

    REQUESTER = "requester"
    SECOND_PERSON = "second_person"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class RequestTransition:
    """One permitted move: from which states to which, and whose act it is."""

    sources: frozenset[RequestState]
    target: RequestState
    doer: Doer


_EDITABLE = frozenset({RequestState.DRAFT, RequestState.RETURNED})
_BEFORE_COMMIT = _EDITABLE | {RequestState.SUBMITTED, RequestState.APPROVED}

TRANSITIONS: Mapping[RequestAct, RequestTransition] = {
    RequestAct.SAVE: RequestTransition(_EDITABLE, RequestState.DRAFT, Doer.REQUESTER),
    RequestAct.SUBMIT: RequestTransition(_EDITABLE, RequestState.SUBMITTED, Doer.REQUESTER),
    RequestAct.APPROVE: RequestTransition(
        frozenset({RequestState.SUBMITTED}), RequestState.APPROVED, Doer.SECOND_PERSON
    ),
    RequestAct.RETURN: RequestTransition(
        frozenset({RequestState.SUBMITTED}), RequestState.RETURNED, Doer.SECOND_PERSON
    ),
    # The rules cannot be met by the pool as it is now: no randomness was used yet.
    RequestAct.FAIL: RequestTransition(
        frozenset({RequestState.APPROVED}), RequestState.RETURNED, Doer.SERVICE
    ),
    RequestAct.COMMIT: RequestTransition(
        frozenset({RequestState.APPROVED}), RequestState.COMMITTED, Doer.SERVICE
    ),
    RequestAct.FINISH: RequestTransition(
        frozenset({RequestState.COMMITTED}), RequestState.DRAWN, Doer.SERVICE
    ),
    RequestAct.CANCEL: RequestTransition(_BEFORE_COMMIT, RequestState.CANCELLED, Doer.REQUESTER),
    # What had to be handed in before the source spoke was not: nothing was drawn.
    RequestAct.ABANDON: RequestTransition(
        frozenset({RequestState.COMMITTED}), RequestState.RETURNED, Doer.SERVICE
    ),
    # The service does it once officer, approver and auditor have agreed (`annulments`).
    RequestAct.ANNUL: RequestTransition(
        frozenset({RequestState.COMMITTED, RequestState.DRAWN}),
        RequestState.RETURNED,
        Doer.SERVICE,
    ),
}


def permitted_request_acts(
    state: RequestState, requester: str, actor: str
) -> tuple[RequestAct, ...]:
    """The acts that state and separation of duties leave open to this person now."""
    return tuple(
        act
        for act, transition in TRANSITIONS.items()
        if state in transition.sources and _is_their_act(transition.doer, requester, actor)
    )


def move_request(
    state: RequestState, act: RequestAct, *, requester: str, actor: str
) -> RequestState:
    """The state after an act; `actor` is empty where the service acts by itself.

    Raises:
        SelectionError: `request.wrong_state` or `request.second_person_needed`.
    """
    transition = TRANSITIONS[act]
    if state not in transition.sources:
        raise SelectionError("request.wrong_state", {"act": act.value, "state": state.value})
    if not _is_their_act(transition.doer, requester, actor):
        code = f"request.{transition.doer.value}_needed"
        raise SelectionError(code, {"act": act.value})
    return transition.target


def _is_their_act(doer: Doer, requester: str, actor: str) -> bool:
    if doer is Doer.SERVICE:
        return not actor
    return bool(actor) and (actor == requester) is (doer is Doer.REQUESTER)
