"""Each rule of what follows a review sees the one thing that is planted against it."""

from datetime import date, timedelta

import pytest

from tests.web.simulation.test_audit import DRAWN_AT, FIRST, PANEL, drawn, moved, somebody, world
from web.simulation.audit_after import find_later_violations
from web.simulation.world import Case, Line, World

DAYS = frozenset(FIRST + timedelta(days=place) for place in range(40))
MET = 14 * 24
"""Hours from the draw to the review day."""


def seen() -> World:
    known = world(tuple(somebody(number) for number in (1, 2, 3)), (PANEL,))
    values = {name: getattr(known, name) for name in World.__slots__}
    cases = {"credit:c1": Case("e1", "v1"), "credit:c3": Case("e3", "v3")}
    return World(**values | {"cases": cases, "working": DAYS})


def case(act: str, days: float, who: str = "", number: int = 1, **told: str) -> Line:
    at = DRAWN_AT - timedelta(days=60) + timedelta(days=days)
    return Line(at, f"credit.{act}", f"credit:c{number}", "", {}, actor=who, **told)


def recorded(who: str = "officer") -> Line:
    at = DRAWN_AT - timedelta(days=60)
    return Line(at, "credit.record", "expert:e1", "", {"event": "v1"}, actor=who)


def met(act: str, expert: str = "e1", after: int = MET, who: str = "") -> Line:
    at = DRAWN_AT + timedelta(hours=after)
    told = {} if act.endswith("close") else {"pseudonym": expert}
    return Line(at, act, "any", "p", told, actor=who)


def reminded(after: int, **told: str) -> Line:
    at = DRAWN_AT + timedelta(hours=after)
    return Line(at, "evaluation.remind", "request:p", "p", told, reason="reminder")


def rules_of(*log: Line) -> list[str]:
    return [it.rule for it in find_later_violations(seen(), log)]


TOLD = (recorded(), case("tell", 0))
DECIDED = (*TOLD, case("decide", 16, "registrar"))
OUT = (*DECIDED, case("confirm", 17, "approver", reason="measure_suspension"))
COMMITTED = Line(DRAWN_AT - timedelta(hours=2), "draw.commit", "dp", "p", {})
SAT = (met("meeting.sign_in"), met("meeting.close", after=MET + 8))
LATE = MET + 6 * 24 + 8
HANDED_IN = met("evaluation.hand_in", after=MET + 24, who="officer")


@pytest.mark.parametrize(
    "log",
    [
        (*OUT, COMMITTED, moved("draw.replace", "p", "e3", 1, rank=1)),
        (*OUT, case("end", 40), COMMITTED, drawn("p"), *SAT),
        (*DECIDED, case("confirm", 17, "approver", reason="measure_note"), COMMITTED, drawn("p")),
        (COMMITTED, *OUT, drawn("p")),
        (*TOLD, case("answer", 3, state="answered"), case("decide", 4, "registrar")),
        (*SAT, HANDED_IN),
        (*SAT, reminded(MET + 96, officer="o"), reminded(MET + 96, pseudonym="e1")),
    ],
)
def test_what_is_lawful_is_left_alone(log: tuple[Line, ...]) -> None:
    assert rules_of(*log) == []


@pytest.mark.parametrize(
    ("log", "rule"),
    [
        ((*OUT, COMMITTED, drawn("p")), "drawn_under_a_measure"),
        ((*OUT, moved("draw.replace", "p", "e1", 1, rank=1)), "drawn_under_a_measure"),
        ((*OUT, met("meeting.sign_in")), "sat_under_a_measure"),
        ((*OUT, met("invitation.accept")), "accepted_under_a_measure"),
        ((*TOLD, case("decide", 15, "registrar")), "decided_before_the_hearing"),
        (
            (*TOLD, case("answer", 3, state="told"), case("decide", 4, "registrar")),
            "decided_before_the_hearing",
        ),
        ((recorded("r"), case("tell", 0), case("decide", 16, "r")), "decided_by_who_reported"),
        ((*DECIDED, case("confirm", 17, "registrar")), "decided_by_one_person"),
        ((*DECIDED, case("confirm", 17, "officer")), "decided_by_one_person"),
        ((*SAT[:1], HANDED_IN), "evaluated_before_the_end"),
        ((*SAT[1:], HANDED_IN), "evaluated_who_was_not_there"),
        ((*SAT, HANDED_IN, HANDED_IN), "evaluated_twice"),
        (
            (*SAT, met("evaluation.hand_in", after=LATE, who="officer")),
            "late_without_a_reminder",
        ),
        ((*SAT, reminded(400, pseudonym="e1"), reminded(410, pseudonym="e1")), "reminded_twice"),
        ((*SAT, reminded(400, pseudonym="e2")), "reminded_who_was_not_there"),
    ],
)
def test_what_is_against_a_rule_is_found(log: tuple[Line, ...], rule: str) -> None:
    assert rules_of(*log) == [rule]


def test_who_was_reminded_may_hand_in_late() -> None:
    late = met("evaluation.hand_in", after=LATE, who="officer")
    assert rules_of(*SAT, reminded(MET + 96, officer="officer"), late) == []


def test_the_days_of_the_term_are_those_of_work() -> None:
    assert date(2026, 3, 16) == FIRST
    before = met("evaluation.hand_in", after=LATE - 24, who="officer")
    assert rules_of(*SAT, before) == []
