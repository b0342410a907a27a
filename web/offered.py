"""Fields whose value the page itself offered: what was not on it is refused.

Its one job is that refusal. Who may choose what is not its matter.
"""

import re
from collections.abc import Iterable
from typing import Annotated, Final

from pydantic import AfterValidator

from web.forms import refuse

_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def one_of(offered: Iterable[str]) -> AfterValidator:
    """Any of these words, as a validator of a text field; another is `form.not_offered`."""
    known = frozenset(offered)

    def check(text: str) -> str:
        return text if text in known else refuse("form.not_offered")

    return AfterValidator(check)


def _check_id(text: str) -> str:
    return text if not text or _ID.fullmatch(text) else refuse("form.not_offered")


ChosenId = Annotated[str, AfterValidator(_check_id)]
"""Whom or what somebody chose from a list, by its identifier; empty for none."""
