"""Fields of the request form for what is not usual: single days, steps, seats without a draw.

Its one job is to read them; whether the rules allow them is for `selection.requests`.
"""

import re
from datetime import date
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from selection.requests import DirectGround, FallbackStep
from web.forms import Day, FormModel, refuse
from web.translation import N_

MOST_DAYS: Final = 60
_BETWEEN: Final = re.compile(r"[\s,;，；、]+")
_DAY: Final = TypeAdapter(Day)


def _read_days(value: object) -> object:
    """Days separated by commas or spaces, each once, in their order."""
    if not isinstance(value, str):
        return value
    words = [word for word in _BETWEEN.split(value) if word]
    if len(words) > MOST_DAYS:
        refuse("form.not_a_date")
    try:
        return tuple(sorted({_DAY.validate_python(word) for word in words}))
    except ValidationError:
        refuse("form.not_a_date")


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Days = Annotated[tuple[date, ...], BeforeValidator(_read_days)]
Steps = Annotated[tuple[FallbackStep, ...], BeforeValidator(_as_tuple)]


class DirectRow(FormModel):
    """A person who gets a seat without a draw, and why."""

    row: str = Field(default="", max_length=1)
    person: str = Field(title=N_("Name of the expert"), max_length=50)
    unit: str = Field(title=N_("Employer"), max_length=100)
    ground: DirectGround = Field(title=N_("Ground of the direct selection"))
    reason: str = Field(title=N_("Reason for the direct selection"), max_length=500)
