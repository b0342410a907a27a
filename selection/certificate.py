"""The proof that no lottery treats people more equally, and its check by plain arithmetic.

Its one job is to confirm levels of chances in fractions, with nothing but the frozen
problem, the cells and the multipliers: no solver, and no code of the one that found them.
It must not find odds.

One step names a chance, the cells that it binds, and a multiplier for some of the rules.
Every rule bounds a sum of seats; the multiples of the rules add up to a bound on a
weighted sum of seats. With the cells bound by earlier steps at their chances, what is left
says: the chances of the cells named cannot all be above the chance of the step. Steps rise,
and together they bind every cell; so no lottery has a higher first level, nor a higher next
one with those below kept (leximin: Flanigan, Gölz, Gupta, Hennig, Procaccia, Nature 2021).
Where candidates have weights, read chance / weight for chance throughout.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Final, cast

from expert_pool.findings import Finding, Param, Severity
from selection.every_pattern import find_most_seats
from selection.problem import Cell, PanelProblem

_SOURCE: Final = "Nature 596, 548 (2021): leximin"
_BROKEN: Final = "CRT-03.cut_broken"

Terms = dict[int, int]


@dataclass(frozen=True, slots=True)
class Cut:
    """No legal pattern brings the sum of factor x seats, over (cell, factor), above `most`."""

    terms: tuple[tuple[int, int], ...]
    most: int


@dataclass(frozen=True, slots=True)
class ProofStep:
    """The chances of these cells (/ weight) cannot all be above `chance`, by multiples of rules.

    A rule is named by its kind, then whom it is about: seats; quota and its id; employer;
    conflict and the people; cell and its place; cut and its place.
    """

    chance: Fraction
    cells: tuple[int, ...]
    multipliers: tuple[tuple[tuple[str, ...], Fraction], ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """The steps, lowest chance first, and the cuts that they lean on."""

    steps: tuple[ProofStep, ...]
    cuts: tuple[Cut, ...] = ()


def check_certificate(
    problem: PanelProblem, cells: Sequence[Cell], certificate: Certificate
) -> tuple[Finding, ...]:
    """Why the certificate does not prove its levels; empty where it does."""
    return (
        *_check_order(cells, certificate.steps),
        *_check_bounds(problem, cells, certificate),
    )


def check_impossible(
    problem: PanelProblem, cells: Sequence[Cell], certificate: Certificate
) -> tuple[Finding, ...]:
    """Why the certificate does not prove that nobody of its cells can sit on a legal panel."""
    findings = [
        _finding("CRT-08.chance_not_zero", step=number)
        for number, step in enumerate(certificate.steps)
        if step.chance != 0
    ]
    return (*findings, *_check_bounds(problem, cells, certificate))


def find_bounds(
    problem: PanelProblem,
    cells: Sequence[Cell],
    certificate: Certificate,
    seated: Sequence[Fraction],
) -> tuple[Fraction, ...]:
    """What each proven step allows where the cells of steps before it have these seats."""
    rules = _Rules(problem, cells, certificate.cuts)
    fixed: dict[int, Fraction] = {}
    bounds = []
    for step in certificate.steps:
        # A proven step has a bound.
        bounds.append(cast(Fraction, _find_bound(rules, cells, fixed, step)))
        fixed.update((place, seated[place]) for place in step.cells)
    return tuple(bounds)


class _Rules:
    """The rules of a problem, made from its own words: bounds and factors by name."""

    def __init__(self, problem: PanelProblem, cells: Sequence[Cell], cuts: Sequence[Cut]) -> None:
        self.seats = problem.rules.seats
        self._problem = problem
        self._cells = cells
        self._cuts = cuts
        self._quotas = {quota.id: quota for quota in problem.rules.quotas}

    def find(self, name: tuple[str, ...]) -> tuple[Terms, int, int] | None:
        """Factors by cell, lower and upper bound; None for a rule that does not exist."""
        kind, *about = name
        if kind == "seats" and not about:
            return {place: 1 for place in range(len(self._cells))}, self.seats, self.seats
        if kind == "conflict":
            return self._find_conflict(about)
        if len(about) != 1:
            return None
        return self._find_single(kind, about[0])

    def _find_single(self, kind: str, about: str) -> tuple[Terms, int, int] | None:
        if kind == "quota" and about in self._quotas:
            quota = self._quotas[about]
            held = (place for place, cell in enumerate(self._cells) if about in cell.meets)
            return dict.fromkeys(held, 1), quota.minimum, quota.maximum
        if kind == "employer" and about:
            held = (place for place, cell in enumerate(self._cells) if cell.employer == about)
            return dict.fromkeys(held, 1), 0, self._problem.rules.employer_cap
        place = int(about) if about.isascii() and about.isdigit() else -1
        if kind == "cell" and 0 <= place < len(self._cells):
            return {place: 1}, 0, len(self._cells[place].members)
        if kind == "cut" and 0 <= place < len(self._cuts):
            return dict(self._cuts[place].terms), 0, self._cuts[place].most
        return None

    def _find_conflict(self, people: Sequence[str]) -> tuple[Terms, int, int] | None:
        """People who all exclude each other, each a cell alone: one seat for all of them."""
        alone = {cell.person: place for place, cell in enumerate(self._cells) if cell.person}
        pairs = combinations(sorted(set(people)), 2)
        if not alone.keys() >= set(people) or any(p not in self._problem.conflicts for p in pairs):
            return None
        return {alone[person]: 1 for person in people}, 0, 1


def _check_order(cells: Sequence[Cell], steps: Sequence[ProofStep]) -> tuple[Finding, ...]:
    bound = [place for step in steps for place in step.cells]
    findings = []
    if sorted(bound) != list(range(len(cells))):
        findings.append(_finding("CRT-01.cells_not_bound_once", cells=len(cells), bound=len(bound)))
    if any(one.chance > other.chance for one, other in pairwise(steps)):
        findings.append(_finding("CRT-02.steps_do_not_rise"))
    return tuple(findings)


def _check_bounds(
    problem: PanelProblem, cells: Sequence[Cell], certificate: Certificate
) -> tuple[Finding, ...]:
    """Nothing follows from a broken cut, which may even be about cells that do not exist."""
    findings = _check_cuts(problem, cells, certificate.cuts)
    if any(finding.code == _BROKEN for finding in findings):
        return findings
    rules = _Rules(problem, cells, certificate.cuts)
    return (*findings, *_check_steps(rules, cells, certificate.steps))


def _check_cuts(
    problem: PanelProblem, cells: Sequence[Cell], cuts: Sequence[Cut]
) -> tuple[Finding, ...]:
    """Try every pattern for each cut: more than it allows, or too many to try."""
    findings = []
    for number, cut in enumerate(cuts):
        if any(factor < 0 or not 0 <= place < len(cells) for place, factor in cut.terms):
            findings.append(_finding(_BROKEN, cut=number))
            continue
        most = find_most_seats(problem, cells, dict(cut.terms))
        if most is None:
            findings.append(_finding("CRT-04.cut_not_checked", cut=number))
        elif most > cut.most:
            findings.append(_finding(_BROKEN, cut=number))
    return tuple(findings)


def _check_steps(
    rules: _Rules, cells: Sequence[Cell], steps: Sequence[ProofStep]
) -> tuple[Finding, ...]:
    fixed: dict[int, Fraction] = {}
    findings = []
    for number, step in enumerate(steps):
        bound = _find_bound(rules, cells, fixed, step)
        if bound is None or bound > step.chance:
            findings.append(_finding("CRT-05.step_not_proven", step=number))
        fixed.update(
            (place, step.chance * _weigh(cells[place]))
            for place in step.cells
            if 0 <= place < len(cells)
        )
    return tuple(findings)


def _find_bound(
    rules: _Rules, cells: Sequence[Cell], fixed: dict[int, Fraction], step: ProofStep
) -> Fraction | None:
    """What the multiples say of the lowest chance of the step's cells; None for nothing."""
    pulls: dict[int, Fraction] = {}
    total = Fraction(0)
    for name, multiplier in step.multipliers:
        rule = rules.find(name)
        if rule is None:
            return None
        terms, lower, upper = rule
        total += multiplier * (upper if multiplier > 0 else lower)
        for place, factor in terms.items():
            pulls[place] = pulls.get(place, Fraction(0)) + multiplier * factor
    for place, pull in pulls.items():
        if place in fixed:
            total -= pull * fixed[place]
        elif pull < 0:
            # A cell that the sum counts the wrong way loosens the bound by all it could fill.
            total -= pull * min(rules.seats, len(cells[place].members))
    held = [pulls.get(place, Fraction(0)) for place in step.cells]
    if not held or min(held) <= 0 or not fixed.keys().isdisjoint(step.cells):
        return None
    people = (pull * _weigh(cells[place]) for pull, place in zip(held, step.cells, strict=True))
    return total / sum(people, Fraction(0))


def _weigh(cell: Cell) -> int:
    """What the members weigh together: the seats of a cell are its level times this."""
    return len(cell.members) * cell.weight


def _finding(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, _SOURCE, tuple(sorted(params.items())))
