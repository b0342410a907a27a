"""Whole requests on small pools: solver, table and deal beside every subset of the pool.

What is legal is said here anew, on experts as they are and without any code of the
selection: so a rule that got lost between request and draw cannot hide.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from expert_pool.conflicts import Party, PartyRole, Person, ProjectParties
from expert_pool.experts import (
    Expert,
    ExpertId,
    FieldOfWork,
    Relation,
    RelationKind,
    Sector,
    Sex,
    TitleHeld,
)
from selection.candidates import NO_HISTORY, Pseudonyms, screen_candidates, to_problem
from selection.cells import find_chances
from selection.dealing.deal import deal_panel
from selection.panel_check import check_panel
from selection.problem import PanelProblem
from selection.requests import (
    Attribute,
    Condition,
    DirectGround,
    DirectSeat,
    PanelRequest,
    Quota,
)
from selection.solver.feasibility import Feasible, find_feasibility
from selection.solver.pattern_table import BuiltTable, build_pattern_table
from tests.factories import (
    COMPANY,
    HOSPITAL,
    INSTITUTE,
    UNIVERSITY,
    make_expert,
    make_financial_expert,
    works_at,
)
from tests.selection.requests.samples import JINHUA, LISTS, TODAY, condition, make_request

UNITS = (UNIVERSITY, HOSPITAL, INSTITUTE, COMPANY)
KEYS = frozenset(key for unit in UNITS for key in (unit.uscc, unit.group))
FIELDS = ("10101", "10102", "10201", "20101")
TITLES = ("S01-01", "S01-02")
DIVISIONS = ("330702", "330703", "330781")
KIN = RelationKind.DIRECT_BLOOD
CONDITIONS = (
    condition(Attribute.TYPE, "technical"),
    condition(Attribute.TYPE, "financial"),
    condition(Attribute.FIELD, "10101"),
    condition(Attribute.FIELD, "101"),
    condition(Attribute.FIELD, "10"),
    condition(Attribute.DIVISION, "330702", "330781"),
    condition(Attribute.LOCAL, "no"),
    condition(Attribute.TITLE_LEVEL, "full_senior"),
    condition(Attribute.SECTOR, "enterprise"),
    condition(Attribute.SECTOR, "university", "institute"),
    condition(Attribute.SEX, "female"),
    condition(Attribute.SERVED, "no"),
)


@dataclass(frozen=True)
class Case:
    """A pool, a request, those who judged its project before, and a team that stays apart."""

    pool: tuple[Expert, ...]
    request: PanelRequest
    served: frozenset[ExpertId]
    team: frozenset[ExpertId]


@st.composite
def experts(draw: st.DrawFn, number: int, people: int) -> Expert:
    make = draw(st.sampled_from((make_expert, make_expert, make_financial_expert)))
    kin: int | None = draw(
        st.none() | st.integers(0, people - 1).filter(lambda other: other != number)
    )
    expert: Expert = make(
        id=ExpertId(f"e{number}"),
        name=f"测{number}",
        identity_index=f"i{number}",
        sex=draw(st.sampled_from((Sex.FEMALE, Sex.MALE))),
        sector=draw(st.sampled_from((Sector.UNIVERSITY, Sector.INSTITUTE, Sector.ENTERPRISE))),
        division=draw(st.sampled_from(DIVISIONS)),
        fields=(FieldOfWork(draw(st.sampled_from(FIELDS)), TODAY.replace(year=2010), "论文"),),
        titles=(TitleHeld(draw(st.sampled_from(TITLES)), TODAY.replace(year=2018), verified=True),),
        employments=(works_at(draw(st.sampled_from(UNITS))),),
        relations=() if kin is None else (Relation(KIN, f"测{kin}", "", f"i{kin}"),),
    )
    return expert


@st.composite
def quotas(draw: st.DrawFn, number: int, seats: int) -> Quota:
    asked = draw(st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=2, unique=True))
    minimum = draw(st.integers(0, 2))
    return Quota(f"q{number}", tuple(asked), minimum, draw(st.integers(max(minimum, 1), seats)))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    people = draw(st.integers(4, 8))
    pool = tuple(draw(experts(number, people)) for number in range(people))
    chosen = st.frozensets(st.sampled_from([one.id for one in pool]), max_size=3)
    seats, served = draw(st.integers(2, 4)), draw(chosen)
    direct = draw(st.lists(st.sampled_from(pool), max_size=2, unique_by=lambda one: one.id))
    request = make_request(
        projects=(ProjectParties((), earlier_panel=served),),
        seats=seats,
        quotas=tuple(draw(quotas(number, seats)) for number in range(draw(st.integers(0, 3)))),
        conditions=tuple(draw(st.lists(st.sampled_from(CONDITIONS), max_size=1))),
        employer_cap=draw(st.integers(1, 2)),
        group_cap=draw(st.none() | st.integers(1, 3)),
        direct=tuple(
            DirectSeat(Person(one.name, (), one.identity_index), DirectGround.EMERGENCY, "应急")
            for one in direct[:seats]
        ),
    )
    return Case(pool, request, served, draw(chosen))


def meets(expert: Expert, asked: Condition, case: Case) -> bool:
    """A condition as a person reads it: a wider code holds for all that lies in it."""
    place = LISTS.divisions[expert.division]
    has = {
        Attribute.TYPE: {expert.type.value},
        Attribute.FIELD: {code for it in expert.fields for code in LISTS.field_path(it.code)},
        Attribute.DIVISION: {place.code, place.parent},
        Attribute.LOCAL: {"yes" if place.code == case.request.division else "no"},
        Attribute.TITLE_LEVEL: {LISTS.titles[it.code].level.value for it in expert.titles},
        Attribute.SECTOR: {expert.sector.value},
        Attribute.SEX: {expert.sex.value},
        Attribute.SERVED: {"yes" if expert.id in case.served else "no"},
    }[asked.attribute]
    return bool(has & asked.values)


def at_odds(one: Expert, other: Expert, case: Case) -> bool:
    """Whether two people must not sit together."""
    kin = {it.identity_index for it in (*one.relations, *other.relations)}
    named = {one.identity_index, other.identity_index}
    return bool(kin & named) or {one.id, other.id} <= case.team


def keeps_all_rules(panel: Sequence[Expert], case: Case) -> bool:
    """Whether these people may sit together, rule by rule."""
    request = case.request
    units = Counter(one.employments[0].unit.uscc for one in panel)
    groups = Counter(one.employments[0].unit.group or one.employments[0].unit.uscc for one in panel)
    group_cap = request.employer_cap if request.group_cap is None else request.group_cap
    chosen = {seat.person.name for seat in request.direct}
    return (
        len(panel) == request.seats
        and all(meets(one, it, case) for one in panel for it in request.conditions)
        and all(
            quota.minimum
            <= sum(all(meets(one, it, case) for it in quota.conditions) for one in panel)
            <= quota.maximum
            for quota in request.quotas
        )
        and max(units.values()) <= request.employer_cap
        and max(groups.values()) <= group_cap
        and chosen <= {one.name for one in panel}
        and not any(at_odds(one, other, case) for one, other in combinations(panel, 2))
    )


def freeze(case: Case) -> PanelProblem:
    screening = screen_candidates(case.pool, case.request, NO_HISTORY, JINHUA, LISTS, TODAY)
    names = Pseudonyms({one.id: str(one.id) for one in case.pool}, {key: key for key in KEYS})
    members = (Person(it.name, (), it.identity_index) for it in case.pool if it.id in case.team)
    team = ProjectParties(tuple(Party(PartyRole.MEMBER, person=person) for person in members))
    return to_problem(screening, case.request, names, JINHUA, (team,))


def list_legal(case: Case) -> set[frozenset[str]]:
    return {
        frozenset(str(one.id) for one in panel)
        for panel in combinations(case.pool, case.request.seats)
        if keeps_all_rules(panel, case)
    }


@given(cases())
@settings(max_examples=150, deadline=None)
def test_the_frozen_problem_allows_exactly_the_panels_that_the_rules_allow(case: Case) -> None:
    problem = freeze(case)
    known = {one.pseudonym for one in problem.candidates}
    allowed = {
        frozenset(panel)
        for panel in combinations(sorted(known), case.request.seats)
        if not check_panel(problem, panel)
    }
    assert allowed == list_legal(case)
    assert isinstance(find_feasibility(problem), Feasible) == bool(allowed)


@given(cases(), st.binary(min_size=32, max_size=32))
@settings(max_examples=80, deadline=None)
def test_every_panel_that_is_drawn_keeps_the_rules_and_everybody_on_a_legal_one_has_a_chance(
    case: Case, seed: bytes
) -> None:
    problem, legal = freeze(case), list_legal(case)
    built = build_pattern_table(problem, rehearsals=3, dealt_panels=20)
    assert isinstance(built, BuiltTable) == bool(legal)
    if not isinstance(built, BuiltTable):
        return
    possible = frozenset[str]().union(*legal)
    assert set(built.unreachable) == {it.pseudonym for it in problem.candidates} - possible
    pairs = zip(built.table.cells, find_chances(built.table), strict=True)
    chances = {member: chance for cell, chance in pairs for member in cell.members}
    assert sum(chances.values()) == Fraction(case.request.seats)
    assert {member for member, chance in chances.items() if chance} == possible
    assert frozenset(deal_panel(problem, built.table, seed, 20).panel) in legal
