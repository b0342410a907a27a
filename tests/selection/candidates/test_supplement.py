"""Who is left out of a supplementary draw, and what the open seats still need."""

import pytest

from expert_pool.experts import ExpertId, Relation, RelationKind
from expert_pool.policy import load_policy
from selection.candidates import Screened, Screening
from selection.candidates.supplement import Former, leave_out_former, missing_quotas
from selection.requests import Quota
from tests.factories import make_expert
from tests.selection.requests.samples import make_request

POLICY = load_policy("demo")


def person(number: int, employer: str = "", group: str = "", **changes) -> Screened:
    expert = make_expert(id=ExpertId(f"x{number}"), name=f"测{number:03d}", **changes)
    return Screened(expert, (), frozenset({"technical"}), employer, group)


def leave_out(candidates, *, drawn=(), staying=(), seats=1, **changes):
    former = Former(frozenset(ExpertId(it) for it in drawn), tuple(staying))
    screening = Screening(tuple(candidates), ())
    request = make_request(seats=seats, **changes)
    left = leave_out_former(screening, former, request, POLICY)
    told = {it.expert.id: [one.code for one in it.findings] for it in left.excluded}
    return [it.expert.id for it in left.candidates], told


def test_everybody_drawn_before_is_left_out():
    left, told = leave_out([person(1), person(2)], drawn=["x1"])
    assert left == ["x2"]
    assert told == {"x1": ["REP-02.already_drawn"]}


def test_who_was_excluded_anyway_hears_of_the_draw_before_too():
    screening = Screening((), (person(1),))
    left = leave_out_former(
        screening, Former(frozenset({ExpertId("x1")}), ()), make_request(), POLICY
    )
    assert [it.code for it in left.excluded[0].findings] == ["REP-02.already_drawn"]


@pytest.mark.parametrize(
    ("held", "cap", "seats", "out"),
    [(1, 1, 1, True), (0, 1, 1, False), (1, 2, 1, False), (1, 2, 2, True), (2, 2, 1, True)],
)
def test_an_employer_sends_nobody_who_could_break_its_cap(
    held: int, cap: int, seats: int, out: bool
):
    staying = [person(90 + place, "u") for place in range(held)]
    left, told = leave_out(
        [person(1, "u"), person(2, "v"), person(3)], staying=staying, seats=seats, employer_cap=cap
    )
    assert ("x1" in told) is out
    assert {"x2", "x3"} <= set(left)
    assert told.get("x1", ["REP-02.employer_of_member"]) == ["REP-02.employer_of_member"]


def test_the_cap_of_a_group_counts_beside_that_of_the_employer():
    staying = [person(90, "u", "g"), person(91, "v", "g")]
    left, told = leave_out(
        [person(1, "w", "g"), person(2, "w", "h")], staying=staying, employer_cap=1, group_cap=2
    )
    assert (left, list(told)) == (["x2"], ["x1"])


def related_to(one: Screened) -> Relation:
    name, index = one.expert.name, one.expert.identity_index
    return Relation(kind=RelationKind.SPOUSE, person_name=name, identity_index=index)


def test_who_conflicts_with_a_member_is_left_out():
    member = person(90, identity_index="a0")
    kin = person(1, relations=(related_to(member),))
    left, told = leave_out([kin, person(2)], staying=[member])
    assert (left, told) == (["x2"], {"x1": ["REP-02.conflict_with_member"]})


def test_candidates_in_conflict_with_each_other_stay():
    one = person(1, identity_index="a1")
    other = person(2, relations=(related_to(one),))
    left, _ = leave_out([one, other], staying=[person(90)])
    assert left == ["x1", "x2"]


def quota(name: str, least: int, most: int) -> Quota:
    return Quota(name, (), least, most)


def test_open_seats_need_what_the_others_do_not_fill():
    quotas = (quota("f", 1, 2), quota("t", 2, 4), quota("s", 0, 1))
    counted = [frozenset("t"), frozenset("ts"), frozenset("tf")]
    missing = missing_quotas(quotas, counted, 2)
    assert [(it.id, it.minimum, it.maximum) for it in missing] == [
        ("f", 0, 1),
        ("t", 0, 1),
        ("s", 0, 0),
    ]


def test_a_quota_that_nobody_can_meet_is_named():
    assert missing_quotas((quota("f", 0, 1),), [frozenset("f"), frozenset("f")], 1) == "f"
    assert missing_quotas((quota("f", 3, 3),), [], 2) == "f"
