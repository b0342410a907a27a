"""Each rule of the days and fees sees the one thing that is planted against it."""

from datetime import date, timedelta

import pytest

from tests.web.simulation.test_audit import DRAWN_AT, FIRST, PANEL, drawn, moved, somebody, world
from web.simulation.audit_days import find_day_violations
from web.simulation.world import Line, Paid, World

PEOPLE = tuple(somebody(number) for number in (1, 2, 3))
DAY = {FIRST: 2}


def met(act: str, expert: str, after: int = 300) -> Line:
    at = DRAWN_AT + timedelta(hours=after)
    return Line(at, f"meeting.{act}", "m1", "p", {"pseudonym": expert, "seat": 1})


def standing(expert: str, state: str, after: int) -> Line:
    at = DRAWN_AT + timedelta(hours=after)
    return Line(at, "expert.any", f"expert:{expert}", "", {}, state)


def committed(after: int = -2) -> Line:
    return Line(DRAWN_AT + timedelta(hours=after), "draw.commit", "dp", "p", {})


def paid(expert: str = "e1", halves: dict[date, int] = DAY, **amounts: int) -> Paid:
    fen = {"gross": 100_000, "tax": 16_000, "net": 84_000} | amounts
    return Paid("p", expert, DRAWN_AT + timedelta(days=20), halves, **fen)


def seen(*fees: Paid) -> World:
    known = world(PEOPLE, (PANEL,))
    return World(**{name: getattr(known, name) for name in World.__slots__} | {"paid": fees})


def rules_of(known: World, *log: Line) -> list[str]:
    return [it.rule for it in find_day_violations(known, log)]


LAWFUL = (
    committed(),
    drawn("p"),
    met("absent", "e1"),
    moved("draw.recuse", "p", "e1", 301),
    moved("draw.replace", "p", "e3", 301, rank=4, passed=3),
    met("sign_in", "e2"),
    met("sign_in", "e3", 302),
    met("pledge", "e3", 302),
)
REPLACED = moved("draw.replace", "p", "e3", 2, rank=1, passed=0)


def test_a_lawful_day_and_its_fees_are_left_alone() -> None:
    next_day = {FIRST + timedelta(days=1): 2}
    assert not rules_of(seen(paid("e2"), paid("e3"), paid("e3", next_day)), *LAWFUL)


@pytest.mark.parametrize(
    ("fees", "rule"),
    [
        ((paid("e1"),), "absent_and_paid"),
        ((paid("e9"),), "paid_without_sign_in"),
        ((paid("e2", tax=-1, net=100_001),), "negative_amount"),
        ((paid("e2", net=84_001),), "wrong_sum"),
        ((paid("e2"), paid("e2", {FIRST: 1})), "day_paid_twice"),
    ],
)
def test_a_fee_against_a_rule_is_found(fees: tuple[Paid, ...], rule: str) -> None:
    assert rules_of(seen(*fees), *LAWFUL) == [rule]


@pytest.mark.parametrize(
    ("log", "rule"),
    [
        ((standing("e1", "suspended", -3), committed(), drawn("p")), "drawn_while_barred"),
        (
            (drawn("p"), standing("e3", "dormant", 1), REPLACED),
            "drawn_while_barred",
        ),
        ((drawn("p"), moved("draw.replace", "p", "e3", 2, rank=2, passed=0)), "rank_left_out"),
        ((drawn("p"), met("absent", "e1"), met("sign_in", "e1", 301)), "came_without_a_seat"),
        ((drawn("p"), met("sign_in", "stranger")), "came_without_a_seat"),
        ((drawn("p"), met("opinion", "e1")), "acted_without_sign_in"),
    ],
)
def test_a_day_against_a_rule_is_found(log: tuple[Line, ...], rule: str) -> None:
    assert rules_of(seen(), *log) == [rule]


@pytest.mark.parametrize(
    "log",
    [
        (committed(), standing("e1", "suspended", -1), drawn("p")),
        (standing("e1", "suspended", -4), standing("e1", "active", -3), committed(), drawn("p")),
    ],
)
def test_who_was_active_at_the_commitment_is_dealt(log: tuple[Line, ...]) -> None:
    assert not rules_of(seen(), *log)
