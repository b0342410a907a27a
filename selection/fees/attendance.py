"""What somebody did for one review, counted in days of pay (rules FEE-04 to FEE-06).

Its one job is from days and times to the net fee. It must not know who the person is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from selection.fees.rates import FeeRates
from selection.fees.tax import FEN

HALF = 1
"""Half a day, in halves."""
DAY = 2
"""A whole day, in halves: nobody is paid for more on one day."""
FULL_DAYS = 2
"""So many days are paid in full; each later one counts as the policy says (FEE-05)."""


@dataclass(frozen=True, slots=True)
class WorkedDay:
    """A day and how many halves of it somebody took part."""

    day: date
    halves: int


@dataclass(frozen=True, slots=True)
class ReviewWork:
    """The days of a meeting, and how often somebody reviewed by correspondence."""

    days: tuple[WorkedDay, ...] = ()
    remote: int = 0


def list_portions(
    days: Iterable[WorkedDay], rates: FeeRates, paid_days: int = 0
) -> tuple[Fraction, ...]:
    """What each day counts for, in the order of the days: 1, or less for half or later days.

    A day that somebody attended for half of it is one of the first two as well: the text
    counts days of the meeting (Cai Ke Jiao [2017] No. 128). So do the days of the same
    meeting that were paid before, with another list.
    """
    attended = sorted((it for it in days if it.halves), key=lambda it: it.day)
    return tuple(
        (rates.half_day if it.halves == HALF else Fraction(1))
        * (rates.later_days if place >= FULL_DAYS else 1)
        for place, it in enumerate(attended, start=paid_days)
    )


def count_portions(work: ReviewWork, rates: FeeRates, paid_days: int = 0) -> Fraction:
    """How many days of pay all the work is, exactly."""
    return sum(list_portions(work.days, rates, paid_days), rates.remote * work.remote)


def work_out_net(rate: int, work: ReviewWork, rates: FeeRates, paid_days: int = 0) -> int:
    """The fee after tax in fen, by the day rate in yuan, after so many days paid before.

    Less than a fen is dropped, so that rounding never passes a ceiling.
    """
    return floor(rate * FEN * count_portions(work, rates, paid_days))
