"""The form with which a masked number is opened: which one, and for what purpose."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import Field

from expert_pool.admission.private_reading import PURPOSES
from web.forms import FormModel
from web.offered import one_of
from web.translation import N_, gettext

FIELDS: Final[Mapping[str, str]] = {
    "identity_number": N_("Number of the document"),
    "phone": N_("Telephone number"),
}


class ReadForm(FormModel):
    """Which number is opened, and what for."""

    field: Annotated[str, one_of(FIELDS)] = Field(title=N_("Number to open"))
    purpose: Annotated[str, one_of(PURPOSES)] = Field(title=N_("Purpose"))


def field_options() -> tuple[tuple[str, str], ...]:
    """The numbers that can be opened, by their names."""
    return tuple((name, gettext(words)) for name, words in FIELDS.items())
