"""The walk along the reserve order: by rank alone, every hard rule kept, derived again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expert_pool.findings import Finding, Severity
from selection.dealing.deal import Deal, deal_panel
from selection.errors import SelectionError
from selection.panel_check import check_panel
from selection.problem import Candidate, PanelProblem, PanelRules, QuotaRule
from selection.replacement import (
    Exhausted,
    ReserveList,
    Standing,
    Successor,
    Unscreened,
    find_successor,
    others_beside,
    seat_panel,
    take_seat,
    vacate_seat,
    walk_reserves,
)
from tests.selection.draw_samples import make_candidates, make_problem, make_table

AWAY = (Finding("POL-06.on_leave", Severity.HARD, "test"),)


def nobody_barred(reserves: ReserveList) -> dict[str, tuple[Finding, ...]]:
    return dict.fromkeys(reserves.order, ())


def reserves_of(problem: PanelProblem, panel: tuple[str, ...]) -> ReserveList:
    """Everybody else, in the order of the pool."""
    others = (it.pseudonym for it in problem.candidates if it.pseudonym not in panel)
    return ReserveList(problem, tuple(others))


def codes(passed) -> dict[str, list[str]]:
    return {one.reserve: [it.code for it in one.findings] for one in passed}


def problem_of(kinds, *, quotas, seats=3, cap=1, conflicts=()) -> PanelProblem:
    return PanelProblem(
        PanelRules(seats, tuple(QuotaRule(*quota) for quota in quotas), cap),
        make_candidates(kinds),
        frozenset(conflicts),
    )


THREE = problem_of(
    [("t", "a"), ("t", "b"), ("f", "c"), ("f", "d"), ("t", "a"), ("t", "e"), ("t", "f")],
    quotas=[("f", 1, 1), ("t", 2, 2)],
    conflicts=[("e001", "e005")],
)
PANEL = ("e000", "e001", "e002")


def test_the_first_in_the_order_who_keeps_every_rule_takes_the_seat() -> None:
    reserves = reserves_of(THREE, PANEL)
    standing = vacate_seat(seat_panel(THREE, PANEL), 1, "e000")
    found = find_successor(reserves, standing, 1, nobody_barred(reserves))
    assert isinstance(found, Successor)
    # e003 is financial; e004 works where e000 worked, whose seat it is.
    assert (found.reserve, found.rank) == ("e004", 2)
    assert codes(found.passed) == {"e003": ["PNL-04.above_maximum", "PNL-04.below_minimum"]}


def test_rules_are_checked_with_those_who_stay() -> None:
    reserves = reserves_of(THREE, PANEL)
    standing = vacate_seat(seat_panel(THREE, PANEL), 1, "e000")
    facts = nobody_barred(reserves) | {"e004": AWAY}
    found = find_successor(reserves, standing, 1, facts)
    assert isinstance(found, Successor)
    assert found.reserve == "e006"
    assert codes(found.passed)["e005"] == ["COI-13.members_conflict"]
    assert [one.stated for one in found.passed] == [False, True, False]


def test_another_vacant_seat_keeps_the_quotas_of_its_last_holder() -> None:
    reserves = reserves_of(THREE, PANEL)
    standing = seat_panel(THREE, PANEL)
    for position, leaver in ((1, "e000"), (2, "e001")):
        standing = vacate_seat(standing, position, leaver)
    assert [it.meets for it in others_beside(standing, 1)] == [{"t"}, {"f"}]
    assert others_beside(standing, 1)[0].employer == ""
    found = find_successor(reserves, standing, 1, nobody_barred(reserves))
    assert isinstance(found, Successor)
    assert found.reserve == "e004"


def test_a_reserve_passed_over_before_may_fit_a_later_vacancy() -> None:
    reserves = reserves_of(THREE, PANEL)
    standing = vacate_seat(seat_panel(THREE, PANEL), 3, "e002")
    found = find_successor(reserves, standing, 3, nobody_barred(reserves))
    assert isinstance(found, Successor)
    standing = take_seat(standing, 3, THREE.candidates[3])
    standing = vacate_seat(standing, 2, "e001")
    found = find_successor(reserves, standing, 2, nobody_barred(reserves))
    assert isinstance(found, Successor)
    # The conflict of e005 was with e001, who has gone; e004's colleague e000 still sits.
    assert found.reserve == "e005"
    assert codes(found.passed) == {"e003": ["REP-01.seated"], "e004": ["COI-14.employer_over_cap"]}


def test_who_has_left_never_comes_back() -> None:
    reserves = reserves_of(THREE, PANEL)
    standing = vacate_seat(seat_panel(THREE, PANEL), 3, "e002")
    standing = vacate_seat(take_seat(standing, 3, THREE.candidates[3]), 3, "e003")
    found = find_successor(reserves, standing, 3, nobody_barred(reserves))
    assert isinstance(found, Exhausted)
    assert codes(found.passed)["e003"] == ["REP-01.left_before"]
    assert [one.rank for one in found.passed] == [1, 2, 3, 4]
    with pytest.raises(SelectionError, match="seated_before"):
        take_seat(standing, 3, THREE.candidates[2])


def test_the_walk_stops_at_somebody_of_whom_nothing_is_known_today() -> None:
    reserves = reserves_of(THREE, PANEL)
    standing = vacate_seat(seat_panel(THREE, PANEL), 1, "e000")
    assert find_successor(reserves, standing, 1, {}) == Unscreened(("e004",))
    assert find_successor(reserves, standing, 1, {}, ask=5) == Unscreened(("e004", "e006"))
    assert find_successor(reserves, standing, 1, {"e004": AWAY}, ask=5) == Unscreened(("e006",))


def test_a_member_from_a_supplementary_draw_counts_with_the_own_quotas() -> None:
    reserves = reserves_of(THREE, PANEL)
    standing = vacate_seat(seat_panel(THREE, PANEL), 3, "e002")
    standing = take_seat(standing, 3, Candidate("other-draw", frozenset({"f"}), ""))
    standing = vacate_seat(standing, 1, "e000")
    found = find_successor(reserves, standing, 1, nobody_barred(reserves))
    assert isinstance(found, Successor)
    assert found.reserve == "e004"


def test_nothing_happens_to_a_seat_that_is_not_as_it_was_seen() -> None:
    standing = vacate_seat(seat_panel(THREE, PANEL), 1, "e000")
    with pytest.raises(SelectionError, match="not_on_the_seat"):
        vacate_seat(standing, 1, "e000")
    with pytest.raises(SelectionError, match="not_on_the_seat"):
        vacate_seat(standing, 2, "e000")
    with pytest.raises(SelectionError, match="no_such_seat"):
        vacate_seat(standing, 4, "e000")
    with pytest.raises(SelectionError, match="seat_taken"):
        take_seat(standing, 2, THREE.candidates[4])
    with pytest.raises(SelectionError, match="seated_before"):
        take_seat(standing, 1, THREE.candidates[1])
    with pytest.raises(SelectionError, match="unknown_member"):
        seat_panel(THREE, ("nobody",))


def test_an_order_with_somebody_unknown_is_refused() -> None:
    standing = vacate_seat(seat_panel(THREE, PANEL), 1, "e000")
    with pytest.raises(SelectionError, match="unknown_member"):
        find_successor(ReserveList(THREE, ("nobody",)), standing, 1, {})


EVENTS = st.lists(
    st.tuples(st.integers(1, 5), st.sets(st.integers(0, 23), max_size=8)), max_size=12
)


def play(
    problem: PanelProblem, deal: Deal, events
) -> list[tuple[Standing, str, Successor | Exhausted]]:
    """Vacancies one after the other, some reserves barred by facts of each day."""
    reserves, standing = ReserveList(problem, deal.reserve_order), seat_panel(problem, deal.panel)
    known = {it.pseudonym: it for it in problem.candidates}
    seen = []
    for position, barred in events:
        if standing.seat(position).vacant:
            continue
        leaver = standing.seat(position).holder.pseudonym
        vacant = vacate_seat(standing, position, leaver)
        facts = {e: AWAY if int(e[1:]) in barred else () for e in reserves.order}
        found = find_successor(reserves, vacant, position, facts)
        assert not isinstance(found, Unscreened)
        standing = vacant
        if isinstance(found, Successor):
            standing = take_seat(vacant, position, known[found.reserve])
        seen.append((standing, leaver, found))
    return seen


@given(st.binary(min_size=32, max_size=32), EVENTS)
def test_random_vacancies_keep_every_rule_and_go_by_rank_alone(seed: bytes, events) -> None:
    problem = make_problem(conflicts=[(1, 2), (0, 7), (4, 5)])
    deal = deal_panel(problem, make_table(problem), seed, 20)
    seated = list(deal.panel)
    for standing, leaver, found in play(problem, deal, events):
        assert leaver not in standing.members
        assert len(set(standing.members)) == len(standing.members)
        stand_ins = [
            Candidate(f"x{it.position}", it.holder.meets, "") for it in standing.seats if it.vacant
        ]
        everybody = PanelProblem(
            problem.rules, (*problem.candidates, *stand_ins), problem.conflicts
        )
        whole = [*standing.members, *(it.pseudonym for it in stand_ins)]
        assert check_panel(everybody, whole) == ()
        ranks = [one.rank for one in found.passed]
        assert all(one.findings for one in found.passed)
        if isinstance(found, Successor):
            assert found.reserve == list(deal.reserve_order)[found.rank - 1]
            assert ranks == list(range(1, found.rank))
            assert found.reserve not in seated
            seated.append(found.reserve)
        else:
            assert ranks == list(range(1, len(deal.reserve_order) + 1))


@given(st.binary(min_size=32, max_size=32), EVENTS)
def test_the_same_receipt_and_vacancies_give_the_same_members(seed: bytes, events) -> None:
    problem = make_problem(conflicts=[(1, 2)])
    deals = [deal_panel(problem, make_table(problem), seed, 20) for _ in range(2)]
    assert play(problem, deals[0], events) == play(problem, deals[1], events)


def test_the_walk_names_everybody_in_the_order() -> None:
    reserves = reserves_of(THREE, PANEL)
    standing = vacate_seat(seat_panel(THREE, PANEL), 1, "e000")
    assert [one for one, _ in walk_reserves(reserves, standing, 1)] == list(reserves.order)
