"""A request as its page shows it: criteria in words, findings, counts by reason, ways out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from expert_pool.experts import Unit
from expert_pool.findings import Finding, Severity, blocks
from expert_pool.policy import Policy, Rule, Wording
from expert_pool.roles import Role
from expert_pool.vocabulary import CodeLists
from selection.counts import Funnel, QuotaCount, ShownCount, fold_small, shown
from selection.errors import SelectionError
from selection.requesting import Review, Seen, review_request
from selection.requests import PanelRequest, Recusal
from selection.states.requests import RequestState, permitted_request_acts
from selection.storage.request_store import RequestRecord
from web.criteria import (
    NAMES_SHOWN,
    PLACES,
    RAISED_BY,
    STATES,
    condition_words,
    name_quotas,
    value_words,
    widened_words,
)
from web.officers.desks import actor_of, counts_of, desk_of
from web.officers.form_view import Proposal, bottleneck_of, proposals_of
from web.officers.panel_view import PanelView, stored_shortfall, view_panel
from web.officers.special_view import called, direct_lines, step_lines
from web.pages import ROLE_NAMES
from web.services import PageRequest, services_of
from web.translation import N_, current_translator, gettext

_GROUPS = ("pool", "request", "recusal", "draw")
_JUDGED = frozenset({RequestState.SUBMITTED, RequestState.APPROVED})


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """A quota in words, with its bounds and, where it may be shown, its count."""

    words: str
    minimum: int
    maximum: int
    count: QuotaCount | None


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """How many were excluded by a rule first, or by several taken together; never who.

    Without a count where the number of candidates would follow from it.
    """

    rules: tuple[tuple[str, str], ...]
    count: ShownCount | None


@dataclass(frozen=True, slots=True)
class RequestView:
    """What the page lays out; `request` is none while the form can't be read."""

    request: PanelRequest | None
    facts: tuple[tuple[str, str], ...]
    quotas: tuple[QuotaLine, ...]
    recusals: tuple[tuple[str, ...], ...]
    opposed: tuple[tuple[str, str], ...]
    direct: tuple[tuple[str, str, str], ...]
    steps: tuple[str, ...]
    findings: tuple[Finding, ...]
    depth: tuple[Finding, ...]
    reasons: tuple[ReasonLine, ...]
    pool: ShownCount | None
    candidates: ShownCount | None
    acts: frozenset[str]
    state: tuple[str, str]
    rules: tuple[Rule, ...]
    policy: tuple[str, str]
    bottleneck: Finding | None
    proposals: tuple[Proposal, ...]
    panel: PanelView | None

    @property
    def blocked(self) -> bool:
        """Whether a hard finding keeps the request from going on."""
        return blocks(self.findings)

    @property
    def hopeless(self) -> bool:
        """Whether it is proven that the pool of today makes no such panel."""
        return self.panel is not None and self.panel.bottleneck is not None

    @property
    def asks(self) -> bool:
        """Whether a soft finding wants to be read before submitting."""
        return any(it.severity is Severity.SOFT for it in self.findings)


async def view_request(request: PageRequest, seen: Seen) -> RequestView:
    """Everything that the page of one request shows to this visitor."""
    services, record = services_of(request), seen.record
    counted = may_see_counts(record, actor_of(request).role)
    review = await _review(request, record, counted=counted)
    panel = review.request if review else None
    quotas = panel.quotas if panel else ()
    lists = services.lists
    shortfall = stored_shortfall(record)
    live = record.state in {RequestState.DRAFT, RequestState.RETURNED, RequestState.SUBMITTED}
    acts = _acts(request, record)
    judges = counted or "submit" in acts
    return RequestView(
        request=panel,
        facts=_facts(request, panel) if panel else (),
        quotas=_quotas(request, review, counted=counted),
        recusals=_recusals(panel, lists) if panel else (),
        opposed=_opposed(panel) if panel else (),
        direct=direct_lines(panel) if panel else (),
        steps=step_lines(review, counted=counted) if review else (),
        findings=name_quotas(review.findings, quotas, lists) if review and live else (),
        depth=name_quotas(review.depth, quotas, lists) if review and counted else (),
        reasons=reason_lines(review.funnel, services.policy) if review and counted else (),
        pool=shown(review.funnel.pool) if review and counted else None,
        candidates=shown(review.funnel.candidates) if review and counted else None,
        acts=acts,
        state=STATES[record.state],
        rules=tuple(it for it in services.policy.rules.values() if it.group in _GROUPS),
        policy=(services.policy.version, services.policy.digest),
        bottleneck=bottleneck_of(shortfall, panel, lists),
        proposals=proposals_of(shortfall, panel, lists),
        panel=await view_panel(request, record, review, counted=counted) if judges else None,
    )


def may_see_counts(record: RequestRecord, role: str) -> bool:
    """Counts react to names: the officer sees them once the criteria are frozen."""
    if record.state not in _JUDGED:
        return False
    return role != Role.OFFICER or record.state is RequestState.APPROVED


async def _review(request: PageRequest, record: RequestRecord, *, counted: bool) -> Review | None:
    try:
        counts = counts_of(request) if counted else None
        return await review_request(desk_of(request), counts, record)
    except SelectionError:  # The form can't be read as criteria yet.
        return None


