from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expert_pool.conflicts import ReviewDays
from expert_pool.experts import Expert, ExpertId, Relation, RelationKind, Unit
from expert_pool.persons import Person
from expert_pool.policy import change_values
from expert_pool.storage.database import Database
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts, load_pool
from selection.candidates import (
    NO_HISTORY,
    Pseudonyms,
    Screening,
    screen_candidates,
    to_problem,
)
from selection.drawing import sparing
from selection.drawing.history import load_history
from selection.drawing.sparing import spare
from selection.errors import SelectionError
from selection.requests import OpposedExpert, PanelRequest, Quota
from selection.storage.draw_store import load_screened, load_seats
from tests.factories import make_expert, works_at
from tests.selection.candidates.test_sparing import REQUEST, sat_twice
from tests.selection.drawing.ceremonies import DEMO, prepare_ceremony
from tests.selection.drawing.test_ceremony import commit_both, draw
from tests.selection.requests.samples import JINHUA, LEADER, LISTS, TODAY, make_request
from tests.selection.solver.brute_force import list_panels
from tests.selection.solver.test_whole_rules import KEYS, Case, cases

EAGER = change_values(
    JINHUA, {"spared_by": ["REQ-06"], "min_candidates_multiple": 1, "min_pool_multiple": 1}
)
"""Spares whom the applicant opposes as long as there is one panel."""


def pool_of(places: str) -> tuple[Expert, ...]:
    """One expert a letter, each letter an employer."""
    return tuple(
        make_expert(
            id=ExpertId(f"e{number}"),
            name=f"测{number}",
            employments=(works_at(Unit(f"虚构单位{place}", uscc=f"9133070000000000{place}X")),),
        )
        for number, place in enumerate(places)
    )


def asked(seats: int, quotas: tuple[Quota, ...] = ()) -> PanelRequest:
    return PanelRequest(
        REQUEST.id, REQUEST.activity, (), REQUEST.review, REQUEST.place, seats, quotas,
        programme="计划", fields=frozenset({"101"}),
    )  # fmt: skip


def left_of(places: str, request: PanelRequest, sat: tuple[int, ...]) -> list[str]:
    history = sat_twice(*sat)
    screening = screen_candidates(pool_of(places), request, history, JINHUA, LISTS, TODAY)
    return ids(spare(screening, request, JINHUA, ()))


def ids(screening: Screening) -> list[str]:
    return [one.expert.id for one in screening.candidates]


def test_drw_27_enough_is_the_usual_multiple_of_candidates() -> None:
    usual = JINHUA.integer("min_pool_multiple")
    places = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    enough, one_less = places[: usual + 1], places[:usual]
    assert "e0" not in left_of(enough, asked(1), (0,))
    assert "e0" in left_of(one_less, asked(1), (0,))


def test_drw_27_nobody_is_spared_where_the_others_make_no_panel() -> None:
    """Plenty of people at one employer, of which one may sit: the second seat needs the other."""
    crowd = "A" * 2 * JINHUA.integer("min_pool_multiple")
    assert "e0" in left_of(f"B{crowd}", asked(2), (0,))
    assert "e0" not in left_of(f"BC{crowd}", asked(2), (0,))


def test_drw_27_nobody_is_spared_where_the_solver_gave_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def give_up(_problem: object) -> None:
        raise SelectionError("solver.undecided")

    monkeypatch.setattr(sparing, "find_feasibility", give_up)
    assert "e0" in left_of("ABCDEFGHIJKLMN", asked(1), (0,))


def panels_of(screening: Screening, case: Case) -> set[frozenset[str]]:
    names = Pseudonyms({one.id: str(one.id) for one in case.pool}, {key: key for key in KEYS})
    problem = to_problem(screening, case.request, names, EAGER)
    return {frozenset(panel) for panel in list_panels(problem)}


@given(cases(), st.sets(st.integers(0, 7), max_size=4))
@settings(max_examples=60, deadline=None)
def test_drw_27_sparing_only_takes_panels_away_and_never_the_last(
    case: Case, opposed: set[int]
) -> None:
    against = (one for number, one in enumerate(case.pool) if number in opposed)
    wishes = (Person(one.name, (), one.identity_index) for one in against)
    request = replace(case.request, opposed=tuple(OpposedExpert(it, "理由") for it in wishes))
    screening = screen_candidates(case.pool, request, NO_HISTORY, EAGER, LISTS, TODAY)
    before, spared = panels_of(screening, case), spare(screening, request, EAGER, ())
    after = panels_of(spared, case)
    chosen = {seat.person.name for seat in request.direct}
    unwanted = {f"e{number}" for number in opposed if f"测{number}" not in chosen}
    without = {panel for panel in before if panel.isdisjoint(unwanted)}
    assert after == (without or before)


@pytest.mark.parametrize(
    ("technical", "spared", "given_way"), [(30, True, []), (10, False, ["COI-05"])]
)
async def test_drw_27_who_is_spared_has_the_reason_and_what_gave_way_is_told(
    database: Database, technical: int, spared: bool, given_way: list[str]
) -> None:
    namesake = Relation(RelationKind.SPOUSE, LEADER.name)
    someone = make_expert(id=ExpertId(str(UUID(int=950))), name="测某", relations=(namesake,))
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session, technical=technical)
        await add_experts(session, (ExpertRecord(someone),))
    _, drawn = await commit_both(database, ceremony)
    async with database.read() as session:
        screened = {one.expert_id: one for one in await load_screened(session, drawn.id)}
    told = screened[UUID(someone.id)]
    assert (told.pseudonym == "") is spared
    assert [it["severity"] for it in told.findings] == ["hard" if spared else "soft"]
    assert drawn.summary["given_way"] == given_way


async def test_drw_16_who_was_drawn_for_an_applicant_is_spared_at_its_next_review(
    database: Database,
) -> None:
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session)
    drawn = await draw(database, ceremony)
    later = date(2026, 12, 15)
    request = make_request(review=ReviewDays(later, later))
    async with database.read() as session:
        members = {str(seat.expert_id) for seat in await load_seats(session, drawn.id)}
        pool = tuple(one.expert for one in await load_pool(session))
        history = await load_history(session, request.review)
    screening = screen_candidates(pool, request, history, DEMO, LISTS, TODAY)
    told = {one.expert.id: [it.code for it in one.findings] for one in screening.candidates}
    assert {expert for expert, found in told.items() if found} == members
    assert {code for found in told.values() for code in found} == {"DRW-16.same_applicant"}
    assert members.isdisjoint(ids(spare(screening, request, DEMO, ())))
