"""How long a seat is kept for an answer, by how near the review is; all moments in UTC."""

from datetime import UTC, datetime

import pytest

from expert_pool.calendar import AnswerKind
from expert_pool.calendar.china import load_calendar
from selection.invitations import find_choice_end, find_terms, prolong
from tests.selection.requests.samples import JINHUA

CALENDAR = load_calendar()
START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opened", "urgent", "kind", "notice", "ends"),
    [
        (at(18, 1), False, AnswerKind.USUAL, at(18, 1), at(18, 3)),
        (at(18, 1), True, AnswerKind.URGENT, at(18, 1), at(18, 1, 30)),
        (at(18, 14), False, AnswerKind.USUAL, at(19, 0), at(19, 2, 30)),
        (at(18, 14), True, AnswerKind.URGENT, at(18, 14), at(18, 14, 30)),
        (at(19, 9), False, AnswerKind.URGENT, at(19, 9), at(19, 9, 30)),
        (at(20, 0), False, AnswerKind.SAME_DAY, at(20, 0), at(20, 0, 15)),
        (at(20, 0, 50), False, AnswerKind.SAME_DAY, at(20, 0, 50), at(20, 1)),
        (at(20, 2), False, AnswerKind.SAME_DAY, at(20, 2), at(20, 2, 15)),
    ],
    ids=[
        "two working hours",
        "half an hour where the request is urgent",
        "at night only from eight o'clock on, and working hours from half past",
        "at night at once where it is urgent",
        "urgent where two working hours would end on the day itself",
        "a quarter of an hour on the day",
        "never past the start",
        "once the review has begun a quarter of an hour again",
    ],
)
def test_terms(
    opened: datetime, urgent: bool, kind: AnswerKind, notice: datetime, ends: datetime
) -> None:
    terms = find_terms(opened, START, JINHUA, CALENDAR, urgent=urgent)
    assert (terms.kind, terms.notice_from, terms.answer_by) == (kind, notice, ends)


def test_who_pledges_at_the_very_end_has_a_quarter_of_an_hour_to_read() -> None:
    assert prolong(at(18, 3), at(18, 2, 59), JINHUA) == at(18, 3, 14)
    assert prolong(at(18, 3), at(18, 1), JINHUA) == at(18, 3)


@pytest.mark.parametrize(
    ("opened", "urgent", "ends"),
    [
        (at(17, 1), False, at(17, 7)),
        (at(18, 9), False, at(19, 4)),
        (at(17, 1), True, at(17, 1, 30)),
        (at(19, 6), False, at(19, 6, 30)),
        (at(19, 9), False, at(19, 9, 30)),
        (at(20, 0), False, at(20, 0, 15)),
    ],
    ids=[
        "four working hours over noon",
        "over the night into the next morning",
        "half an hour where the request is urgent",
        "half an hour where four hours would end on the day of the review",
        "half an hour where even the answers would",
        "a quarter of an hour on the day itself",
    ],
)
def test_a_choice_ends_in_time_for_the_answers(
    opened: datetime, urgent: bool, ends: datetime
) -> None:
    found = find_choice_end(opened, START.date(), JINHUA, CALENDAR, urgent=urgent)
    assert found == ends
