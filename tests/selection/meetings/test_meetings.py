"""The rules of the review day: who counts, who leads, what was said, whose turn it is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from expert_pool.policy import change_values, load_policy
from expert_pool.vocabulary import load_code_lists
from selection.errors import SelectionError
from selection.meetings import (
    Attendance,
    MeetingStep,
    Opinion,
    Progress,
    Stance,
    Tally,
    check_absence,
    check_begin,
    check_chair,
    check_opinion,
    check_sign_in,
    count_opinions,
    elect,
    find_floor,
    find_meeting_step,
    find_quorum,
    own_seat,
)
from selection.meetings.chairing import ChairWay
from selection.states.meetings import TRANSITIONS, MeetingAct, MeetingState, move_meeting

POLICY = load_policy("jinhua")
STARTS = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
G, S, C, P = MeetingState


def at_the_table(*people: str, pledged: bool = True) -> tuple[Attendance, ...]:
    return tuple(
        Attendance(one, place, signed_in=True, pledged=pledged)
        for place, one in enumerate(people, start=1)
    )


def codes(found) -> list[str]:
    return [it.code for it in found]


def refused(act) -> str:
    with pytest.raises(SelectionError) as error:
        act()
    return error.value.code


@pytest.mark.parametrize("state", MeetingState)
@pytest.mark.parametrize("act", MeetingAct)
def test_a_meeting_moves_by_its_table_only(state: MeetingState, act: MeetingAct) -> None:
    transition = TRANSITIONS[act]
    if state in transition.sources:
        assert move_meeting(state, act) is transition.target
    else:
        assert refused(lambda: move_meeting(state, act)) == "meeting.wrong_state"


@pytest.mark.parametrize(
    ("seen", "missing"),
    [
        ({"identity_seen", "one_time_code"}, []),
        ({"one_time_code"}, ["DAY-01.identity_not_seen"]),
        ({"identity_seen"}, ["DAY-01.code_missing"]),
        (set(), ["DAY-01.identity_not_seen", "DAY-01.code_missing"]),
    ],
)
def test_signing_in_takes_identity_and_code(seen: set[str], missing: list[str]) -> None:
    assert codes(check_sign_in(seen, POLICY)) == missing


@pytest.mark.parametrize(
    ("seen", "missing"),
    [
        ({"identity_seen"}, []),
        ({"identity_seen", "one_time_code"}, []),
        ({"one_time_code"}, ["DAY-01.identity_not_seen"]),
        (set(), ["DAY-01.identity_not_seen"]),
    ],
)
@pytest.mark.parametrize("asked", [("identity_seen", "one_time_code"), ("one_time_code",)])
def test_by_an_exception_the_identity_is_seen_all_the_same(
    seen: set[str], missing: list[str], asked: tuple[str, ...]
) -> None:
    policy = change_values(POLICY, {"signin": asked})
    assert codes(check_sign_in(seen, policy, excepted=True)) == missing


@pytest.mark.parametrize(
    ("quorum", "floor", "least"), [(5, 3, 3), (7, 5, 5), (3, 3, 3), (3, 5, 3), (1, 3, 1)]
)
def test_an_exception_goes_down_to_the_floor_and_never_up(
    quorum: int, floor: int, least: int
) -> None:
    assert find_floor(quorum, change_values(POLICY, {"quorum_floor": floor})) == least


def test_fewer_members_by_an_exception_are_still_an_odd_number() -> None:
    least = find_floor(5, POLICY)
    assert codes(check_begin(at_the_table(*"abc"), least, POLICY)) == []
    assert codes(check_begin(at_the_table(*"abcd"), least, POLICY)) == ["REP-04.even_number"]
    assert codes(check_begin(at_the_table(*"a"), least, POLICY)) == ["REP-04.too_few"]


@pytest.mark.parametrize(
    ("people", "odd", "found"),
    [
        ("abcde", True, []),
        ("abcd", True, ["REP-04.too_few", "REP-04.even_number"]),
        ("", True, ["REP-04.too_few"]),
        ("abcdef", True, ["REP-04.even_number"]),
        ("abcdef", False, []),
        ("abcdefg", True, []),
    ],
)
def test_a_meeting_needs_the_minimum_and_an_odd_number(
    people: str, odd: bool, found: list[str]
) -> None:
    rule = "minimum_and_odd" if odd else "minimum"
    policy = change_values(POLICY, {"min_quorum": rule})
    assert codes(check_begin(at_the_table(*people), 5, policy)) == found


def test_whoever_left_or_has_not_pledged_keeps_the_meeting_from_beginning() -> None:
    left = Attendance("f", 6, signed_in=True, pledged=True, left=True)
    assert codes(check_begin((*at_the_table(*"abcd"), left), 5, POLICY))[0] == "REP-04.too_few"
    unpledged = at_the_table(*"abcde", pledged=False)
    (found,) = check_begin(unpledged, 5, POLICY)
    assert (found.code, dict(found.params)) == ("DAY-02.pledge_missing", {"members": 5})


@pytest.mark.parametrize(
    ("seats", "of_activity", "of_policy", "quorum"),
    [(7, 5, 3, 5), (7, 3, 5, 5), (3, 5, 5, 3), (1, 3, 3, 1)],
)
def test_the_quorum_is_the_smallest_panel_that_could_be_asked_for(
    seats: int, of_activity: int, of_policy: int, quorum: int
) -> None:
    activity = replace(load_code_lists().activities["A01"], seats_min=of_activity)
    policy = change_values(POLICY, {"panel_min": of_policy})
    assert find_quorum(activity, seats, policy) == quorum


def test_nobody_acts_for_another_and_whoever_left_does_not_come_back() -> None:
    present = (*at_the_table("a"), Attendance("b", 2, left=True))
    assert own_seat(present, "a").position == 1
    assert refused(lambda: own_seat(present, "b")) == "meeting.left_already"
    assert refused(lambda: own_seat(present, "c")) == "meeting.not_a_member"


@pytest.mark.parametrize(
    ("signed_in", "minutes", "code"),
    [
        (False, 30, ""),
        (False, 29, "meeting.not_late_yet"),
        (True, 99, "meeting.signed_in_already"),
    ],
)
def test_only_who_is_late_and_not_there_is_absent(signed_in: bool, minutes: int, code: str) -> None:
    one, now = Attendance("a", 1, signed_in=signed_in), STARTS + timedelta(minutes=minutes)
    if code:
        assert refused(lambda: check_absence(one, STARTS, now, POLICY)) == code
    else:
        check_absence(one, STARTS, now, POLICY)


@pytest.mark.parametrize(
    ("votes", "elected"),
    [
        ({"a": "c", "b": "c", "c": "c"}, "c"),
        ({"a": "b", "b": "c", "c": "a"}, None),
        ({"a": "b", "b": "b"}, None),
        ({"a": "b", "b": "b", "x": "b"}, None),
        ({"a": "x", "b": "x", "c": "x"}, None),
        ({}, None),
    ],
)
def test_the_chair_needs_more_than_half_of_those_present(
    votes: dict[str, str], elected: str | None
) -> None:
    assert elect(votes, at_the_table(*"abcd" if len(votes) == 2 else "abcde")) == elected


def test_the_chair_sits_at_the_table_and_comes_by_a_way_of_the_policy() -> None:
    present = at_the_table("a")
    check_chair(ChairWay.NAMED, "a", present, POLICY)
    check_chair(ChairWay.ELECTED, "a", present, POLICY)
    absent = lambda: check_chair(ChairWay.NAMED, "b", present, POLICY)  # noqa: E731
    assert refused(absent) == "meeting.chair_not_present"
    elected = change_values(POLICY, {"chair_rule": "elected"})
    named = lambda: check_chair(ChairWay.NAMED, "a", present, elected)  # noqa: E731
    assert refused(named) == "meeting.chair_way_forbidden"


@pytest.mark.parametrize(
    ("rule", "tally"),
    [
        ("silence_is_consent", Tally(agree=2, dissent=1, silent=0, open=1, void=2)),
        ("recorded_only", Tally(agree=1, dissent=1, silent=1, open=1, void=2)),
    ],
)
def test_silence_counts_as_the_policy_says_and_replaced_members_never_count(
    rule: str, tally: Tally
) -> None:
    said = [*map(Opinion, (Stance.AGREES, Stance.DISSENTS, Stance.SILENT, None))]
    void = [Opinion(Stance.DISSENTS, void=True), Opinion(None, void=True)]
    assert count_opinions([*said, *void], change_values(POLICY, {"dissent": rule})) == tally


def test_a_dissent_says_why() -> None:
    check_opinion(Stance.DISSENTS, "理由")
    check_opinion(Stance.AGREES, "")
    assert refused(lambda: check_opinion(Stance.DISSENTS, " ")) == "meeting.reasons_missing"


@pytest.mark.parametrize(
    ("now", "step"),
    [
        (Progress(G, expected=1), MeetingStep.SIGN_IN),
        (Progress(G, unpledged=1), MeetingStep.PLEDGE),
        (Progress(G), MeetingStep.COMPLETE),
        (Progress(G, quorate=True), MeetingStep.CHAIR),
        (Progress(G, quorate=True, chair=True), MeetingStep.BEGIN),
        (Progress(S, quorate=True), MeetingStep.CHAIR),
        (Progress(S, quorate=True, chair=True), MeetingStep.MINUTES),
        (
            Progress(S, quorate=True, chair=True, minutes=True, opinions_open=1),
            MeetingStep.OPINIONS,
        ),
        (Progress(S, quorate=True, chair=True, minutes=True), MeetingStep.CLOSE),
        (Progress(S, chair=True, minutes=True), MeetingStep.COMPLETE),
        (Progress(S, chair=True, minutes=True, expected=1), MeetingStep.SIGN_IN),
        (Progress(S, quorate=True, chair=True, expected=1), MeetingStep.MINUTES),
        (Progress(S, chair=True, minutes=True, unpledged=1), MeetingStep.PLEDGE),
        (Progress(C), MeetingStep.SHEET),
        (Progress(C, sheet=True), None),
        (Progress(P), None),
    ],
)
def test_a_meeting_that_is_not_over_has_a_next_step(
    now: Progress, step: MeetingStep | None
) -> None:
    assert find_meeting_step(now) is step
