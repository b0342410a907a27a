"""From a frozen problem to the table that gets committed: group, odds, patterns, rehearse.

Its one job is the loop that splits off the employers and people whom the deal could not
keep apart, until nothing is left unrepaired; it must not see a seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from selection.cells import find_chances, group_candidates
from selection.deal import Rehearsal, rehearse
from selection.errors import SelectionError
from selection.panel_check import check_pattern
from selection.problem import PanelProblem, PatternTable
from selection.solver.feasibility import Infeasible, find_feasibility
from selection.solver.loads import count_employers, list_loads
from selection.solver.odds import Odds, find_odds
from selection.solver.patterns import Crowding, find_crowded_people, find_patterns

Chances = Sequence[tuple[Fraction, int]]


@dataclass(frozen=True, slots=True)
class BuiltTable:
    """The table to commit, and what may be said of its fairness.

    `levels` are the fairest chances that the rules allow, each with its number of
    candidates. Nobody's chance in the table is more than `gap` below; at 0 the table is
    leximin itself. `lowest`, `highest` and `gini` are of the table's own chances, over
    all who can sit on a legal panel; the others are `unreachable`, in pool order.
    `unrepaired` counts the panels that the rehearsal had to set aside; 0 is the rule.
    """

    table: PatternTable
    levels: tuple[tuple[Fraction, int], ...]
    lowest: Fraction
    highest: Fraction
    gini: Fraction
    gap: Fraction
    unreachable: tuple[str, ...]
    unrepaired: int


def build_pattern_table(
    problem: PanelProblem, *, rehearsals: int, dealt_panels: int
) -> BuiltTable | Infeasible:
    """The fairest table whose deals can be repaired, or that no legal panel exists.

    Raises:
        SelectionError: `solver.undecided` when the solver's limit of work came first;
            `solver.illegal_pattern` when the independent check refuses a pattern.
    """
    feasibility = find_feasibility(problem)
    if isinstance(feasibility, Infeasible):
        return feasibility
    split = Crowding(frozenset(), frozenset())
    while True:
        odds, table, crowding = _make_table(problem, split)
        if crowding:
            split = _join(split, crowding)
            continue
        rehearsal = rehearse(problem, table, rehearsals, dealt_panels)
        troubled = _pick_troubled(rehearsal, split)
        if not troubled:
            _check_patterns(problem, table)
            return _describe(table, odds, rehearsal.unrepaired)
        split = _join(split, troubled)


def find_gini(chances: Chances) -> Fraction:
    """How unequal chances are, 0 for equal ones; each chance with its number of people."""
    people = sum(count for _, count in chances)
    total = sum((chance * count for chance, count in chances), Fraction(0))
    below, area = Fraction(0), Fraction(0)
    for chance, count in sorted(chances):
        area += count * (2 * below + chance * count)
        below += chance * count
    return 1 - area / (people * total)


def _make_table(problem: PanelProblem, split: Crowding) -> tuple[Odds, PatternTable, Crowding]:
    cells = group_candidates(problem, split.employers, split.people)
    odds = find_odds(problem, cells, list_loads(problem, cells, count_employers(problem, cells)))
    table = PatternTable(cells, find_patterns(odds.shares))
    people = find_crowded_people(problem, cells, [pattern.seats for pattern in table.patterns])
    return odds, table, Crowding(odds.blocking, people)


def _join(split: Crowding, more: Crowding) -> Crowding:
    return Crowding(split.employers | more.employers, split.people | more.people)


def _pick_troubled(rehearsal: Rehearsal, split: Crowding) -> Crowding:
    """The half most often in the way: splitting few keeps the table short."""
    employers = [name for name in rehearsal.troubled_employers if name not in split.employers]
    people = [name for name in rehearsal.troubled_people if name not in split.people]
    return Crowding(
        frozenset(employers[: ceil(len(employers) / 2)]),
        frozenset(people[: ceil(len(people) / 2)]),
    )


def _check_patterns(problem: PanelProblem, table: PatternTable) -> None:
    for number, pattern in enumerate(table.patterns):
        findings = check_pattern(problem, table.cells, pattern.seats)
        if findings:
            raise SelectionError(
                "solver.illegal_pattern", {"pattern": number, "finding": findings[0].code}
            )


def _describe(table: PatternTable, odds: Odds, unrepaired: int) -> BuiltTable:
    sizes = [len(cell.members) for cell in table.cells]
    chances = find_chances(table)
    reached = [(c, size) for c, size in zip(chances, sizes, strict=True) if c]
    short = (wish - chance for wish, chance in zip(odds.chances, chances, strict=True))
    return BuiltTable(
        table=table,
        levels=tuple(
            (level.chance, sum(sizes[place] for place in level.cells)) for level in odds.levels
        ),
        lowest=min(chance for chance, _ in reached),
        highest=max(chance for chance, _ in reached),
        gini=find_gini(reached),
        gap=max((*short, Fraction(0))),
        unreachable=tuple(
            member for place in odds.unreachable for member in table.cells[place].members
        ),
        unrepaired=unrepaired,
    )
