"""Each rule of the audit sees the one thing that is planted against it, and nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from web.simulation.audit import find_violations
from web.simulation.world import Line, Post, Sitting, Somebody, Wanted, World

DRAWN_AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
FIRST = date(2026, 3, 16)


def somebody(number: int, **changes: object) -> Somebody:
    usual = Somebody(
        id=f"e{number}",
        name=f"专家{number}",
        kind="technical",
        born=date(1975, 1, 1),
        active=True,
        may_be_older=False,
        posts=(Post(f"unit{number}", True, date(2010, 1, 1), None),),
        avoided=frozenset(),
        kin=(),
        fields=frozenset({"101"}),
        confirmed=date(2026, 1, 1),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # the fields of the value


def sitting(request: str, first: date = FIRST, **changes: object) -> Sitting:
    usual = Sitting(
        request=request,
        first=first,
        last=first,
        seats=2,
        employer_cap=1,
        wanted=(),
        programme=request,
        fields=frozenset({"101"}),
        lead=f"lead of {request}",
        units=frozenset({f"lead of {request}"}),
        people=frozenset(),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # the fields of the value


def world(
    people: Sequence[Somebody],
    panels: Sequence[Sitting],
    leaves: Sequence[tuple[str, date, date, date]] = (),
) -> World:
    """Each panel has one draw; a pseudonym is the expert's own id."""
    draws = {f"d{panel.request}": panel.request for panel in panels}
    return World(
        people={one.id: one for one in people},
        panels={panel.request: panel for panel in panels},
        draws=draws,
        hashes={},
        names={(draw, one.id): one.id for draw in draws for one in people},
        dealt={draw: ("e1", "e2") for draw in draws},
        leaves=leaves,
    )


def drawn(request: str, after: int = 0) -> Line:
    at = DRAWN_AT + timedelta(hours=after)
    return Line(at, "draw.result", f"d{request}", request, {})


def moved(act: str, request: str, expert: str, after: int, **told: object) -> Line:
    at = DRAWN_AT + timedelta(hours=after)
    return Line(at, act, f"d{request}", request, {"pseudonym": expert, **told})


PAIR = (somebody(1), somebody(2))
PANEL = sitting("p")
ANOTHER = sitting("q", FIRST + timedelta(days=200))


def rules_of(seen: World, *log: Line) -> set[str]:
    return {it.rule for it in find_violations(seen, log)}


def test_a_lawful_panel_with_a_replacement_is_left_alone() -> None:
    seen = world((*PAIR, somebody(3)), (PANEL,))
    log = (
        drawn("p"),
        moved("draw.recuse", "p", "e1", 1),
        moved("draw.replace", "p", "e3", 1, rank=1),
    )
    assert rules_of(seen, *log) == set()


def test_a_seat_that_the_same_act_takes_back_was_never_held() -> None:
    seen = world((somebody(1, active=False), somebody(2), somebody(3)), (PANEL,))
    log = (
        drawn("p"),
        moved("draw.recuse", "p", "e1", 0),
        moved("draw.replace", "p", "e3", 0, rank=1),
    )
    assert rules_of(seen, *log) == set()


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("not_active", {"active": False}),
        ("too_old", {"born": date(1960, 3, 16)}),
        ("not_confirmed", {"confirmed": date(2025, 2, 28)}),
        ("unit_to_be_avoided", {"avoided": frozenset({"lead of p"})}),
        ("works_for_a_party", {"posts": (Post("lead of p", False, date(2020, 1, 1), None),)}),
        ("related", {"kin": (("专家2", "unit2"),)}),
        ("colleagues", {"posts": (Post("unit2", True, date(2020, 1, 1), None),)}),
    ],
)
def test_a_member_who_may_not_sit_is_seen(rule: str, changes: dict[str, object]) -> None:
    seen = world((somebody(1, **changes), somebody(2)), (PANEL,))
    assert rules_of(seen, drawn("p")) == {rule}


@pytest.mark.parametrize(
    "changes",
    [
        {"born": date(1960, 3, 17)},
        {"born": date(1955, 1, 1), "may_be_older": True},
        {"posts": (Post("lead of p", True, date(2010, 1, 1), date(2023, 3, 15)),)},
        {"posts": (Post("unit2", False, date(2020, 1, 1), None),)},
    ],
)
def test_the_day_before_a_rule_begins_is_free(changes: dict[str, object]) -> None:
    seen = world((somebody(1, **changes), somebody(2)), (PANEL,))
    assert rules_of(seen, drawn("p")) == set()


