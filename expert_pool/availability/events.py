"""An expert's days for calendars of telephones and offices (iCalendar, RFC 5545).

Its one job is to write what it is given. It must not know a project or a panel, and takes its
words from the caller: a calendar often lies on machines of others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from icalendar import Calendar, Event

from expert_pool.calendar import CHINA

PRODUCT: Final = "-//expert-pool//availability//ZH"
REFRESH: Final = timedelta(hours=6)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """Whole days in a row, the last one included, under a few words."""

    uid: str
    first: date
    last: date
    summary: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A confirmed seat: its days, from when to when on each of them, and where.

    Without `starts` the days are whole ones, as for a review by correspondence. A later word on
    the same seat has the same `uid` and a higher `version`.
    """

    uid: str
    days: tuple[date, ...]
    summary: str
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    note: str = ""
    version: int = 0
    cancelled: bool = False


def confirmed_seat_event(seat: Seat, stamp: datetime) -> bytes:
    """The file that a mail attaches (`invite.ics`, `text/calendar; charset=utf-8`)."""
    calendar = _calendar()
    calendar.add("method", "CANCEL" if seat.cancelled else "PUBLISH")
    for event in _events(seat, stamp):
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def write_feed(
    name: str, days: Iterable[CalendarDays], seats: Iterable[Seat], stamp: datetime
) -> bytes:
    """A calendar that programs fetch again and again; the same content is the same bytes.

    `stamp` is when the content was made; name and refresh time as in RFC 7986.
    """
    calendar = _calendar()
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for one in days:
        event = _event(one.uid, one.summary, stamp)
        _span(event, one.first, one.last)
        calendar.add_component(event)
    for seat in seats:
        for event in _events(seat, stamp):
            calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    return calendar


def _events(seat: Seat, stamp: datetime) -> Iterable[Event]:
    """One event for days in a row, or for each day where the hours are known."""
    for first, last in _runs(seat):
        event = _event(f"{seat.uid}-{first:%Y%m%d}", seat.summary, stamp)
        event.add("sequence", seat.version)
        event.add("status", "CANCELLED" if seat.cancelled else "CONFIRMED")
        if seat.starts is None:
            _span(event, first, last)
        else:
            event.add("dtstart", _moment(first, seat.starts))
            event.add("dtend", _moment(first, max(seat.ends or seat.starts, seat.starts)))
        for name, words in (("location", seat.place), ("description", seat.note)):
            if words:
                event.add(name, words)
        yield event


def _runs(seat: Seat) -> list[tuple[date, date]]:
    runs: list[tuple[date, date]] = []
    for day in sorted(set(seat.days)):
        if runs and seat.starts is None and day - runs[-1][1] == _DAY:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _event(uid: str, summary: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("summary", summary)
    event.add("class", "PRIVATE")
    return event


def _span(event: Event, first: date, last: date) -> None:
    """Whole days: the end is the day after the last one (RFC 5545, 3.6.1)."""
    event.add("dtstart", first)
    event.add("dtend", last + _DAY)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, CHINA).astimezone(UTC)
