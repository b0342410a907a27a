"""Days as people write them in workbooks: 2020-1-5, 2020年1月5日, 20200105, serial 43835.

A spelling with more than one meaning is refused, never guessed.
"""

import re
import unicodedata
from datetime import date, timedelta

from expert_pool.bulk_import.cells import Cell, shown
from expert_pool.errors import ExpertPoolError

# Day 0 of the 1900 system as spreadsheets count it, with their leap day that never was.
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(10000, 73415)  # five digits: 1927-05-18 to 2100-12-31
_LONGEST_SERIAL = 5
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2})?(\.0+)?$")
_SEPARATED = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})(?:[-/.月](?P<day>\d{1,2})日?|月)?"
)
_SOLID = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})?")
_YEAR_ONLY = re.compile(r"(19|20)\d{2}年?")


def read_day(cell: Cell) -> date:
    """The day in a cell; a month alone means its first day.

    Raises:
        ExpertPoolError: `import.not_a_date`, `import.no_such_day`,
            `import.date_without_month`, `import.ambiguous_month`.
    """
    if isinstance(cell, date):
        return cell
    if isinstance(cell, float):
        _refuse_cut_month(cell)
    text = _plain(shown(cell))
    if text.isdecimal() and len(text) <= _LONGEST_SERIAL and int(text) in _SERIALS:
        return _SERIAL_ZERO + timedelta(days=int(text))
    if _YEAR_ONLY.fullmatch(text):
        raise ExpertPoolError("import.date_without_month")
    written = _SEPARATED.fullmatch(text) or _SOLID.fullmatch(text)
    if written is None:
        raise ExpertPoolError("import.not_a_date")
    try:
        return date(int(written["year"]), int(written["month"]), int(written["day"] or 1))
    except ValueError:
        raise ExpertPoolError("import.no_such_day") from None


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip()
    return "".join(_TIME.sub("", folded).split())


def _refuse_cut_month(number: float) -> None:
    # As a number, 2020.10 is 2020.1: nobody can tell October from January any more.
    if not number.is_integer() and shown(number).endswith(".1"):
        raise ExpertPoolError("import.ambiguous_month")
