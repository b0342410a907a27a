from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expert_pool.experts import Employment, Expert, ExpertId
from selection.candidates import (
    GROUP,
    NO_HISTORY,
    Pseudonyms,
    Screening,
    screen_candidates,
    to_problem,
)
from selection.errors import SelectionError
from selection.panel_check import check_panel
from selection.problem import PanelProblem, QuotaRule
from selection.requests import PanelRequest
from tests.factories import COMPANY, HOSPITAL, INSTITUTE, UNIVERSITY, make_expert, works_at
from tests.selection.requests.samples import JINHUA, LISTS, TODAY, make_request

UNITS = (UNIVERSITY, HOSPITAL, INSTITUTE, COMPANY, None)
KEYS = {unit.uscc: unit.uscc for unit in UNITS if unit is not None}


def pool_of(places: list[int]) -> tuple[Expert, ...]:
    """One expert for each place in `UNITS`."""
    return tuple(
        make_expert(id=ExpertId(f"e{number}"), name=f"测{number}", employments=_works(place))
        for number, place in enumerate(places)
    )


def _works(place: int) -> tuple[Employment, ...]:
    unit = UNITS[place]
    return (works_at(unit),) if unit is not None else ()


def screen(experts: tuple[Expert, ...], request: PanelRequest) -> Screening:
    return screen_candidates(experts, request, NO_HISTORY, JINHUA, LISTS, TODAY)


def freeze(places: list[int], request: PanelRequest) -> PanelProblem:
    experts = pool_of(places)
    names = Pseudonyms({one.id: f"p{one.id}" for one in experts}, KEYS)
    return to_problem(screen(experts, request), request, names, JINHUA)


def caps(employer: int, group: int | None, seats: int = 3) -> PanelRequest:
    return make_request(projects=(), quotas=(), seats=seats, employer_cap=employer, group_cap=group)


@pytest.mark.parametrize(
    ("employer", "group", "cap", "keys"),
    [
        (1, None, 1, (UNIVERSITY.uscc, UNIVERSITY.uscc)),
        (2, None, 2, (UNIVERSITY.uscc, UNIVERSITY.uscc)),
        (1, 1, 1, (UNIVERSITY.uscc, UNIVERSITY.uscc)),
        (2, 1, 1, (UNIVERSITY.uscc, UNIVERSITY.uscc)),
        (1, 2, 1, (UNIVERSITY.uscc, HOSPITAL.uscc)),
    ],
)
def test_units_of_a_group_count_as_one_unless_the_group_may_send_more(
    employer: int, group: int | None, cap: int, keys: tuple[str, str]
) -> None:
    problem = freeze([0, 1], caps(employer, group))
    assert problem.rules.employer_cap == cap
    assert tuple(candidate.employer for candidate in problem.candidates) == keys


@pytest.mark.parametrize(
    ("places", "group", "crowded"),
    [
        ([0, 1], 2, False),
        ([0, 0, 0, 1], 2, False),
        ([0, 1, 2], 2, True),
        ([0, 1, 2], 3, False),
        ([3, 3, 3, 4, 4, 4], 2, False),
    ],
)
def test_only_a_group_that_could_send_too_many_becomes_a_quota(
    places: list[int], group: int, crowded: bool
) -> None:
    problem = freeze(places, caps(1, group))
    quota = QuotaRule(GROUP + UNIVERSITY.uscc, 0, group)
    assert problem.rules.quotas == ((quota,) if crowded else ())
    assert {one.employer for one in problem.candidates if quota.id in one.meets} == (
        {UNIVERSITY.uscc, HOSPITAL.uscc, INSTITUTE.uscc} if crowded else set()
    )
    assert quota.fixed


def test_a_group_cap_above_the_seats_stays_within_them() -> None:
    assert freeze([0, 0, 0, 1, 1, 1], caps(2, 9)).rules.quotas == ()
    request = caps(2, 3, seats=2)
    assert freeze([0, 0, 1, 1], request).rules.quotas[0].maximum == 2


def test_a_group_needs_a_pseudonym() -> None:
    experts = pool_of([1, 2])
    request = make_request(projects=(), quotas=(), employer_cap=1, group_cap=None)
    wide = make_request(projects=(), quotas=(), seats=9, employer_cap=2, group_cap=3)
    people = {one.id: f"p{one.id}" for one in pool_of([1, 1, 2, 2])}
    own = {HOSPITAL.uscc: "h", INSTITUTE.uscc: "i"}
    with pytest.raises(SelectionError, match=r"problem\.pseudonym_missing"):
        to_problem(screen(experts, request), request, Pseudonyms(people, own), JINHUA)
    crowded = screen(pool_of([1, 1, 2, 2]), wide)
    with pytest.raises(SelectionError, match=r"problem\.pseudonym_missing"):
        to_problem(crowded, wide, Pseudonyms(people, own), JINHUA)


def _allowed(places: list[int], employer: int, group: int | None) -> bool:
    """Both caps, counted as a person would."""
    units = [UNITS[place] for place in places]
    by_unit = Counter(unit.uscc for unit in units if unit is not None)
    by_group = Counter(unit.group or unit.uscc for unit in units if unit is not None)
    most = employer if group is None else group
    return (
        max(by_unit.values(), default=0) <= employer and max(by_group.values(), default=0) <= most
    )


@given(
    st.lists(st.integers(0, 4), min_size=2, max_size=8),
    st.integers(1, 3),
    st.one_of(st.none(), st.integers(1, 4)),
    st.integers(2, 4),
)
def test_exactly_the_panels_within_both_caps_are_legal(
    places: list[int], employer: int, group: int | None, seats: int
) -> None:
    problem = freeze(places, caps(employer, group, seats))
    for members in combinations(range(len(places)), min(seats, len(places))):
        legal = _allowed([places[member] for member in members], employer, group)
        found = check_panel(problem, tuple(f"pe{member}" for member in members))
        assert any(it.code != "PNL-01.wrong_seats" for it in found) is not legal
