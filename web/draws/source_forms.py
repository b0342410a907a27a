"""The forms of a ceremony: a round's signature, throws, a lottery's numbers, a witness."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from selection.sources.throws import read_throws
from web.forms import FormModel, refuse
from web.translation import N_

_SIGNATURE = re.compile(r"[0-9a-f]{96}")


def _without_spaces(value: object) -> object:
    return re.sub(r"\s+", "", value).lower() if isinstance(value, str) else value


def _check_signature(text: str) -> str:
    return text if _SIGNATURE.fullmatch(text) else refuse("draw.wrong_form_of_signature")


def _check_throws(text: str) -> str:
    return read_throws(text) or refuse("draw.bad_throws")


class RoundForm(FormModel):
    """The signature of the beacon's round, as somebody brings it."""

    signature: Annotated[
        str, BeforeValidator(_without_spaces), AfterValidator(_check_signature)
    ] = Field(title=N_("Signature of the round (96 characters)"))


class ThrowsForm(FormModel):
    """Fifty throws of a die."""

    throws: Annotated[str, AfterValidator(_check_throws)] = Field(
        title=N_("The fifty throws, in their order"), max_length=400
    )


class NumbersForm(FormModel):
    """The numbers of a public lottery's draw; which ones can have come out the draw knows."""

    numbers: str = Field(
        title=N_("The numbers, one drum after the other"), min_length=1, max_length=400
    )


class WitnessForm(FormModel):
    """Somebody without an account who watches the draw in the room."""

    name: str = Field(title=N_("Name of the witness"), min_length=1, max_length=60)
    post: str = Field(title=N_("Post of the witness"), min_length=1, max_length=60)
    unit: str = Field(title=N_("Unit of the witness"), min_length=1, max_length=120)
