"""Forms about a member of the pool: leave, suspension, resumption."""

from typing import Annotated

from pydantic import AfterValidator, Field

from expert_pool.admission.standing import LEAVE_REASONS, RESUMPTION_REASONS, SUSPENSION_REASONS
from web.forms import Day, FormModel, refuse
from web.translation import N_


def _suspends(code: str) -> str:
    return code if code in SUSPENSION_REASONS else refuse("form.not_offered")


def _leaves(code: str) -> str:
    return code if code in LEAVE_REASONS else refuse("form.not_offered")


def _resumes(code: str) -> str:
    return code if code in RESUMPTION_REASONS else refuse("form.not_offered")


class LeaveDays(FormModel):
    """The days of a leave that is noted."""

    start: Day = Field(title=N_("First day"))
    end: Day = Field(title=N_("Last day"))


class LeaveForm(LeaveDays):
    """Days on which an expert is not drawn, and why."""

    reason: Annotated[str, AfterValidator(_leaves)] = Field(title=N_("Reason of the leave"))


class SuspendForm(FormModel):
    """Why an expert is suspended."""

    reason: Annotated[str, AfterValidator(_suspends)] = Field(title=N_("Reason to suspend"))


class ResumeForm(FormModel):
    """Why a suspension ends."""

    reason: Annotated[str, AfterValidator(_resumes)] = Field(title=N_("Reason to resume"))
