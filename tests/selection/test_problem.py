"""Candidates in columns are the same people as one by one."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.problem import (
    NO_EMPLOYER,
    Candidate,
    Candidates,
    Members,
    PanelProblem,
    PanelRules,
    line_up,
    number_values,
)

QUOTAS = ("q", "r")
RULES = PanelRules(2, (), 1)


@st.composite
def list_people(draw: st.DrawFn) -> tuple[Candidate, ...]:
    size = draw(st.integers(0, 12))
    return tuple(
        Candidate(
            f"e{number}",
            draw(st.frozensets(st.sampled_from(QUOTAS))),
            draw(st.sampled_from(["", "u", "v"])),
            draw(st.integers(1, 3)),
        )
        for number in range(size)
    )


@given(list_people())
def test_the_columns_give_back_the_same_people(people: tuple[Candidate, ...]) -> None:
    pool = line_up(people)
    assert (len(pool), tuple(pool), hash(pool)) == (len(people), people, hash(people))
    assert [pool[number] for number in range(len(pool))] == list(people)
    assert (pool[1:-1], pool[::-1]) == (people[1:-1], people[::-1])
    assert pool == people
    assert pool == line_up(iter(people))


@given(list_people())
def test_quotas_and_employers_are_numbered_as_they_come(people: tuple[Candidate, ...]) -> None:
    pool = line_up(people)
    assert pool.kinds == tuple(dict.fromkeys(one.meets for one in people))
    assert pool.employers == tuple(dict.fromkeys(["", *(one.employer for one in people)]))
    none = [number for number, one in enumerate(people) if not one.employer]
    assert none == [n for n, held in enumerate(pool.employer_of) if held == NO_EMPLOYER]


def test_columns_of_others_are_not_the_same() -> None:
    one, other = (line_up([Candidate(name, frozenset(), "")]) for name in "ab")
    assert one != other
    assert one != "a"


def test_candidates_are_found_by_name_as_far_as_they_are_there() -> None:
    pool = make_pool("a", "b", "c")
    assert pool.find_numbers({"c", "a", "x"}) == {"a": 0, "c": 2}
    assert pool.find_numbers(()) == {}
    assert pool.find({"c", "x"}) == {"c": pool[2]}


def test_members_are_the_people_of_their_numbers() -> None:
    pool = make_pool("a", "b", "c")
    members: Sequence[str] = Members(pool.names, (2, 0))
    assert members == ("c", "a")
    assert members not in (("a", "c"), ["c", "a"])
    assert (hash(members), members[1], len(members)) == (hash(("c", "a")), "a", 2)
    assert (members[:1], list(members), "b" in members) == (("c",), ["c", "a"], False)


def test_members_of_this_pool_are_numbered_already_and_all_others_by_name() -> None:
    pool, alike, other = make_pool("a", "b"), make_pool("a", "b"), make_pool("b", "a")
    numbers = (1, 0)
    assert pool.number_members(Members(pool.names, numbers)) is numbers
    assert pool.number_members(Members(alike.names, numbers)) is numbers
    assert pool.number_members(Members(other.names, numbers)) == [0, 1]
    assert pool.number_members(("b",)) == [1]
    with pytest.raises(KeyError, match="x"):
        pool.number_members(("x",))


def test_a_draw_without_some_people_loses_their_conflicts_too() -> None:
    pairs = frozenset({("a", "b"), ("b", "c"), ("a", "d")})
    problem = PanelProblem(RULES, make_pool("a", "b", "c", "d"), pairs)
    left = PanelProblem(RULES, make_pool("a", "b", "d"), frozenset({("a", "b"), ("a", "d")}))
    assert problem.without({"c"}) == left


def test_values_are_numbered_behind_those_that_come_first() -> None:
    different, numbers = number_values("bab", ["c", "b"])
    assert (different, list(numbers)) == (("c", "b", "a"), [1, 2, 1])


def make_pool(*names: str) -> Candidates:
    return line_up(Candidate(name, frozenset(), "") for name in names)
