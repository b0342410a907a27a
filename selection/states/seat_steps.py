"""Whose step is next for a seat of a drawn panel; a seat that nobody holds always has one.

Its one job is that answer, from the state of the seat's vacancy, of the supplementary request
for it, and of its member's invitation. It moves nothing: `vacancies`, `requests` and
`invitations` do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from expert_pool.roles import Role
from selection.states.choices import ChoiceState
from selection.states.invitations import LEAVES, InvitationState
from selection.states.requests import RequestState
from selection.states.vacancies import VacancyState


class SeatStep(StrEnum):
    """What has to be done next for a seat."""

    DECIDE = "decide"
    ASK_SUPPLEMENT = "ask_supplement"
    APPROVE_SUPPLEMENT = "approve_supplement"
    COMMIT = "commit"
    REVEAL = "reveal"
    ARRANGE = "arrange"
    SEND = "send"
    ANSWER = "answer"
    CONFIRM = "confirm"
    FREE = "free"
    CHOOSE = "choose"
    CONFIRM_CHOICE = "confirm_choice"


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step, and the roles that take it; both parties of a draw have to.

    `by_service` is a step that the service takes by itself, when its time has come, even
    where nobody else does anything.
    """

    step: SeatStep
    roles: frozenset[Role]
    by_service: bool = False


_PARTIES = frozenset({Role.OFFICER, Role.AUDITOR})
_DECIDE: Final = NextStep(SeatStep.DECIDE, frozenset({Role.APPROVER}))
_ASK: Final = NextStep(SeatStep.ASK_SUPPLEMENT, frozenset({Role.OFFICER}))
_RUNNING: Final[Mapping[RequestState, NextStep]] = {
    RequestState.SUBMITTED: NextStep(SeatStep.APPROVE_SUPPLEMENT, frozenset({Role.APPROVER})),
    RequestState.APPROVED: NextStep(SeatStep.COMMIT, _PARTIES),
    RequestState.COMMITTED: NextStep(SeatStep.REVEAL, _PARTIES),
}
_EXPERT = frozenset({Role.EXPERT})
_INVITED: Final[Mapping[InvitationState, NextStep]] = {
    InvitationState.WAITING: NextStep(SeatStep.SEND, frozenset(), by_service=True),
    InvitationState.SENT: NextStep(SeatStep.ANSWER, _EXPERT, by_service=True),
    InvitationState.PLEDGED: NextStep(SeatStep.CONFIRM, _EXPERT, by_service=True),
} | {state: NextStep(SeatStep.FREE, frozenset(), by_service=True) for state in LEAVES}
_ARRANGE: Final = NextStep(SeatStep.ARRANGE, frozenset({Role.OFFICER}))
_CHOICE: Final[Mapping[ChoiceState, NextStep]] = {
    ChoiceState.OPEN: NextStep(SeatStep.CHOOSE, frozenset({Role.OFFICER}), by_service=True),
    ChoiceState.PROPOSED: NextStep(
        SeatStep.CONFIRM_CHOICE, frozenset({Role.APPROVER}), by_service=True
    ),
}


def find_member_step(
    invitation: InvitationState | None, choice: ChoiceState | None = None
) -> NextStep | None:
    """The next step for a seat that somebody holds; None once the member has accepted.

    Args:
        invitation: The state of the member's invitation; None while the panel has no
            arrangement, and so nobody is invited.
        choice: The state of the choice among the candidates, where one is offered: it comes
            before every invitation.
    """
    if invitation is not None:
        return _INVITED.get(invitation)
    return _ARRANGE if choice is None else _CHOICE.get(choice, _ARRANGE)


def find_next_step(
    vacancy: VacancyState | None, supplement: RequestState | None = None
) -> NextStep | None:
    """The next step for a seat; None where somebody sits there and nothing is reported.

    Args:
        vacancy: The state of the newest report on the seat, if there is one.
        supplement: The state of the newest supplementary request of the panel. One that
            was returned or cancelled is over: the officer asks for another.
    """
    if vacancy is VacancyState.REPORTED:
        return _DECIDE
    if vacancy is not VacancyState.VACANT:
        return None
    return _ASK if supplement is None else _RUNNING.get(supplement, _ASK)
