"""The fairest lottery by enumerating every panel, in fractions: slow, and surely right."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

from selection.panel_check import check_panel
from selection.problem import Candidate, PanelProblem, PanelRules, QuotaRule, line_up

QUOTAS = ("q0", "q1", "q2")
ZERO, ONE = Fraction(0), Fraction(1)
Table = list[list[Fraction]]


def list_panels(problem: PanelProblem) -> list[tuple[str, ...]]:
    """Every legal panel."""
    people = [candidate.pseudonym for candidate in problem.candidates]
    panels = combinations(people, problem.rules.seats)
    return [panel for panel in panels if not check_panel(problem, panel)]


def list_fixes(problem: PanelProblem) -> dict[frozenset[tuple[str, str]], int]:
    """Every set of rules whose change makes some panel legal, with the least total change.

    Each set of people without personal conflicts, of any size up to the seats, says by
    itself which rules it breaks and by how much.
    """
    fixes: dict[frozenset[tuple[str, str]], int] = {}
    for size in range(1, problem.rules.seats + 1):
        for panel in combinations(problem.candidates, size):
            names = [candidate.pseudonym for candidate in panel]
            if problem.conflicts.isdisjoint(combinations(names, 2)):
                broken = _find_broken(problem.rules, panel)
                least = fixes.get(frozenset(broken), sum(broken.values()))
                fixes[frozenset(broken)] = min(least, sum(broken.values()))
    return fixes


def _find_broken(rules: PanelRules, panel: Sequence[Candidate]) -> dict[tuple[str, str], int]:
    employed = Counter(candidate.employer for candidate in panel if candidate.employer)
    broken = {
        ("SHF-14.fewer_seats", ""): rules.seats - len(panel),
        ("SHF-13.raise_employer_cap", ""): max(employed.values(), default=0) - rules.employer_cap,
    }
    for quota in rules.quotas:
        members = sum(quota.id in candidate.meets for candidate in panel)
        if quota.of_group:
            name = ("SHF-15.raise_group_cap", "")
            broken[name] = max(broken.get(name, 0), members - quota.maximum)
            continue
        broken["SHF-11.lower_minimum", quota.id] = quota.minimum - members
        broken["SHF-12.raise_maximum", quota.id] = members - quota.maximum
    return {rule: amount for rule, amount in broken.items() if amount > 0}


def find_fairest(problem: PanelProblem) -> dict[str, Fraction]:
    """Everybody's chance, leximin in chance / weight over all legal panels; 0 on none."""
    panels = list_panels(problem)
    weights = {candidate.pseudonym: candidate.weight for candidate in problem.candidates}
    fixed = {p: ZERO for p in weights if not any(p in panel for panel in panels)}
    while len(fixed) < len(weights):
        rising = {person: weight for person, weight in weights.items() if person not in fixed}
        level = _maximise(panels, fixed, rising, None, ZERO)
        for person, weight in rising.items():
            if _maximise(panels, fixed, rising, person, level) == level:
                fixed[person] = level * weight
    return fixed


def _maximise(
    panels: list[tuple[str, ...]],
    fixed: dict[str, Fraction],
    rising: dict[str, int],
    person: str | None,
    floor: Fraction,
) -> Fraction:
    """The greatest least level of the rising; or of one of them, the others at the floor.

    Variables: one share a panel, then t, then one slack for each of the rising.
    """
    width = len(panels) + 1 + len(rising)
    rows, sums = [[ONE] * len(panels) + [ZERO] * (1 + len(rising))], [ONE]
    for name, chance in fixed.items():
        rows.append([Fraction(name in p) for p in panels] + [ZERO] * (1 + len(rising)))
        sums.append(chance)
    for place, (name, weight) in enumerate(rising.items()):
        lift = weight if person is None or name == person else 0
        row = [Fraction(name in p) for p in panels] + [-Fraction(lift)] + [ZERO] * len(rising)
        row[len(panels) + 1 + place] = -ONE
        rows.append(row)
        sums.append(ZERO if lift else floor * weight)
    gains = [ZERO] * width
    gains[len(panels)] = ONE
    return solve_simplex(rows, sums, gains)


