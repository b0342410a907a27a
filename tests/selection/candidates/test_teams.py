from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from expert_pool.conflicts import Party, PartyRole, Person, ProjectParties, find_team_conflict
from expert_pool.experts import ExpertId
from expert_pool.findings import blocks
from expert_pool.policy import change_values
from selection.candidates import NO_HISTORY, find_conflicting_pairs, screen_candidates
from selection.candidates.teams import find_teammates
from tests.factories import COMPANY, UNIVERSITY, make_expert, works_at
from tests.selection.requests.samples import JINHUA, LISTS, TODAY, make_request


def team(*people: Person) -> ProjectParties:
    return ProjectParties(tuple(Party(PartyRole.MEMBER, person=person) for person in people))


FOUR = tuple(
    make_expert(id=ExpertId(f"e{n}"), name=f"测{n}", identity_index=f"i{n}") for n in range(4)
)
CLIQUE = team(*(Person(one.name, (), one.identity_index) for one in FOUR))


def test_a_team_of_four_is_each_pair_of_them() -> None:
    pairs = {(one.id, other.id) for one, other in combinations(FOUR, 2)}
    assert find_teammates(FOUR, (CLIQUE,), JINHUA) == pairs
    request = make_request(projects=())
    screening = screen_candidates(FOUR, request, NO_HISTORY, JINHUA, LISTS, TODAY)
    assert find_conflicting_pairs(screening.candidates, request, JINHUA, (CLIQUE,)) == pairs
    assert find_conflicting_pairs(screening.candidates, request, JINHUA) == frozenset()


def test_the_policy_may_let_teammates_sit_together() -> None:
    off = change_values(JINHUA, {"coi_team_within_panel": False})
    assert find_teammates(FOUR, (CLIQUE,), off) == frozenset()


persons = st.builds(
    Person,
    st.sampled_from(["甲", "乙", "丙"]),
    st.sampled_from([(), (COMPANY,), (UNIVERSITY,)]),
    st.sampled_from(["", "i1", "i2"]),
)


@given(st.lists(persons, max_size=5), st.lists(st.lists(persons, max_size=4), max_size=3))
def test_looking_teammates_up_finds_what_comparing_everybody_finds(
    people: list[Person], teams: list[list[Person]]
) -> None:
    experts = tuple(
        make_expert(
            id=ExpertId(f"e{number}"),
            name=person.name,
            identity_index=person.identity_index,
            employments=tuple(works_at(unit) for unit in person.units),
        )
        for number, person in enumerate(people)
    )
    made = tuple(team(*members) for members in teams)
    assert find_teammates(experts, made, JINHUA) == {
        (one.id, other.id)
        for one, other in combinations(experts, 2)
        if any(blocks(find_team_conflict(one, other, it, JINHUA)) for it in made)
    }
