"""The forms for a draw's source: a round's signature, and the throws of dice."""

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
