"""Loads the working calendar of China: the packaged years, and an administrator's file on top.

Its one job is where the days come from. It must not count in them.
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

import holidays

from expert_pool.calendar.days import WorkingCalendar
from expert_pool.errors import ExpertPoolError

YEARS: Final = range(2024, 2036)
_KEYS: Final = frozenset({"announced", "own"})


@lru_cache
def load_calendar(file: Path | None = None) -> WorkingCalendar:
    """The working days of China, with a file of announced years and own days on top of them.

    Holidays by law (Regulation on Public Holidays, State Council) are known for all years, the
    exchanges of a year since the library knows its announcement, or the file states it.

    Raises:
        ExpertPoolError: `calendar.broken` with the file and the entry.
    """
    packaged = _read_packaged()
    return packaged if file is None else _with_file(packaged, file)


def _read_packaged() -> WorkingCalendar:
    known = holidays.country_holidays("CN", years=YEARS)
    worked = frozenset(day for day in known.weekend_workdays if day.year in YEARS)
    return WorkingCalendar(
        days_off=frozenset(known), days_worked=worked, announced=frozenset(d.year for d in worked)
    )


def _with_file(calendar: WorkingCalendar, file: Path) -> WorkingCalendar:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise ExpertPoolError(
            "calendar.broken", {"file": str(file), "entry": str(problem)}
        ) from problem
    reader = _Reader(str(file))
    reader.only_keys(content, _KEYS)
    for year, table in reader.table(content.get("announced", {}), "announced").items():
        off, worked = reader.days(table, year)
        if not year.isdecimal() or any(day.year != int(year) for day in off | worked):
            raise reader.broken(year)
        calendar = calendar.with_year(int(year), off, worked)
    return calendar.with_days(*reader.days(content.get("own", {}), "own"))


class _Reader:
    """Reads the tables of one file, and names the entry that is wrong."""

    def __init__(self, file: str) -> None:
        self._file = file

    def broken(self, entry: object) -> ExpertPoolError:
        return ExpertPoolError("calendar.broken", {"file": self._file, "entry": str(entry)})

    def table(self, value: object, name: str) -> Mapping[str, object]:
        if not isinstance(value, dict):
            raise self.broken(name)
        return value

    def only_keys(self, table: Mapping[str, object], allowed: frozenset[str]) -> None:
        for key in table:
            if key not in allowed:
                raise self.broken(key)

    def days(self, value: object, name: str) -> tuple[frozenset[date], frozenset[date]]:
        """The days off and the days worked of one table."""
        table = self.table(value, name)
        self.only_keys(table, frozenset({"off", "worked"}))
        off, worked = (self._read(table.get(key, []), name) for key in ("off", "worked"))
        for day in sorted(off & worked):
            raise self.broken(day)
        return off, worked

    def _read(self, value: object, name: str) -> frozenset[date]:
        if not isinstance(value, list):
            raise self.broken(name)
        return frozenset(day for entry in value for day in self._span(entry))

    def _span(self, entry: object) -> Iterable[date]:
        """One day, or the days from one to another: `2027-02-05/2027-02-11` (ISO 8601)."""
        first, _, last = str(entry).partition("/")
        try:
            start, end = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError as problem:
            raise self.broken(entry) from problem
        if end < start:
            raise self.broken(entry)
        return tuple(start + timedelta(days=n) for n in range((end - start).days + 1))
