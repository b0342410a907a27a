"""What is known of people on this very day: hard rules anew, before a reserve takes a seat.

Its one job is rule REP-01: leave, limits, standing, new conflicts and employers are
checked with those who sit now. It seats nobody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.experts import ExpertId
from expert_pool.findings import Finding, Severity
from expert_pool.storage.expert_store import load_experts
from selection.candidates import (
    History,
    Screened,
    find_conflicting_pairs,
    panel_rules,
    screen_candidates,
)
from selection.drawing.desk import DrawDesk
from selection.drawing.history import load_history_beside, load_teams
from selection.drawing.panel_now import Holding
from selection.problem import Candidate, PanelProblem
from selection.replacement import Facts, check_beside
from selection.requests import PanelRequest

_PAIRS = frozenset({"COI-13.members_conflict"})
_EMPLOYERS = frozenset({"COI-14.employer_over_cap"})


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a newcomer is checked against: the whole panel's request, and its seats.

    `beside` are the other seats' holders, now or last; `own` is this panel in the history,
    whose seats count against nobody.
    """

    request: PanelRequest
    beside: tuple[Holding, ...]
    own: str


async def load_facts(
    session: AsyncSession, desk: DrawDesk, occasion: Occasion, reserves: Mapping[str, UUID]
) -> Facts:
    """By reserve, every hard finding of this day; nothing found is an empty tuple."""
    seated = [it.expert_id for it in occasion.beside if not it.ended]
    screened = await _screen(session, desk, occasion, (*reserves.values(), *seated))
    members = [screened[member] for member in seated if member in screened]
    teams = await load_teams(session, occasion.request.review, desk.policy)
    pairs = find_conflicting_pairs(screened.values(), occasion.request, desk.policy, teams)
    facts: dict[str, tuple[Finding, ...]] = {}
    for reserve, expert_id in reserves.items():
        newcomer = screened.get(expert_id)
        if newcomer is None:
            facts[reserve] = (desk.policy.finding("POL-03.exited", severity=Severity.HARD),)
            continue
        hard = tuple(it for it in newcomer.findings if it.severity is Severity.HARD)
        facts[reserve] = hard or _check_with(occasion, members, newcomer, pairs)
    return facts


async def find_against(
    session: AsyncSession, desk: DrawDesk, occasion: Occasion, experts: Collection[UUID]
) -> Mapping[UUID, tuple[Finding, ...]]:
    """What the rules have against each of those who sit already, on this day."""
    screened = await _screen(session, desk, occasion, experts)
    found = {one: screened[one].findings if one in screened else () for one in experts}
    return {
        one: tuple(it for it in findings if it.severity is Severity.HARD)
        for one, findings in found.items()
    }


async def _screen(
    session: AsyncSession, desk: DrawDesk, occasion: Occasion, experts: Iterable[UUID]
) -> Mapping[UUID, Screened]:
    people = await load_experts(session, set(experts))
    history = await load_history_beside(session, occasion.request, people.keys())
    without = History(
        {
            expert: tuple(seat for seat in seats if seat.panel != occasion.own)
            for expert, seats in history.by_expert.items()
        },
        history.moving,
    )
    screening = screen_candidates(
        [one.expert for one in people.values()],
        occasion.request,
        without,
        desk.policy,
        desk.lists,
        desk.today(),
    )
    everybody = (*screening.candidates, *screening.excluded)
    return {UUID(one.expert.id): one for one in everybody}


def _check_with(
    occasion: Occasion,
    members: Sequence[Screened],
    newcomer: Screened,
    pairs: frozenset[tuple[ExpertId, ExpertId]],
) -> tuple[Finding, ...]:
    """The panel with the newcomer as both are known today; what others did is not held here.

    Quotas of those who stay count as they were drawn: they do not lose a seat by a change.
    """
    by_id = {UUID(one.expert.id): one for one in members}
    people = [_candidate(it, by_id.get(it.expert_id)) for it in occasion.beside]
    me = Candidate(newcomer.expert.id, newcomer.meets, newcomer.employer)
    rules = panel_rules(replace(occasion.request, direct=()))
    problem = PanelProblem(rules, (), frozenset((str(a), str(b)) for a, b in pairs))
    found = check_beside(problem, people, me)
    return tuple(it for it in found if _concerns(it, me))


def _candidate(holding: Holding, screened: Screened | None) -> Candidate:
    """A member as today knows the employer; a vacant seat has none and nobody."""
    if holding.ended or screened is None:
        return Candidate(f"seat {holding.position}", frozenset(holding.quotas), "")
    return Candidate(str(holding.expert_id), frozenset(holding.quotas), screened.employer)


def _concerns(finding: Finding, newcomer: Candidate) -> bool:
    if finding.code in _EMPLOYERS:
        return finding.param("employer") == newcomer.employer
    if finding.code in _PAIRS:
        return newcomer.pseudonym in {finding.param("first"), finding.param("second")}
    return True
