"""When, where and how a panel meets: what the officer enters before anybody is invited.

Its one job is the values and what is wrong with them. It must not name a project, a unit or
an expert: whoever is invited reads it before anything is pledged (rule NTF-02).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from expert_pool.calendar import CHINA
from expert_pool.conflicts import ReviewDays
from expert_pool.messages import Mode
from selection.errors import SelectionError

MOST_WORDS: Final = 200


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Mode, place, first moment and contact of one panel; no language and no names of parties.

    `place` stays empty for reviews online and by correspondence.
    """

    mode: Mode
    place: str
    starts_at: datetime
    contact: str


def check_arrangement(arrangement: Arrangement, review: ReviewDays, now: datetime) -> None:
    """Whether experts could be invited by it.

    Raises:
        SelectionError: `arrangement.place_missing`, `arrangement.contact_missing`,
            `arrangement.too_long`, `arrangement.not_first_day` or `arrangement.past`.
    """
    if arrangement.mode is Mode.ON_SITE and not arrangement.place.strip():
        raise SelectionError("arrangement.place_missing")
    if not arrangement.contact.strip():
        raise SelectionError("arrangement.contact_missing")
    if max(len(arrangement.place), len(arrangement.contact)) > MOST_WORDS:
        raise SelectionError("arrangement.too_long", {"most": MOST_WORDS})
    if arrangement.starts_at.astimezone(CHINA).date() != review.start:
        raise SelectionError("arrangement.not_first_day", {"day": review.start.isoformat()})
    if arrangement.starts_at <= now:
        raise SelectionError("arrangement.past")