def _acts(request: PageRequest, record: RequestRecord) -> frozenset[str]:
    actor = actor_of(request)
    acts = permitted_request_acts(record.state, str(record.created_by), actor.account_id)
    officer = {"cancel"} if record.supplements else {"save", "submit", "cancel"}
    own = {Role.OFFICER: officer, Role.APPROVER: {"approve", "return"}}
    return frozenset(it.value for it in acts) & frozenset(own.get(Role(actor.role), set()))


def _facts(request: PageRequest, panel: PanelRequest) -> tuple[tuple[str, str], ...]:
    """The request's plain facts, each with its label; what is not asked for is left out."""
    services = services_of(request)
    lists, words = services.lists, current_translator()
    activity = lists.activities[panel.activity]
    region = panel.region
    first, last = (words.date(day) for day in (panel.review.start, panel.review.end))
    facts = (
        (N_("Activity"), lists.name(activity, words.language)),
        (N_("Review"), first if first == last else f"{first} – {last}"),
        (N_("Only on these days"), gettext(N_(", ")).join(map(words.date, panel.review.days))),
        (N_("Place"), gettext(PLACES[panel.place])),
        (N_("Seats"), str(panel.seats)),
        (N_("At most from one employer"), str(panel.employer_cap)),
        (
            N_("At most from one group of employers"),
            "" if panel.group_cap is None else str(panel.group_cap),
        ),
        (N_("Programme"), panel.programme),
        (N_("Technical fields of the projects"), _joined("field", panel.fields, lists)),
        (N_("Applicant's division"), _joined("division", {panel.division} - {""}, lists)),
        (
            N_("Every member"),
            gettext(N_("; ")).join(condition_words(it, lists) for it in panel.conditions),
        ),
        (
            N_("Only experts of these divisions"),
            _joined("division", region.divisions, lists) if region else "",
        ),
        (N_("Reason for the limit"), region.reason if region else ""),
        (N_("Reason for the urgency"), panel.urgent_reason if panel.urgent else ""),
        (N_("Reason for widening"), panel.fallback_reason if panel.fallback else ""),
        (N_("Leader who agreed"), panel.direct_consent if panel.direct else ""),
        (N_("Names"), gettext(NAMES_SHOWN[panel.name_policy])),
    )
    return tuple((gettext(label), text) for label, text in facts if text)


def _joined(attribute: str, values: Iterable[str], lists: CodeLists) -> str:
    return gettext(N_(", ")).join(value_words(attribute, it, lists) for it in sorted(values))


def _quotas(request: PageRequest, review: Review | None, *, counted: bool) -> tuple[QuotaLine, ...]:
    if review is None:
        return ()
    lists = services_of(request).lists
    counts = {it.quota: it for it in review.counts} if counted else {}
    words = widened_words(review.request, lists)
    return tuple(
        QuotaLine(words[it.id], it.minimum, it.maximum, counts.get(it.id))
        for it in review.request.quotas
    )


def _recusals(panel: PanelRequest, lists: CodeLists) -> tuple[tuple[str, ...], ...]:
    """Whom or what, the ground, the reason, who raised it."""
    language = current_translator().language
    return tuple(
        (
            _recused(it),
            lists.name(lists.recusal_grounds[it.ground], language)
            if it.ground in lists.recusal_grounds
            else it.ground,
            it.reason,
            gettext(RAISED_BY[it.raised_by]),
        )
        for it in panel.recusals
    )


def _recused(recusal: Recusal) -> str:
    if recusal.person is not None:
        return called(recusal.person)
    unit = recusal.unit or Unit("")
    return " ".join(part for part in (unit.name, unit.uscc) if part)


def _opposed(panel: PanelRequest) -> tuple[tuple[str, str], ...]:
    return tuple((called(it.person), it.reason) for it in panel.opposed)


def reason_lines(funnel: Funnel, policy: Policy) -> tuple[ReasonLine, ...]:
    """How many each rule excluded first, so that nothing below ten follows from the lines."""
    language = current_translator().language
    counts: Counter[str] = Counter()
    for step in funnel.steps:
        counts[step.code.partition(".")[0]] += step.count
    names = {rule.id: rule.name.in_language(language) for rule in policy.rules.values()}
    lines = tuple(
        ReasonLine(tuple((rule, names.get(rule, rule)) for rule in rules), shown(count))
        for rules, count in fold_small(counts)
    )
    few = shown(funnel.candidates).under_ten
    return (*lines[:-1], replace(lines[-1], count=None)) if few and lines else lines


def parameters_by_rule(policy: Policy) -> Mapping[str, tuple[tuple[Wording, str], ...]]:
    """Each rule's parameters as they stand in the policy, for the summary of rules."""
    found: dict[str, list[tuple[Wording, str]]] = {rule: [] for rule in policy.rules}
    for parameter in policy.parameters.values():
        found[parameter.rule_id].append((parameter.label, _written(parameter.value)))
    return {rule: tuple(pairs) for rule, pairs in found.items()}


def _written(value: object) -> str:
    if isinstance(value, bool):
        return gettext(N_("Yes") if value else N_("No"))
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def timeline_of(seen: Seen) -> tuple[dict[str, str], ...]:
    """What was done with the request and by whom, from the log."""
    words = current_translator()
    return tuple(
        {
            "when": words.moment(act.when),
            "title": words.sentence(f"act.{act.act}", {}),
            "who": act.name or gettext(ROLE_NAMES.get(act.role, N_("The service"))),
            "body": "",
        }
        for act in seen.timeline
    )
