"""What is typed on the pages of the review day."""

import re
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from selection.convening.hosting import LONGEST_MINUTES
from selection.meetings import Stance
from web.forms import FormModel, Ticked, refuse
from web.translation import N_

HOST_STEPS = ("open", "absent", "chair", "begin", "minutes", "silent", "close", "postpone")
OWN_STEPS = ("code", "pledge", "vote", "opinion", "recuse")
MOST_REASONS = 5000
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _check_host_step(text: str) -> str:
    return text if text in HOST_STEPS else refuse("form.not_offered")


def _check_own_step(text: str) -> str:
    return text if text in OWN_STEPS else refuse("form.not_offered")


def _check_id(text: str) -> str:
    return text if not text or _ID.fullmatch(text) else refuse("form.not_offered")


def _check_stance(text: str) -> str:
    own = {"", Stance.AGREES.value, Stance.DISSENTS.value}
    return text if text in own else refuse("form.not_offered")


Member = Annotated[str, AfterValidator(_check_id)]


class HostForm(FormModel):
    """What the host does; `member` is whom it is about, empty for the result of the election.

    `version` are the minutes that the page showed.
    """

    step: Annotated[str, AfterValidator(_check_host_step)]
    member: Member = Field(default="", title=N_("Member"))
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

    step: Annotated[str, AfterValidator(_check_own_step)]
    version: str = Field(default="", max_length=20)
    chosen: Member = Field(default="", title=N_("Who should lead the panel?"))
    stance: Annotated[str, AfterValidator(_check_stance)] = Field(
        default="", title=N_("Your opinion")
    )
    reasons: str = Field(
        default="", title=N_("What you dissent from, and why"), max_length=MOST_REASONS
    )
    ground: str = Field(default="", title=N_("Ground of the recusal"), max_length=10)
