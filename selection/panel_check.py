"""What a legal panel and a legal pattern are, said without a solver.

Its one job is to re-check what others found: it shares no code with the solver and no
code with the deal, so that a mistake there cannot hide here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import lcm
from typing import Final

from expert_pool.findings import Finding, Param, Severity
from selection.problem import NO_EMPLOYER, Candidate, Cell, PanelProblem, PanelRules, PatternTable

_BUILDING: Final = "deal/v1"
_RELATED: Final = "粤财规〔2025〕1号 art. 21"
_EMPLOYER: Final = "design: at most n members an employer"


@dataclass(frozen=True, slots=True)
class _Staff:
    """The people of each employer (by number) in one cell, and how many the greatest has."""

    held: Mapping[int, int]
    most: int


def check_panel(problem: PanelProblem, members: Sequence[str]) -> tuple[Finding, ...]:
    """Why these people are no legal panel; empty for a legal one."""
    known = problem.candidates.find(frozenset(members))
    seated = [known[member] for member in members if member in known]
    return (
        *_check_people(known, members),
        *_check_seats(problem.rules, len(members)),
        *_check_quotas(problem.rules, [candidate.meets for candidate in seated]),
        *_check_employers(problem.rules.employer_cap, seated),
        *_check_conflicts(problem, sorted(set(members))),
    )


def check_pattern(
    problem: PanelProblem, cells: Sequence[Cell], seats: Sequence[int]
) -> tuple[Finding, ...]:
    """Why no panels may be dealt from this pattern; empty for a legal one.

    Beside sums, quotas and sizes: in this very pattern every employer expects at most
    its cap (seats of a cell x share of the cell), for employers split off exactly; else
    some dealt panel could not be repaired. Two split people in conflict never both sit.
    """
    return _check_seating(problem, cells, _count_employers(problem, cells), seats)


def check_table(problem: PanelProblem, table: PatternTable) -> tuple[tuple[Finding, ...], ...]:
    """The findings of `check_pattern` for every pattern of a table."""
    counts = _count_employers(problem, table.cells)
    return tuple(
        _check_seating(problem, table.cells, counts, pattern.seats) for pattern in table.patterns
    )


def _check_seating(
    problem: PanelProblem,
    cells: Sequence[Cell],
    counts: Sequence[_Staff],
    seats: Sequence[int],
) -> tuple[Finding, ...]:
    if len(seats) != len(cells):
        return (_finding("PNL-05.pattern_length", cells=len(cells), seats=len(seats)),)
    return (
        *_check_sizes(cells, seats),
        *_check_seats(problem.rules, sum(seats)),
        *_check_quotas(
            problem.rules,
            [cell.meets for cell, count in zip(cells, seats, strict=True) for _ in range(count)],
        ),
        *_check_expected_seats(problem, cells, counts, seats),
        *_check_conflicts(
            problem,
            sorted(
                cell.person
                for cell, count in zip(cells, seats, strict=True)
                if cell.person is not None and count > 0
            ),
        ),
    )


def _check_people(known: Mapping[str, Candidate], members: Sequence[str]) -> tuple[Finding, ...]:
    unknown = (member for member in members if member not in known)
    doubles = (member for member, count in Counter(members).items() if count > 1)
    return (
        *(_finding("PNL-02.unknown_member", member=member) for member in unknown),
        *(_finding("PNL-03.member_twice", member=member) for member in doubles),
    )


def _check_seats(rules: PanelRules, count: int) -> tuple[Finding, ...]:
    if count == rules.seats:
        return ()
    return (_finding("PNL-01.wrong_seats", seats=rules.seats, members=count),)


def _check_quotas(rules: PanelRules, meets: Sequence[frozenset[str]]) -> tuple[Finding, ...]:
    findings = []
    for quota in rules.quotas:
        count = sum(quota.id in met for met in meets)
        if count < quota.minimum:
            code, bound = "PNL-04.below_minimum", quota.minimum
        elif count > quota.maximum:
            code, bound = "PNL-04.above_maximum", quota.maximum
        else:
            continue
        findings.append(_finding(code, quota=quota.id, members=count, bound=bound))
    return tuple(findings)


def _check_employers(cap: int, seated: Sequence[Candidate]) -> tuple[Finding, ...]:
    counts = Counter(candidate.employer for candidate in seated if candidate.employer)
    return tuple(
        _finding("COI-14.employer_over_cap", _EMPLOYER, employer=employer, members=count, cap=cap)
        for employer, count in sorted(counts.items())
        if count > cap
    )


def _check_conflicts(problem: PanelProblem, people: Sequence[str]) -> tuple[Finding, ...]:
    return tuple(
        _finding("COI-13.members_conflict", _RELATED, first=first, second=second)
        for first, second in combinations(people, 2)
        if (first, second) in problem.conflicts
    )


def _check_sizes(cells: Sequence[Cell], seats: Sequence[int]) -> tuple[Finding, ...]:
    return tuple(
        _finding("PNL-05.cell_overfilled", cell=place, seats=count, size=len(cell.members))
        for place, (cell, count) in enumerate(zip(cells, seats, strict=True))
        if not 0 <= count <= len(cell.members)
    )


def _count_employers(problem: PanelProblem, cells: Sequence[Cell]) -> list[_Staff]:
    """The people of each employer in each cell; nobody counts without employer."""
    pool = problem.candidates
    find = pool.employer_of.__getitem__
    counts = [Counter(map(find, pool.number_members(cell.members))) for cell in cells]
    for held in counts:
        del held[NO_EMPLOYER]
    return [_Staff(held, max(held.values(), default=0)) for held in counts]


def _check_expected_seats(
    problem: PanelProblem, cells: Sequence[Cell], counts: Sequence[_Staff], seats: Sequence[int]
) -> tuple[Finding, ...]:
    cap, names = problem.rules.employer_cap, problem.candidates.employers
    used = [
        (staff, len(cell.members), count)
        for staff, cell, count in zip(counts, cells, seats, strict=True)
        if count
    ]
    scale = lcm(*(size for _, size, _ in used))
    # The greatest employer of each cell bounds all of them: mostly there is no need to add up.
    if sum(staff.most * count * (scale // size) for staff, size, count in used) <= cap * scale:
        return ()
    expected: Counter[int] = Counter()
    for staff, size, count in used:
        for employer, people in staff.held.items():
            expected[employer] += count * people * (scale // size)
    over = (names[employer] for employer, amount in expected.items() if amount > cap * scale)
    return tuple(
        _finding("COI-14.pattern_employer_over_cap", _EMPLOYER, employer=employer, cap=cap)
        for employer in sorted(over)
    )


def _finding(code: str, source: str = _BUILDING, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, source, tuple(sorted(params.items())))
