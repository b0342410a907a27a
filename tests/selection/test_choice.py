"""A choice among candidates: by rank alone, each pass grounded, every hard rule kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expert_pool.findings import Finding, Severity
from selection.choice import (
    Asked,
    Blocked,
    ChoiceStep,
    Chosen,
    Pass,
    check_passes,
    describe_trial,
    follow_choice,
    list_offer,
    weigh_trial,
)
from selection.dealing.deal import deal_panel
from selection.errors import SelectionError
from selection.panel_check import check_panel
from selection.problem import Candidate
from selection.replacement import Facts, ReserveList, seat_panel, take_seat, vacate_seat
from tests.selection.draw_samples import make_problem, make_table
from tests.selection.test_replacement import AWAY, PANEL, THREE, nobody_barred, reserves_of

RESERVES = reserves_of(THREE, PANEL)
DRAWN = seat_panel(THREE, PANEL)


class Nothing(dict[int, Facts]):
    """Facts of a day on which nothing speaks against anybody, at whichever step."""

    def get(self, _step, _default=None):
        return nobody_barred(RESERVES)


def passing(pseudonym="e001", ground="field_further", note="too far") -> Pass:
    return Pass(pseudonym, ground, note)


@pytest.mark.parametrize(
    ("most", "offer"),
    [
        (9, ("e000", "e001", "e002", "e003", "e004", "e005", "e006")),
        (5, ("e000", "e001", "e002", "e003", "e004")),
        (3, PANEL),
        (1, PANEL),
    ],
)
def test_offered_are_those_who_sit_and_the_next_in_the_drawn_order(most, offer) -> None:
    assert list_offer(RESERVES, DRAWN, most) == offer


def test_neither_who_left_nor_somebody_of_another_draw_is_offered() -> None:
    standing = take_seat(vacate_seat(DRAWN, 1, "e000"), 1, THREE.candidates[4])
    standing = take_seat(
        vacate_seat(standing, 3, "e002"), 3, Candidate("other-draw", frozenset({"f"}), "")
    )
    assert list_offer(RESERVES, standing, 5) == ("e004", "e001", "e003", "e005")


def test_a_passed_over_candidate_gives_the_seat_to_the_next_by_rank() -> None:
    # e003 is financial; e004 works where e000 works, who stays; e005 is in conflict with nobody
    # who stays.
    found = follow_choice(RESERVES, DRAWN, {"e001"}, Nothing())
    assert isinstance(found, Chosen)
    assert found.steps == (ChoiceStep(2, "e001", "e005"),)
    assert found.standing.members == ("e000", "e005", "e002")


def test_a_follower_may_be_passed_over_too_and_seats_go_on_in_their_order() -> None:
    found = follow_choice(RESERVES, DRAWN, {"e005", "e001", "e000"}, Nothing())
    assert isinstance(found, Chosen)
    assert found.steps == (
        ChoiceStep(1, "e000", "e004"),
        ChoiceStep(2, "e001", "e005"),
        ChoiceStep(2, "e005", "e006"),
    )
    assert follow_choice(RESERVES, DRAWN, (), {}) == Chosen(DRAWN, ())


def test_the_choice_waits_for_the_facts_of_each_step() -> None:
    first = follow_choice(RESERVES, DRAWN, {"e000", "e002"}, {})
    assert isinstance(first, Asked)
    assert (first.step, first.position, first.reserves) == (0, 1, ("e004", "e006"))
    told = {0: {"e004": AWAY, "e006": ()}}
    second = follow_choice(RESERVES, DRAWN, {"e000", "e002"}, told)
    assert isinstance(second, Asked)
    assert (second.step, second.position, second.reserves) == (1, 3, ("e003",))
    assert second.standing.members == ("e006", "e001")


def test_nobody_who_is_offered_fits_and_each_is_told_why() -> None:
    found = follow_choice(RESERVES, DRAWN, {"e002"}, {0: {"e003": AWAY}})
    assert isinstance(found, Blocked)
    assert (found.position, found.leaver) == (3, "e002")
    told = {it.reserve: {one.code for one in it.findings} for it in found.passed}
    assert set(told) == {"e003", "e004", "e005", "e006"}
    assert told["e003"] == {"POL-06.on_leave"}


@pytest.mark.parametrize(
    ("passes", "code", "place"),
    [
        ((passing("e009"),), "not_offered", None),
        ((passing(), passing()), "twice", 2),
        ((passing(ground=""),), "ground_missing", 2),
        ((passing(ground="old friend"),), "ground_missing", 2),
        ((passing("e002", note=" "),), "note_missing", 3),
    ],
)
def test_a_pass_without_ground_or_reason_is_refused(passes, code, place) -> None:
    with pytest.raises(SelectionError, match=code) as refused:
        check_passes(PANEL, passes)
    assert refused.value.params.get("place") == place


def test_a_pass_that_would_change_nothing_is_refused() -> None:
    offer = list_offer(RESERVES, DRAWN, 9)
    passes = (passing("e001"), passing("e006"))
    check_passes(offer, passes)
    found = follow_choice(RESERVES, DRAWN, {it.pseudonym for it in passes}, Nothing())
    assert isinstance(found, Chosen)
    assert weigh_trial(offer, passes[:1], found).foreseen() is found
    with pytest.raises(SelectionError, match="not_reached") as refused:
        weigh_trial(offer, passes, found).foreseen()
    assert refused.value.params == {"place": 7}


def test_the_log_keeps_places_seats_and_grounds_of_a_trial_and_nobody_in_it() -> None:
    offer = list_offer(RESERVES, DRAWN, 9)
    passes = (passing("e004", "doubt"), passing("e000"), passing("e005"))

    def told(*those: Pass) -> dict[str, object]:
        found = follow_choice(RESERVES, DRAWN, {it.pseudonym for it in those}, Nothing())
        assert not isinstance(found, Asked)
        return describe_trial(offer, DRAWN, those, weigh_trial(offer, those, found))

    first = {"place": 1, "seat": 1, "ground": "field_further"}
    then = {"place": 5, "seat": 1, "ground": "doubt"}
    last = {"place": 6, "seat": 0, "ground": "field_further"}
    assert told(*passes[:2]) == {"candidates": [first, then], "outcome": "followed", "at": 0}
    assert told(*passes) == {"candidates": [first, then, last], "outcome": "not_reached", "at": 6}
    alone = follow_choice(ReserveList(THREE, ()), DRAWN, {offer[0]}, Nothing())
    assert isinstance(alone, Blocked)
    weighed = weigh_trial(PANEL, passes[1:2], alone)
    assert weighed.foreseen() is alone
    assert describe_trial(PANEL, DRAWN, passes[1:2], weighed) == {
        "candidates": [first],
        "outcome": "nobody_fits",
        "at": 1,
    }


BARRED = (Finding("POL-06.on_leave", Severity.HARD, "test"),)


@given(st.binary(min_size=32, max_size=32), st.data())
def test_whoever_is_chosen_is_a_legal_panel_by_rank(seed: bytes, data: st.DataObject) -> None:
    problem = make_problem(conflicts=[(1, 5), (2, 7), (10, 11)])
    deal = deal_panel(problem, make_table(problem), seed, 10)
    order = tuple(deal.reserve_order)
    standing = seat_panel(problem, deal.panel)
    offer = list_offer(ReserveList(problem, order), standing, 15)
    assert offer == (*deal.panel, *order[:10])
    passed = data.draw(st.sets(st.sampled_from(offer), max_size=6))
    away = data.draw(st.sets(st.sampled_from(offer[5:]), max_size=3))
    today = {it: BARRED if it in away else () for it in offer}
    reserves = ReserveList(problem, offer[5:])
    found = follow_choice(reserves, standing, passed, dict.fromkeys(range(20), today))
    assert not isinstance(found, Asked)
    if isinstance(found, Blocked):
        assert {it.reserve for it in found.passed} == set(offer[5:])
        return
    members = found.standing.members
    assert check_panel(problem, members) == ()
    assert not passed & set(members)
    assert not away & set(members)
    assert {step.leaver for step in found.steps} <= passed
    assert set(deal.panel) - passed <= set(members)
