"""The life of an invitation: sent, answered in two steps by the member, or ended without an answer.

`TRANSITIONS` is the only table that says which act leads where, and `move_invitation` the only
function that gives a state. Whoever has left never comes back (rule DRW-10). It stores nothing
and frees no seat.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from selection.errors import SelectionError
from selection.states.vacancies import VacancyReason


class InvitationState(StrEnum):
    """Where an invitation is.

    Waiting until the quiet hours end; sent, and the term to answer runs; pledged, so that the
    parties are shown and the question about conflicts is open.
    """

    WAITING = "waiting"
    SENT = "sent"
    PLEDGED = "pledged"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RECUSED = "recused"
    NOT_MY_FIELD = "not_my_field"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class InvitationAct(StrEnum):
    """What the member, or the service, does with an invitation."""

    SEND = "send"
    PLEDGE = "pledge"
    ACCEPT = "accept"
    DECLINE = "decline"
    RECUSE = "recuse"
    MISMATCH = "mismatch"
    EXPIRE = "expire"
    LOSE = "lose"
    WITHDRAW = "withdraw"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class InvitationTransition:
    """One act: the states that it is open in, where it leads, and whether the service does it."""

    sources: frozenset[InvitationState]
    target: InvitationState
    by_service: bool = False


_S = InvitationState
ASKED: Final = frozenset({_S.SENT, _S.PLEDGED})
"""States in which the term to answer runs."""
HELD: Final = ASKED | {_S.WAITING, _S.ACCEPTED}
"""States in which the member holds the seat."""

TRANSITIONS: Final[Mapping[InvitationAct, InvitationTransition]] = {
    InvitationAct.SEND: InvitationTransition(frozenset({_S.WAITING}), _S.SENT, by_service=True),
    InvitationAct.PLEDGE: InvitationTransition(frozenset({_S.SENT}), _S.PLEDGED),
    InvitationAct.ACCEPT: InvitationTransition(frozenset({_S.PLEDGED}), _S.ACCEPTED),
    InvitationAct.DECLINE: InvitationTransition(ASKED, _S.DECLINED),
    InvitationAct.RECUSE: InvitationTransition(ASKED | {_S.ACCEPTED}, _S.RECUSED),
    InvitationAct.MISMATCH: InvitationTransition(ASKED, _S.NOT_MY_FIELD),
    InvitationAct.EXPIRE: InvitationTransition(ASKED, _S.NO_ANSWER, by_service=True),
    InvitationAct.LOSE: InvitationTransition(ASKED, _S.UNREACHABLE, by_service=True),
    InvitationAct.WITHDRAW: InvitationTransition(frozenset({_S.ACCEPTED}), _S.WITHDRAWN),
    InvitationAct.CLOSE: InvitationTransition(HELD, _S.CLOSED, by_service=True),
}

LEAVES: Final[Mapping[InvitationState, VacancyReason]] = {
    _S.DECLINED: VacancyReason.DECLINED,
    _S.NOT_MY_FIELD: VacancyReason.DECLINED,
    _S.RECUSED: VacancyReason.RECUSED,
    _S.NO_ANSWER: VacancyReason.NO_ANSWER,
    _S.UNREACHABLE: VacancyReason.NO_ANSWER,
    _S.WITHDRAWN: VacancyReason.WITHDRAWN,
}
"""States that free the seat, and the reason of its vacancy; a closed one is freed already."""

BLAMELESS: Final = frozenset({_S.ACCEPTED, _S.RECUSED, _S.NOT_MY_FIELD, _S.UNREACHABLE, _S.CLOSED})
"""Ends that never cost credit (rule NTF-06)."""


def move_invitation(
    state: InvitationState, act: InvitationAct, *, by_service: bool = False
) -> InvitationState:
    """The state after an act of the member, or of the service.

    Raises:
        SelectionError: `invitation.answered_already` for an invitation that has ended,
            `invitation.wrong_state` or `invitation.wrong_person`.
    """
    transition = TRANSITIONS[act]
    if transition.by_service is not by_service:
        raise SelectionError("invitation.wrong_person", {"act": act.value})
    if state in transition.sources:
        return transition.target
    params = {"act": act.value, "state": state.value}
    if state in HELD:
        raise SelectionError("invitation.wrong_state", params)
    raise SelectionError("invitation.answered_already", params)
