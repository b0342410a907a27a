"""From a frozen problem to the table that gets committed: group, odds, patterns, rehearse.

Its one job is the loop that splits off the employers and people whom the deal could not
keep apart, until nothing is left unrepaired or the table has grown too long to go on;
it must not see a seed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final

from expert_pool.findings import Finding
from selection.cells import count_chances, find_chances, group_and_count
from selection.certificate import Certificate, Cut, ProofStep, check_certificate
from selection.dealing.deal import Rehearsal, rehearse
from selection.errors import SelectionError
from selection.panel_check import check_table
from selection.problem import PanelProblem, Pattern, PatternTable
from selection.solver.feasibility import Infeasible, find_feasibility
from selection.solver.loads import NOBODY, Crowding, list_loads
from selection.solver.odds import Odds, find_odds
from selection.solver.patterns import find_patterns
from selection.solver.roominess import list_tight_patterns
from selection.solver.rows import CUT

_MILLION: Final = 10**6
# Nobody more is split off a table with more cells than this: each round would take minutes,
# and the few panels that are still beyond repair by then are set aside and counted.
MOST_CELLS: Final = 400
Chances = Sequence[tuple[Fraction, int]]


@dataclass(frozen=True, slots=True)
class BuiltTable:
    """The table to commit, and what may be said of its fairness.

    `levels` are the fairest chances that the rules allow, each with its number of
    candidates. Nobody's chance in the table is more than `gap` below; at 0 the table is
    leximin itself. `lowest`, `highest` and `gini` are of the table's own chances, over
    all who can sit on a legal panel; the others are `unreachable`, in pool order. `fairest`
    is the lowest chance / weight that the rules allow, `reached` that of the table.
    `certificate` proves the levels; `unproven` says what of it plain arithmetic could not
    confirm. `unrepaired` counts the panels that the rehearsal set aside; 0 is the rule.
    """

    table: PatternTable
    levels: tuple[tuple[Fraction, int], ...]
    lowest: Fraction
    highest: Fraction
    gini: Fraction
    gap: Fraction
    fairest: Fraction
    reached: Fraction
    certificate: Certificate
    unproven: tuple[Finding, ...]
    unreachable: tuple[str, ...]
    unrepaired: int

    @property
    def reaches_levels(self) -> bool:
        """Whether the table reaches the levels, up to a millionth.

        That is the lowest chance (/ weight) up to a millionth of it, everybody's up to 0.000001.
        """
        short = (self.fairest - self.reached) * _MILLION
        return short <= self.fairest and self.gap * _MILLION <= 1

    @property
    def certified(self) -> bool:
        """Whether the levels are proven and the table reaches them, up to a millionth."""
        return self.reaches_levels and not self.unproven


@dataclass(frozen=True, slots=True)
class Draft:
    """A table before its rehearsal: with its odds, who was split off, employers by cell.

    `counts` are the people of each employer (by number) in every mixed cell.
    """

    table: PatternTable
    odds: Odds
    split: Crowding
    counts: tuple[Mapping[int, int], ...]


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
    draft, troubled = draft_table(problem), NOBODY
    while True:
        rehearsal = _rehearse(problem, draft, rehearsals, dealt_panels)
        employers, people = _list_troubled(rehearsal, draft.split)
        if not (employers or people) or len(draft.table.cells) > MOST_CELLS:
            return _describe(problem, draft, rehearsal.unrepaired)
        split = Crowding(
            _pick_half(employers, troubled.employers), _pick_half(people, troubled.people)
        )
        troubled |= Crowding(frozenset(employers), frozenset(people))
        known = () if split else draft.table.patterns
        draft = draft_table(problem, draft.split | split, troubled, known)


def draft_table(
    problem: PanelProblem,
    split: Crowding = NOBODY,
    troubled: Crowding = NOBODY,
    known: Sequence[Pattern] = (),
) -> Draft:
    """The fairest table in which no pattern seats anybody too closely, not yet rehearsed.

    Who is too close is split off, beside those split already. The `known` patterns are of a
    table with the same cells, whose rehearsal had trouble.
    """
    seatings = [pattern.seats for pattern in known]
    while True:
        cells, counts = group_and_count(problem, split.employers, split.people)
        loads = list_loads(problem, cells, counts, troubled)
        odds = find_odds(problem, cells, loads, seatings)
        if not odds.blocking:
            table = PatternTable(cells, find_patterns(odds.shares))
            return Draft(table, odds, split, counts)
        split, seatings = split | odds.blocking, []


def find_gini(chances: Chances) -> Fraction:
    """How unequal chances are, 0 for equal ones; each chance with its number of people."""
    people = sum(count for _, count in chances)
    total = sum((chance * count for chance, count in chances), Fraction(0))
    below, area = Fraction(0), Fraction(0)
    for chance, count in sorted(chances):
        area += count * (2 * below + chance * count)
        below += chance * count
    return 1 - area / (people * total)


def _rehearse(problem: PanelProblem, draft: Draft, trials: int, dealt_panels: int) -> Rehearsal:
    """Deal what has little room as often as without the rest, which needs no rehearsal."""
    table = draft.table
    tight = list_tight_patterns(problem, table.cells, draft.counts, table.patterns, dealt_panels)
    if not tight:
        return Rehearsal(0, (), ())
    share = ceil(trials * len(tight) / len(table.patterns))
    return rehearse(problem, PatternTable(table.cells, tight), share, dealt_panels)


def _list_troubled(rehearsal: Rehearsal, split: Crowding) -> tuple[list[str], list[str]]:
    """The employers and people in the way who have no cells of their own, most often first."""
    return (
        [name for name in rehearsal.troubled_employers if name not in split.employers],
        [name for name in rehearsal.troubled_people if name not in split.people],
    )


def _pick_half(names: Sequence[str], troubled: Collection[str]) -> frozenset[str]:
    """Of those troubled before, the half most often in the way: few splits, a short table."""
    again = [name for name in names if name in troubled]
    return frozenset(again[: ceil(len(again) / 2)])


def _check_patterns(problem: PanelProblem, table: PatternTable) -> None:
    for number, findings in enumerate(check_table(problem, table)):
        if findings:
            raise SelectionError(
                "solver.illegal_pattern", {"pattern": number, "finding": findings[0].code}
            )


def _certify(odds: Odds) -> Certificate:
    """The bounds of the levels in the words of the rules, for everybody to check."""
    cuts = [row for row in odds.rows if row.name == CUT]
    names = [("cut", str(cuts.index(row))) if row.name == CUT else row.name for row in odds.rows]
    return Certificate(
        tuple(
            ProofStep(
                bound.chance,
                bound.binding,
                tuple((names[number], factor) for number, factor in bound.multipliers),
            )
            for bound in odds.bounds
        ),
        tuple(Cut(row.terms, row.upper) for row in cuts),
    )


def _describe(problem: PanelProblem, draft: Draft, unrepaired: int) -> BuiltTable:
    table, odds = draft.table, draft.odds
    _check_patterns(problem, table)
    certificate = _certify(odds)
    chances = find_chances(table)
    seated = [(c, cell) for c, cell in zip(chances, table.cells, strict=True) if c]
    reached = [(chance, len(cell.members)) for chance, cell in seated]
    short = (wish - chance for wish, chance in zip(odds.chances, chances, strict=True))
    return BuiltTable(
        table=table,
        levels=count_chances(odds.chances, table.cells),
        lowest=min(chance for chance, _ in reached),
        highest=max(chance for chance, _ in reached),
        gini=find_gini(reached),
        gap=max((*short, Fraction(0))),
        fairest=min(level.chance for level in odds.levels if level.chance),
        reached=min(chance / cell.weight for chance, cell in seated),
        certificate=certificate,
        unproven=check_certificate(problem, table.cells, certificate),
        unreachable=tuple(
            member for place in odds.unreachable for member in table.cells[place].members
        ),
        unrepaired=unrepaired,
    )
