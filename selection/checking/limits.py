"""The limits on an expert's panels, recomputed from all seats: DRW-13 to DRW-16.

Each seat that still counts is asked once more, beside the seats that were given before it, in
the order in which the log holds them. Seats that were left since count no more, so nothing is
found here that was allowed then. It reads nothing.
"""

from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from expert_pool.experts import ExpertId
from expert_pool.findings import Finding, Severity
from expert_pool.policy import Policy
from selection.candidates import Assignment
from selection.candidates.availability import Occasion
from selection.candidates.history import COUNTS
from selection.candidates.screening import SEAT_CHECKS
from selection.checking.entries import SOURCE

BEFORE_ALL: Final = -1
"""The place of a seat that no draw gave: it was there before the first of them."""


@dataclass(frozen=True, slots=True)
class Seat:
    """An assignment, the draw that gave it (none is empty) and its entry's place in the log."""

    assignment: Assignment
    draw: str = ""
    place: int = BEFORE_ALL


@dataclass(frozen=True, slots=True)
class _Panel:
    """A panel of a programme as rotation counts it, whatever became of its members."""

    start: str
    name: str
    fields: frozenset[str]
    place: int


def check_limits(seats: Sequence[Seat], policy: Policy) -> Iterator[Finding]:
    """Each rule that a seat breaks beside the seats given before it, by expert and draw."""
    by_expert: dict[ExpertId, list[Seat]] = {}
    for seat in seats:
        by_expert.setdefault(seat.assignment.expert, []).append(seat)
    panels = _panels(seats)
    for own in by_expert.values():
        for seat in own:
            if seat.draw and seat.assignment.outcome in COUNTS:
                yield from _check_seat(seat, own, panels, policy)


def _check_seat(
    seat: Seat, own: Sequence[Seat], panels: Mapping[str, Sequence[_Panel]], policy: Policy
) -> Iterator[Finding]:
    held = seat.assignment
    number = policy.integer("max_consecutive_same_program")
    last = _last_panels(seat, panels.get(held.programme, ()), number)
    occasion = Occasion(held.review, held.review.start, held.lead_units, last)
    before = tuple(
        it.assignment for it in own if it.place < seat.place and it.assignment.panel != held.panel
    )
    for check in SEAT_CHECKS:
        for found in check(before, policy, occasion):
            if found.severity is Severity.HARD:
                params = (("draw", seat.draw), ("expert", held.expert), ("rule", found.code))
                yield Finding("CHK-11.over_a_limit", Severity.HARD, SOURCE, params)


def _panels(seats: Sequence[Seat]) -> dict[str, list[_Panel]]:
    """By programme, every panel, the earliest review first."""
    once: dict[str, Seat] = {}
    for seat in seats:
        known = once.get(seat.assignment.panel)
        if seat.assignment.programme and (known is None or seat.place < known.place):
            once[seat.assignment.panel] = seat
    panels: dict[str, list[_Panel]] = {}
    for name, seat in once.items():
        held = seat.assignment
        panel = _Panel(held.review.start.isoformat(), name, held.fields, seat.place)
        insort(panels.setdefault(held.programme, []), panel, key=lambda it: (it.start, it.name))
    return panels


def _last_panels(seat: Seat, panels: Sequence[_Panel], number: int) -> tuple[str, ...]:
    """The newest panels of the same kind that were there when the seat was given."""
    held, found = seat.assignment, list[str]()
    for panel in reversed(panels):
        if len(found) == number:
            break
        alike = not held.fields or held.fields & panel.fields
        earlier = panel.start < held.review.start.isoformat() and panel.place < seat.place
        if alike and earlier and panel.name != held.panel:
            found.append(panel.name)
    return tuple(found)
