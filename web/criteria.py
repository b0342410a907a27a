"""The criteria of a panel request in plain words, in the reader's language.

For every page that shows a request: form, approval, draw, result sheet. It judges nothing
and names no expert.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from expert_pool.conflicts import Party, PartyRole
from expert_pool.experts import ExpertType, Sector, Sex
from expert_pool.findings import Finding
from expert_pool.messages import Mode
from expert_pool.vocabulary import CodeLists, NamePolicy, TitleLevel
from selection.candidates import DIRECT, GROUP
from selection.counts import shown
from selection.requests import (
    Attribute,
    Condition,
    DirectGround,
    FallbackStep,
    PanelRequest,
    PlaceType,
    Quota,
    RaisedBy,
    StepTaken,
    widen_request,
)
from selection.states.requests import RequestState
from web.translation import N_, current_translator

ATTRIBUTES: Final[Mapping[str, str]] = {
    Attribute.TYPE: N_("Type of expert"),
    Attribute.FIELD: N_("Technical field"),
    Attribute.DISCIPLINE: N_("Discipline"),
    Attribute.DIVISION: N_("Region"),
    Attribute.LOCAL: N_("Local to the applicant"),
    Attribute.TITLE_LEVEL: N_("Title level"),
    Attribute.QUALIFICATION: N_("Qualification"),
    Attribute.HONOUR: N_("Honour"),
    Attribute.SECTOR: N_("Kind of employer"),
    Attribute.SEX: N_("Sex"),
    Attribute.SERVED: N_("Served on the previous panel"),
}
TYPES: Final[Mapping[str, str]] = {
    ExpertType.TECHNICAL: N_("Technical expert"),
    ExpertType.FINANCIAL: N_("Financial expert"),
    ExpertType.MANAGEMENT: N_("Management expert"),
    ExpertType.INVESTMENT: N_("Investment expert"),
}
LOCAL: Final[Mapping[str, str]] = {
    "yes": N_("From the applicant's division"),
    "no": N_("From elsewhere"),
}
SERVED: Final[Mapping[str, str]] = {
    "yes": N_("On the previous panel"),
    "no": N_("New to this panel"),
}
STEPS: Final[Mapping[str, str]] = {
    FallbackStep.DIRECTION: N_("From the research direction to its field"),
    FallbackStep.FIELD_LEVEL_3: N_("To fields of the third level"),
    FallbackStep.FIELD_LEVEL_2: N_("To fields of the second level"),
    FallbackStep.FIELD_LEVEL_1: N_("To fields of the first level"),
    FallbackStep.DISCIPLINE_LEVEL_1: N_("To disciplines of the first level"),
    FallbackStep.WIDER_REGION: N_("To the wider region"),
    FallbackStep.PROVINCIAL_POOL: N_("To the provincial pool"),
}
DIRECT_GROUNDS: Final[Mapping[str, str]] = {
    DirectGround.NARROW_FIELD: N_("A very narrow field"),
    DirectGround.SECRECY: N_("State secrets"),
    DirectGround.EMERGENCY: N_("An emergency"),
    DirectGround.DRAWN_UNABLE: N_("Experts drawn at random could hardly do the work"),
}
MODES: Final[Mapping[str, str]] = {
    Mode.ON_SITE: N_("Meeting on site"),
    Mode.ONLINE: N_("Meeting online"),
    Mode.CORRESPONDENCE: N_("Review by correspondence"),
}
TITLE_LEVELS: Final[Mapping[str, str]] = {
    TitleLevel.JUNIOR: N_("Junior title"),
    TitleLevel.INTERMEDIATE: N_("Intermediate title"),
    TitleLevel.ASSOCIATE_SENIOR: N_("Associate senior title"),
    TitleLevel.FULL_SENIOR: N_("Full senior title"),
}
SECTORS: Final[Mapping[str, str]] = {
    Sector.UNIVERSITY: N_("University or college"),
    Sector.INSTITUTE: N_("Research institute"),
    Sector.ENTERPRISE: N_("Enterprise"),
    Sector.HOSPITAL: N_("Hospital"),
    Sector.GOVERNMENT: N_("Government body"),
    Sector.AGENCY: N_("Service agency"),
    Sector.OTHER: N_("Other employer"),
}
SEXES: Final[Mapping[str, str]] = {Sex.FEMALE: N_("Woman"), Sex.MALE: N_("Man")}
PLACES: Final[Mapping[str, str]] = {
    PlaceType.MUNICIPAL: N_("Meeting in the city"),
    PlaceType.COUNTY: N_("Meeting in a county"),
    PlaceType.ON_SITE: N_("On site"),
    PlaceType.ONLINE: N_("Online meeting"),
    PlaceType.CORRESPONDENCE: N_("By correspondence"),
}
RAISED_BY: Final[Mapping[str, str]] = {
    RaisedBy.PARTY: N_("A party of the project"),
    RaisedBy.STAFF: N_("Staff of the bureau"),
    RaisedBy.EXPERT: N_("The expert"),
    RaisedBy.SYSTEM: N_("The service"),
}
PARTY_ROLES: Final[Mapping[str, str]] = {
    PartyRole.LEAD_UNIT: N_("Lead unit"),
    PartyRole.CO_UNIT: N_("Partner unit"),
    PartyRole.SUPPLIER: N_("Supplier or contractor"),
    PartyRole.PROJECT_LEADER: N_("Project leader"),
    PartyRole.MEMBER: N_("Team member"),
    PartyRole.PARTNER: N_("Person of a partner"),
    PartyRole.ADVISER: N_("Adviser of the project"),
    PartyRole.AUTHORITY: N_("Department in charge"),
}
NAMES_SHOWN: Final[Mapping[str, str]] = {
    NamePolicy.MEETING: N_("Names are sealed until the review begins."),
    NamePolicy.CORRESPONDENCE: N_("Names are never told to the parties."),
    NamePolicy.ENTERPRISE: N_("Names are open to the enterprise."),
    NamePolicy.OPEN: N_("Names are open."),
    NamePolicy.NONE: N_("Nobody is named."),
}
STATES: Final[Mapping[str, tuple[str, str]]] = {
    RequestState.DRAFT: (N_("Draft"), "neutral"),
    RequestState.SUBMITTED: (N_("Waiting for approval"), "waiting"),
    RequestState.RETURNED: (N_("Sent back"), "bad"),
    RequestState.APPROVED: (N_("Approved"), "good"),
    RequestState.COMMITTED: (N_("Draw committed"), "info"),
    RequestState.DRAWN: (N_("Drawn"), "good"),
    RequestState.CANCELLED: (N_("Cancelled"), "neutral"),
}
_FIXED: Final[Mapping[str, Mapping[str, str]]] = {
    Attribute.TYPE: TYPES,
    Attribute.LOCAL: LOCAL,
    Attribute.TITLE_LEVEL: TITLE_LEVELS,
    Attribute.SECTOR: SECTORS,
    Attribute.SEX: SEXES,
    Attribute.SERVED: SERVED,
}
_LISTED: Final[Mapping[str, str]] = {
    Attribute.FIELD: "fields",
    Attribute.DISCIPLINE: "disciplines",
    Attribute.DIVISION: "divisions",
    Attribute.QUALIFICATION: "qualifications",
    Attribute.HONOUR: "honours",
}


def order_parties(parties: Iterable[Party]) -> tuple[Party, ...]:
    """The parties of a project as a reader expects them: the lead unit first."""
    order = list(PARTY_ROLES)
    return tuple(sorted(parties, key=lambda party: order.index(party.role)))


def value_words(attribute: str, value: str, lists: CodeLists) -> str:
    """One value of an attribute, such as a field or a title level."""
    speaker = current_translator()
    if attribute in _FIXED:
        return speaker.gettext(_FIXED[attribute].get(value, value))
    entry = getattr(lists, _LISTED.get(attribute, ""), {}).get(value)
    return lists.name(entry, speaker.language) if entry else value


def value_options(attribute: str, lists: CodeLists) -> tuple[tuple[str, str], ...]:
    """All values of an attribute to choose from; deeper levels of a tree are set in."""
    if attribute in _FIXED:
        return tuple((v, value_words(attribute, v, lists)) for v in _FIXED[attribute])
    entries = getattr(lists, _LISTED[attribute])
    return tuple(
        (code, _indent(entry) + value_words(attribute, code, lists))
        for code, entry in _in_tree_order(entries)
    )


def _indent(entry: object) -> str:
    return "\u3000" * (int(getattr(entry, "level", 1)) - 1)


def _in_tree_order(entries: Mapping[str, object]) -> Iterable[tuple[str, object]]:
    """Parents before their children, as the lists are coded."""
    in_levels = any(hasattr(entry, "level") for entry in entries.values())
    return sorted(entries.items()) if in_levels else entries.items()


def condition_words(condition: Condition, lists: CodeLists) -> str:
    """One condition: its values, one of which an expert has to have."""
    joint = " / "
    attribute = condition.attribute.value
    return joint.join(value_words(attribute, it, lists) for it in sorted(condition.values))


def quota_words(quota: Quota, lists: CodeLists) -> str:
    """A quota by its conditions, all of which an expert has to meet."""
    if not quota.conditions:
        return current_translator().gettext(N_("Quota without a condition"))
    return " + ".join(condition_words(it, lists) for it in quota.conditions)


def widened_words(request: PanelRequest, lists: CodeLists) -> Mapping[str, str]:
    """Each quota of a request in words, by id; one that a step widened as asked and as it holds."""
    held = {quota.id: quota_words(quota, lists) for quota in widen_request(request, lists).quotas}
    asked = {quota.id: quota_words(quota, lists) for quota in request.quotas}
    return {
        quota: words if words == held[quota] else f"{words} → {held[quota]}"
        for quota, words in asked.items()
    }


def fixed_quota_words(quota_id: str) -> str:
    """A quota that the service makes itself: direct seats; what only limits a group is silent."""
    if quota_id.startswith(GROUP):
        return ""
    return current_translator().gettext(N_("Directly selected")) if quota_id == DIRECT else quota_id


def step_words(taken: StepTaken) -> str:
    """A step of the fallback order, with the candidates within its reach where they are known.

    Below ten a number is not told, as everywhere.
    """
    words = current_translator()
    title = words.gettext(STEPS[taken.step])
    if taken.before is None or taken.after is None:
        return title
    few = words.pgettext("people", "under 10")
    around = {"before": shown(taken.before).exact, "after": shown(taken.after).exact}
    numbers = {name: few if it is None else words.number(it) for name, it in around.items()}
    reach = words.gettext(N_("%(step)s (%(before)s → %(after)s candidates)"))
    return reach % {"step": title, **numbers}


def name_quotas(
    findings: Iterable[Finding], quotas: Iterable[Quota], lists: CodeLists
) -> tuple[Finding, ...]:
    """Findings that call each quota by its conditions instead of by its id."""
    names = {quota.id: quota_words(quota, lists) for quota in quotas}
    names[DIRECT] = fixed_quota_words(DIRECT)
    return tuple(replace(it, params=_named(it, names)) for it in findings)


def _named(finding: Finding, names: Mapping[str, str]) -> tuple[tuple[str, str | int | bool], ...]:
    return tuple(
        (name, names.get(str(value), value) if name == "quota" else value)
        for name, value in finding.params
    )
