"""Whether draws fit their table: patterns, members, pairs, reserve order. No sampling here.

Its one job is the tests, each valid for what it counts; each corrects for all that it looks
at, and the caller corrects for the number of tests.

- Counts of independent draws that fall into cells (patterns, places in the reserve order) are
  multinomial: Pearson's chi-square, neighbours pooled until each cell expects at least five.
- Members of one panel exclude each other, so their counts are not independent and squares of
  their deviations do not add up to a chi-square. Each member's own count is binomial: exact
  tails, corrected for the number of members (Bonferroni).
- People of a cell without colleagues or conflicts ("free") may be renamed among each other
  without changing the lottery. By Schur's lemma the covariance of their deviations from the
  mean is then one number times the identity, whatever the panels look like; with that number
  taken from the panels' sizes the squares do add up to a chi-square (n - 1 degrees; for pairs
  inside a cell n (n - 3) / 2, of two cells (n - 1)(m - 1), members' own deviations removed).
- Pairs whom no renaming tells apart have one chance. A pair's deviation from their mean
  varies no more than its count does, which is binomial: exact tails at the mean, corrected
  for all pairs. Where nobody has a colleague or a conflict the table gives that chance itself.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from benchmarks.draw_people import Kind, People, describe_people
from benchmarks.draw_samplers import Draws, Setting
from benchmarks.tails import find_binomial_tails, find_chi_square_tail

Counts = NDArray[np.int64]

LEAST_EXPECTED = 5
LEAST_PAIRS = 25
"""Pairs rarer than this are left out of the test of single pairs."""
EXACT_TAILS = 50
TENTHS = 10
POSSIBLE_ORDERS = (0, 2, 3, 4, 5, 7)
"""Of three: first before second, 4; second before third, 2; first before third, 1."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared with what, in words, and the p-value after the test's own correction."""

    name: str
    compared: str
    chance: float


def compare_draws(setting: Setting, draws: Draws) -> tuple[Comparison, ...]:
    """Every test of a sample of draws."""
    people = describe_people(setting.problem, setting.table)
    pairs = count_pairs(draws, len(people.cells))
    return (
        _judge_patterns(setting, draws),
        _judge_members(people, draws),
        _judge_free_members(people, draws),
        _judge_free_pairs(people, draws, pairs),
        _judge_single_pairs(people, draws, pairs),
        _judge_forbidden_pairs(people, pairs),
        *([] if people.forbidden else [_judge_pairs_with_table(setting, people, draws, pairs)]),
        *_judge_reserves(people, draws),
    )


def count_pairs(draws: Draws, people: int) -> Counts:
    """How often each two people sat together, as a symmetric matrix."""
    found = np.zeros(people * people, dtype=np.int64)
    panels = draws.panels.astype(np.int64)
    for one, other in combinations(range(panels.shape[1]), 2):
        codes = panels[:, one] * people + panels[:, other]
        found += np.bincount(codes, minlength=people * people)
    square = found.reshape(people, people)
    return square + square.T


def _judge_patterns(setting: Setting, draws: Draws) -> Comparison:
    table = setting.table
    seen = np.bincount(draws.patterns, minlength=len(table.patterns))
    expected = [len(draws) * row.weight / table.total for row in table.patterns]
    statistic, degrees = _compare(seen.tolist(), expected)
    compared = f"{len(expected)} patterns with their weights: chi-square {statistic:.1f}, {degrees}"
    return Comparison("patterns", compared, find_chi_square_tail(statistic, degrees))


def _judge_members(people: People, draws: Draws) -> Comparison:
    seen = np.bincount(draws.panels.ravel(), minlength=len(people.cells))
    tails = [
        find_binomial_tails(count, len(draws), float(chance))
        for count, chance in zip(seen.tolist(), people.chances, strict=True)
    ]
    compared = f"{len(tails)} members with their odds: smallest exact tail {min(tails):.1e}"
    return Comparison("members", compared, min(1.0, len(tails) * min(tails)))


