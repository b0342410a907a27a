"""What the pages of a draw show, from what the shell loaded: stages, counts, chances.

No I/O, no markup, no rule: whether an act is allowed is for `selection.drawing` to say.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from expert_pool.findings import Finding
from expert_pool.policy import Policy
from expert_pool.roles import Role
from selection.counts import SHOWN_FROM, ShownCount, fold_small, shown
from selection.drawing import PARTIES, Ceremony, is_infeasible
from selection.drawing.sources import TWO_PARTIES
from selection.storage.draw_store import DrawRecord, DrawState
from web.draws.levels import LevelGroup, fold_levels
from web.translation import current_translator
from web.visits import Visitor

PLOT_WIDTH = 400
BAR_HEIGHT = 44
COUNT_WIDTH = 60
MOST_BARS = 24
SMALL_PERCENT = 0.1


class Stage(StrEnum):
    """Where the ceremony is."""

    INFEASIBLE = "infeasible"
    COMMITTING = "committing"
    COMPUTING = "computing"
    BEGINNING = "beginning"
    WAITING = "waiting"
    COUNTDOWN = "countdown"
    REVEALING = "revealing"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Part:
    """What the visitor can do in this ceremony now."""

    role: str
    is_party: bool
    has_committed: bool
    has_revealed: bool


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many were excluded first by one rule, or by several rules taken together."""

    rules: tuple[str, ...]
    words: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One chance in the plot: where its bar stands, and what it says."""

    y: int
    width: int
    label: str
    exact: str
    count: int


@dataclass(frozen=True, slots=True)
class Odds:
    """The committed odds in numbers."""

    lowest: str
    highest: str
    gini: str
    patterns: int
    cells: int
    unreachable: ShownCount
    bars: tuple[Bar, ...]
    height: int


def find_stage(ceremony: Ceremony, now: datetime, *, secrets: bool = True) -> Stage:
    """Where the ceremony is at this moment; `secrets`: whether two parties hand in first."""
    if is_infeasible(ceremony.request):
        return Stage.INFEASIBLE
    draw = ceremony.draw
    if draw is None and not secrets:
        return Stage.BEGINNING
    if draw is None:
        complete = len(ceremony.shares) == len(PARTIES)
        return Stage.COMPUTING if complete else Stage.COMMITTING
    if draw.state is DrawState.DRAWN:
        return Stage.DRAWN
    if draw.source and draw.source["kind"] != TWO_PARTIES:
        return Stage.WAITING
    return Stage.COUNTDOWN if now < draw.reveal_from else Stage.REVEALING


def find_part(ceremony: Ceremony, visitor: Visitor) -> Part:
    """The visitor's part: an auditor is a party unless another auditor has handed in."""
    role = next(iter(sorted(visitor.roles)), "")
    share = ceremony.share_of(role)
    own = share is not None and share.account_id == visitor.account_id
    return Part(
        role=role,
        is_party=role in PARTIES and (share is None or own),
        has_committed=own,
        has_revealed=own and share is not None and share.revealed_at is not None,
    )


def count_by_rule(
    summary: Mapping[str, object], policy: Policy, language: str, *, exact: bool
) -> tuple[ReasonCount, ...]:
    """How many each rule excluded first; with the candidates they add up to the pool.

    The same numbers stand in the public receipt after the draw; before it, those who asked
    for the panel see none below ten, and none that follows from the others.
    """
    steps = summary.get("reasons")
    counts: Counter[str] = Counter()
    for code, count in steps if isinstance(steps, list) else ():
        counts[str(code).partition(".")[0]] += int(count)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    apart = tuple(((rule,), count) for rule, count in ordered)
    return tuple(
        ReasonCount(rules, tuple(name_rule(policy, rule, language) for rule in rules), count)
        for rules, count in (apart if exact else fold_small(counts))
    )


def name_rule(policy: Policy, rule_id: str, language: str) -> str:
    """What a rule is called; its id where the policy in force knows none such."""
    rule = policy.rules.get(rule_id)
    return rule.name.in_language(language) if rule else rule_id


def sees_small_counts(role: str, stage: Stage) -> bool:
    """Auditors always; everybody once the receipt holds the numbers anyway."""
    return role == Role.AUDITOR or stage is Stage.DRAWN


def are_few(candidates: int, *, exact: bool) -> bool:
    """Whether the chances stay untold until the draw: those of few tell how many they are."""
    return not exact and candidates < SHOWN_FROM


def describe_odds(draw: DrawRecord, *, exact: bool) -> Odds:
    """The odds of a committed draw, with the bars of their plot; small groups fold."""
    summary = draw.summary
    unreachable = whole(summary, "unreachable")
    bars = _bars(fold_levels(_levels(summary), exact=exact, most=MOST_BARS))
    return Odds(
        lowest=write_chance(_fraction(summary["lowest"])),
        highest=write_chance(_fraction(summary["highest"])),
        gini=f"{float(_fraction(summary['gini'])):.4f}",
        patterns=whole(summary, "patterns"),
        cells=whole(summary, "cells"),
        unreachable=ShownCount(unreachable) if exact or not unreachable else shown(unreachable),
        bars=bars,
        height=len(bars) * BAR_HEIGHT,
    )


def whole(summary: Mapping[str, object], name: str) -> int:
    """A count of the summary; 0 where it is not there yet."""
    value = summary.get(name)
    return value if isinstance(value, int) else 0


def _fraction(value: object) -> Fraction:
    return Fraction(str(value))


def _levels(summary: Mapping[str, object]) -> tuple[tuple[Fraction, int], ...]:
    levels = summary.get("levels")
    rows = levels if isinstance(levels, list) else []
    return tuple((_fraction(chance), int(count)) for chance, count in rows)


def _bars(groups: Sequence[LevelGroup]) -> tuple[Bar, ...]:
    """A bar for each group, as long as its number of candidates; none is invisible."""
    most = max((group.count for group in groups), default=1)
    room = PLOT_WIDTH - COUNT_WIDTH
    return tuple(
        Bar(
            y=place * BAR_HEIGHT,
            width=max(2, group.count * room // most),
            label=" – ".join(write_chance(end) for end in group.ends),
            exact=" – ".join(write_exactly(end) for end in group.ends),
            count=group.count,
        )
        for place, group in enumerate(groups)
    )


def write_exactly(chance: Fraction) -> str:
    """A chance as the fraction that it is."""
    return f"{chance.numerator}/{chance.denominator}"


def write_chance(chance: Fraction) -> str:
    """A chance as a percentage that a person can compare, small ones with more digits."""
    percent = float(chance) * 100
    return f"{percent:.5f} %" if 0 < percent < SMALL_PERCENT else f"{percent:.3f} %"


def said_once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings without those that read the same, such as one party in two roles."""
    words = current_translator()
    return tuple({words.finding(finding): finding for finding in findings}.values())
