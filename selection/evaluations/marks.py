"""What one member is given: points for each item of the policy, and reasons for low ones.

Its one job is rule EVA-03, and that an evaluation is final but for one correction with a reason.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from expert_pool.findings import Finding
from expert_pool.policy import Policy
from selection.errors import SelectionError

LOWEST: Final = 1
HIGHEST: Final = 5
REASON_BELOW: Final = 3
MOST_VERSIONS: Final = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """Points for one item; None where nothing was chosen."""

    item: str
    points: int | None
    reason: str = ""


Marks = tuple[Mark, ...]


def find_mark_faults(marks: Sequence[Mark], policy: Policy) -> tuple[Finding, ...]:
    """EVA-03: what keeps an evaluation from being handed in, item by item."""
    items = policy.codes("evaluation_items")
    given = {it.item: it for it in marks}
    times = Counter(it.item for it in marks)
    repeated = (policy.finding("EVA-03.item_repeated", item=it) for it in given if times[it] > 1)
    unknown = (policy.finding("EVA-03.item_unknown", item=it) for it in given if it not in items)
    faults = (_fault(given.get(item), item, policy) for item in items)
    return (*repeated, *unknown, *(it for it in faults if it is not None))


def score_of(marks: Sequence[Mark]) -> Fraction:
    """The mean of the points given; every item weighs the same."""
    points = tuple(_points(marks))
    return Fraction(sum(points), len(points)) if points else Fraction(0)


def check_hand_in(versions: int) -> None:
    """Whether a member can still be evaluated.

    Raises:
        SelectionError: `evaluation.handed_in_already`.
    """
    if versions:
        raise SelectionError("evaluation.handed_in_already")


def check_correction(versions: int, reason: str) -> None:
    """Whether an evaluation can be corrected: once, with a reason; the first one stays.

    Raises:
        SelectionError: `evaluation.not_handed_in`, `evaluation.corrected_already` or
            `evaluation.reason_missing`.
    """
    if not versions:
        raise SelectionError("evaluation.not_handed_in")
    if versions >= MOST_VERSIONS:
        raise SelectionError("evaluation.corrected_already")
    if not reason.strip():
        raise SelectionError("evaluation.reason_missing")


def check_answer(text: str, until: date, as_of: date, *, answered: bool) -> None:
    """Whether an expert's answer to the own evaluation can be taken: one, within the term.

    Raises:
        SelectionError: `evaluation.answered_already`, `evaluation.answer_late` or
            `evaluation.answer_empty`.
    """
    if answered:
        raise SelectionError("evaluation.answered_already")
    if as_of > until:
        raise SelectionError("evaluation.answer_late", {"until": until.isoformat()})
    if not text.strip():
        raise SelectionError("evaluation.answer_empty")


def lowest_of(marks: Collection[Mark]) -> int:
    """The lowest points given; none given at all is no low result."""
    return min(_points(marks), default=HIGHEST)


def _points(marks: Collection[Mark]) -> Iterator[int]:
    return (it.points for it in marks if it.points is not None)


def _fault(mark: Mark | None, item: str, policy: Policy) -> Finding | None:
    if mark is None or mark.points is None:
        return policy.finding("EVA-03.points_missing", item=item)
    if not LOWEST <= mark.points <= HIGHEST:
        return policy.finding("EVA-03.points_out_of_range", item=item)
    if mark.points < REASON_BELOW and not mark.reason.strip():
        return policy.finding("EVA-03.reason_missing", item=item, below=REASON_BELOW)
    return None
