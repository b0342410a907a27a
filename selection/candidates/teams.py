"""Which candidates belong to one project team and so do not sit on one panel (rule COI-13).

Its one job is to find teammates among many experts with little work: people are looked up
by identity or name, and only those who fit are compared. A team of several is a pair each.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from expert_pool.conflicts import ProjectParties, find_team_conflict
from expert_pool.experts import Expert, ExpertId
from expert_pool.findings import blocks
from expert_pool.persons import Person, normal_person_name
from expert_pool.policy import Policy


def find_teammates(
    experts: Iterable[Expert], teams: Iterable[ProjectParties], policy: Policy
) -> frozenset[tuple[ExpertId, ExpertId]]:
    """The pairs of experts who stand on the list of people of one project."""
    if not policy.boolean("coi_team_within_panel"):
        return frozenset()
    index: dict[str, list[Expert]] = {}
    for expert in experts:
        for key in _keys(Person(expert.name, (), expert.identity_index)):
            index.setdefault(key, []).append(expert)
    return frozenset(
        (min(one.id, other.id), max(one.id, other.id))
        for team in teams
        for one, other in combinations(_maybe_on(team, index), 2)
        if blocks(find_team_conflict(one, other, team, policy))
    )


def _maybe_on(team: ProjectParties, index: Mapping[str, list[Expert]]) -> tuple[Expert, ...]:
    """Whom the people of a project may be, each once, in the order of their ids."""
    people = (party.person for party in team.people if party.person is not None)
    found = {
        one.id: one for person in people for key in _keys(person) for one in index.get(key, ())
    }
    return tuple(found[expert] for expert in sorted(found))


def _keys(person: Person) -> Iterator[str]:
    """A name as it is compared, and an identity with a mark that no name has."""
    yield normal_person_name(person.name)
    if person.identity_index:
        yield f"#{person.identity_index}"
