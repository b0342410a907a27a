"""What is typed on the pages of the review day."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from selection.convening.hosting import LONGEST_MINUTES
from selection.meetings import Stance
from web.forms import FormModel, Ticked
from web.offered import ChosenId, one_of
from web.translation import N_

HOST_STEPS = ("open", "absent", "chair", "begin", "minutes", "silent", "close", "postpone")
STANCES = ("", Stance.AGREES, Stance.DISSENTS)
OWN_STEPS = ("code", "pledge", "vote", "opinion", "recuse")
MOST_REASONS = 5000


class HostForm(FormModel):
    """What the host does; `member` is whom it is about, empty for the result of the election.

    `version` are the minutes that the page showed.
    """

    step: Annotated[str, one_of(HOST_STEPS)]
    member: ChosenId = Field(default="", title=N_("Member"))
    minutes: str = Field(default="", title=N_("Minutes"), max_length=LONGEST_MINUTES)
    version: int = Field(default=0, ge=0)

    @property
    def about(self) -> UUID | None:
        """The member that it is about."""
        return UUID(self.member) if self.member else None


class DoorForm(FormModel):
    """A member's code, and that the host has seen who it is."""

    code: str = Field(title=N_("Code of the member"), max_length=20)
    identity: Ticked | None = Field(
        default=None, title=N_("I have seen the identity document, and it is this person")
    )


class SheetForm(FormModel):
    """The scan of the signed sheet."""

    sheet: str = Field(title=N_("Signed sheet"))


class OwnForm(FormModel):
    """What a member does; `version` is the text or the minutes that the page showed."""

    step: Annotated[str, one_of(OWN_STEPS)]
    version: str = Field(default="", max_length=20)
    chosen: ChosenId = Field(default="", title=N_("Who should lead the panel?"))
    stance: Annotated[str, one_of(STANCES)] = Field(default="", title=N_("Your opinion"))
    reasons: str = Field(
        default="", title=N_("What you dissent from, and why"), max_length=MOST_REASONS
    )
    ground: str = Field(default="", title=N_("Ground of the recusal"), max_length=10)
