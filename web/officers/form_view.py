"""What the template of the request form needs beside the form: rows, options, counts, words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from expert_pool.findings import Finding
from expert_pool.vocabulary import ActivityKind, CodeLists
from expert_pool.vocabulary.entries import Entry
from selection.counts import QuotaCount
from selection.requesting import LiveCount
from selection.requests import PanelRequest, known_steps
from selection.solver.shortfall import Shortfall
from web.criteria import (
    ATTRIBUTES,
    DIRECT_GROUNDS,
    PLACES,
    RAISED_BY,
    STEPS,
    name_quotas,
    value_options,
)
from web.forms import Form
from web.officers.form_moves import FOR_EVERYBODY
from web.officers.proposals import write_steps
from web.officers.request_form import (
    CriteriaForm,
    RequestForm,
    bare_criteria,
    check_typed,
    countable,
)
from web.officers.rows import count_rows
from web.services import Services
from web.translation import current_translator, gettext

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ConditionView:
    """One condition as its fields are laid out."""

    name: str
    attribute: str
    words: str
    options: Options
    many: bool
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuotaView:
    """One quota with its conditions and its count."""

    name: str
    number: int
    id: str
    conditions: tuple[ConditionView, ...]
    count: QuotaCount | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A way out of a shortfall: what would change, and what the button carries."""

    changes: tuple[Finding, ...]
    steps: str


FEW = 30


def form_view(
    form: Form[RequestForm],
    live: LiveCount | None,
    findings: Iterable[Finding],
    whole: PanelRequest | None,
    services: Services,
) -> dict[str, object]:
    """Everything that `officers/request_edit.html` lays out."""
    lists = services.lists
    request = whole or read_request(form, lists, services.today())
    shortfall = live.shortfall if live else None
    return {
        "lists": lists,
        "quotas": _quotas(form, live, lists),
        "everybody": tuple(
            _condition(form, f"conditions-{place}", lists)
            for place in range(count_rows(form.typed, "conditions"))
        ),
        "attributes_of_all": tuple((it, gettext(ATTRIBUTES[it])) for it in FOR_EVERYBODY),
        "recusal_rows": range(count_rows(form.typed, "recusals")),
        "opposed_rows": range(count_rows(form.typed, "opposed")),
        "attributes": _words(ATTRIBUTES),
        "places": _words(PLACES),
        "raised_by": _words(RAISED_BY),
        "divisions": value_options("division", lists),
        "activities": activity_options(lists),
        "grounds": _named(lists.recusal_grounds.values(), lists),
        "opposed_most": services.policy.integer("opposed_experts_max"),
        "findings": name_quotas(findings, request.quotas if request else (), lists),
        "contradictions": name_quotas(
            live.contradictions if live else (), request.quotas if request else (), lists
        ),
        "bottleneck": bottleneck_of(shortfall, request, lists),
        "steps": _steps(form, request, services),
        "direct_rows": range(count_rows(form.typed, "direct")),
        "direct_grounds": tuple(
            (it, words)
            for it, words in _words(DIRECT_GROUNDS)
            if it in services.policy.codes("direct_grounds")
        ),
        "direct_allowed": services.policy.boolean("direct_allowed"),
        "proposals": proposals_of(shortfall, request, lists),
        "widening": widening_of(live),
    }


def _steps(form: Form[RequestForm], request: PanelRequest | None, services: Services) -> Options:
    """The steps of the fallback order that widen something, and those that are ticked."""
    known = known_steps(request, services.policy, services.lists) if request else ()
    ticked = frozenset(form.chosen("fallback"))
    return tuple((it, words) for it, words in _words(STEPS) if it in known or it in ticked)


def read_request(form: Form[RequestForm], lists: CodeLists, today: date) -> PanelRequest | None:
    """The criteria of the form as far as they can be read, for the names of quotas."""
    value = check_typed(countable(form.typed, today), CriteriaForm).value
    if value is None or value.activity not in lists.activities:
        return None
    return bare_criteria(value, lists)


def bottleneck_of(
    shortfall: Shortfall | None, request: PanelRequest | None, lists: CodeLists
) -> Finding | None:
    """Why no panel can be made, with quotas called by their conditions."""
    if shortfall is None:
        return None
    return name_quotas((shortfall.bottleneck,), request.quotas if request else (), lists)[0]


def proposals_of(
    shortfall: Shortfall | None, request: PanelRequest | None, lists: CodeLists
) -> tuple[Proposal, ...]:
    """The ways out as buttons."""
    quotas = request.quotas if request else ()
    ways = shortfall.ways_out if shortfall else ()
    return tuple(
        Proposal(name_quotas(way.changes, quotas, lists), write_steps(way.changes)) for way in ways
    )


def widening_of(live: LiveCount | None) -> tuple[tuple[str, ...], str]:
    """The steps that would be enough in words, and what the button carries; both may be empty."""
    steps = live.widening if live else ()
    return tuple(gettext(STEPS[step]) for step in steps), " ".join(steps)


def _quotas(
    form: Form[RequestForm], live: LiveCount | None, lists: CodeLists
) -> tuple[QuotaView, ...]:
    counts = {it.quota: it for it in live.quotas} if live else {}
    return tuple(
        _quota(form, number, counts, lists) for number in range(count_rows(form.typed, "quotas"))
    )


def _quota(
    form: Form[RequestForm], number: int, counts: Mapping[str, QuotaCount], lists: CodeLists
) -> QuotaView:
    name = f"quotas-{number}"
    own = form.text(f"{name}-id")
    conditions = tuple(
        _condition(form, f"{name}-conditions-{place}", lists)
        for place in range(count_rows(form.typed, f"{name}-conditions"))
    )
    return QuotaView(name, number, own, conditions, counts.get(own))


def _condition(form: Form[RequestForm], name: str, lists: CodeLists) -> ConditionView:
    attribute = form.text(f"{name}-attribute")
    known = attribute in ATTRIBUTES
    options = value_options(attribute, lists) if known else ()
    chosen = tuple(it for it in form.chosen(f"{name}-values") if it)
    words = gettext(ATTRIBUTES[attribute]) if known else attribute
    return ConditionView(name, attribute, words, options, len(options) > FEW, chosen)


def _words(names: Mapping[str, str]) -> Options:
    return tuple((value, gettext(words)) for value, words in names.items())


def activity_options(lists: CodeLists) -> Options:
    """The activities that are drawn by lot."""
    drawn = (it for it in lists.activities.values() if it.kind is ActivityKind.PANEL)
    return _named(drawn, lists)


def _named(entries: Iterable[Entry], lists: CodeLists) -> Options:
    language = current_translator().language
    return tuple((it.code, lists.name(it, language)) for it in entries)
