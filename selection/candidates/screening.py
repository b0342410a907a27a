"""Who of the pool may be drawn for a request, and for everybody else every reason why not.

Its one job is to put all rules on a person together, once for each expert. It must not
choose among candidates, and keeps every finding: the audit asks for it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from expert_pool.conflicts import find_conflicts
from expert_pool.eligibility import check_eligibility
from expert_pool.experts import Expert, ExpertId
from expert_pool.findings import Finding, Severity, blocks
from expert_pool.persons import match_persons, person_of
from expert_pool.policy import Policy, Stage
from expert_pool.units import same_legal_person
from expert_pool.vocabulary import CodeLists
from selection.candidates import availability
from selection.candidates.availability import Occasion
from selection.candidates.employers import employer_keys
from selection.candidates.history import Assignment, History
from selection.candidates.membership import find_served, quota_finder
from selection.candidates.recall import RECALL, WORTH_IT, Recall, Rule
from selection.candidates.weights import find_weigher
from selection.requests import (
    PanelRequest,
    Recusal,
    attribute_reader,
    compile_conditions,
    widen_request,
)

PersonCheck = Callable[[Expert, Policy, Occasion], tuple[Finding, ...]]
SeatCheck = Callable[[tuple[Assignment, ...], Policy, Occasion], tuple[Finding, ...]]

PERSON_CHECKS: tuple[PersonCheck, ...] = (
    availability.check_standing,
    availability.check_confirmation,
    availability.check_cool_off,
    availability.check_leave,
    availability.check_weekdays_away,
)
SEAT_CHECKS: tuple[SeatCheck, ...] = (
    availability.check_duties,
    availability.check_yearly_load,
    availability.check_rotation,
    availability.check_same_applicant,
)


@dataclass(frozen=True, slots=True)
class Screened:
    """An expert after the screening: all findings, quotas met, and what the employer is.

    `group` is empty where the group has no cap beside that of the employer; `weight` is 1
    where chances are not weighted.
    """

    expert: Expert
    findings: tuple[Finding, ...]
    meets: frozenset[str]
    employer: str
    group: str = ""
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Screening:
    """The pool, parted: who may be drawn, in pool order, and who may not.

    `served` are those who sat on the previous panel of this kind; `apart` are the rules of
    which also a soft finding keeps two candidates apart.
    """

    candidates: tuple[Screened, ...]
    excluded: tuple[Screened, ...]
    served: frozenset[ExpertId] = frozenset()
    apart: frozenset[str] = frozenset()

    @property
    def pool(self) -> int:
        """How many experts were screened."""
        return len(self.candidates) + len(self.excluded)


def screen_candidates(
    experts: Iterable[Expert],
    request: PanelRequest,
    history: History,
    policy: Policy,
    lists: CodeLists,
    as_of: date,
) -> Screening:
    """Part the pool for one request; hard findings exclude, soft ones are only kept.

    How much a rule weighs is the policy's to say: a city that wants a soft rule to
    exclude makes it hard in its own policy. Conditions hold as the steps of the fallback
    order widen them; recusals are the same at every step.
    """
    request = widen_request(request, lists)
    pool = tuple(experts)
    recall = RECALL if len(pool) in WORTH_IT else Recall()
    screen = _screener(request, history, (policy, lists), as_of, recall)
    screened = tuple(screen(expert) for expert in pool)
    return Screening(
        candidates=tuple(one for one in screened if not blocks(one.findings)),
        excluded=tuple(one for one in screened if blocks(one.findings)),
        served=find_served(request, history),
    )


def _screener(
    request: PanelRequest,
    history: History,
    rulebook: tuple[Policy, CodeLists],
    as_of: date,
    recall: Recall,
) -> Callable[[Expert], Screened]:
    """All that is the same for everybody, worked out once."""
    policy, lists = rulebook
    number = policy.integer("max_consecutive_same_program")
    panels = history.last_panels(request.programme, request.fields, request.review, number)
    occasion = Occasion(request.review, as_of, request.lead_units, panels)
    served = find_served(request, history)
    quotas_met = quota_finder(request, lists, served)
    eligible = [_eligibility(rulebook, day, recall) for day in _days_judged(occasion)]
    conflicts = _conflict_finder(request, rulebook, recall)
    limits = _limits(request, lists, served)
    weigh = find_weigher(policy, request.review)

    def screen(expert: Expert) -> Screened:
        seats = history.of(expert.id)
        found = (
            *(it for check in PERSON_CHECKS for it in check(expert, policy, occasion)),
            *availability.check_moving(expert, history.moving, policy),
            *(it for check in eligible for it in check(expert)),
            *limits(expert, policy),
            *conflicts(expert),
            *_recusals(expert, request, policy),
            *(it for check in SEAT_CHECKS for it in check(seats, policy, occasion)),
        )
        employer, group = employer_keys(expert, request)
        met = quotas_met(expert)
        return Screened(expert, tuple(dict.fromkeys(found)), met, employer, group, weigh(seats))

    return screen


def _days_judged(occasion: Occasion) -> tuple[date, ...]:
    """POL-03: within every limit now, and on the last day of the review, too."""
    return tuple(dict.fromkeys((occasion.as_of, occasion.review.end)))


def _eligibility(rulebook: tuple[Policy, CodeLists], day: date, recall: Recall) -> Rule:
    policy, lists = rulebook

    def check(expert: Expert) -> tuple[Finding, ...]:
        return check_eligibility(expert, policy, lists, day, stage=Stage.DRAW)

    return recall.of(("eligibility", id(policy), id(lists), day), rulebook, check)


def _limits(
    request: PanelRequest, lists: CodeLists, served: frozenset[ExpertId]
) -> Callable[[Expert, Policy], tuple[Finding, ...]]:
    """REQ-04 and the conditions that every member has to meet."""
    reader = attribute_reader(lists, request.division, served)
    fits = compile_conditions(request.conditions, reader)
    allowed = (
        None
        if request.region is None or not request.region.divisions
        else frozenset(
            code for value in request.region.divisions for code in lists.division_and_below(value)
        )
    )

    def check(expert: Expert, policy: Policy) -> tuple[Finding, ...]:
        found = []
        if allowed is not None and expert.division not in allowed:
            found.append(policy.finding("REQ-04.outside_region", severity=Severity.HARD))
        if not fits(expert):
            found.append(policy.finding("REQ-02.condition_not_met", severity=Severity.HARD))
        return tuple(found)

    return check


def _conflict_finder(
    request: PanelRequest, rulebook: tuple[Policy, CodeLists], recall: Recall
) -> Rule:
    """Conflicts with any project of the request, as far as the activity's profile asks."""
    policy, lists = rulebook
    rules = lists.recusal_rules(request.activity)
    projects = tuple(replace(project, activity=request.activity) for project in request.projects)

    def find(expert: Expert) -> tuple[Finding, ...]:
        return tuple(
            finding
            for project in projects
            for finding in find_conflicts(expert, project, policy, request.review)
            if finding.rule_id in rules
        )

    question = ("conflicts", id(policy), id(lists), request.activity, projects, request.review)
    return recall.of(question, rulebook, find)


