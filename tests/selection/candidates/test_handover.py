from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expert_pool.conflicts import find_panel_conflicts
from expert_pool.experts import Expert, ExpertId, Relation, RelationKind
from expert_pool.findings import blocks
from selection.candidates import (
    NO_HISTORY,
    Pseudonyms,
    Screening,
    find_conflicting_pairs,
    screen_candidates,
    to_problem,
)
from selection.errors import SelectionError
from selection.problem import QuotaRule
from tests.factories import COMPANY, UNIVERSITY, make_expert, works_at
from tests.selection.requests.samples import JINHUA, LISTS, REVIEW, TODAY, make_request, of_type

SPOUSE = Relation(RelationKind.SPOUSE, "测乙", "", "i2")
FIRST = make_expert(relations=(SPOUSE,), identity_index="i1")
SECOND = make_expert(id=ExpertId("e2"), name="测乙", identity_index="i2", employments=())
THIRD = make_expert(id=ExpertId("e3"), name="测丙", identity_index="i3")


def screen(*experts: Expert) -> Screening:
    request = make_request(projects=())
    return screen_candidates(experts, request, NO_HISTORY, JINHUA, LISTS, TODAY)


NAMES = Pseudonyms(
    {ExpertId("e1"): "z", ExpertId("e2"): "a", ExpertId("e3"): "m"}, {UNIVERSITY.uscc: "u"}
)


def test_the_draw_sees_pseudonyms_quotas_and_employers_only_in_the_order_of_pseudonyms() -> None:
    request = make_request(quotas=(of_type("technical", 4, 4), of_type("financial", 1, 1)))
    problem = to_problem(screen(FIRST, SECOND, THIRD), request, NAMES, JINHUA)
    assert [(it.pseudonym, it.meets, it.employer) for it in problem.candidates] == [
        ("a", frozenset({"technical"}), ""),
        ("m", frozenset({"technical"}), "u"),
        ("z", frozenset({"technical"}), "u"),
    ]
    assert problem.conflicts == {("a", "z")}
    assert (problem.rules.seats, problem.rules.employer_cap) == (5, 1)
    assert problem.rules.quotas == (QuotaRule("financial", 1, 1), QuotaRule("technical", 4, 4))


@pytest.mark.parametrize(
    "names",
    [
        Pseudonyms({}, {UNIVERSITY.uscc: "u"}),
        Pseudonyms({ExpertId("e1"): "z"}, {}),
    ],
)
def test_nobody_enters_the_draw_without_a_pseudonym(names: Pseudonyms) -> None:
    with pytest.raises(SelectionError, match=r"problem\.pseudonym_missing"):
        to_problem(screen(FIRST), make_request(), names, JINHUA)


def test_two_people_never_share_a_pseudonym() -> None:
    names = Pseudonyms({ExpertId("e1"): "z", ExpertId("e3"): "z"}, {UNIVERSITY.uscc: "u"})
    with pytest.raises(SelectionError, match=r"problem\.pseudonym_twice"):
        to_problem(screen(FIRST, THIRD), make_request(), names, JINHUA)


def test_two_records_of_one_person_are_a_pair() -> None:
    twin = make_expert(id=ExpertId("e9"), identity_index="i3")
    pairs = find_conflicting_pairs(screen(THIRD, twin).candidates, make_request(), JINHUA)
    assert pairs == {("e3", "e9")}


def test_a_namesake_is_no_pair() -> None:
    by_name = make_expert(relations=(Relation(RelationKind.SPOUSE, "测乙"),))
    pairs = find_conflicting_pairs(screen(by_name, SECOND).candidates, make_request(), JINHUA)
    assert pairs == frozenset()


relations = st.builds(
    Relation,
    kind=st.sampled_from(RelationKind),
    person_name=st.sampled_from(["甲", "乙", "丙"]),
    unit_name=st.sampled_from(["", COMPANY.name, UNIVERSITY.name]),
    identity_index=st.sampled_from(["", "i1", "i2"]),
    until=st.sampled_from([None, date(2020, 1, 1), date(2026, 1, 1)]),
)
people = st.lists(
    st.builds(
        make_expert,
        name=st.sampled_from(["甲", "乙", "丙"]),
        identity_index=st.sampled_from(["", "i1", "i2", "i3"]),
        employments=st.sampled_from([(), (works_at(COMPANY),), (works_at(UNIVERSITY),)]),
        relations=st.tuples(relations),
    ),
    max_size=5,
)


@given(people)
def test_comparing_the_related_finds_what_comparing_everybody_finds(pool: list[Expert]) -> None:
    experts = tuple(
        make_expert(
            id=ExpertId(f"e{number}"),
            name=one.name,
            identity_index=one.identity_index,
            employments=one.employments,
            relations=one.relations,
        )
        for number, one in enumerate(pool)
    )
    request = make_request(projects=())
    pairs = find_conflicting_pairs(screen(*experts).candidates, request, JINHUA)
    assert pairs == {
        (one.id, other.id)
        for one, other in combinations(experts, 2)
        if blocks(find_panel_conflicts(one, other, JINHUA, REVIEW))
    }
