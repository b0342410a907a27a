"""A choice among the candidates of a draw: who is offered, and who sits once some are passed over.

Its one job is rule DRW-28 on frozen values. It adds no second way to a seat: whoever is passed
over leaves, and the first who keeps every hard rule follows by rank (`selection.replacement`), so
that the record of replacements derives it again. It has no clock and decides on nobody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from selection.errors import SelectionError
from selection.replacement import (
    Exhausted,
    Facts,
    Passed,
    ReserveList,
    Seat,
    Standing,
    Unscreened,
    find_candidate,
    find_successor,
    name_candidates,
    take_seat,
    vacate_seat,
)
from selection.states.choices import PassGround

MOST_WORDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Pass:
    """A candidate whom the officer passes over: on which ground, and why in words."""

    pseudonym: str
    ground: str
    note: str


@dataclass(frozen=True, slots=True)
class ChoiceStep:
    """One seat that goes on: who is passed over there, and who follows."""

    position: int
    leaver: str
    successor: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The panel once everybody passed over has left it, and each step on the way."""

    standing: Standing
    steps: tuple[ChoiceStep, ...]


@dataclass(frozen=True, slots=True)
class Blocked:
    """Nobody who is offered can take a seat; against each of them, what the rules say."""

    position: int
    leaver: str
    passed: tuple[Passed, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which step waits for facts of the day, of whom, and with whom on the panel."""

    step: int
    position: int
    standing: Standing
    reserves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What passing over some would give; `unreached` is the place of one who would get no seat."""

    found: Chosen | Blocked
    unreached: int | None

    def foreseen(self) -> Chosen | Blocked:
        """Who would sit, or that nobody fits.

        Raises:
            SelectionError: `choice.not_reached`, with the place in the offer: a pass that nobody's
                turn reaches says nothing.
        """
        if self.unreached is not None:
            raise SelectionError("choice.not_reached", {"place": self.unreached})
        return self.found


def list_offer(reserves: ReserveList, standing: Standing, most: int) -> tuple[str, ...]:
    """The candidates who are offered: who sits, then the next in the drawn order; so many in all.

    Who has left the panel is not offered again (rule DRW-10), nor is a member of another draw.
    """
    known = reserves.problem.candidates.find_numbers(frozenset(standing.members))
    sitting = tuple(member for member in standing.members if member in known)
    gone = standing.left | frozenset(sitting)
    following = (reserve for reserve in reserves.order if reserve not in gone)
    return (*sitting, *islice(following, max(0, most - len(standing.seats))))


def check_passes(offer: Sequence[str], passes: Sequence[Pass]) -> None:
    """Whether each who is passed over is offered, once, on a ground and with a reason.

    Raises:
        SelectionError: `choice.not_offered`, `choice.twice`, `choice.ground_missing` or
            `choice.note_missing`, with the place in the offer.
    """
    known = set(PassGround)
    seen: set[str] = set()
    for one in passes:
        if one.pseudonym not in offer:
            raise SelectionError("choice.not_offered")
        place = {"place": offer.index(one.pseudonym) + 1}
        if one.pseudonym in seen:
            raise SelectionError("choice.twice", place)
        if one.ground not in known:
            raise SelectionError("choice.ground_missing", place)
        if not one.note.strip():
            raise SelectionError("choice.note_missing", place)
        seen.add(one.pseudonym)


def follow_choice(
    reserves: ReserveList,
    standing: Standing,
    passed_over: Collection[str],
    facts: Mapping[int, Facts],
) -> Chosen | Blocked | Asked:
    """Who sits once these candidates are passed over, seat by seat in the order of the seats.

    Args:
        reserves: The frozen input of the draw, and those offered who do not sit, in their order.
        standing: The panel as it is.
        passed_over: Whom the officer passes over; also somebody who would follow.
        facts: By the number of a step, what is known of the day with those who sit by then.
    """
    known = name_candidates(reserves.problem)
    steps: list[ChoiceStep] = []
    while (seat := _next_to_leave(standing, passed_over)) is not None:
        leaver = seat.holder.pseudonym
        vacant = vacate_seat(standing, seat.position, leaver)
        told = facts.get(len(steps), {})
        found = find_successor(reserves, vacant, seat.position, told, ask=len(known))
        if isinstance(found, Unscreened):
            return Asked(len(steps), seat.position, vacant, found.reserves)
        if isinstance(found, Exhausted):
            return Blocked(seat.position, leaver, found.passed)
        newcomer = find_candidate(known, found.reserve)
        standing = take_seat(vacant, seat.position, newcomer)
        steps.append(ChoiceStep(seat.position, leaver, found.reserve))
    return Chosen(standing, tuple(steps))


def weigh_trial(offer: Sequence[str], passes: Iterable[Pass], found: Chosen | Blocked) -> Trial:
    """Whether everybody who is passed over would have had a seat, where the seats go on at all."""
    if isinstance(found, Blocked):
        return Trial(found, None)
    left = {step.leaver for step in found.steps}
    places = (offer.index(one.pseudonym) + 1 for one in passes if one.pseudonym not in left)
    return Trial(found, next(places, None))


def describe_trial(
    offer: Sequence[str], standing: Standing, passes: Iterable[Pass], trial: Trial
) -> dict[str, object]:
    """What the log keeps of a trial: places, seats, grounds and what it showed; nobody in it.

    A seat is 0 where it is not known. `at` is the seat for which nobody fits, or the place of
    somebody whose turn does not come.
    """
    seats = {it.holder.pseudonym: it.position for it in standing.seats if not it.vacant}
    steps = trial.found.steps if isinstance(trial.found, Chosen) else ()
    seats |= {step.leaver: step.position for step in steps}
    outcome, at = "followed", 0
    if isinstance(trial.found, Blocked):
        outcome, at = "nobody_fits", trial.found.position
    elif trial.unreached is not None:
        outcome, at = "not_reached", trial.unreached
    candidates = sorted(
        (offer.index(one.pseudonym) + 1, seats.get(one.pseudonym, 0), one.ground) for one in passes
    )
    return {
        "candidates": [
            {"place": place, "seat": seat, "ground": ground} for place, seat, ground in candidates
        ],
        "outcome": outcome,
        "at": at,
    }


def _next_to_leave(standing: Standing, passed_over: Collection[str]) -> Seat | None:
    for seat in standing.seats:
        if not seat.vacant and seat.holder.pseudonym in passed_over:
            return seat
    return None
