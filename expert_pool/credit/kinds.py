"""What an event in the integrity file may be about (rule EVA-05)."""

from enum import StrEnum
from typing import Final


class CreditKind(StrEnum):
    """The kinds of event; an answer to an invitation, or none, is not among them."""

    GOOD_SERVICE = "good_service"
    ABSENCE_EXCUSED = "absence_excused"
    LATE = "late"
    WEAK_WORK = "weak_work"
    ABSENCE = "absence"
    LEAK = "leak"
    UNDECLARED_CONFLICT = "undeclared_conflict"
    FALSE_DATA = "false_data"
    PROXY = "proxy"
    UNDUE_CONTACT = "undue_contact"


NEUTRAL: Final = frozenset({CreditKind.GOOD_SERVICE, CreditKind.ABSENCE_EXCUSED})
"""Noted only: no measure can ever follow."""
SERIOUS: Final = frozenset(
    {
        CreditKind.LEAK,
        CreditKind.UNDECLARED_CONFLICT,
        CreditKind.FALSE_DATA,
        CreditKind.PROXY,
        CreditKind.UNDUE_CONTACT,
    }
)
"""What leads out of the pool; it is entered with a proof or the number of a document."""
