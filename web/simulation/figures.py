"""What a simulated year came to, in numbers; it judges nothing.

Its one job is the sums. Load is counted over the experts who were candidates at least once.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from expert_pool.calendar import WorkingCalendar
from web.simulation.audit import seats_changed
from web.simulation.course import Told
from web.simulation.world import Line, World

FEN: Final = 100
AFTERWARDS: Final = (
    *("evaluation.hand_in", "evaluation.remind", "evaluation.process", "evaluation.answer"),
    *("credit.record", "credit.confirm", "credit.refuse"),
    *("expert.suspend", "expert.resume"),
)


def gini(loads: Iterable[int]) -> float:
    """How unevenly a load lies: 0 where everybody bears the same, towards 1 where one bears all."""
    ranked = sorted(loads)
    total = sum(ranked)
    if not total:
        return 0.0
    weighted = sum(place * load for place, load in enumerate(ranked, start=1))
    return 2 * weighted / (len(ranked) * total) - (len(ranked) + 1) / len(ranked)


def count_panels(panels: Sequence[Told], calendar: WorkingCalendar) -> dict[str, object]:
    """Panels by what became of them, and how long they took from the draw to the last yes."""
    complete = [told for told in panels if told.complete_at is not None]
    taken = [_hours(told) for told in complete]
    reactions: Counter[str] = Counter()
    for told in panels:
        reactions.update(told.reactions)
    within = sum(_within_a_working_day(told, calendar) for told in complete)
    return {
        "panels_drawn": sum(told.drawn_at is not None for told in panels),
        "panels_complete": len(complete),
        "complete_within_a_working_day": within,
        "share_within_a_working_day": round(within / len(complete), 4) if complete else 0.0,
        "median_hours_to_complete": round(median(taken), 2) if taken else 0.0,
        "supplementary_draws": sum(told.supplements for told in panels),
        "refused": dict(Counter(told.refused for told in panels if told.refused)),
        "invitations": sum(reactions.values()),
        "reactions": dict(sorted(reactions.items())),
    }


def count_days(panels: Sequence[Told], world: World) -> dict[str, object]:
    """What became of the review days, and what was paid for them, in yuan before tax.

    `met_short` are meetings that were held by fewer members than the panel has seats, as the
    policy's quorum lets them (REP-04): so more can be closed than were ever complete.
    """
    days = [told.day for told in panels if told.day and told.day.became]
    short = sum(
        len(told.day.sat) < world.panels[str(told.request)].seats
        for told in panels
        if told.day and told.day.sat
    )
    return {
        "review_days": dict(sorted(Counter(day.became for day in days).items())),
        "met_short": short,
        "fees": len(world.paid),
        "fees_yuan": sum(paid.gross for paid in world.paid) // FEN,
    }


def count_afterwards(log: Iterable[Line]) -> dict[str, object]:
    """What followed the reviews: evaluations and reminders, events of integrity files, measures."""
    done: dict[str, Counter[str]] = {act: Counter() for act in AFTERWARDS}
    for line in log:
        if line.act in done:
            done[line.act][line.reason] += 1
    return {
        "evaluations": done["evaluation.hand_in"].total(),
        "evaluation_notices": dict(sorted(done["evaluation.remind"].items())),
        "process_views": done["evaluation.process"].total(),
        "evaluation_answers": done["evaluation.answer"].total(),
        "credit_events": dict(sorted(done["credit.record"].items())),
        "credit_decisions": dict(sorted(done["credit.confirm"].items())),
        "credit_refusals": done["credit.refuse"].total(),
        "suspended": done["expert.suspend"].total(),
        "resumed": done["expert.resume"].total(),
    }


def _hours(told: Told) -> float:
    drawn, complete = told.drawn_at, told.complete_at
    return (complete - drawn) / timedelta(hours=1) if drawn and complete else 0.0


def _within_a_working_day(told: Told, calendar: WorkingCalendar) -> bool:
    """Complete by the same time of the next working day after the draw."""
    drawn, complete = told.drawn_at, told.complete_at
    if drawn is None or complete is None:
        return False
    next_day = calendar.add_working_days(drawn.date(), 1)
    return complete <= datetime.combine(next_day, drawn.timetz())


def count_loads(
    world: World, log: Iterable[Line], candidates: Collection[str]
) -> dict[str, object]:
    """Panels that each candidate sat on to the end, and how evenly they lie."""
    seats: Counter[str] = Counter()
    for line in log:
        gained, lost = seats_changed(world, line)
        seats.update(gained)
        seats.subtract(lost)
    loads = [seats[expert] for expert in candidates]
    return {
        "candidates": len(loads),
        "never_seated": sum(not load for load in loads),
        "most_panels_of_one": max(loads, default=0),
        "load_gini": round(gini(loads), 4),
    }
