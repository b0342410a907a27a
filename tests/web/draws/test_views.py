"""Counts and chances as the pages show them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from uuid import UUID

import pytest

from expert_pool.policy import load_policy
from selection.storage.draw_store import DrawRecord, DrawState
from web.draws.views import MOST_BARS, count_by_rule, describe_odds, write_chance

POLICY = load_policy("demo")


def summary(*reasons: tuple[str, int]) -> dict[str, object]:
    return {"reasons": [list(reason) for reason in reasons]}


def counted(told: dict[str, object], *, exact: bool) -> list[tuple[tuple[str, ...], int]]:
    return [(it.rules, it.count) for it in count_by_rule(told, POLICY, "en", exact=exact)]


def test_reasons_are_counted_by_rule_the_largest_first() -> None:
    told = summary(("ELG-02.over_age_limit", 5), ("COI-01.a", 20), ("ELG-02.other", 30))
    assert counted(told, exact=True) == [(("ELG-02",), 35), (("COI-01",), 20)]


@pytest.mark.parametrize(
    ("reasons", "shown"),
    [
        ([("POL-06.x", 56), ("COI-01.x", 24)], [(("POL-06",), 56), (("COI-01",), 24)]),
        ([("POL-06.x", 56), ("COI-02.x", 1)], [(("POL-06", "COI-02"), 57)]),
        (
            [("POL-06.x", 56), ("COI-01.x", 6), ("COI-02.x", 5)],
            [(("POL-06",), 56), (("COI-01", "COI-02"), 11)],
        ),
        ([("COI-02.x", 3)], [(("COI-02",), 3)]),
        ([], []),
    ],
)
def test_before_the_draw_no_small_number_is_told_nor_follows_from_the_others(
    reasons: Sequence[tuple[str, int]], shown: list[tuple[tuple[str, ...], int]]
) -> None:
    told = summary(*reasons)
    assert counted(told, exact=False) == shown
    assert sum(count for _, count in shown) == sum(count for _, count in reasons)


def draw_with(levels: Sequence[tuple[Fraction, int]]) -> DrawRecord:
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    return DrawRecord(
        id=UUID(int=1),
        request_id=UUID(int=2),
        attempt=1,
        state=DrawState.COMMITTED,
        commit_hash=bytes(32),
        committed_at=moment,
        reveal_from=moment,
        summary={
            "lowest": str(levels[0][0]),
            "highest": str(levels[-1][0]),
            "gini": "1/3",
            "patterns": 4,
            "cells": 2,
            "unreachable": 0,
            "levels": [[str(chance), count] for chance, count in levels],
        },
    )


def test_each_chance_has_a_bar_as_long_as_its_candidates() -> None:
    odds = describe_odds(draw_with([(Fraction(1, 30), 100), (Fraction(1, 8), 8)]), exact=True)
    assert (odds.lowest, odds.highest, odds.gini) == ("3.333 %", "12.500 %", "0.3333")
    assert [(bar.exact, bar.count) for bar in odds.bars] == [("1/30", 100), ("1/8", 8)]
    assert odds.bars[0].width > 10 * odds.bars[1].width
    assert odds.bars[1].y >= odds.bars[0].y + 20


def test_neighbouring_chances_share_a_bar_where_there_are_many() -> None:
    levels = [(Fraction(n, 1000), n) for n in range(1, 101)]
    odds = describe_odds(draw_with(levels), exact=True)
    assert len(odds.bars) <= MOST_BARS
    assert sum(bar.count for bar in odds.bars) == 5050
    assert odds.bars[0].exact == "1/1000 – 21/1000"


def test_before_the_draw_no_bar_stands_for_few_people() -> None:
    levels = [(Fraction(1, 30), 100), (Fraction(1, 8), 8), (Fraction(1), 1)]
    odds = describe_odds(draw_with(levels), exact=False)
    assert [(bar.exact, bar.count) for bar in odds.bars] == [("1/30 – 1/1", 109)]


@pytest.mark.parametrize(
    ("found", "exact", "told"),
    [(0, False, 0), (3, False, None), (10, False, 10), (3, True, 3), (0, True, 0)],
)
def test_before_the_draw_few_without_a_chance_are_not_counted(
    found: int, exact: bool, told: int | None
) -> None:
    draw = draw_with([(Fraction(1, 30), 100)])
    draw = replace(draw, summary=dict(draw.summary) | {"unreachable": found})
    assert describe_odds(draw, exact=exact).unreachable.exact == told


def test_a_chance_is_written_as_a_percentage() -> None:
    assert write_chance(Fraction(0)) == "0.000 %"
    assert write_chance(Fraction(1)) == "100.000 %"
    assert write_chance(Fraction(1, 30_000)) == "0.00333 %"
