"""What raises an alarm and what does not: planted patterns are found, ordinary work is let be."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from selection.alarms import (
    LEVEL,
    Alarm,
    Compared,
    Counted,
    Event,
    Occurrence,
    PanelSeen,
    RequestSeen,
    Sitting,
    Subject,
    chance_of_both,
    find_alike,
    find_called_off,
    find_company,
    find_narrowed,
    find_recurring,
    find_steered,
    liken,
    tally_events,
)
from selection.alarms.alarm import corrected, once_in, raise_alarm
from selection.alarms.likeness import Likeness, title_likeness
from selection.problem import Cell, Pattern, PatternTable

DAY = date(2026, 11, 20)
SUBJECT = Subject(
    "p1", "虚构锂电池隔膜材料关键技术研究", "u1", "F0501", date(2026, 1, 1), date(2027, 12, 31)
)


def asked(
    number: int,
    officer: str = "a",
    *,
    subject: Subject = SUBJECT,
    off: bool = False,
    stage: str = "A01",
) -> RequestSeen:
    return RequestSeen(f"r{number}", officer, stage, (subject,), DAY + timedelta(number), off)


def other(number: int, **changes: object) -> Subject:
    own = {"project": f"q{number}", "title": f"项目{number}", "unit": f"v{number}"}
    return replace(SUBJECT, **{**own, **changes})  # type: ignore[arg-type]


def codes(alarms: Sequence[Alarm]) -> list[str]:
    return [alarm.finding.code for alarm in alarms]


def test_the_key_names_the_facts_and_not_their_order() -> None:
    one = raise_alarm(
        "ALM-01.again", ("officer:a", "project:p"), ("request:1", "request:2"), times=2
    )
    same = raise_alarm(
        "ALM-01.again", ("project:p", "officer:a"), ("request:2", "request:1"), times=2
    )
    more = raise_alarm(
        "ALM-01.again", ("officer:a", "project:p"), ("request:1", "request:3"), times=2
    )
    assert one.key == same.key
    assert more.key != one.key
    assert len(one.key) == 64


def test_a_chance_reads_as_once_in_so_many() -> None:
    assert [once_in(Fraction(1, 12_345)), once_in(Fraction(2, 7)), once_in(Fraction(0))] == [
        12_345,
        3,
        10**15,
    ]
    assert corrected(Fraction(1, 3), 2) == Fraction(2, 3)
    assert corrected(Fraction(1, 3), 9) == 1


def test_two_requests_called_off_for_one_project_and_stage_are_told() -> None:
    seen = (asked(1, off=True), asked(2, "b", off=True), asked(3))
    (alarm,) = find_called_off(seen)
    assert alarm.finding.code == "ALM-01.again"
    assert alarm.about == ("officer:a", "officer:b", "project:p1")
    assert alarm.evidence == ("request:r1", "request:r2")


def test_one_called_off_or_two_stages_or_two_projects_are_nothing() -> None:
    assert find_called_off((asked(1, off=True), asked(2))) == ()
    assert find_called_off((asked(1, off=True), asked(2, off=True, stage="A12"))) == ()
    assert find_called_off((asked(1, off=True), asked(2, subject=other(2), off=True))) == ()


def requests_of(officer: str, start: int, made: int, off: int) -> list[RequestSeen]:
    return [
        asked(start + it, officer, subject=other(start + it), off=it < off) for it in range(made)
    ]


@pytest.mark.parametrize(
    ("own", "others", "found"),
    [
        ((12, 10), (30, 1), ["ALM-01.too_often"]),
        ((12, 3), (30, 2), []),
        ((3, 3), (3, 0), []),  # a small office: once in twenty, which proves nothing
        ((40, 4), (40, 4), []),
    ],
)
def test_an_officer_is_held_against_all_others(
    own: tuple[int, int], others: tuple[int, int], found: list[str]
) -> None:
    seen = requests_of("a", 0, *own) + requests_of("b", 100, *others)
    assert codes(find_called_off(seen)) == found


def test_one_officer_alone_is_compared_with_nobody() -> None:
    assert find_called_off(requests_of("a", 0, 20, 19)) == ()
    assert find_steered([PanelSeen(f"d{it}", "a", 5, 3) for it in range(20)]) == ()
    assert find_called_off(()) == ()


def panels(officer: str, left: Sequence[int]) -> list[PanelSeen]:
    return [PanelSeen(f"{officer}{place}", officer, 5, it) for place, it in enumerate(left)]


def test_panels_that_lose_members_again_and_again_are_told() -> None:
    (alarm,) = find_steered(panels("a", [3] * 10) + panels("b", [0, 1] * 20))
    assert alarm.finding.code == "ALM-02.too_often"
    assert alarm.about == ("officer:a",)
    assert len(alarm.evidence) == 10
    assert alarm.finding.param("left") == 30


def test_two_panels_that_fell_apart_as_a_whole_are_two_events_and_no_pattern() -> None:
    # By seats this would be far beyond chance; both panels lost everybody when their day moved.
    assert find_steered(panels("a", [5, 5, 0, 0]) + panels("b", [1] * 5 + [0] * 30)) == ()


def test_everybody_alike_raises_nothing() -> None:
    assert find_steered(panels("a", [1, 0, 2] * 5) + panels("b", [0, 2, 1] * 5)) == ()


TABLE = PatternTable(
    (
        Cell(frozenset({"x"}), ("c1", "c2", "c3")),
        Cell(frozenset({"y"}), ("c4", "c5")),
    ),
    (Pattern((2, 1), 3), Pattern((1, 2), 1)),
)


def test_the_committed_table_says_how_likely_a_meeting_is() -> None:
    assert chance_of_both(TABLE, 0, 1) == Fraction(3 * 2 * 1 + 1 * 1 * 2, 4 * 6)
    assert chance_of_both(TABLE, 0, 0) == Fraction(3 * 2 * 1, 4 * 6)
    assert chance_of_both(TABLE, 1, 1) == Fraction(1 * 2 * 1, 4 * 2)


def test_the_chances_of_all_pairs_add_up_to_the_pairs_of_a_panel() -> None:
    places = (0, 0, 0, 1, 1)
    pairs = [(one, two) for one in range(5) for two in range(one)]
    assert sum(chance_of_both(TABLE, places[a], places[b]) for a, b in pairs) == 3


def test_only_pairs_that_met_three_times_are_compared() -> None:
    sittings = [Sitting(f"d{it}", "a", ("e1", "e2") if it < 2 else ("e1", "e3")) for it in range(4)]
    assert find_recurring(sittings) == {("officer:a", "expert:e1"): ("d0", "d1", "d2", "d3")}


def test_meetings_beyond_the_committed_chances_are_told() -> None:
    rare = Compared(("officer:a", "expert:e1"), ("d1", "d2", "d3"), (Fraction(1, 2000),) * 20, 600)
    (alarm,) = find_company((rare,))
    assert alarm.finding.code == "ALM-03.too_often"
    assert alarm.about == ("expert:e1", "officer:a")
    assert alarm.evidence == ("draw:d1", "draw:d2", "draw:d3")
    assert alarm.finding.param("expected") == "0.01"
    pair = replace(rare, who=("expert:e1", "expert:e2"))
    assert codes(find_company((pair,))) == ["ALM-04.too_often"]


def test_the_only_expert_of_a_field_meets_the_officer_often_and_that_is_chance() -> None:
    often = Compared(("officer:a", "expert:e1"), tuple("abcdefgh"), (Fraction(9, 10),) * 9, 3000)
    assert find_company((often,)) == ()


def test_honest_draws_raise_less_than_they_may() -> None:
    # One officer, forty candidates, panels of five: the smallest office, drawn many times over.
    rng, alarms = random.Random(7), 0
    for _ in range(60):
        sittings = [
            Sitting(f"d{it}", "a", tuple(map(str, rng.sample(range(40), 5)))) for it in range(40)
        ]
        chances = {True: (Fraction(5, 40),) * 40, False: (Fraction(5 * 4, 40 * 39),) * 40}
        compared = {True: 40, False: 40 * 39 // 2}
        alarms += len(
            find_company(
                Compared(who, draws, chances[officer], compared[officer])
                for who, draws in find_recurring(sittings).items()
                for officer in (who[0].startswith("officer:"),)
            )
        )
    assert alarms == 0
    assert Fraction(1, 10_000) == LEVEL


@pytest.mark.parametrize(
    ("changes", "likeness"),
    [
        ({"project": "p1", "title": "改名", "unit": "elsewhere"}, Likeness.SAME_PROJECT),
        ({"unit": "u1", "title": "虚构锂电池隔膜材料关键技术研究（二期）"}, Likeness.NEAR_TITLE),
        ({"unit": "u1", "title": "虚构 锂电池－隔膜材料 关键技术研究"}, Likeness.NEAR_TITLE),
        ({"unit": "u1", "title": "锂电池隔膜材料中试"}, Likeness.SAME_FIELD_AND_DAYS),
        ({"unit": "u1", "title": "锂电池隔膜材料中试", "field": "F0900"}, None),
        ({"unit": "u1", "title": "锂电池隔膜材料中试", "field": ""}, None),
        ({"unit": "u1", "title": "锂电池隔膜材料中试", "ends": date(2028, 1, 1)}, None),
        ({"unit": "u1", "title": "锂电池隔膜材料中试", "starts": None}, None),
        ({"unit": "u1", "title": "香菇栽培"}, None),
        ({"unit": "u2", "title": "虚构锂电池隔膜材料关键技术研究"}, None),
        ({"unit": "", "title": "虚构锂电池隔膜材料关键技术研究"}, None),
    ],
)
def test_a_second_request_for_the_same_matter_is_known_by_its_project(
    changes: dict[str, object], likeness: Likeness | None
) -> None:
    earlier, later = asked(1), asked(2, "b", subject=other(2, **changes))
    assert liken(earlier, later) is likeness
    found = find_alike((later, earlier))
    assert codes(found) == ([f"ALM-05.{likeness}"] if likeness else [])


def test_the_strongest_likeness_of_several_projects_is_told() -> None:
    near = other(2, unit="u1", title=SUBJECT.title)
    later = replace(asked(2), subjects=(near, SUBJECT))
    assert liken(asked(1), later) is Likeness.SAME_PROJECT


def test_another_stage_or_another_year_is_another_matter() -> None:
    assert find_alike((asked(1), asked(2, stage="A12"))) == ()
    assert find_alike((asked(1), asked(400))) == ()


def test_a_title_without_letters_is_like_nothing() -> None:
    assert title_likeness("——", "……") == 0
    assert title_likeness("ＡＢ电池", "ab电池") == 1


@pytest.mark.parametrize(
    ("candidates", "found"),
    [
        ((800, 300, 90, 30, 12), True),
        ((800, 800, 300, 300, 90, 30, 12, 12), True),
        ((20, 900, 400, 120, 40, 9), True),
        ((800, 300, 90, 12), False),  # three steps
        ((100, 60, 40, 30, 19), False),  # not ten times as large before
        ((800, 300, 90, 30, 21), False),  # four for each seat are left
        ((800, 300, 90, 30, 12, 200), False),  # widened again
        ((12,), False),
        ((), False),
    ],
)
def test_a_long_way_down_to_a_small_pool_is_told(candidates: tuple[int, ...], found: bool) -> None:
    counted = Counted("r1", "a", 5, candidates) if candidates else Counted("r1", "a", 5, (12,))
    alarms = find_narrowed((counted,))
    assert codes(alarms) == (["ALM-06.narrowed"] if found else [])
    for alarm in alarms:
        assert alarm.finding.param("steps") in {4, 5}


def test_events_are_tallied_by_officer_project_and_month() -> None:
    events = (
        Event(Occurrence.REQUESTED, "a", ("p1", "p2"), "2026-10"),
        Event(Occurrence.CANCELLED, "a", ("p1", "p2"), "2026-11"),
        Event(Occurrence.CANCELLED, "b", ("p2",), "2026-11"),
    )
    by_officer = {it.key: it.of(Occurrence.CANCELLED) for it in tally_events(events, "officer")}
    by_project = {it.key: it.of(Occurrence.CANCELLED) for it in tally_events(events, "project")}
    by_month = [(it.key, dict(it.counts)) for it in tally_events(events, "month")]
    assert by_officer == {"a": 1, "b": 1}
    assert by_project == {"p1": 1, "p2": 2}
    assert by_month == [
        ("2026-10", {Occurrence.REQUESTED: 1}),
        ("2026-11", {Occurrence.CANCELLED: 2}),
    ]
    assert tally_events(events, "month")[0].of(Occurrence.ANNULLED) == 0
