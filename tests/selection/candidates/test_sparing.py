from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

import pytest

from expert_pool.conflicts import Person, ReviewDays
from expert_pool.experts import Expert, ExpertId, Relation, RelationKind
from expert_pool.findings import Severity
from expert_pool.policy import change_values
from selection.candidates import (
    Assignment,
    History,
    Outcome,
    Pseudonyms,
    Screening,
    history_of,
    list_given_way,
    screen_candidates,
    spare_candidates,
    to_problem,
)
from selection.requests import DirectGround, DirectSeat, OpposedExpert, PanelRequest
from tests.factories import COMPANY, make_expert
from tests.selection.requests.samples import JINHUA, LISTS, TODAY, make_request

REQUEST = make_request(projects=(), programme="计划", fields=frozenset({"101"}))


def person(number: int, **changes: object) -> Expert:
    return make_expert(
        **{
            "id": ExpertId(f"e{number}"),
            "name": f"测{number}",
            "identity_index": f"i{number}",
            **changes,
        }
    )


def sat_twice(*numbers: int) -> History:
    """The seats of people who sat on the last two panels of the request's kind."""
    days = (("p1", date(2026, 1, 1)), ("p2", date(2026, 2, 1)))
    return history_of(
        Assignment(
            ExpertId(f"e{number}"),
            panel,
            ReviewDays(day, day),
            Outcome.ATTENDED,
            "计划",
            frozenset({"101"}),
        )
        for number in numbers
        for panel, day in days
    )


def screen(people: Iterable[Expert], history: History, request: PanelRequest) -> Screening:
    return screen_candidates(tuple(people), request, history, JINHUA, LISTS, TODAY)


def at_least(number: int) -> Callable[[Screening], bool]:
    return lambda screening: len(screening.candidates) >= number


def ids(screening: Screening) -> list[str]:
    return [one.expert.id for one in screening.candidates]


def test_drw_27_whom_a_soft_rule_spares_is_left_out_while_enough_others_remain() -> None:
    screening = screen(map(person, (1, 2, 3)), sat_twice(1), REQUEST)
    assert ids(screening) == ["e1", "e2", "e3"]
    spared = spare_candidates(screening, JINHUA, at_least(2))
    assert ids(spared) == ["e2", "e3"]
    (out,) = spared.excluded
    assert [(it.code, it.severity) for it in out.findings] == [
        ("DRW-15.consecutive_panels", Severity.HARD)
    ]
    assert spared.pool == screening.pool
    assert list_given_way(spared, JINHUA) == ()


def test_drw_27_where_too_few_others_remain_everybody_takes_part() -> None:
    screening = screen(map(person, (1, 2, 3)), sat_twice(1), REQUEST)
    kept = spare_candidates(screening, JINHUA, at_least(3))
    assert (ids(kept), kept.excluded) == (["e1", "e2", "e3"], ())
    assert list_given_way(kept, JINHUA) == ("DRW-15",)


def two_soft_rules() -> Screening:
    """One who sat twice in a row, and one whom the applicant opposes."""
    request = replace(REQUEST, opposed=(OpposedExpert(Person("测2", (), "i2"), "理由"),))
    return screen(map(person, (1, 2, 3, 4)), sat_twice(1), request)


@pytest.mark.parametrize(
    ("order", "least", "left", "given_way"),
    [
        (("REQ-06", "DRW-15"), 2, ["e3", "e4"], ()),
        (("REQ-06", "DRW-15"), 3, ["e1", "e3", "e4"], ("DRW-15",)),
        (("DRW-15", "REQ-06"), 3, ["e2", "e3", "e4"], ("REQ-06",)),
        (("DRW-15",), 3, ["e2", "e3", "e4"], ()),
        (("DRW-15", "REQ-06"), 4, ["e1", "e2", "e3", "e4"], ("DRW-15", "REQ-06")),
        ((), 1, ["e1", "e2", "e3", "e4"], ()),
    ],
)
def test_drw_27_the_last_rule_of_the_policy_gives_way_first(
    order: tuple[str, ...], least: int, left: list[str], given_way: tuple[str, ...]
) -> None:
    policy = change_values(JINHUA, {"spared_by": list(order)})
    spared = spare_candidates(two_soft_rules(), policy, at_least(least))
    assert (ids(spared), list_given_way(spared, policy)) == (left, given_way)


def test_drw_27_nobody_who_sits_without_a_draw_is_spared() -> None:
    seat = DirectSeat(Person("测1", (COMPANY,), "i1"), DirectGround.EMERGENCY, "应急")
    request = replace(REQUEST, direct=(seat,))
    screening = screen(map(person, (1, 2)), sat_twice(1, 2), request)
    spared = spare_candidates(screening, JINHUA, at_least(1))
    assert ids(spared) == ["e1"]
    assert list_given_way(spared, JINHUA) == ()


def test_drw_27_a_hard_finding_of_another_rule_is_left_as_it_is() -> None:
    (one,) = screen((person(1),), sat_twice(1), REQUEST).candidates
    also = replace(one, findings=(*one.findings, JINHUA.finding("DRW-21.reason_missing")))
    spared = spare_candidates(Screening((also,), ()), JINHUA, at_least(0))
    severities = {it.rule_id: it.severity for it in spared.excluded[0].findings}
    assert severities == {"DRW-15": Severity.HARD, "DRW-21": Severity.SOFT}


@pytest.mark.parametrize(
    ("kind", "order", "apart"),
    [
        (RelationKind.COLLATERAL_BLOOD, ("COI-13",), True),
        (RelationKind.COLLATERAL_BLOOD, (), False),
        (RelationKind.COLLATERAL_BLOOD, ("COI-09",), False),
        (RelationKind.SPOUSE, (), True),
    ],
)
def test_drw_27_wider_kin_sit_apart_as_long_as_a_panel_can_be_made(
    kind: RelationKind, order: tuple[str, ...], apart: bool
) -> None:
    policy = change_values(JINHUA, {"spared_by": list(order)})
    kin = person(1, relations=(Relation(kind, "测2", "", "i2"),))
    screening = screen((kin, person(2)), sat_twice(), REQUEST)
    names = Pseudonyms(
        {ExpertId("e1"): "a", ExpertId("e2"): "b"},
        {one.employer: one.employer for one in screening.candidates},
    )

    def pairs(of: Screening) -> set[tuple[str, str]]:
        return set(to_problem(of, REQUEST, names, policy).conflicts)

    expected = {("a", "b")} if apart else set()
    assert pairs(spare_candidates(screening, policy, lambda _: True)) == expected
    hard = {("a", "b")} if kind is RelationKind.SPOUSE else set()
    assert pairs(spare_candidates(screening, policy, lambda _: False)) == hard
