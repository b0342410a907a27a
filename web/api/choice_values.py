"""A choice among candidates as programs see and send it; no name has a place in it."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from selection.choice import MOST_WORDS
from selection.states.choices import ChoiceState, PassGround
from web.api.operations import MOMENT_EXAMPLE
from web.api.values import Answer, Body, Counted

MOST_PASSES: Final = 1000
Reason = Annotated[str, StringConstraints(max_length=MOST_WORDS, pattern=r"^[^\x00]*$")]


class CandidateAnswer(Answer):
    """One who is offered: the place in the drawn order, and the quotas that the person meets."""

    place: int
    pseudonym: str
    sits: bool = Field(description="Whether drawn; the others would follow by rank.")
    quotas: tuple[str, ...]


class PassAnswer(Answer):
    """One who is passed over: on which ground, and why."""

    pseudonym: str
    ground: PassGround
    reason: str


class StepAnswer(Answer):
    """A seat that goes on."""

    seat: int
    leaves: str
    follows: str


class AgainstAnswer(Answer):
    """One who could not take a seat, and what the rules say: codes that begin with the rule."""

    pseudonym: str
    findings: tuple[str, ...]


class ForeseenAnswer(Answer):
    """Who would follow at this moment; or why it cannot be."""

    steps: tuple[StepAnswer, ...] = ()
    blocked_seat: int | None = Field(default=None, description="Nobody fits there.")
    against: tuple[AgainstAnswer, ...] = Field(default=(), description="Why nobody fits there.")
    unreached: int | None = Field(
        default=None, description="The place of one whose turn does not come: no such pass."
    )


class ChoiceAnswer(Answer):
    """A choice: whose turn it is until when, what was tried and proposed, who is offered."""

    state: ChoiceState
    due_at: datetime
    version: int = Field(description="How many proposals there were: what a decision names.")
    trials: int
    last: bool = Field(description="Whether the drawn order holds once this one is sent back.")
    sent_back_for: str = Field(description="Why the newest proposal was sent back, else empty.")
    candidates: tuple[CandidateAnswer, ...] = Field(description="Empty once the choice is over.")
    passes: tuple[PassAnswer, ...]
    foreseen: ForeseenAnswer | None = Field(description="While it waits for the approver.")


class NewPass(Body):
    """A candidate to pass over."""

    pseudonym: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    ground: PassGround
    reason: Reason


class NewChoice(Body):
    """Whom to pass over; nobody, to keep the drawn order."""

    passes: tuple[NewPass, ...] = Field(max_length=MOST_PASSES)


class NewDecision(Body):
    """What the approver says to the proposal of this version."""

    version: Counted
    decision: Literal["confirm", "send_back"]
    reason: Reason = Field(default="", description="Needed to send it back.")


_ONE: Final = {
    "pseudonym": "4b" * 16,
    "ground": "same_speciality",
    "reason": "与另一成员同一课题。",
}
PASSES_EXAMPLE: Final = {"passes": [_ONE]}
FORESEEN_EXAMPLE: Final = {
    "steps": [{"seat": 2, "leaves": "4b" * 16, "follows": "5a" * 16}],
    "blocked_seat": None,
    "against": [],
    "unreached": None,
}
CHOICE_EXAMPLE: Final = {
    "state": "proposed",
    "due_at": MOMENT_EXAMPLE,
    "version": 1,
    "trials": 2,
    "last": False,
    "sent_back_for": "",
    "candidates": [{"place": 1, "pseudonym": "4b" * 16, "sits": True, "quotas": ["technical"]}],
    "passes": [_ONE],
    "foreseen": FORESEEN_EXAMPLE,
}
