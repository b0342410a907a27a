"""The live count: what it counts, that names never move it, and its proposals."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from expert_pool.conflicts import ReviewDays
from expert_pool.experts import Unit
from expert_pool.persons import Person
from selection.counts import ShownCount, without_names
from selection.errors import SelectionError
from selection.problem import PanelProblem
from selection.requesting import LiveCounts, assemble_request, review_request
from selection.requesting import counting as counting_module
from selection.requests import (
    Attribute,
    FallbackStep,
    OpposedExpert,
    PanelRequest,
    Quota,
    RaisedBy,
    Recusal,
    StepTaken,
)
from selection.solver.feasibility import Feasible, Infeasible, find_feasibility
from tests.selection.requesting.desks import Office
from tests.selection.requests.samples import condition, make_request, of_type

NAMES = st.text(min_size=1, max_size=8)
PEOPLE = st.builds(Person, NAMES, st.tuples(st.builds(Unit, NAMES)))
RECUSALS = st.one_of(
    st.builds(lambda name: Recusal("G01", "r", RaisedBy.PARTY, unit=Unit(name)), NAMES),
    st.builds(lambda one: Recusal("G05", "r", RaisedBy.STAFF, person=one), PEOPLE),
)
SUSPEND_ONE = "UPDATE expert SET standing = 'suspended' WHERE name = '测011'"
KNOWN_UNIT = Unit("虚构单位001", "91330700DEM000001X")
KNOWN_PERSON = Person("测010", (Unit("虚构单位010"),))


@given(st.lists(RECUSALS, max_size=4), st.lists(PEOPLE, max_size=3))
def test_what_is_counted_is_the_same_whatever_names_are_typed(
    recusals: list[Recusal], people: list[Person]
) -> None:
    named = make_request(
        recusals=tuple(recusals), opposed=tuple(OpposedExpert(one, "r") for one in people)
    )
    assert without_names(named) == without_names(make_request())


@pytest.mark.parametrize(
    "named",
    [
        make_request(recusals=(Recusal("G01", "r", RaisedBy.PARTY, unit=KNOWN_UNIT),)),
        make_request(recusals=(Recusal("G05", "r", RaisedBy.PARTY, person=KNOWN_PERSON),)),
        make_request(opposed=(OpposedExpert(KNOWN_PERSON, "r"),)),
        make_request(projects=()),
    ],
)
async def test_names_of_people_in_the_pool_do_not_move_the_numbers(
    office: Office, named: PanelRequest
) -> None:
    assert await office.counts.count(named) == await office.counts.count(make_request())


async def test_a_name_moves_the_numbers_of_the_review(office: Office) -> None:
    """The counter-proof: with names the screening does find one fewer."""
    named = make_request(recusals=(Recusal("G05", "r", RaisedBy.PARTY, person=KNOWN_PERSON),))
    without = await office.counts.screen(make_request())
    assert len((await office.counts.screen(named)).candidates) == len(without.candidates) - 1


async def test_the_panel_and_each_quota_are_counted(office: Office) -> None:
    live = await office.counts.count(make_request())
    assert live.panel.in_pool == ShownCount(72)
    assert [(it.quota, it.in_pool, it.needed) for it in live.quotas] == [
        ("financial", ShownCount(12), 1),
        ("technical", ShownCount(60), 4),
    ]
    assert live.shortfall is None


async def test_below_ten_no_number_is_told(office: Office) -> None:
    rare = replace(of_type("technical", 0, 5), conditions=(condition(Attribute.HONOUR, "H01"),))
    live = await office.counts.count(make_request(quotas=(rare,)))
    assert live.quotas[0].after_exclusions.under_ten


async def test_quotas_are_counted_anew_on_a_kept_screening(office: Office) -> None:
    await office.counts.count(make_request())
    live = await office.counts.count(make_request(quotas=(of_type("technical", 2, 3),)))
    assert [(it.quota, it.needed) for it in live.quotas] == [("technical", 2)]


async def test_a_shortfall_is_explained_and_its_proposal_helps(office: Office) -> None:
    asked = make_request(seats=15, quotas=(of_type("financial", 13, 15),))
    short = (await office.counts.count(asked)).shortfall
    assert short is not None
    assert short.bottleneck.code == "SHF-02.quota_too_few"
    rules = short.ways_out[0].rules
    wider = replace(
        asked,
        seats=rules.seats,
        employer_cap=rules.employer_cap,
        quotas=tuple(of_type(it.id, it.minimum, it.maximum) for it in rules.quotas),
    )
    assert (await office.counts.count(wider)).shortfall is None


NARROW = Quota("narrow", (condition(Attribute.FIELD, "10102"),), 1, 5)
NOBODY = Quota("nobody", (condition(Attribute.HONOUR, "H01"),), 1, 5)
SECOND, FIRST = FallbackStep.FIELD_LEVEL_2, FallbackStep.FIELD_LEVEL_1


@pytest.mark.parametrize(
    ("quotas", "taken", "steps"),
    [
        ((NARROW,), (), (SECOND,)),
        ((NARROW,), (SECOND,), ()),
        ((NARROW, NOBODY), (), ()),
        ((NARROW, NOBODY), (SECOND,), ()),
        ((NARROW, NOBODY), (FIRST,), ()),
        ((NOBODY,), (), ()),
    ],
)
async def test_the_fewest_steps_that_help_are_found(
    office: Office,
    quotas: tuple[Quota, ...],
    taken: tuple[FallbackStep, ...],
    steps: tuple[FallbackStep, ...],
) -> None:
    asked = make_request(quotas=quotas, fallback=tuple(map(StepTaken, taken)))
    assert (await office.counts.count(asked)).widening == steps


async def test_nothing_is_promised_where_the_solver_does_not_answer(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[PanelProblem] = []

    def only_once(problem: PanelProblem) -> Feasible | Infeasible:
        asked.append(problem)
        if len(asked) > 1:
            raise SelectionError("solver.undecided")
        return find_feasibility(problem)

    monkeypatch.setattr(counting_module, "find_feasibility", only_once)
    live = await office.counts.count(make_request(quotas=(NARROW,)))
    assert live.shortfall is not None
    assert live.widening == ()


async def test_a_form_that_contradicts_itself_is_counted_but_not_explained(
    office: Office,
) -> None:
    live = await office.counts.count(make_request(quotas=(of_type("technical", 5, 4),)))
    assert live.shortfall is None
    assert not live.judged
    assert [it.code for it in live.contradictions] == ["quota.minimum_above_maximum"]
    assert live.panel.in_pool == ShownCount(72)


async def test_the_pool_is_read_again_after_a_minute(office: Office) -> None:
    seconds = [0.0]
    counts = LiveCounts(office.desk, lambda: seconds[0])
    await counts.count(make_request())
    async with office.desk.database.transaction() as session:
        await session.execute(text(SUSPEND_ONE))
    assert (await counts.count(make_request())).panel.in_pool == ShownCount(72)
    seconds[0] = 61.0
    assert (await counts.count(make_request())).panel.in_pool == ShownCount(71)


async def test_only_a_few_screenings_are_kept(office: Office) -> None:
    for day in range(1, 12):
        review = ReviewDays(date(2026, 12, day), date(2026, 12, day))
        await office.counts.count(make_request(review=review))
    assert len(office.counts._kept) == 8


async def test_reasons_and_candidates_add_up_to_the_pool(office: Office) -> None:
    named = (Recusal("G05", "r", RaisedBy.PARTY, person=KNOWN_PERSON),)
    record = await office.submitted(recusals=named)
    review = await review_request(office.desk, office.counts, record)
    steps = {it.code: it.count for it in review.funnel.steps}
    assert steps == {"COI-16.recused": 1}
    assert review.funnel.candidates + sum(steps.values()) == review.funnel.pool == 72


async def test_who_judged_the_project_before_is_known_to_the_rules(office: Office) -> None:
    async with office.desk.database.read() as session:
        ids = [project.id for project in office.projects]
        whole = await assemble_request(session, make_request(projects=()), ids)
    first, second = whole.projects
    assert first.batch_applicants == tuple(party.person for party in second.parties if party.person)
    assert first.earlier_panel == frozenset()
    assert whole.fields == {"10101"}
