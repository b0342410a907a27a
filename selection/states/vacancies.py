"""The life of a vacancy: reported, confirmed by a second person, filled; or rejected.

`TRANSITIONS` is the only table that says which act leads where, and `move_vacancy` the
only function that writes a state. A confirmed vacancy has no way back: nobody returns to
a seat (rule DRW-10). It stores nothing and chooses nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from expert_pool.roles import Role
from selection.errors import SelectionError


class VacancyState(StrEnum):
    """Where a vacancy is; a vacant seat waits for a supplementary draw."""

    REPORTED = "reported"
    REJECTED = "rejected"
    VACANT = "vacant"
    FILLED = "filled"


class VacancyAct(StrEnum):
    """What somebody, or the service itself, does with a vacancy."""

    CONFIRM = "confirm"
    REJECT = "reject"
    FILL = "fill"


class VacancyReason(StrEnum):
    """Why a member leaves the panel; there is no other way out of a seat."""

    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    WITHDRAWN = "withdrawn"
    RECUSED = "recused"
    CONFLICT_FOUND = "conflict_found"
    INELIGIBLE = "ineligible"
    ABSENT = "absent"
    PASSED_OVER = "passed_over"


@dataclass(frozen=True, slots=True)
class VacancyTransition:
    """One permitted move, and whether the service makes it; else a second person does."""

    source: VacancyState
    target: VacancyState
    by_service: bool = False


TRANSITIONS: Mapping[VacancyAct, VacancyTransition] = {
    VacancyAct.CONFIRM: VacancyTransition(VacancyState.REPORTED, VacancyState.VACANT),
    VacancyAct.REJECT: VacancyTransition(VacancyState.REPORTED, VacancyState.REJECTED),
    VacancyAct.FILL: VacancyTransition(VacancyState.VACANT, VacancyState.FILLED, by_service=True),
}

_OFFICER = frozenset({Role.OFFICER})
_FOUND = frozenset({Role.OFFICER, Role.AUDITOR})
# What the members tell, or do not, is for the officer to report; what anybody can find in
# the files, an auditor may report too (security.md 1.2 and 3).
REPORTERS: Mapping[VacancyReason, frozenset[Role]] = {
    VacancyReason.DECLINED: _OFFICER,
    VacancyReason.NO_ANSWER: _OFFICER,
    VacancyReason.WITHDRAWN: _OFFICER,
    VacancyReason.RECUSED: _OFFICER,
    VacancyReason.CONFLICT_FOUND: _FOUND,
    VacancyReason.INELIGIBLE: _FOUND,
    VacancyReason.ABSENT: _OFFICER,
    # No report: a choice among candidates, which has a second person of its own (`choices`).
    VacancyReason.PASSED_OVER: frozenset(),
}
REPORTABLE = frozenset(reason for reason, roles in REPORTERS.items() if roles)
"""Reasons that somebody may report."""

TAKEN = frozenset({VacancyState.VACANT, VacancyState.FILLED})
"""States in which the member has left for good."""


def reasons_for(role: str) -> tuple[VacancyReason, ...]:
    """The reasons that somebody in this role may report."""
    return tuple(reason for reason, roles in REPORTERS.items() if role in roles)


def move_vacancy(
    state: VacancyState, act: VacancyAct, *, reporter: str, actor: str
) -> VacancyState:
    """The state after an act; `actor` is empty where the service acts by itself.

    Raises:
        SelectionError: `vacancy.wrong_state`, `vacancy.second_person_needed` or
            `vacancy.service_needed`.
    """
    transition = TRANSITIONS[act]
    if state is not transition.source:
        raise SelectionError("vacancy.wrong_state", {"act": act.value, "state": state.value})
    if transition.by_service:
        if actor:
            raise SelectionError("vacancy.service_needed", {"act": act.value})
    elif actor in {"", reporter}:
        raise SelectionError("vacancy.second_person_needed", {"act": act.value})
    return transition.target
