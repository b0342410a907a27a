"""Who is left out of a supplementary draw: everybody drawn before, and who clashes with members.

Its one job is rule REP-02 on people who are candidates otherwise. The quotas that are
still missing are worked out beside; it must not choose anybody.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from expert_pool.conflicts import ProjectParties
from expert_pool.experts import ExpertId
from expert_pool.findings import Finding, Severity, blocks
from expert_pool.policy import Policy
from selection.candidates.employers import effective_cap
from selection.candidates.handover import find_conflicting_pairs
from selection.candidates.screening import Screened, Screening
from selection.requests import PanelRequest, Quota


@dataclass(frozen=True, slots=True)
class Former:
    """What was before a supplementary draw: everybody drawn, and the members who stay."""

    drawn: frozenset[ExpertId]
    staying: tuple[Screened, ...]


def missing_quotas(
    quotas: Iterable[Quota], counted: Sequence[frozenset[str]], seats: int
) -> tuple[Quota, ...] | str:
    """The quotas of the open seats, given what the others count for.

    A quota that those already exceed cannot be met by anybody: its id is the answer.
    """
    missing = []
    for quota in quotas:
        held = sum(quota.id in meets for meets in counted)
        least, most = max(0, quota.minimum - held), min(seats, quota.maximum - held)
        if most < least:
            return quota.id
        missing.append(replace(quota, minimum=least, maximum=most))
    return tuple(missing)


def leave_out_former(
    screening: Screening,
    former: Former,
    request: PanelRequest,
    policy: Policy,
    teams: Iterable[ProjectParties] = (),
) -> Screening:
    """The screening without those who cannot take an open seat beside the members who stay.

    An employer with members who stay sends further ones only where the cap holds
    whichever of its people are drawn.
    """
    clashing = _find_clashing(screening, former, request, policy, teams)
    crowded = _find_crowded(screening, former, request)
    against = (
        (former.drawn, policy.finding("REP-02.already_drawn", severity=Severity.HARD)),
        (clashing, policy.finding("REP-02.conflict_with_member", severity=Severity.HARD)),
        (crowded, policy.finding("REP-02.employer_of_member", severity=Severity.HARD)),
    )
    told = [_tell(one, against) for one in screening.candidates]
    return replace(
        screening,
        candidates=tuple(one for one in told if not blocks(one.findings)),
        excluded=(
            *(_tell(one, against[:1]) for one in screening.excluded),
            *(one for one in told if blocks(one.findings)),
        ),
    )


def _tell(one: Screened, against: Iterable[tuple[frozenset[ExpertId], Finding]]) -> Screened:
    found = (finding for people, finding in against if one.expert.id in people)
    return replace(one, findings=(*one.findings, *found))


def _find_clashing(
    screening: Screening,
    former: Former,
    request: PanelRequest,
    policy: Policy,
    teams: Iterable[ProjectParties],
) -> frozenset[ExpertId]:
    members = frozenset(one.expert.id for one in former.staying)
    others = tuple(it for it in screening.candidates if it.expert.id not in members)
    pairs = find_conflicting_pairs((*others, *former.staying), request, policy, teams)
    return frozenset(
        one if other in members else other
        for one, other in pairs
        if (one in members) != (other in members)
    )


def _find_crowded(
    screening: Screening, former: Former, request: PanelRequest
) -> frozenset[ExpertId]:
    units = Counter(one.employer for one in former.staying)
    groups = Counter(one.group for one in former.staying)
    return frozenset(
        one.expert.id
        for one in screening.candidates
        if _is_full(one.employer, units, effective_cap(request), request.seats)
        or _is_full(one.group, groups, request.group_cap or request.seats, request.seats)
    )


def _is_full(key: str, held: Counter[str], cap: int, seats: int) -> bool:
    """Whether an employer that has members already could send one too many."""
    return bool(key) and held[key] > 0 and held[key] + min(seats, cap) > cap
