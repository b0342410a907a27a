"""What experts did before: past and coming seats, as the rules of rotation count them.

Its one job is to hold assignments and to find the last panels of a kind. It must not
judge whether somebody sat too often.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from expert_pool.conflicts import ReviewDays
from expert_pool.experts import ExpertId, Unit


class Outcome(StrEnum):
    """What became of a seat that was offered to an expert."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    ATTENDED = "attended"
    ABSENT = "absent"
    EXCUSED = "excused"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    RECUSED = "recused"
    REPLACED = "replaced"


BINDS = frozenset({Outcome.PENDING, Outcome.ACCEPTED, Outcome.ATTENDED})
"""Outcomes that keep the days of the review (DRW-13: accepted or pending)."""
SAT = frozenset({Outcome.PENDING, Outcome.ACCEPTED, Outcome.ATTENDED})
"""Outcomes of somebody who sat, or is to sit, on the panel (DRW-15, DRW-16): who was drawn
and has not stepped back holds the seat, answered or not."""
COUNTS = SAT | {Outcome.ABSENT}
"""Outcomes that count as an assignment taken on (DRW-14)."""


class Assignment(NamedTuple):
    """One seat of one expert on one panel, past or to come; a tuple, because there are many."""

    expert: ExpertId
    panel: str
    review: ReviewDays
    outcome: Outcome
    programme: str = ""
    fields: frozenset[str] = frozenset()
    lead_units: tuple[Unit, ...] = ()
    activity: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """All assignments, by expert.

    `moving` are those who reported another employer that nobody has verified yet (POL-08).
    """

    by_expert: Mapping[ExpertId, tuple[Assignment, ...]]
    moving: frozenset[ExpertId] = frozenset()

    def of(self, expert: ExpertId) -> tuple[Assignment, ...]:
        """The assignments of one expert."""
        return self.by_expert.get(expert, ())

    def last_panels(
        self, programme: str, fields: frozenset[str], before: ReviewDays, number: int
    ) -> tuple[str, ...]:
        """The latest panels of a programme and field before a review, the newest first.

        Without a programme no panels are of the same kind; a panel that was annulled, or
        that everybody left, is none.
        """
        if not programme:
            return ()
        started = {
            seat.panel: seat.review.start
            for seats in self.by_expert.values()
            for seat in seats
            if seat.programme == programme
            and seat.outcome in COUNTS
            and seat.review.start < before.start
            and (not fields or fields & seat.fields)
        }
        newest_first = sorted(started, key=lambda panel: (started[panel], panel), reverse=True)
        return tuple(newest_first[:number])

    def sitters_of(self, panels: Collection[str]) -> frozenset[ExpertId]:
        """Who sat, or is to sit, on any of these panels."""
        return frozenset(
            expert
            for expert, seats in self.by_expert.items()
            if any(seat.panel in panels and seat.outcome in SAT for seat in seats)
        )


NO_HISTORY = History({})


def history_of(assignments: Iterable[Assignment]) -> History:
    """The history that a list of assignments makes."""
    by_expert: dict[ExpertId, list[Assignment]] = {}
    for seat in assignments:
        by_expert.setdefault(seat.expert, []).append(seat)
    return History({expert: tuple(seats) for expert, seats in by_expert.items()})
