"""What each member says to the minutes: agrees, dissents in writing, or does not sign.

Its one job is rules DAY-04 and REP-03. Whoever left the panel is kept and does not count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from expert_pool.policy import Policy
from selection.errors import SelectionError

CONSENT: Final = "silence_is_consent"
"""The policy's word for: who does not sign and gives no reason agrees."""


class Stance(StrEnum):
    """How a member stands to the minutes."""

    AGREES = "agrees"
    DISSENTS = "dissents"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Opinion:
    """One member's stance, or none yet; `void` where the member was replaced (REP-03)."""

    stance: Stance | None
    void: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many agree, dissent, only stayed silent, have not spoken yet; and how many are void."""

    agree: int = 0
    dissent: int = 0
    silent: int = 0
    open: int = 0
    void: int = 0


def count_opinions(opinions: Iterable[Opinion], policy: Policy) -> Tally:
    """DAY-04: silence counts as agreeing, where the policy says so; void opinions never count."""
    said = list(opinions)
    counted = [it.stance for it in said if not it.void]
    consent = policy.text("dissent") == CONSENT
    silent = counted.count(Stance.SILENT)
    return Tally(
        agree=counted.count(Stance.AGREES) + (silent if consent else 0),
        dissent=counted.count(Stance.DISSENTS),
        silent=0 if consent else silent,
        open=counted.count(None),
        void=len(said) - len(counted),
    )


def check_opinion(stance: Stance, reasons: str) -> None:
    """Whether a dissent says why: without reasons it could not be kept.

    Raises:
        SelectionError: `meeting.reasons_missing`.
    """
    if stance is Stance.DISSENTS and not reasons.strip():
        raise SelectionError("meeting.reasons_missing")
