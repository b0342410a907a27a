"""What an e-mail address looks like, for every way in: forms, API and command line.

Its one job is the form of an address; whether mail arrives there, a link shows.
"""

import re
from typing import Final

from expert_pool.errors import ExpertPoolError

LONGEST: Final = 254
_ADDRESS: Final = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@[^\s@.<>]+(\.[^\s@.<>]+)+")


def is_address(text: str) -> bool:
    """Whether this may be an e-mail address: a name, one @, and a domain with a dot."""
    return text.isprintable() and len(text) <= LONGEST and _ADDRESS.fullmatch(text) is not None


def check_address(text: str) -> None:
    """Refuse what is no e-mail address.

    Raises:
        ExpertPoolError: `account.not_an_address`.
    """
    if not is_address(text):
        raise ExpertPoolError("account.not_an_address", {"email": text[:LONGEST]})