def test_a_leave_counts_once_it_was_noted() -> None:
    before = [("e1", date(2026, 2, 1), FIRST, FIRST)]
    too_late = [("e1", date(2026, 3, 3), FIRST, FIRST)]
    assert rules_of(world(PAIR, (PANEL,), before), drawn("p")) == {"on_leave"}
    assert rules_of(world(PAIR, (PANEL,), too_late), drawn("p")) == set()


@pytest.mark.parametrize(
    ("rules", "second"),
    [
        ({"two_panels_on_a_day"}, sitting("q")),
        ({"same_applicant"}, replace(ANOTHER, lead=PANEL.lead)),
        (set(), replace(ANOTHER, programme=PANEL.programme)),
        (set(), ANOTHER),
    ],
)
def test_two_panels_of_one_person(rules: set[str], second: Sitting) -> None:
    seen = world(PAIR, (PANEL, second))
    assert rules_of(seen, drawn("p"), drawn("q", after=1)) == rules
    assert rules_of(seen, drawn("q"), drawn("p", after=1)) == rules


def test_who_sat_on_both_last_panels_of_a_programme_is_seen() -> None:
    panels = [sitting(f"p{n}", FIRST + timedelta(days=n), programme="one") for n in range(3)]
    log = [drawn(it.request, after=place) for place, it in enumerate(panels)]
    assert rules_of(world(PAIR, panels), *log[:2]) == set()
    assert rules_of(world(PAIR, panels), *log) == {"sat_on_the_last_panels"}


def test_the_eleventh_task_of_a_year_is_seen() -> None:
    panels = [sitting(f"p{place}", FIRST + timedelta(days=place)) for place in range(11)]
    log = [drawn(it.request, after=place) for place, it in enumerate(panels)]
    assert rules_of(world(PAIR, panels), *log[:10]) == set()
    assert rules_of(world(PAIR, panels), *log) == {"tasks_a_year"}
    backwards = [drawn(it.request, after=place) for place, it in enumerate(reversed(panels))]
    assert rules_of(world(PAIR, panels), *backwards[:10]) == set()
    assert rules_of(world(PAIR, panels), *backwards) == {"tasks_a_year"}


def test_a_second_draw_a_return_and_a_rank_twice_are_seen() -> None:
    seen = world((*PAIR, somebody(3)), (PANEL,))
    leaves, returns = (
        moved("draw.recuse", "p", "e1", 1),
        moved("draw.replace", "p", "e1", 2, rank=1),
    )
    assert rules_of(seen, drawn("p"), leaves, returns) == {"came_back"}
    again = moved("draw.replace", "p", "e3", 4, rank=1)
    log = (drawn("p"), leaves, returns, moved("draw.recuse", "p", "e1", 3), again)
    assert "rank_twice" in rules_of(seen, *log)
    assert "second_draw" in rules_of(seen, drawn("p"), drawn("p", after=1))


def test_composition_and_size_hold_at_every_moment() -> None:
    wanted = Wanted("type", frozenset({"financial"}), 1, 1)
    seen = world(PAIR, (replace(PANEL, wanted=(wanted,)),))
    assert rules_of(seen, drawn("p")) == {"composition"}
    fields = Wanted("field", frozenset({"101"}), 0, 1)
    assert rules_of(world(PAIR, (replace(PANEL, wanted=(fields,)),)), drawn("p")) == {"composition"}
    assert rules_of(world(PAIR, (replace(PANEL, seats=1),)), drawn("p")) == {"too_many_members"}


def test_a_confirmation_in_the_log_counts() -> None:
    seen = world((somebody(1, confirmed=date(2025, 1, 1)), somebody(2)), (PANEL,))
    confirmed = Line(
        DRAWN_AT - timedelta(days=1),
        "expert.confirm",
        "expert:e1",
        "",
        {"confirmed_on": "2026-03-01"},
    )
    assert rules_of(seen, confirmed, drawn("p")) == set()
