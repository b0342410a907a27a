"""How often draws were called off, annulled, replaced in and repeated: by officer, project, month.

Its one job is to count what happened. It compares nothing and judges nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Occurrence(StrEnum):
    """What can happen to a panel request and its draws, as far as it is counted."""

    REQUESTED = "requested"
    DRAWN = "drawn"
    CANCELLED = "cancelled"
    ANNULLED = "annulled"
    REPLACED = "replaced"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Event:
    """One occurrence: whose request, for which projects, and in which month (`2026-11`)."""

    occurrence: Occurrence
    officer: str
    projects: tuple[str, ...]
    month: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one officer, project or month."""

    key: str
    counts: Mapping[Occurrence, int]

    def of(self, occurrence: Occurrence) -> int:
        """How often this happened."""
        return self.counts.get(occurrence, 0)


KEYS: Mapping[str, Callable[[Event], Iterable[str]]] = {
    "officer": lambda event: (event.officer,),
    "project": lambda event: event.projects,
    "month": lambda event: (event.month,),
}


def tally_events(events: Iterable[Event], by: str) -> tuple[Tally, ...]:
    """One tally for each officer, project or month; an event of two projects counts for both."""
    counts: defaultdict[str, Counter[Occurrence]] = defaultdict(Counter)
    for event in events:
        for key in KEYS[by](event):
            counts[key][event.occurrence] += 1
    return tuple(Tally(key, dict(counted)) for key, counted in sorted(counts.items()))
