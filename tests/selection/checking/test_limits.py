"""Limits recomputed from all seats: what was not allowed when it was given is named, no more."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from expert_pool.conflicts import ReviewDays
from expert_pool.experts import ExpertId, Unit
from expert_pool.findings import Severity
from expert_pool.policy import load_policy
from selection.candidates import Assignment, Outcome
from selection.checking.limits import Seat, check_limits

JINHUA = load_policy("jinhua")
HARD = {name: replace(rule, severity=Severity.HARD) for name, rule in JINHUA.rules.items()}
POLICY = replace(JINHUA, rules=HARD)
MOST = POLICY.integer("max_per_year")
COMPANY = Unit("测试公司", "91330700MA00000000")
FIRST = date(2026, 3, 2)


def seat(
    panel: str,
    place: int,
    day: date = FIRST,
    outcome: Outcome = Outcome.PENDING,
    lead: tuple[Unit, ...] = (),
    programme: str = "",
) -> Seat:
    """One day on one panel, given by a draw of the same name where it has a place."""
    held = Assignment(
        ExpertId("e1"), panel, ReviewDays(day, day), outcome, programme, frozenset(), lead
    )
    return Seat(held, panel if place >= 0 else "", place)


def after(days: int) -> date:
    return FIRST + timedelta(days=days)


def busy(count: int, place: int) -> list[Seat]:
    return [seat(f"b{number}", place, after(number - 100)) for number in range(count)]


LEFT = Outcome.DECLINED


@pytest.mark.parametrize(
    ("seats", "found"),
    [
        ([seat("a", 1), seat("b", 2, after(1))], []),
        ([seat("a", 1), seat("b", 2)], [("b", "DRW-13.overlapping_duty")]),
        ([seat("b", 2), seat("a", 1)], [("b", "DRW-13.overlapping_duty")]),
        ([seat("past", -1), seat("b", 2)], [("b", "DRW-13.overlapping_duty")]),
        ([seat("past", -1), seat("other", -1)], []),
        ([seat("a", 1, outcome=LEFT), seat("b", 2)], []),
        ([seat("a", 1), seat("b", 2, outcome=LEFT)], []),
        ([seat("a", 1), seat("a", 2)], []),
        ([*busy(MOST, 1), seat("c", 2)], [("c", "DRW-14.yearly_limit")]),
        ([*busy(MOST - 1, 1), seat("c", 2)], []),
        # Given later for an earlier day: it was right to give the one before.
        ([*busy(MOST, 3), seat("c", 2)], []),
        (
            [seat("a", 1, lead=(COMPANY,)), seat("b", 2, after(40), lead=(COMPANY,))],
            [("b", "DRW-16.same_applicant")],
        ),
        ([seat(name, at, after(at), programme="P") for at, name in enumerate("ab", 1)], []),
        (
            [seat(name, at, after(at), programme="P") for at, name in enumerate("abc", 1)],
            [("c", "DRW-15.consecutive_panels")],
        ),
        # One of the last two panels was left by this expert.
        (
            [
                seat("a", 1, after(1), programme="P"),
                seat("b", 2, after(2), programme="P", outcome=LEFT),
                seat("c", 3, after(3), programme="P"),
            ],
            [],
        ),
    ],
)
def test_a_seat_is_held_against_those_given_before_it(
    seats: list[Seat], found: list[tuple[str, str]]
) -> None:
    seen = [(it.param("draw"), it.param("rule")) for it in check_limits(seats, POLICY)]
    assert seen == found


def test_a_soft_rule_is_no_limit() -> None:
    again = [seat("a", 1, lead=(COMPANY,)), seat("b", 2, after(40), lead=(COMPANY,))]
    assert list(check_limits(again, JINHUA)) == []