def _judge_free_members(people: People, draws: Draws) -> Comparison:
    seen = np.bincount(draws.panels.ravel(), minlength=len(people.cells))
    seated = _count_seated(people, draws)
    statistic, degrees = 0.0, 0
    for cell, group in people.list_free():
        size, drawn = len(group), seated[:, cell]
        variance = float((drawn - drawn * drawn / size).sum()) / (size - 1)
        if variance:
            counts = seen[group]
            statistic += float(((counts - counts.mean()) ** 2).sum()) / variance
            degrees += size - 1
    compared = f"free members of a cell with each other: chi-square {statistic:.1f}, {degrees}"
    return Comparison("members, free", compared, find_chi_square_tail(statistic, degrees))


def _judge_free_pairs(people: People, draws: Draws, pairs: Counts) -> Comparison:
    seated, groups = _count_seated(people, draws), people.list_free()
    statistic, degrees = 0.0, 0
    for place, (cell, group) in enumerate(groups):
        for other, companions in groups[place:]:
            counts = pairs[np.ix_(group, companions)]
            if counts.sum() < LEAST_EXPECTED * counts.size:
                continue
            if other == cell:
                found = _compare_inside(counts, seated[:, cell])
            else:
                found = _compare_across(counts, seated[:, cell], seated[:, other])
            statistic, degrees = statistic + found[0], degrees + found[1]
    compared = f"free pairs of two cells with each other: chi-square {statistic:.0f}, {degrees}"
    return Comparison("pairs, free", compared, find_chi_square_tail(statistic, degrees))


def _compare_inside(counts: Counts, drawn: Counts) -> tuple[float, int]:
    """Pairs of one cell: what is left beyond the mean and the members' own deviations."""
    size = len(counts)
    degrees = size * (size - 3) // 2
    if degrees < 1:
        return 0.0, 0
    whole, rows = counts.sum() / 2, counts.sum(axis=1)
    own = (rows - rows.mean()) / (size - 2)
    upper = np.triu_indices(size, 1)
    rest = counts[upper] - whole / comb(size, 2) - own[upper[0]] - own[upper[1]]
    couples = drawn * (drawn - 1) / 2
    spread = couples - couples**2 / comb(size, 2)
    spread -= (drawn - 1) ** 2 * drawn * (1 - drawn / size) / (size - 2)
    return float((rest**2).sum()) * degrees / float(spread.sum()), degrees


def _compare_across(counts: Counts, drawn: Counts, others: Counts) -> tuple[float, int]:
    """Pairs of two cells, the same way."""
    height, width = counts.shape
    degrees = (height - 1) * (width - 1)
    if degrees < 1:
        return 0.0, 0
    rest = counts - counts.mean(axis=0) - counts.mean(axis=1)[:, None] + counts.mean()
    spread = drawn * (1 - drawn / height) * others * (1 - others / width)
    return float((rest**2).sum()) * degrees / float(spread.sum()), degrees


def _judge_single_pairs(people: People, draws: Draws, pairs: Counts) -> Comparison:
    """The pairs farthest from the mean of their kind, by the exact tail."""
    kinds: defaultdict[Kind, list[tuple[int, int]]] = defaultdict(list)
    for pair in combinations(range(len(people.cells)), 2):
        if pair not in people.forbidden:
            kinds[people.name_kind(pair)].append(pair)
    far: list[tuple[float, int, float]] = []
    compared = 0
    for kind in kinds.values():
        counts = [int(pairs[pair]) for pair in kind]
        mean = sum(counts) / len(counts)
        if len(counts) > 1 and mean >= LEAST_PAIRS:
            compared += len(counts)
            far += [(abs(c - mean) / mean**0.5, c, mean / len(draws)) for c in counts]
    tails = (find_binomial_tails(c, len(draws), p) for _, c, p in sorted(far)[-EXACT_TAILS:])
    smallest = min(tails, default=1.0)
    words = f"{compared} pairs with the mean of their kind: smallest exact tail {smallest:.1e}"
    return Comparison("pairs, each", words, min(1.0, compared * smallest))


def _judge_forbidden_pairs(people: People, pairs: Counts) -> Comparison:
    met = sum(int(pairs[pair]) for pair in people.forbidden)
    words = f"{len(people.forbidden)} pairs of colleagues or in conflict: met {met} times"
    return Comparison("pairs, forbidden", words, 0.0 if met else 1.0)


