"""A group's cap, direct seats and teams as the solver sees them, beside every legal panel."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from expert_pool.conflicts import Party, PartyRole, Person, ProjectParties
from expert_pool.experts import Expert, ExpertId
from selection.candidates import NO_HISTORY, Pseudonyms, screen_candidates, to_problem
from selection.cells import find_chances
from selection.panel_check import check_table
from selection.problem import PanelProblem
from selection.requests import DirectGround, DirectSeat
from selection.solver.pattern_table import BuiltTable, build_pattern_table
from selection.solver.shortfall import MOST_WAYS, explain_shortfall
from tests.factories import COMPANY, HOSPITAL, INSTITUTE, UNIVERSITY, make_expert, works_at
from tests.selection.requests.samples import JINHUA, LISTS, TODAY, make_request
from tests.selection.solver.brute_force import find_fairest, list_fixes, list_panels

UNITS = (UNIVERSITY, HOSPITAL, INSTITUTE, COMPANY)


def pool_of(places: list[int]) -> tuple[Expert, ...]:
    return tuple(
        make_expert(
            id=ExpertId(f"e{number}"),
            name=f"测{number}",
            identity_index=f"i{number}",
            employments=(works_at(UNITS[place]),),
        )
        for number, place in enumerate(places)
    )


def freeze(places: list[int], group_cap: int, direct: int, team: tuple[int, ...]) -> PanelProblem:
    """Three seats, one an employer; the first experts are chosen directly, a team stays apart."""
    experts = pool_of(places)
    request = make_request(
        projects=(),
        quotas=(),
        seats=3,
        employer_cap=1,
        group_cap=group_cap,
        direct=tuple(
            DirectSeat(Person(one.name, (), one.identity_index), DirectGround.EMERGENCY, "应急")
            for one in experts[:direct]
        ),
    )
    people = (Person(experts[n].name, (), f"i{n}") for n in team if n < len(experts))
    members = tuple(Party(PartyRole.MEMBER, person=person) for person in people)
    screening = screen_candidates(experts, request, NO_HISTORY, JINHUA, LISTS, TODAY)
    names = Pseudonyms({one.id: str(one.id) for one in experts}, {u.uscc: u.uscc for u in UNITS})
    return to_problem(screening, request, names, JINHUA, (ProjectParties(members),))


@given(st.lists(st.integers(0, 3), min_size=3, max_size=6), st.integers(1, 2))
@settings(max_examples=60, deadline=None)
def test_the_cap_of_groups_is_offered_where_it_is_the_least_change(
    places: list[int], group_cap: int
) -> None:
    problem = freeze(places, group_cap, 0, ())
    fixes = list_fixes(problem)
    assume(frozenset() not in fixes)
    fewest = min(map(len, fixes))
    least = sorted(total for rules, total in fixes.items() if len(rules) == fewest)
    ways = explain_shortfall(problem, ()).ways_out
    told = [sum(int(str(it.param("by"))) for it in way.changes) for way in ways]
    assert told == least[:MOST_WAYS]
    assert all(list_panels(replace(problem, rules=way.rules)) for way in ways)
    kinds = {frozenset((it.code, "") for it in way.changes) for way in ways}
    assert kinds <= set(fixes)


def test_a_group_that_fills_the_pool_is_named_with_its_cap() -> None:
    problem = freeze([0, 1, 2], 2, 0, ())
    found = explain_shortfall(problem, ())
    assert {tuple(it.code for it in way.changes) for way in found.ways_out} == {
        ("SHF-14.fewer_seats",),
        ("SHF-15.raise_group_cap",),
    }


def chances_of(built: BuiltTable) -> dict[str, Fraction]:
    pairs = zip(built.table.cells, find_chances(built.table), strict=True)
    return {member: chance for cell, chance in pairs for member in cell.members}


@given(
    st.lists(st.integers(0, 3), min_size=4, max_size=7),
    st.integers(1, 3),
    st.integers(0, 2),
    st.sets(st.integers(0, 6), max_size=3).map(tuple),
)
@settings(max_examples=60, deadline=None)
def test_every_table_is_legal_and_as_fair_as_enumerating_all_panels(
    places: list[int], group_cap: int, direct: int, team: tuple[int, ...]
) -> None:
    problem = freeze(places, group_cap, direct, team)
    panels = list_panels(problem)
    assume(panels)
    fairest = find_fairest(problem)
    built = build_pattern_table(problem, rehearsals=3, dealt_panels=50)
    assert isinstance(built, BuiltTable)
    assert set(built.unreachable) == {person for person, chance in fairest.items() if not chance}
    assume(not built.unreachable)
    assert all(not findings for findings in check_table(problem, built.table))
    chances = chances_of(built)
    assert sum(chances.values()) == 3
    assert all(chances[f"e{number}"] == 1 for number in range(direct))
    assert abs(min(chances.values()) - min(fairest.values())) <= built.gap + Fraction(1, 10**6)
