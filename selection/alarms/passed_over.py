"""An officer who passes over the same expert, or the people of one employer, again and again.

Where candidates are offered for a choice (rule DRW-28), each pass has a reason and a second
person; what no single one shows is that they all fall on the same. Fisher's exact test compares
the passes of one officer that hit one of them with all other passes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from selection.alarms.alarm import LEVEL, Alarm, corrected, once_in, raise_alarm
from selection.alarms.exact import sample_tail

COMPARED_FROM: Final = 3
"""Fewer passes of one by the same officer are no pattern."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Somebody whose turn came in a choice: in which draw, whose choice, and whether taken.

    `unit` is the name of the employer; empty where none is known.
    """

    draw: str
    officer: str
    expert: str
    unit: str
    passed: bool


def find_passed_over(offers: Iterable[Offered]) -> tuple[Alarm, ...]:
    """Officers and those whom they passed over more often than chance among all passes explains."""
    everything = tuple(offers)
    by_pair: defaultdict[tuple[str, str], list[Offered]] = defaultdict(list)
    for one in everything:
        by_pair[one.officer, f"expert:{one.expert}"].append(one)
        if one.unit:
            by_pair[one.officer, one.unit].append(one)
    return tuple(_judge(by_pair, everything))


def _judge(
    by_pair: Mapping[tuple[str, str], Sequence[Offered]], everything: Sequence[Offered]
) -> Iterator[Alarm]:
    passes = sum(it.passed for it in everything)
    for (officer, whom), own in sorted(by_pair.items()):
        hit = sum(it.passed for it in own)
        if hit < COMPARED_FROM:
            continue
        by_chance = sample_tail(len(own), passes, len(everything), hit)
        chance = corrected(by_chance, len(by_pair))
        if chance < LEVEL:
            yield raise_alarm(
                "ALM-07.too_often",
                (f"officer:{officer}", whom),
                tuple(f"draw:{it.draw}" for it in own if it.passed),
                passed=hit,
                of=len(own),
                others=passes - hit,
                of_others=len(everything) - len(own),
                compared=len(by_pair),
                once_in=once_in(chance),
            )
