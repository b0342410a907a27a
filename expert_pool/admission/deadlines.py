"""By when the bureau means to have decided: working days counted from the submission."""

from datetime import date, timedelta
from typing import Final

SATURDAY: Final = 5


def after_working_days(start: date, days: int) -> date:
    """The day that lies so many Mondays to Fridays after another one.

    Public holidays are announced year by year and not known here: pages that show the day
    say that holidays put it back.
    """
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day
