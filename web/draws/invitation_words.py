"""Words for invitations on the officers' pages: states, urgency, next steps.

No I/O and no rule: what may follow is for `selection.states.invitations` to say.
"""

from collections.abc import Mapping
from typing import Final

from expert_pool.calendar import AnswerKind
from selection.states.invitations import InvitationState
from selection.states.seat_steps import NextStep, SeatStep
from web.draws.seat_words import step_words as vacancy_words
from web.translation import N_, gettext

_STATES: Final[Mapping[str, tuple[str, str]]] = {
    InvitationState.WAITING: (N_("Goes out after the quiet hours"), "neutral"),
    InvitationState.SENT: (N_("Invited, no answer yet"), "waiting"),
    InvitationState.PLEDGED: (N_("Has pledged, reads the parties"), "waiting"),
    InvitationState.ACCEPTED: (N_("Has accepted"), "good"),
    InvitationState.DECLINED: (N_("Has declined"), "neutral"),
    InvitationState.RECUSED: (N_("Recused"), "neutral"),
    InvitationState.NOT_MY_FIELD: (N_("Not the own field"), "neutral"),
    InvitationState.NO_ANSWER: (N_("No answer in time"), "neutral"),
    InvitationState.UNREACHABLE: (N_("Could not be reached"), "neutral"),
    InvitationState.WITHDRAWN: (N_("Withdrew after accepting"), "neutral"),
    InvitationState.CLOSED: (N_("Ended with the seat"), "neutral"),
}
_KINDS: Final[Mapping[str, str]] = {
    AnswerKind.USUAL: N_("Usual term, in working hours"),
    AnswerKind.URGENT: N_("Urgent term"),
    AnswerKind.SAME_DAY: N_("Term on the day of the review"),
}
_STEPS: Final[Mapping[SeatStep, str]] = {
    SeatStep.ARRANGE: N_("Next, the officer enters when and where the panel meets."),
    SeatStep.SEND: N_("Next, the service sends the invitation when the quiet hours end."),
    SeatStep.ANSWER: N_("Next, the member answers; without an answer the next reserve follows."),
    SeatStep.CONFIRM: N_("Next, the member says whether there is a conflict with the parties."),
    SeatStep.CHOOSE: N_("Next, the officer chooses among the candidates."),
    SeatStep.CONFIRM_CHOICE: N_("Next, the approver decides on the choice among the candidates."),
    SeatStep.FREE: N_("Next, the service frees the seat, once no supplementary draw runs."),
}


def state_words(state: InvitationState) -> tuple[str, str]:
    """An invitation's state in the reader's words, and how its tag looks."""
    words, look = _STATES[state]
    return gettext(words), look


def kind_words(kind: AnswerKind) -> str:
    """How urgent an invitation is, in the reader's words."""
    return gettext(_KINDS[kind])


def step_words(step: NextStep | None) -> str:
    """Whose step is next for a seat, in the reader's words; empty where it is accepted."""
    if step is None or step.step not in _STEPS:
        return vacancy_words(step)
    return gettext(_STEPS[step.step])
