"""What is typed on the page of exceptions: the plea, the decision, and what was seen or signed."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from selection.meetings import Stance
from selection.states.exceptions import ExceptionAct, ExceptionGround, ExceptionRule
from web.forms import FormModel, Ticked
from web.offered import ChosenId, one_of
from web.translation import N_

MOST_WORDS = 1000
MOST_REASONS = 5000
STANCES = ("", Stance.AGREES, Stance.DISSENTS)
STEPS = ("sign_in", "pledge", "opinion", "recuse")


class PleaForm(FormModel):
    """Which rule should give way, for whom, and why."""

    rule: Annotated[str, one_of(ExceptionRule)] = Field(title=N_("Rule"))
    member: ChosenId = Field(default="", title=N_("Member"))
    ground: Annotated[str, one_of(ExceptionGround)] = Field(title=N_("Ground of the exception"))
    note: str = Field(title=N_("Facts"), min_length=1, max_length=MOST_WORDS)

    @property
    def about(self) -> UUID | None:
        """The member that it is about."""
        return UUID(self.member) if self.member else None


class WordForm(FormModel):
    """What the approver says to it."""

    act: Annotated[str, one_of(ExceptionAct)] = Field(title=N_("Your decision"))


class PaperForm(FormModel):
    """What the host saw, or has on paper, of a member who has no account at hand."""

    step: Annotated[str, one_of(STEPS)]
    member: ChosenId = Field(min_length=1, title=N_("Member"))
    identity: Ticked | None = Field(
        default=None, title=N_("I have seen the identity document, and it is this person")
    )
    version: int = Field(default=0, ge=0)
    stance: Annotated[str, one_of(STANCES)] = Field(default="", title=N_("Opinion on paper"))
    reasons: str = Field(
        default="", title=N_("What the member dissents from, and why"), max_length=MOST_REASONS
    )
    ground: str = Field(default="", title=N_("Ground of the recusal"), max_length=10)