def _judge_pairs_with_table(
    setting: Setting, people: People, draws: Draws, pairs: Counts
) -> Comparison:
    """With no colleagues and no conflicts: every pair, by the seats of its two cells."""
    table = setting.table
    weights = np.array([row.weight for row in table.patterns]) / table.total
    seats = np.array([row.seats for row in table.patterns])
    sizes = np.array([len(cell.members) for cell in table.cells])
    both = (seats.T * weights) @ seats / np.outer(sizes, sizes)
    inside = weights @ (seats * (seats - 1)) / (sizes * np.maximum(sizes - 1, 1))
    chances = np.where(np.eye(len(sizes), dtype=bool), inside, both)
    tails = [
        find_binomial_tails(
            int(pairs[pair]),
            len(draws),
            float(chances[people.cells[pair[0]], people.cells[pair[1]]]),
        )
        for pair in combinations(range(len(people.cells)), 2)
    ]
    words = f"{len(tails)} pairs with the table: smallest exact tail {min(tails):.1e}"
    return Comparison("pairs, by the table", words, min(1.0, len(tails) * min(tails)))


def _judge_reserves(people: People, draws: Draws) -> Iterator[Comparison]:
    """Places among those who are not seated, by pool order: uniform, whatever the panel is."""
    others = len(people.cells) - draws.panels.shape[1]
    places = np.stack(
        [
            column - (draws.panels < column[:, None]).sum(axis=1)
            for column in draws.reserves.astype(np.int64).T
        ]
    )
    for name, row in zip(("first", "second", "third", "last"), places, strict=True):
        seen = np.bincount(row, minlength=others).tolist()
        statistic, degrees = _compare(seen, [len(draws) / others] * others)
        words = f"{others} places in the pool: chi-square {statistic:.1f}, {degrees}"
        yield Comparison(f"reserves, {name}", words, find_chi_square_tail(statistic, degrees))
    first, second, third = places[:3]
    orders = (first < second) * 4 + (second < third) * 2 + (first < third)
    counted = Counter(orders.tolist())
    statistic, degrees = _compare(
        [counted[o] for o in POSSIBLE_ORDERS],
        [len(draws) / len(POSSIBLE_ORDERS)] * len(POSSIBLE_ORDERS),
    )
    words = f"6 orders of the first three: chi-square {statistic:.1f}, {degrees}"
    yield Comparison("reserves, order", words, find_chi_square_tail(statistic, degrees))
    yield _judge_reserves_by_pattern(draws, first, others)


def _judge_reserves_by_pattern(draws: Draws, first: Counts, others: int) -> Comparison:
    statistic, degrees = 0.0, 0
    shares = np.bincount(np.arange(others) * TENTHS // others, minlength=TENTHS) / others
    for pattern in np.unique(draws.patterns):
        chosen = first[draws.patterns == pattern] * TENTHS // others
        seen = np.bincount(chosen, minlength=TENTHS)
        found = _compare(seen.tolist(), (shares * len(chosen)).tolist())
        statistic, degrees = statistic + found[0], degrees + found[1]
    words = f"the first by tenths of the pool, given the pattern: chi-square {statistic:.1f}"
    tail = find_chi_square_tail(statistic, degrees)
    return Comparison("reserves, by pattern", f"{words}, {degrees}", tail)


def _compare(seen: Sequence[int], expected: Sequence[float]) -> tuple[float, int]:
    """Pearson's chi-square and its degrees, cells pooled from the rarest on."""
    pooled: list[list[float]] = [[0.0, 0.0]]
    for expectation, count in sorted(zip(expected, seen, strict=True), key=itemgetter(0)):
        if pooled[-1][0] >= LEAST_EXPECTED:
            pooled.append([0.0, 0.0])
        pooled[-1][0] += expectation
        pooled[-1][1] += count
    statistic = math.fsum((count - hoped) ** 2 / hoped for hoped, count in pooled)
    return statistic, len(pooled) - 1


def _count_seated(people: People, draws: Draws) -> Counts:
    """How many free people of each cell sit in each panel."""
    width = max(people.cells) + 1
    codes = np.array([c if f else width for c, f in zip(people.cells, people.free, strict=True)])
    seated = np.zeros((len(draws), width + 1), dtype=np.int64)
    rows = np.arange(len(draws))
    for seat in draws.panels.T:
        seated[rows, codes[seat]] += 1
    return seated
