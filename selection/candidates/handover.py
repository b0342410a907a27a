"""From a screening to the frozen problem of the draw, by pseudonyms only.

Its one job is to leave names, units and attributes behind. It must not add a rule: what
the draw may know of a person is in `selection.problem`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from expert_pool.conflicts import ProjectParties, find_panel_conflicts
from expert_pool.experts import ExpertId
from expert_pool.findings import Finding, Severity, blocks
from expert_pool.persons import normal_person_name
from expert_pool.policy import Policy
from selection.candidates.employers import crowded_groups, effective_cap, group_quotas
from selection.candidates.membership import DIRECT
from selection.candidates.screening import Screened, Screening
from selection.candidates.teams import find_teammates
from selection.candidates.weights import find_weight_limit
from selection.errors import SelectionError
from selection.problem import Candidate, PanelProblem, PanelRules, QuotaRule
from selection.requests import PanelRequest

Name = TypeVar("Name", bound=str)


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """The names that a draw uses, minted for one request: for people and employer groups."""

    experts: Mapping[ExpertId, str]
    employers: Mapping[str, str]


def to_problem(
    screening: Screening,
    request: PanelRequest,
    pseudonyms: Pseudonyms,
    policy: Policy,
    teams: Iterable[ProjectParties] = (),
) -> PanelProblem:
    """The frozen input of the draw; `teams` are the projects whose people stay apart.

    Raises:
        SelectionError: `problem.pseudonym_missing` where a candidate or employer has none,
            `problem.pseudonym_twice` where two candidates share one.
    """
    groups = _group_quotas(screening, request, pseudonyms)
    named = {one.expert.id: _candidate(one, pseudonyms, groups) for one in screening.candidates}
    if len({candidate.pseudonym for candidate in named.values()}) < len(named):
        raise SelectionError("problem.pseudonym_twice")
    pairs = find_conflicting_pairs(
        screening.candidates, request, policy, teams, apart=screening.apart
    )
    return PanelProblem(
        rules=replace(
            panel_rules(request, groups.values()), weight_limit=find_weight_limit(policy)
        ),
        # By pseudonym: a place in the public receipt must not tell a place in the register.
        candidates=tuple(sorted(named.values(), key=lambda candidate: candidate.pseudonym)),
        conflicts=frozenset(
            _in_order(named[one].pseudonym, named[other].pseudonym) for one, other in pairs
        ),
    )


def panel_rules(request: PanelRequest, groups: Iterable[QuotaRule] = ()) -> PanelRules:
    """The seats, quotas and cap of a request as the draw knows them.

    Direct seats are a quota that those people alone meet, so that each of them sits;
    `groups` are the quotas of groups of employers.
    """
    asked = (QuotaRule(quota.id, quota.minimum, quota.maximum) for quota in request.quotas)
    direct = len(request.direct)
    chosen = (QuotaRule(DIRECT, direct, direct),) if direct else ()
    return PanelRules(
        seats=request.seats,
        quotas=tuple(sorted((*asked, *chosen, *groups), key=lambda quota: quota.id)),
        employer_cap=effective_cap(request),
    )


def find_conflicting_pairs(
    candidates: Iterable[Screened],
    request: PanelRequest,
    policy: Policy,
    teams: Iterable[ProjectParties] = (),
    *,
    apart: frozenset[str] = frozenset(),
) -> frozenset[tuple[ExpertId, ExpertId]]:
    """The pairs of candidates who must not sit together, by a hard finding (COI-13).

    Of the rules in `apart`, a soft finding parts them as well (DRW-27).

    Only those with declared relations are compared, with those whom a relation may mean,
    so the work grows with the relations and not with the square of the pool. The people
    of one project are a pair each with each.
    """
    everybody = tuple(candidates)
    index = _index_people(everybody)
    related = frozenset(
        _in_order(one.expert.id, other.expert.id)
        for one in everybody
        for other in _maybe_related(one, index)
        if _parts(find_panel_conflicts(one.expert, other.expert, policy, request.review), apart)
    )
    return related | find_teammates((one.expert for one in everybody), teams, policy)


def _group_quotas(
    screening: Screening, request: PanelRequest, pseudonyms: Pseudonyms
) -> dict[str, QuotaRule]:
    keys = ((one.employer, one.group) for one in screening.candidates)
    try:
        return group_quotas(crowded_groups(keys, request), request, pseudonyms.employers)
    except KeyError as error:
        raise SelectionError("problem.pseudonym_missing") from error


def _candidate(one: Screened, pseudonyms: Pseudonyms, groups: Mapping[str, QuotaRule]) -> Candidate:
    meets = one.meets | {groups[one.group].id} if one.group in groups else one.meets
    try:
        employer = pseudonyms.employers[one.employer] if one.employer else ""
        return Candidate(pseudonyms.experts[one.expert.id], meets, employer, one.weight)
    except KeyError as error:
        raise SelectionError("problem.pseudonym_missing") from error


def _parts(findings: tuple[Finding, ...], apart: frozenset[str]) -> bool:
    return blocks(findings) or any(
        it.severity is Severity.SOFT and it.rule_id in apart for it in findings
    )


def _index_people(everybody: tuple[Screened, ...]) -> dict[str, list[Screened]]:
    """The candidates by identity and by name; identities carry a mark that no name has."""
    index: dict[str, list[Screened]] = {}
    for one in everybody:
        index.setdefault(normal_person_name(one.expert.name), []).append(one)
        if one.expert.identity_index:
            index.setdefault(f"#{one.expert.identity_index}", []).append(one)
    return index


def _maybe_related(one: Screened, index: Mapping[str, list[Screened]]) -> Iterator[Screened]:
    """Whom a candidate's relations may mean, and further records of the same identity."""
    keys = {f"#{one.expert.identity_index}"}
    for relation in one.expert.relations:
        keys |= {normal_person_name(relation.person_name), f"#{relation.identity_index}"}
    for key in sorted(keys - {"#"}):
        yield from (other for other in index.get(key, ()) if other is not one)


def _in_order(one: Name, other: Name) -> tuple[Name, Name]:
    return (one, other) if one < other else (other, one)
