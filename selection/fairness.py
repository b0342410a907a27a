"""A lottery with the proof that none treats people more equally, checked from the frozen input.

Its one job is to hold both against the candidates and rules, in whole fractions: the patterns
are legal, the bounds follow from the rules, and so far the chances of the table stay below
them. It must not find odds, nor know any file.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from expert_pool.findings import Finding, Severity
from selection.cells import find_chances, group_candidates
from selection.certificate import (
    Certificate,
    check_certificate,
    check_impossible,
    find_bounds,
)
from selection.panel_check import check_table
from selection.problem import Cell, PanelProblem, Pattern, PatternTable

_SOURCE: Final = "Nature 596, 548 (2021): leximin"


@dataclass(frozen=True, slots=True)
class Proof:
    """Bounds over the cells of the candidates, with these employers and people split off."""

    employers: frozenset[str]
    people: frozenset[str]
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class FairLottery:
    """Who can sit on no legal panel, proof by proof; the patterns over all others; the gap.

    `proof` bounds the chances of the others; nobody's in the table is more than `gap` below.
    """

    unseated: tuple[Proof, ...]
    proof: Proof
    patterns: tuple[Pattern, ...]
    gap: Fraction


@dataclass(frozen=True, slots=True)
class Shown:
    """What was shown of a lottery: its table, who can sit on no legal panel, and how close it is.

    Nobody could have more than `apart` more where all of earlier steps have what the table gives.
    """

    table: PatternTable
    unseated: tuple[str, ...]
    apart: Fraction


def check_fairness(problem: PanelProblem, lottery: FairLottery) -> Shown | tuple[Finding, ...]:
    """What the proofs show, or why they show nothing."""
    left, unseated = problem, list[str]()
    for proof in lottery.unseated:
        cells = _group(left, proof)
        findings = check_impossible(left, cells, proof.certificate)
        if findings:
            return findings
        unseated += _list_bound(cells, proof.certificate)
        left = left.without(frozenset(unseated))
    table = PatternTable(_group(left, lottery.proof), lottery.patterns)
    findings = _check_patterns(left, table) or (
        *check_certificate(left, table.cells, lottery.proof.certificate),
        *_check_gap(table, lottery),
    )
    return findings or Shown(table, tuple(unseated), _find_apart(left, table, lottery))


def _group(problem: PanelProblem, proof: Proof) -> tuple[Cell, ...]:
    return group_candidates(problem, proof.employers, proof.people)


def _list_bound(cells: tuple[Cell, ...], certificate: Certificate) -> list[str]:
    places = (place for step in certificate.steps for place in step.cells)
    return [member for place in places for member in cells[place].members]


def _check_patterns(problem: PanelProblem, table: PatternTable) -> tuple[Finding, ...]:
    return tuple(
        _finding("CRT-06.pattern_illegal", row=row, rule=findings[0].code)
        for row, findings in enumerate(check_table(problem, table))
        if findings
    )


def _check_gap(table: PatternTable, lottery: FairLottery) -> tuple[Finding, ...]:
    """The stated gap is the most by which a chance stays below its bound."""
    chances = find_chances(table)
    short = [
        step.chance * table.cells[place].weight - chances[place]
        for step in lottery.proof.certificate.steps
        for place in step.cells
        if 0 <= place < len(chances)
    ]
    computed = max((*short, Fraction(0)))
    if computed == lottery.gap:
        return ()
    return (_finding("CRT-07.gap_misstated", stated=str(lottery.gap), computed=str(computed)),)


def _find_apart(problem: PanelProblem, table: PatternTable, lottery: FairLottery) -> Fraction:
    """The gap, or more: a step may count chances below its own many times, and so their gaps."""
    certificate, chances = lottery.proof.certificate, find_chances(table)
    seated = [chance * len(it.members) for chance, it in zip(chances, table.cells, strict=True)]
    bounds = find_bounds(problem, table.cells, certificate, seated)
    short = (
        bound * table.cells[place].weight - chances[place]
        for bound, step in zip(bounds, certificate.steps, strict=True)
        for place in step.cells
    )
    return max(lottery.gap, *short)


def _finding(code: str, **params: str | int) -> Finding:
    return Finding(code, Severity.HARD, _SOURCE, tuple(sorted(params.items())))
