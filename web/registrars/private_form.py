"""The form with which a masked number is opened: which one, and for what purpose."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from expert_pool.admission.private_reading import PURPOSES
from web.forms import FormModel, refuse
from web.translation import N_, gettext

FIELDS: Final[Mapping[str, str]] = {
    "identity_number": N_("Number of the document"),
    "phone": N_("Telephone number"),
}


def _known_field(name: str) -> str:
    return name if name in FIELDS else refuse("form.not_offered")


def _known_purpose(code: str) -> str:
    return code if code in PURPOSES else refuse("form.not_offered")


class ReadForm(FormModel):
    """Which number is opened, and what for."""

    field: Annotated[str, AfterValidator(_known_field)] = Field(title=N_("Number to open"))
    purpose: Annotated[str, AfterValidator(_known_purpose)] = Field(title=N_("Purpose"))


def field_options() -> tuple[tuple[str, str], ...]:
    """The numbers that can be opened, by their names."""
    return tuple((name, gettext(words)) for name, words in FIELDS.items())
