"""Which patterns leave so much room that every deal of them can be repaired.

Its one job is to spare the rehearsal what needs none, by counting shares; it must not deal.

A seat of a dealt panel clashes when its person meets an employer above the cap or somebody
in conflict. The repair exchanges the person with one of the same cell from another panel.
Another panel is of no use where the newcomer's employer sits in this panel (at most the
greatest shares of the cell, one for each of the other seats), where the newcomer sits in
this panel already or is in conflict with somebody there, and where the one who leaves finds
the own employer, or somebody in conflict, in the other panel. Where these parts together
stay below four fifths, 199 panels in a row are of no use with a chance below 10^-19.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from selection.problem import Cell, PanelProblem, Pattern

_USELESS: Final = 0.8

Counts = Sequence[Mapping[str, int]]


def list_tight_patterns(
    problem: PanelProblem, cells: Sequence[Cell], counts: Counts, patterns: Sequence[Pattern]
) -> tuple[Pattern, ...]:
    """The patterns that must be rehearsed, because little room or none is left in them."""
    crowds = _list_crowds(problem, counts)
    degree = _find_degree(problem)
    if not crowds and not degree:
        return ()
    held = [
        {e: people / len(cell.members) for e, people in count.items() if e in crowds}
        for cell, count in zip(cells, counts, strict=True)
    ]
    top = [_add_greatest(shares, problem.rules.seats - 1) for shares in held]
    return tuple(
        pattern for pattern in patterns if _is_tight(cells, held, top, pattern.seats, degree)
    )


def _list_crowds(problem: PanelProblem, counts: Counts) -> frozenset[str]:
    """The employers with more people in mixed cells than may sit."""
    people: dict[str, int] = {}
    for count in counts:
        for employer, held in count.items():
            people[employer] = people.get(employer, 0) + held
    cap = problem.rules.employer_cap
    return frozenset(employer for employer, held in people.items() if employer and held > cap)


def _find_degree(problem: PanelProblem) -> int:
    """With how many people anybody is in conflict at most."""
    degrees: dict[str, int] = {}
    for pair in problem.conflicts:
        for person in pair:
            degrees[person] = degrees.get(person, 0) + 1
    return max(degrees.values(), default=0)


def _add_greatest(shares: Mapping[str, float], most: int) -> float:
    return sum(sorted(shares.values(), reverse=True)[:most])


def _is_tight(
    cells: Sequence[Cell],
    held: Sequence[Mapping[str, float]],
    top: Sequence[float],
    seats: Sequence[int],
    degree: int,
) -> bool:
    used = [(place, count, len(cells[place].members)) for place, count in enumerate(seats) if count]
    loads: dict[str, float] = {}
    for place, count, _ in used:
        for employer, share in held[place].items():
            loads[employer] = loads.get(employer, 0.0) + count * share
    load = max(loads.values(), default=0.0)
    met = degree * max(count / size for _, count, size in used)
    others = sum(seats) - 1
    return any(
        top[place] + (count - 1 + others * degree) / size + load + met > _USELESS
        for place, count, size in used
        if held[place] or degree
    )
