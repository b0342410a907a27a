"""What is wrong with an arrangement, and that an outline has no room for a project."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, time

import pytest

from expert_pool.conflicts import ReviewDays
from expert_pool.messages import Mode, Outline
from selection.errors import SelectionError
from selection.invitations import Arrangement, check_arrangement, describe, write_event
from tests.selection.requests.samples import JINHUA, LISTS, REVIEW, make_request

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
GOOD = Arrangement(Mode.ON_SITE, "虚构大厦301室", START, "评审组织联系人")


@pytest.mark.parametrize(
    "arrangement",
    [
        GOOD,
        replace(GOOD, mode=Mode.ONLINE, place=""),
        replace(GOOD, starts_at=datetime(2026, 11, 19, 16, 0, tzinfo=UTC)),
    ],
    ids=["on site", "online without a place", "midnight in China"],
)
def test_a_whole_arrangement_is_taken(arrangement: Arrangement) -> None:
    check_arrangement(arrangement, REVIEW, NOW)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"place": " "}, "place_missing"),
        ({"contact": ""}, "contact_missing"),
        ({"contact": "字" * 201}, "too_long"),
        ({"starts_at": datetime(2026, 11, 20, 16, 0, tzinfo=UTC)}, "not_first_day"),
    ],
    ids=str,
)
def test_a_broken_arrangement_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(SelectionError, match=code):
        check_arrangement(replace(GOOD, **changes), REVIEW, NOW)  # type: ignore[arg-type]


def test_a_start_that_is_over_is_refused() -> None:
    with pytest.raises(SelectionError, match="past"):
        check_arrangement(GOOD, REVIEW, START)


@pytest.mark.parametrize(
    ("codes", "broad"),
    [
        (frozenset[str](), ""),
        (frozenset({"deepest"}), "top"),
        (frozenset({"deepest", "other"}), ""),
    ],
    ids=["no field", "the first level alone", "fields of two kinds tell nothing"],
)
def test_only_the_first_level_of_the_field_is_told(codes: frozenset[str], broad: str) -> None:
    deepest = max(LISTS.fields, key=lambda code: len(LISTS.field_path(code)))
    top = LISTS.field_path(deepest)[0]
    other = next(code for code in LISTS.fields if LISTS.field_path(code)[0] != top)
    known = {"deepest": deepest, "other": other, "top": top}
    request = make_request(fields=frozenset(known[code] for code in codes))
    assert describe(GOOD, request, LISTS).field == known.get(broad, "")


def test_the_days_of_the_review_are_counted() -> None:
    week = ReviewDays(date(2026, 11, 20), date(2026, 11, 24))
    some = replace(week, days=(date(2026, 11, 20), date(2026, 11, 24)))
    days = [describe(GOOD, make_request(review=it), LISTS).days for it in (REVIEW, week, some)]
    assert days == [1, 5, 2]


def test_the_outline_is_what_the_policy_reveals_and_nothing_more() -> None:
    assert set(JINHUA.codes("notify_reveal")) == {
        "time",
        "place_or_mode",
        "days",
        "broad_field",
        "contact",
    }
    assert {it.name for it in fields(Outline)} == {
        "mode",
        "place",
        "starts_at",
        "days",
        "field",
        "contact",
    }


@pytest.mark.parametrize(
    ("mode", "starts"),
    [(Mode.ON_SITE, time(9)), (Mode.ONLINE, time(9)), (Mode.CORRESPONDENCE, None)],
)
def test_a_calendar_shows_hours_unless_it_is_by_correspondence(
    mode: Mode, starts: time | None
) -> None:
    week = ReviewDays(date(2026, 11, 20), date(2026, 11, 22))
    event = write_event(replace(GOOD, mode=mode), week, JINHUA, 2)
    assert (event.starts, event.ends, event.version) == (starts, time(17, 30), 2)
    assert event.days == (date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22))
