"""Whose step is next for a seat of a drawn panel; a seat that nobody holds always has one.

Its one job is that answer, from the state of the seat's vacancy and of the supplementary
request for it. It moves nothing: `vacancies` and `requests` do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from expert_pool.roles import Role
from selection.states.requests import RequestState
from selection.states.vacancies import VacancyState


class SeatStep(StrEnum):
    """What has to be done next for a seat."""

    DECIDE = "decide"
    ASK_SUPPLEMENT = "ask_supplement"
    APPROVE_SUPPLEMENT = "approve_supplement"
    COMMIT = "commit"
    REVEAL = "reveal"


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step, and the roles that take it; both parties of a draw have to."""

    step: SeatStep
    roles: frozenset[Role]


_PARTIES = frozenset({Role.OFFICER, Role.AUDITOR})
_DECIDE: Final = NextStep(SeatStep.DECIDE, frozenset({Role.APPROVER}))
_ASK: Final = NextStep(SeatStep.ASK_SUPPLEMENT, frozenset({Role.OFFICER}))
_RUNNING: Final[Mapping[RequestState, NextStep]] = {
    RequestState.SUBMITTED: NextStep(SeatStep.APPROVE_SUPPLEMENT, frozenset({Role.APPROVER})),
    RequestState.APPROVED: NextStep(SeatStep.COMMIT, _PARTIES),
    RequestState.COMMITTED: NextStep(SeatStep.REVEAL, _PARTIES),
}


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
