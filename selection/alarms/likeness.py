"""Panel requests that look like one asked for before: the same matter again, or split.

Its one job is to find pairs of requests. Titles are compared by their pairs of characters
(Dice 1945), which suits Chinese: no word has to be cut out first.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise, product
from typing import Final

from selection.alarms.alarm import Alarm, raise_alarm

WINDOW: Final = timedelta(days=365)
NEAR_TITLE: Final = Fraction(4, 5)
RELATED_TITLE: Final = Fraction(2, 5)
_RANK: Final = ("same_project", "near_title", "same_field_and_days")


class Likeness(StrEnum):
    """In what two requests are alike."""

    SAME_PROJECT = "same_project"
    NEAR_TITLE = "near_title"
    SAME_FIELD_AND_DAYS = "same_field_and_days"


@dataclass(frozen=True, slots=True)
class Subject:
    """A project as far as it can be mistaken for another one: its leading unit stands as a key."""

    project: str
    title: str
    unit: str
    field: str
    starts: date | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class RequestSeen:
    """A request that was handed in: for which stage (`activity`) of which projects, and when.

    `called_off` is a request that was cancelled before its draw was committed.
    """

    request: str
    officer: str
    activity: str
    subjects: tuple[Subject, ...]
    handed_in: date
    called_off: bool = False


def find_alike(requests: Iterable[RequestSeen]) -> tuple[Alarm, ...]:
    """Every request with an earlier one like it, within a year, for the same stage."""
    ordered = sorted(requests, key=lambda one: (one.handed_in, one.request))
    return tuple(
        _alarm(earlier, later, likeness)
        for place, later in enumerate(ordered)
        for earlier in ordered[:place]
        if (likeness := liken(earlier, later)) is not None
    )


def liken(earlier: RequestSeen, later: RequestSeen) -> Likeness | None:
    """In what the later request is most like the earlier one; None where they differ."""
    if earlier.activity != later.activity or later.handed_in - earlier.handed_in > WINDOW:
        return None
    found = {
        likeness
        for one, other in product(earlier.subjects, later.subjects)
        if (likeness := _compare(one, other)) is not None
    }
    return min(found, key=lambda it: _RANK.index(it.value), default=None)


def title_likeness(one: str, other: str) -> Fraction:
    """Between 0 and 1: twice the shared pairs of characters over all pairs (Dice 1945)."""
    first, second = _pairs(one), _pairs(other)
    whole = first.total() + second.total()
    return Fraction(2 * (first & second).total(), whole) if whole else Fraction(0)


def _compare(one: Subject, other: Subject) -> Likeness | None:
    if one.project == other.project:
        return Likeness.SAME_PROJECT
    if not one.unit or one.unit != other.unit:
        return None
    near = title_likeness(one.title, other.title)
    if near >= NEAR_TITLE:
        return Likeness.NEAR_TITLE
    days = one.starts is not None and (one.starts, one.ends) == (other.starts, other.ends)
    same_field = one.field != "" and one.field == other.field
    if days and same_field and near >= RELATED_TITLE:
        return Likeness.SAME_FIELD_AND_DAYS
    return None


def _pairs(title: str) -> Counter[tuple[str, str]]:
    plain = unicodedata.normalize("NFKC", title).casefold()
    letters: Sequence[str] = [sign for sign in plain if sign.isalnum()]
    return Counter(pairwise(letters))


def _alarm(earlier: RequestSeen, later: RequestSeen, likeness: Likeness) -> Alarm:
    code = f"ALM-05.{likeness.value}"
    requests = (f"request:{earlier.request}", f"request:{later.request}")
    days = (later.handed_in - earlier.handed_in).days
    return raise_alarm(code, (f"officer:{later.officer}",), requests, days=days)