def solve_simplex(rows: Table, sums: list[Fraction], gains: list[Fraction]) -> Fraction:
    """The greatest gain over rows x = sums, x >= 0: two phases, Bland's rule."""
    count, width = len(rows), len(gains)
    units = [[Fraction(i == j) for j in range(count)] for i in range(count)]
    table = [[*row, *unit, total] for row, unit, total in zip(rows, units, sums, strict=True)]
    basis = list(range(width, width + count))
    first = [ZERO] * width + [-ONE] * count
    assert _climb(table, basis, first, width + count) == 0, "infeasible"
    for place, column in enumerate(basis):
        pivots = [j for j in range(width) if table[place][j]] if column >= width else []
        if pivots:
            _pivot(table, basis, place, pivots[0])
    return _climb(table, basis, [*gains, *([ZERO] * count)], width)


def _climb(table: Table, basis: list[int], gains: list[Fraction], width: int) -> Fraction:
    while True:
        prices = [gains[column] for column in basis]
        entering = next(
            (
                j
                for j in range(width)
                if j not in basis
                and gains[j]
                > sum(p * row[j] for p, row in zip(prices, table, strict=True) if row[j])
            ),
            None,
        )
        if entering is None:
            return sum((p * row[-1] for p, row in zip(prices, table, strict=True)), ZERO)
        ratios = [
            (row[-1] / row[entering], basis[place], place)
            for place, row in enumerate(table)
            if row[entering] > 0
        ]
        _pivot(table, basis, min(ratios)[2], entering)


def _pivot(table: Table, basis: list[int], place: int, column: int) -> None:
    lead = table[place][column]
    table[place] = [value / lead for value in table[place]]
    for other, row in enumerate(table):
        if other != place and row[column]:
            factor = row[column]
            pairs = zip(row, table[place], strict=True)
            table[other] = [value - factor * pivot for value, pivot in pairs]
    basis[place] = column


def make_small(
    meets: Sequence[str],
    employers: Sequence[str],
    seats: int,
    quotas: Iterable[tuple[str, int, int]],
    cap: int = 1,
    conflicts: Iterable[tuple[int, int]] = (),
) -> PanelProblem:
    """A problem from strings: `meets` like "ab" for quotas a and b, one a candidate."""
    candidates = tuple(
        Candidate(f"p{place}", frozenset(quota), employer)
        for place, (quota, employer) in enumerate(zip(meets, employers, strict=True))
    )
    pairs = frozenset((f"p{one}", f"p{other}") for one, other in conflicts)
    rules = PanelRules(seats, tuple(QuotaRule(*quota) for quota in quotas), cap)
    return PanelProblem(rules, candidates, pairs)


@st.composite
def small_problems(draw: st.DrawFn, most: int = 8) -> PanelProblem:
    """Problems of 4 to 8 people, three crossing quotas, few employers, some conflicts."""
    people = draw(st.integers(4, most))
    seats = draw(st.integers(2, 4))
    subsets = st.frozensets(st.sampled_from(QUOTAS), max_size=3)
    candidates = tuple(
        Candidate(f"p{place}", draw(subsets), draw(st.sampled_from(("", "A", "B", "C", "D", "E"))))
        for place in range(people)
    )
    quotas = []
    for quota in QUOTAS:
        minimum = draw(st.integers(0, 2))
        quotas.append(QuotaRule(quota, minimum, draw(st.integers(max(minimum, 1), seats + 1))))
    names = [candidate.pseudonym for candidate in candidates]
    pairs = draw(st.sets(st.sampled_from(list(combinations(names, 2))), max_size=4))
    rules = PanelRules(seats, tuple(quotas), draw(st.integers(1, 2)))
    return PanelProblem(rules, candidates, frozenset(pairs))


@st.composite
def weighed_problems(draw: st.DrawFn, most: int = 7) -> PanelProblem:
    """The same with a limit of 2 to 5 and a weight up to it for everybody."""
    problem = draw(small_problems(most))
    limit = draw(st.integers(2, 5))
    return weigh(problem, limit, [draw(st.integers(1, limit)) for _ in problem.candidates])


def weigh(problem: PanelProblem, limit: int, weights: Iterable[int]) -> PanelProblem:
    """The problem with these weights, in pool order."""
    pairs = zip(problem.candidates, weights, strict=True)
    return replace(
        problem,
        rules=replace(problem.rules, weight_limit=limit),
        candidates=line_up(candidate._replace(weight=weight) for candidate, weight in pairs),
    )
