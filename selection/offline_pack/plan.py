"""What of a record is new, which moments hold, and whether they can be: the plan of an import.

Its one job is that. It carries nothing out, and takes nothing away: what cannot be is said.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime

from expert_pool.audit.canonical import canonical_bytes
from expert_pool.calendar import CHINA
from selection.errors import SelectionError
from selection.offline_pack.events import Event


def digest_of(event: Event) -> bytes:
    """What makes a step this one: the same step of the same pack is imported once."""
    return hashlib.sha256(canonical_bytes(event.as_json())).digest()


def find_new(events: Iterable[Event], known: Collection[bytes]) -> tuple[Event, ...]:
    """Steps that were not imported yet, in their order.

    Where two copies of a pack were written on, the steps of both come in, each once.
    """
    return tuple(it for it in events if digest_of(it) not in known)


def number_typed(typed: Iterable[Event], known: Collection[Event]) -> tuple[Event, ...]:
    """Steps typed from sheets, numbered after those that are known; a known one is not typed again.

    Sheets have no numbers: the same step at the same moment is one step, wherever it was written.
    """
    said = {replace(it, place=1) for it in known}
    new = [it for it in typed if replace(it, place=1) not in said]
    return tuple(replace(it, place=len(known) + place) for place, it in enumerate(new, 1))


def find_moments(
    events: Iterable[Event], made_at: datetime, imported_at: datetime
) -> tuple[datetime, ...]:
    """The moment that holds for each step: what its clock said, within what is certain.

    No step was before the pack was made, before the step that it followed, or after the import.
    So a wrong clock in the room neither stops a step nor gives it a moment that cannot be.
    """
    held, latest = [], made_at
    for event in events:
        latest = max(latest, min(event.at, imported_at))
        held.append(latest)
    return tuple(held)


def check_moment(event: Event, days: tuple[date, date], now: datetime) -> None:
    """Whether a step can have been at its moment: on a day of the review, and not to come.

    Raises:
        SelectionError: `pack.time_impossible`.
    """
    first, last = days
    if event.at > now or not first <= event.at.astimezone(CHINA).date() <= last:
        raise SelectionError("pack.time_impossible")