def _recusals(expert: Expert, request: PanelRequest, policy: Policy) -> tuple[Finding, ...]:
    """COI-16 and REQ-06: recusals that were decided, and wishes of the applicant.

    A decided recusal also catches a namesake: it must not fail by a changed employer, and
    the namesake loses one draw at most. A wish asks the approver (soft).
    """
    if not request.recusals and not request.opposed:
        return ()
    me = person_of(expert)
    decided = tuple(
        policy.finding("COI-16.recused", ground=recusal.ground, raised_by=recusal.raised_by.value)
        for recusal in request.recusals
        if _is_recused(expert, recusal, request)
    )
    opposed = any(match_persons(me, it.person) is not None for it in request.opposed)
    wish = policy.finding("REQ-06.opposed_by_applicant", severity=Severity.SOFT, ground="G19")
    return (*decided, wish) if opposed else decided


def _is_recused(expert: Expert, recusal: Recusal, request: PanelRequest) -> bool:
    if recusal.person is not None:
        return match_persons(person_of(expert), recusal.person) is not None
    return recusal.unit is not None and any(
        same_legal_person(tie.unit, recusal.unit)
        for tie in expert.employments
        if request.review.overlaps(tie.start, tie.end)
    )


def exclude_without_seat(
    screening: Screening, unseated: frozenset[ExpertId], policy: Policy
) -> Screening:
    """The screening with those moved to the excluded whom no seat of the request is open to.

    Who stands on no legal panel would only dilute what is said of the chances.
    """
    finding = policy.finding("REQ-02.no_seat", severity=Severity.HARD)
    moved = tuple(
        replace(one, findings=(*one.findings, finding))
        for one in screening.candidates
        if one.expert.id in unseated
    )
    left = tuple(one for one in screening.candidates if one.expert.id not in unseated)
    return replace(screening, candidates=left, excluded=(*screening.excluded, *moved))
