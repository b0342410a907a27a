"""Tries every legal pattern, for questions whose answer nobody should have to believe.

Its one job is the greatest sum over all patterns, by counting row by row without a solver;
it gives up, and says so, where the patterns are too many.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from selection.problem import Cell, PanelProblem

MOST_TRIED: Final = 60_000

# What was counted so far for every rule, and the greatest gain with which it can be reached.
Reached = dict[tuple[int, ...], int]


@dataclass(frozen=True, slots=True)
class _Rule:
    """So many seats in all of these cells, at least and at most."""

    cells: frozenset[int]
    least: int
    most: int


def find_most_seats(
    problem: PanelProblem, cells: Sequence[Cell], gains: Mapping[int, int]
) -> int | None:
    """The greatest sum of gain x seats of any legal pattern; None where they are too many.

    Employers and people in conflict count where they are cells of their own.
    """
    rules = tuple(_list_rules(problem, cells))
    if any(rule.least > 0 and not rule.cells for rule in rules):
        return 0
    reached: Reached = {(0,) * len(rules): 0}
    tried = 0
    for place, cell in enumerate(cells):
        most = min(len(cell.members), problem.rules.seats)
        tried += len(reached) * (most + 1)
        if tried > MOST_TRIED:
            return None
        reached = _seat_cell(rules, reached, place, most, gains.get(place, 0))
    return max(reached.values(), default=0)


def _list_rules(problem: PanelProblem, cells: Sequence[Cell]) -> Iterable[_Rule]:
    rules = problem.rules
    yield _Rule(frozenset(range(len(cells))), rules.seats, rules.seats)
    for quota in rules.quotas:
        held = (place for place, cell in enumerate(cells) if quota.id in cell.meets)
        yield _Rule(frozenset(held), quota.minimum, quota.maximum)
    for employer in {cell.employer: None for cell in cells if cell.employer}:
        held = (place for place, cell in enumerate(cells) if cell.employer == employer)
        yield _Rule(frozenset(held), 0, rules.employer_cap)
    alone = {cell.person: place for place, cell in enumerate(cells) if cell.person is not None}
    for one, other in sorted(problem.conflicts):
        if one in alone and other in alone:
            yield _Rule(frozenset((alone[one], alone[other])), 0, 1)


def _seat_cell(
    rules: Sequence[_Rule], reached: Reached, place: int, most: int, gain: int
) -> Reached:
    """Every count of seats for one more cell; a rule without further cells is settled."""
    held = [place in rule.cells for rule in rules]
    settled = [max(rule.cells, default=0) <= place for rule in rules]
    after: Reached = {}
    for counts, total in reached.items():
        for seats in range(most + 1):
            state = _count(rules, counts, seats, held, settled)
            if state is not None:
                after[state] = max(after.get(state, total + gain * seats), total + gain * seats)
    return after


def _count(
    rules: Sequence[_Rule],
    counts: Sequence[int],
    seats: int,
    held: Sequence[bool],
    settled: Sequence[bool],
) -> tuple[int, ...] | None:
    """The counts with these seats; None where a rule is broken for good."""
    state = []
    for rule, count, counted, over in zip(rules, counts, held, settled, strict=True):
        now = count + seats if counted else count
        if now > rule.most or (over and counted and now < rule.least):
            return None
        state.append(0 if over else now)
    return tuple(state)
