"""Until which day a measure stands. Arithmetic of dates only."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

_YEAR: Final = 12


def months_after(day: date, months: int) -> date:
    """The corresponding day some months later or earlier, or the last of a shorter month."""
    years, month = divmod(day.year * _YEAR + day.month - 1 + months, _YEAR)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def last_day(start: date, months: int) -> date:
    """The last day of a measure that takes effect on a day.

    The one before the corresponding day, or the last of a month without one (Civil Code, 202).
    """
    end = months_after(start, months)
    return end if end.day < start.day else end - timedelta(days=1)
