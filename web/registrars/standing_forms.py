"""Forms about a member of the pool: leave, suspension, resumption."""

from typing import Annotated

from pydantic import Field

from expert_pool.admission.standing import LEAVE_REASONS, RESUMPTION_REASONS, SUSPENSION_REASONS
from web.forms import Day, FormModel
from web.offered import one_of
from web.translation import N_


class LeaveDays(FormModel):
    """The days of a leave that is noted."""

    start: Day = Field(title=N_("First day"))
    end: Day = Field(title=N_("Last day"))


class LeaveForm(LeaveDays):
    """Days on which an expert is not drawn, and why."""

    reason: Annotated[str, one_of(LEAVE_REASONS)] = Field(title=N_("Reason of the leave"))


class SuspendForm(FormModel):
    """Why an expert is suspended."""

    reason: Annotated[str, one_of(SUSPENSION_REASONS)] = Field(title=N_("Reason to suspend"))


class ResumeForm(FormModel):
    """Why a suspension ends."""

    reason: Annotated[str, one_of(RESUMPTION_REASONS)] = Field(title=N_("Reason to resume"))
