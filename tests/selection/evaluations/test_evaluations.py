"""The rules of evaluations after a review: who, by what, until when, and what it comes to."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from expert_pool.calendar.china import load_calendar
from expert_pool.policy import change_values, load_policy
from selection.errors import SelectionError
from selection.evaluations import (
    EvaluationState,
    Mark,
    Member,
    Notice,
    ProcessItem,
    ProcessView,
    Service,
    answer_until,
    attended,
    average,
    check_answer,
    check_correction,
    check_hand_in,
    check_process,
    find_mark_faults,
    find_notice,
    find_outliers,
    find_services,
    find_state,
    find_term,
    fold_process,
    is_over,
    score_of,
)
from selection.evaluations.outliers import tenths
from selection.meetings import Attendance
from selection.states.invitations import InvitationState
from selection.states.meetings import MeetingState

POLICY = load_policy("jinhua")
CALENDAR = load_calendar()
ITEMS = POLICY.codes("evaluation_items")
DAY = date(2026, 11, 24)
A_TUESDAY_BEFORE_THE_HOLIDAY = date(2026, 9, 29)


def marks(points: int = 5, **other: tuple[int | None, str]) -> tuple[Mark, ...]:
    return tuple(Mark(item, *other.get(item, (points, "…"))) for item in ITEMS)


@pytest.mark.parametrize(
    ("meeting", "as_of", "over"),
    [
        (None, DAY, False),
        (None, DAY + timedelta(days=1), True),
        (MeetingState.CLOSED, DAY, True),
        (MeetingState.IN_SESSION, DAY, False),
        (MeetingState.IN_SESSION, DAY + timedelta(days=1), True),
        (MeetingState.POSTPONED, DAY + timedelta(days=9), False),
    ],
)
def test_a_review_is_over_when_its_meeting_is_closed_or_its_last_day_is_past(
    meeting, as_of, over
) -> None:
    assert is_over(meeting, DAY, as_of) is over


@pytest.mark.parametrize(
    ("member", "meeting", "expected"),
    [
        (Member(Attendance("a", 1, True, True)), MeetingState.CLOSED, True),
        (Member(Attendance("a", 1, True, False)), MeetingState.CLOSED, False),
        (Member(Attendance("a", 1, True, True, True)), MeetingState.CLOSED, False),
        (Member(None, InvitationState.ACCEPTED), MeetingState.CLOSED, False),
        (Member(None, InvitationState.ACCEPTED), None, True),
        (Member(), None, True),
        (Member(None, InvitationState.SENT), None, False),
    ],
)
def test_only_who_took_part_to_the_end_is_evaluated(member, meeting, expected) -> None:
    assert attended(member, meeting) is expected


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (marks(3), []),
        (marks(5, punctual=(2, "迟到。")), []),
        (marks(5, punctual=(2, " ")), ["EVA-03.reason_missing"]),
        (marks(5, prepared=(None, "")), ["EVA-03.points_missing"]),
        (marks(5, prepared=(0, "")), ["EVA-03.points_out_of_range"]),
        (marks(5, prepared=(6, "")), ["EVA-03.points_out_of_range"]),
        (marks()[1:], ["EVA-03.points_missing"]),
        ((*marks(), Mark("manners", 3)), ["EVA-03.item_unknown"]),
        ((Mark("punctual", 1), *marks(5)), ["EVA-03.item_repeated"]),
    ],
)
def test_each_item_has_points_and_a_low_one_its_reason(given, codes) -> None:
    assert [it.code for it in find_mark_faults(given, POLICY)] == codes


def test_a_city_may_ask_for_fewer_items() -> None:
    policy = change_values(POLICY, {"evaluation_items": ["punctual"]})
    assert find_mark_faults((Mark("punctual", 4),), policy) == ()


def refused(act) -> str:
    with pytest.raises(SelectionError) as error:
        act()
    return error.value.code.removeprefix("evaluation.")


def test_an_evaluation_is_final_but_for_one_correction_with_a_reason() -> None:
    check_hand_in(0)
    assert refused(lambda: check_hand_in(1)) == "handed_in_already"
    check_correction(1, "误填。")
    assert refused(lambda: check_correction(0, "误填。")) == "not_handed_in"
    assert refused(lambda: check_correction(2, "误填。")) == "corrected_already"
    assert refused(lambda: check_correction(1, " ")) == "reason_missing"


def test_one_answer_is_taken_until_the_last_day_of_the_term() -> None:
    until = answer_until(DAY, POLICY, CALENDAR)
    assert until == date(2026, 12, 9)
    check_answer("…", until, until, answered=False)
    late = until + timedelta(days=1)
    assert refused(lambda: check_answer("…", until, late, answered=False)) == "answer_late"
    assert refused(lambda: check_answer(" ", until, DAY, answered=False)) == "answer_empty"
    assert refused(lambda: check_answer("…", until, DAY, answered=True)) == "answered_already"


def test_the_term_counts_working_days_over_a_public_holiday() -> None:
    term = find_term(A_TUESDAY_BEFORE_THE_HOLIDAY, POLICY, CALENDAR)
    days = (date(2026, 9, 30), date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10))
    assert term.remind_on == days[3]
    assert (term.due, term.overdue_on) == (date(2026, 10, 12), date(2026, 10, 13))
    assert term.overdue_until == date(2026, 10, 19)


def test_a_term_of_one_day_reminds_on_that_day() -> None:
    short = change_values(POLICY, {"evaluation_due_days": 1})
    term = find_term(DAY, short, CALENDAR)
    assert term.remind_on == term.due == DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("versions", "days", "state"),
    [
        (0, 0, EvaluationState.OPEN),
        (0, 1, EvaluationState.OVERDUE),
        (1, 1, EvaluationState.HANDED_IN),
        (2, 1, EvaluationState.CORRECTED),
    ],
)
def test_an_evaluation_is_overdue_on_the_day_after_the_term(versions, days, state) -> None:
    term = find_term(DAY, POLICY, CALENDAR)
    assert find_state(versions, term, term.due + timedelta(days=days)) is state


@pytest.mark.parametrize(
    ("as_of", "told", "notice"),
    [
        (date(2026, 11, 29), (), None),
        (date(2026, 11, 30), (), Notice.REMINDER),
        (date(2026, 12, 1), (), Notice.REMINDER),
        (date(2026, 12, 1), (Notice.REMINDER,), None),
        (date(2026, 12, 2), (Notice.REMINDER,), Notice.OVERDUE),
        (date(2026, 12, 2), (Notice.OVERDUE,), None),
        (date(2026, 12, 8), (), Notice.OVERDUE),
        (date(2026, 12, 9), (), None),
    ],
)
def test_who_owes_an_evaluation_is_told_once_before_and_once_after_the_term(
    as_of, told, notice
) -> None:
    assert find_notice(find_term(DAY, POLICY, CALENDAR), told, as_of) is notice


def scores(*points: str) -> dict[str, Fraction]:
    return {str(number): Fraction(it) for number, it in enumerate(points)}


@pytest.mark.parametrize(
    ("given", "far"),
    [
        (scores("5", "1"), []),
        (scores("5", "5", "5"), []),
        (scores("5", "5", "1"), ["2"]),
        (scores("5", "5", "5", "9/2"), []),
        (scores("5", "5", "5", "5", "4"), ["4"]),
        (scores("1", "2", "3", "4", "5"), []),
    ],
)
def test_a_score_far_from_the_median_is_a_question(given, far) -> None:
    assert list(find_outliers(given, POLICY)) == far


def test_the_question_names_score_and_median_in_tenths() -> None:
    found = find_outliers(scores("5", "5", "5", "5", "11/3"), POLICY)["4"]
    assert found.code == "EVA-04.far_from_median"
    assert dict(found.params) == {"score": "3.7", "median": "5.0"}
    assert [tenths(Fraction(it)) for it in ("4.25", "4.24", "1/3")] == ["4.3", "4.2", "0.3"]


def view(points: int = 4, **other) -> ProcessView:
    return ProcessView(dict.fromkeys(ProcessItem, points), **other)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (ProcessView({}), "points_missing"),
        (view(0), "points_missing"),
        (view(6), "points_missing"),
        (view(pressure=True, pressure_words=" "), "pressure_unsaid"),
    ],
)
def test_a_view_of_the_process_is_complete(given, code) -> None:
    assert refused(lambda: check_process(given)) == code
    check_process(view(1, pressure=True, pressure_words="有人打招呼。"))


def test_fewer_than_three_answers_are_not_averaged() -> None:
    given = [view(it).points for it in (5, 4, 4)]
    assert fold_process(given[:2]) == {}
    assert fold_process(given) == dict.fromkeys(ProcessItem, Fraction(13, 3))


@pytest.mark.parametrize(
    ("given", "services"),
    [
        (marks(4), (Service.GOOD,)),
        (marks(5, punctual=(3, "")), ()),
        (marks(5, punctual=(2, "迟到。")), (Service.LATE,)),
        (marks(5, punctual=(None, "")), ()),
        ((), ()),
    ],
)
def test_late_and_good_service_follow_from_the_points(given, services) -> None:
    assert find_services(given) == services


def test_averages_are_exact_and_leave_out_what_was_not_asked() -> None:
    first, second = marks(5), (Mark("punctual", 2, "迟到。"), Mark("prepared", None))
    found = average([first, second])
    assert found.count == 2
    assert (found.items["punctual"], found.items["prepared"]) == (Fraction(7, 2), Fraction(5))
    assert found.overall == Fraction(57, 12)
    assert average([]).overall is None
    assert (score_of(second), score_of(())) == (Fraction(2), Fraction(0))
