"""Until which day a measure stands. Arithmetic of dates only."""

from datetime import date, timedelta

from expert_pool.conflicts import months_before


def last_day(start: date, months: int) -> date:
    """The last day of a measure that takes effect on a day.

    The one before the corresponding day, or the last of a month without one (Civil Code, 202).
    """
    end = months_before(start, -months)
    return end if end.day < start.day else end - timedelta(days=1)
