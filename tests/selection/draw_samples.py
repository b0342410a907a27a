"""Small problems and tables that the tests of the draw share; built from numbers, no names."""

from collections.abc import Iterable

from selection.cells import group_candidates
from selection.problem import (
    Candidate,
    PanelProblem,
    PanelRules,
    Pattern,
    PatternTable,
    QuotaRule,
)


def make_candidates(kinds: Iterable[tuple[str, str]]) -> tuple[Candidate, ...]:
    """One candidate a pair: quota ids as letters, employer ("" for none); e000, e001, ..."""
    return tuple(
        Candidate(f"e{number:03}", frozenset(meets), employer)
        for number, (meets, employer) in enumerate(kinds)
    )


def make_problem(
    size: int = 24,
    employers: int = 8,
    *,
    cap: int = 1,
    conflicts: Iterable[tuple[int, int]] = (),
) -> PanelProblem:
    """A third financial ("f"), the rest technical ("t"); employers in turn; five seats."""
    kinds = [("f" if n % 3 == 0 else "t", f"u{n % employers}") for n in range(size)]
    rules = PanelRules(5, (QuotaRule("f", 1, 2), QuotaRule("t", 3, 4)), cap)
    pairs = frozenset((f"e{one:03}", f"e{other:03}") for one, other in conflicts)
    return PanelProblem(rules, make_candidates(kinds), pairs)


def make_table(
    problem: PanelProblem,
    rows: Iterable[tuple[tuple[int, ...], int]] = (((1, 4), 3), ((2, 3), 1)),
    *,
    employers: Iterable[str] = (),
    people: Iterable[str] = (),
) -> PatternTable:
    """Unless told else two rows: one financial seat with weight 3 and two with weight 1."""
    cells = group_candidates(problem, frozenset(employers), frozenset(people))
    return PatternTable(cells, tuple(Pattern(tuple(seats), weight) for seats, weight in rows))
