"""What is typed on the page of exceptions: the plea, the decision, and what was seen or signed."""

import re
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from selection.meetings import Stance
from selection.states.exceptions import ExceptionAct, ExceptionGround, ExceptionRule
from web.forms import FormModel, Ticked, refuse
from web.translation import N_

MOST_WORDS = 1000
MOST_REASONS = 5000
STEPS = ("sign_in", "pledge", "opinion", "recuse")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _check_rule(text: str) -> str:
    return text if text in set(ExceptionRule) else refuse("form.not_offered")


def _check_ground(text: str) -> str:
    return text if text in set(ExceptionGround) else refuse("form.not_offered")


def _check_act(text: str) -> str:
    return text if text in set(ExceptionAct) else refuse("form.not_offered")


def _check_id(text: str) -> str:
    return text if not text or _ID.fullmatch(text) else refuse("form.not_offered")


def _check_step(text: str) -> str:
    return text if text in STEPS else refuse("form.not_offered")


def _check_stance(text: str) -> str:
    own = {"", Stance.AGREES.value, Stance.DISSENTS.value}
    return text if text in own else refuse("form.not_offered")


class PleaForm(FormModel):
    """Which rule should give way, for whom, and why."""

    rule: Annotated[str, AfterValidator(_check_rule)] = Field(title=N_("Rule"))
    member: Annotated[str, AfterValidator(_check_id)] = Field(default="", title=N_("Member"))
    ground: Annotated[str, AfterValidator(_check_ground)] = Field(
        title=N_("Ground of the exception")
    )
    note: str = Field(title=N_("Facts"), min_length=1, max_length=MOST_WORDS)

    @property
    def about(self) -> UUID | None:
        """The member that it is about."""
        return UUID(self.member) if self.member else None


class WordForm(FormModel):
    """What the approver says to it."""

    act: Annotated[str, AfterValidator(_check_act)] = Field(title=N_("Your decision"))


class PaperForm(FormModel):
    """What the host saw, or has on paper, of a member who has no account at hand."""

    step: Annotated[str, AfterValidator(_check_step)]
    member: Annotated[str, AfterValidator(_check_id)] = Field(min_length=1, title=N_("Member"))
    identity: Ticked | None = Field(
        default=None, title=N_("I have seen the identity document, and it is this person")
    )
    version: int = Field(default=0, ge=0)
    stance: Annotated[str, AfterValidator(_check_stance)] = Field(
        default="", title=N_("Opinion on paper")
    )
    reasons: str = Field(
        default="", title=N_("What the member dissents from, and why"), max_length=MOST_REASONS
    )
    ground: str = Field(default="", title=N_("Ground of the recusal"), max_length=10)
