"""Judges the review days, the fees and the upkeep of a simulated year, by rules of its own.

Its one job is what happens after a panel was drawn: who may be drawn at all at that moment, who
follows on a seat, who was there, and who is paid. It shares no code with the service.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from web.simulation.audit import Violation, seats_changed
from web.simulation.world import Line, Paid, World

ACTIVE: Final = "active"
WHOLE_DAY: Final = 2
"""A day of pay, in halves: nobody is paid for more on one day, whoever pays it."""


@dataclass
class _Days:
    """What the log has told up to a moment."""

    barred: set[str] = field(default_factory=set)
    barred_then: dict[str, frozenset[str]] = field(default_factory=dict)
    came: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    absent: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def find_day_violations(world: World, log: Iterable[Line]) -> tuple[Violation, ...]:
    """Every broken rule of review days and standing in their order, then those of the fees."""
    days = _Days()
    on_the_way = tuple(it for line in log for it in _follow(world, days, line))
    return (*on_the_way, *_judge_fees(world, days))


def _follow(world: World, days: _Days, line: Line) -> Iterator[Violation]:
    if line.subject.startswith("expert:") and line.state:
        expert = line.subject.removeprefix("expert:")
        (days.barred.discard if line.state == ACTIVE else days.barred.add)(expert)
    if line.act == "draw.commit":
        days.barred_then[line.subject] = frozenset(days.barred)
    yield from _judge_seats(world, days, line)
    if line.act.startswith("meeting.") and "pseudonym" in line.after:
        yield from _judge_meeting(world, days, line)


def _judge_seats(world: World, days: _Days, line: Line) -> Iterator[Violation]:
    """POL-03, POL-09: nobody is drawn who is not active; REP-01: none is passed over unsaid."""
    if line.subject not in world.draws:
        return
    panel = world.draws[line.subject]
    # A committed draw is dealt as it was committed; a reserve is asked on the day.
    from_commitment = line.act in {"draw.result", "draw.supplement"}
    source = world.hashes.get(str(line.after.get("supplement")), line.subject)
    barred = days.barred_then.get(source, frozenset()) if from_commitment else days.barred
    for expert in seats_changed(world, line)[0]:
        if expert in barred:
            yield Violation(line.at, "drawn_while_barred", panel, expert)
    rank = line.after.get("rank")
    if line.act == "draw.replace" and line.after.get("passed") != _before(rank):
        yield Violation(line.at, "rank_left_out", panel)


def _before(rank: object) -> int | None:
    """How many stand before a rank: so many have to be passed over, each with a reason."""
    return rank - 1 if isinstance(rank, int) else None


def _judge_meeting(world: World, days: _Days, line: Line) -> Iterator[Violation]:
    panel, pseudonym = line.request, str(line.after["pseudonym"])
    expert = next(
        (
            world.names[draw, pseudonym]
            for draw, request in world.draws.items()
            if request == panel and (draw, pseudonym) in world.names
        ),
        "",
    )
    if line.act == "meeting.absent":
        days.absent[panel].add(expert)
    elif line.act == "meeting.sign_in":
        days.came[panel].add(expert)
        if expert in days.absent[panel] or not expert:
            yield Violation(line.at, "came_without_a_seat", panel, expert)
    elif expert not in days.came[panel]:
        yield Violation(line.at, "acted_without_sign_in", panel, expert)


def _judge_fees(world: World, days: _Days) -> Iterator[Violation]:
    """FEE-04 to FEE-08: paid is who was there, each day once, and the sums are sums."""
    worked: Counter[tuple[str, date]] = Counter()
    for paid in world.paid:
        for rule in _broken_by(paid, days):
            yield Violation(paid.at, rule, paid.panel, paid.expert)
        for day, halves in paid.halves.items():
            worked[paid.expert, day] += halves
            if worked[paid.expert, day] > WHOLE_DAY:
                yield Violation(paid.at, "day_paid_twice", paid.panel, paid.expert)


def _broken_by(paid: Paid, days: _Days) -> Iterator[str]:
    if paid.expert in days.absent[paid.panel]:
        yield "absent_and_paid"
    elif paid.expert not in days.came[paid.panel]:
        yield "paid_without_sign_in"
    if paid.tax < 0 or paid.net < 0:
        yield "negative_amount"
    if paid.gross - paid.tax != paid.net:
        yield "wrong_sum"
