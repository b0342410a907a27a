"""Forms about a member of the pool: leave, suspension, resumption."""

from typing import Annotated

from pydantic import AfterValidator, Field

from expert_pool.admission.standing import RESUMPTION_REASONS, SUSPENSION_REASONS
from web.forms import Day, FormModel, refuse
from web.translation import N_


def _suspends(code: str) -> str:
    return code if code in SUSPENSION_REASONS else refuse("form.not_offered")


def _resumes(code: str) -> str:
    return code if code in RESUMPTION_REASONS else refuse("form.not_offered")


class LeaveForm(FormModel):
    """Days on which an expert is not drawn."""

    start: Day = Field(title=N_("First day"))
    end: Day = Field(title=N_("Last day"))


class SuspendForm(FormModel):
    """Why an expert is suspended."""

    reason: Annotated[str, AfterValidator(_suspends)] = Field(title=N_("Reason to suspend"))


class ResumeForm(FormModel):
    """Why a suspension ends."""

    reason: Annotated[str, AfterValidator(_resumes)] = Field(title=N_("Reason to resume"))
