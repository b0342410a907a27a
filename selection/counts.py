"""How many experts each quota finds: the live count of the form, and the depth of a pool.

Its one job is to count. Live counts must not tell who is in the pool: they never react to
a person or unit typed by name, and show "under ten" below ten.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from expert_pool.findings import Finding, Severity
from expert_pool.policy import Policy
from expert_pool.vocabulary import CodeLists
from selection.candidates import Screened, Screening, quota_finder
from selection.requests import PanelRequest, Quota, StepTaken, take_step

SHOWN_FROM = 10


@dataclass(frozen=True, slots=True)
class ShownCount:
    """A number that may be shown: `exact`, or none where it is under ten."""

    exact: int | None

    @property
    def under_ten(self) -> bool:
        """Whether only "under ten" may be shown."""
        return self.exact is None


@dataclass(frozen=True, slots=True)
class QuotaCount:
    """One line of the live count; an empty `quota` is the whole panel."""

    quota: str
    in_pool: ShownCount
    after_exclusions: ShownCount
    needed: int


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many experts were excluded for this reason first."""

    code: str
    count: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """From the pool to the candidates; the steps and the candidates add up to the pool."""

    pool: int
    steps: tuple[FunnelStep, ...]
    candidates: int


def shown(number: int) -> ShownCount:
    """A count as an officer may see it."""
    return ShownCount(number if number >= SHOWN_FROM else None)


def without_names(request: PanelRequest) -> PanelRequest:
    """A request without every person and unit that somebody typed by name.

    Gone are the projects with all parties and authorities, the recusals, the experts whom
    the applicant opposes and those chosen directly: with them, the form would tell who is
    in the pool and where they work. What is left are attributes, days and the kind of panel.
    """
    return replace(request, projects=(), recusals=(), opposed=(), direct=())


def count_quotas(
    screening: Screening, request: PanelRequest, lists: CodeLists
) -> tuple[QuotaCount, ...]:
    """The live count of a kept screening, with the quotas as they stand in the form now."""
    meets = quota_finder(request, lists, screening.served)
    left = [meets(one.expert) for one in screening.candidates]
    gone = [meets(one.expert) for one in screening.excluded]
    panel = QuotaCount("", shown(screening.pool), shown(len(left)), request.seats)
    return (panel, *(_count_quota(quota, left, gone) for quota in request.quotas))


def count_step(
    taken: StepTaken,
    around: tuple[Screening, Screening],
    request: PanelRequest,
    lists: CodeLists,
) -> StepTaken:
    """DRW-17: a step with the candidates within its reach before and after it.

    `request` is the one before the step, and `around` the pool parted for it without and
    with the step. A step that widens quotas counts who meets one of them; a step that
    widens a limit on everybody counts all candidates.
    """
    wider = take_step(request, taken.step, lists)
    limits = (request.region, request.conditions) != (wider.region, wider.conditions)
    pairs = zip(request.quotas, wider.quotas, strict=True)
    ids = frozenset(old.id for old, new in pairs if old != new)
    before, after = (
        sum(limits or bool(ids & one.meets) for one in screening.candidates) for screening in around
    )
    return replace(taken, before=before, after=after)


def count_reasons(screening: Screening) -> Funnel:
    """From the pool to the candidates by the first reason of each exclusion.

    For an officer only after the request is frozen, and through `shown`: this screening
    does react to names.
    """
    reasons = Counter(first_reason(one) for one in screening.excluded)
    steps = (FunnelStep(code, count) for code, count in reasons.items())
    ordered = sorted(steps, key=lambda step: (-step.count, step.code))
    return Funnel(screening.pool, tuple(ordered), len(screening.candidates))


def fold_small(counted: Mapping[str, int]) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Counts by rule, largest first, of which none below ten can be told or worked out.

    Those below ten become one line, with the next larger ones until it reaches ten: with
    the pool and the candidates beside them, a single hidden number would follow.
    """
    left = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    folded: list[str] = []
    total = 0
    while left and (left[-1][1] < SHOWN_FROM or 0 < total < SHOWN_FROM):
        rule, count = left.pop()
        folded.insert(0, rule)
        total += count
    apart = tuple(((rule,), count) for rule, count in left)
    return (*apart, (tuple(folded), total)) if folded else apart


def first_reason(excluded: Screened) -> str:
    """The code of the first finding that excluded somebody; hard ones come first."""
    by_weight = sorted(excluded.findings, key=lambda it: it.severity is not Severity.HARD)
    return by_weight[0].code


def check_depth(screening: Screening, request: PanelRequest, policy: Policy) -> tuple[Finding, ...]:
    """REQ-05 and POL-07: several times as many candidates as seats, for the panel and each quota.

    Below the multiple of REQ-05 the criteria may be tailor-made and a second approval is
    needed; below that of POL-07 the pool is thin. The number found is not stated.
    """
    met = Counter(quota for one in screening.candidates for quota in one.meets)
    strata = [("", request.seats, len(screening.candidates))]
    strata += [(it.id, it.minimum, met[it.id]) for it in request.quotas if it.minimum > 0]
    found = (_depth_of(quota, seats, have, policy) for quota, seats, have in strata)
    return tuple(finding for finding in found if finding is not None)


def _count_quota(
    quota: Quota, left: list[frozenset[str]], gone: list[frozenset[str]]
) -> QuotaCount:
    remaining = sum(quota.id in met for met in left)
    excluded = sum(quota.id in met for met in gone)
    return QuotaCount(quota.id, shown(remaining + excluded), shown(remaining), quota.minimum)


def _depth_of(quota: str, seats: int, have: int, policy: Policy) -> Finding | None:
    place = "quota" if quota else "panel"
    required = seats * policy.integer("min_candidates_multiple")
    if have < required:
        return policy.finding(f"REQ-05.too_few_for_{place}", quota=quota, required=required)
    usual = seats * policy.integer("min_pool_multiple")
    if have < usual:
        return policy.finding(f"POL-07.thin_for_{place}", quota=quota, required=usual)
    return None
