"""What a calendar program reads; the library that writes it reads it back."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from icalendar import Calendar

from expert_pool.availability.events import (
    CalendarDays,
    Seat,
    confirmed_seat_event,
    write_feed,
)

STAMP = datetime(2026, 11, 21, 8, 30, 5, 123456, tzinfo=UTC)
WHERE = "金华市双龙南街；301, 三楼"
SEAT = Seat(
    "seat-7@pool", (date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 27)), "评审（请保密）"
)


def read(content: bytes) -> tuple[Calendar, list[Any]]:
    calendar = Calendar.from_ical(content)
    return calendar, list(calendar.walk("VEVENT"))


def spans(events: list[Any]) -> list[tuple[object, object]]:
    return [(event["dtstart"].dt, event["dtend"].dt) for event in events]


def test_whole_days_in_a_row_are_one_event_that_ends_on_the_next_day() -> None:
    calendar, events = read(confirmed_seat_event(SEAT, STAMP))
    assert str(calendar["method"]) == "PUBLISH"
    assert spans(events) == [
        (date(2026, 11, 23), date(2026, 11, 25)),
        (date(2026, 11, 27), date(2026, 11, 28)),
    ]
    assert [str(event["uid"]) for event in events] == [
        "seat-7@pool-20261123",
        "seat-7@pool-20261127",
    ]
    assert {str(event["class"]) for event in events} == {"PRIVATE"}
    assert "location" not in events[0]


@pytest.mark.parametrize(
    ("ends", "until"),
    [(time(17, 30), time(9, 30)), (None, time(1, 0)), (time(8, 0), time(1, 0))],
)
def test_with_hours_each_day_has_its_event_in_universal_time(ends, until) -> None:
    seat = replace(SEAT, starts=time(9, 0), ends=ends, place=WHERE, note="请携带身份证件\n谢谢")
    _, events = read(confirmed_seat_event(seat, STAMP))
    assert len(events) == 3
    assert spans(events)[1] == (
        datetime(2026, 11, 24, 1, 0, tzinfo=UTC),
        datetime.combine(date(2026, 11, 24), until, UTC),
    )
    assert str(events[0]["location"]) == WHERE
    assert str(events[0]["description"]) == "请携带身份证件\n谢谢"


def test_a_cancelled_seat_has_the_same_uid_and_a_higher_version() -> None:
    gone = replace(SEAT, version=2, cancelled=True)
    calendar, events = read(confirmed_seat_event(gone, STAMP))
    _, before = read(confirmed_seat_event(SEAT, STAMP))
    assert str(calendar["method"]) == "CANCEL"
    assert [event["uid"] for event in events] == [event["uid"] for event in before]
    assert {(str(one["status"]), int(one["sequence"])) for one in events} == {("CANCELLED", 2)}


def test_a_feed_holds_leaves_and_seats_and_is_the_same_twice() -> None:
    leave = CalendarDays("leave-1@pool", date(2026, 12, 31), date(2027, 1, 2), "请假")
    content = write_feed("评审日程", (leave,), (SEAT,), STAMP)
    calendar, events = read(content)
    assert str(calendar["name"]) == "评审日程"
    assert spans(events)[0] == (date(2026, 12, 31), date(2027, 1, 3))
    assert len(events) == 3
    assert events[0]["dtstamp"].dt == datetime(2026, 11, 21, 8, 30, 5, tzinfo=UTC)
    assert content == write_feed("评审日程", (leave,), (SEAT,), STAMP)
    assert max(map(len, content.split(b"\r\n"))) <= 75
