"""The rules in force on a page: values, weights, sources, and who may override."""

from itertools import groupby
from typing import Final

from litestar import Response, get

from expert_pool.policy import Parameter, Policy, Rule, Value
from expert_pool.vocabulary import CodeLists
from web.pages import render
from web.services import PageRequest, services_of
from web.translation import N_, Translator, current_translator, load_sentences

GROUPS: Final = {
    "eligibility": N_("Who may be in the pool"),
    "verification": N_("Verification"),
    "pool": N_("Keeping the pool"),
    "request": N_("Panel requests"),
    "recusal": N_("Recusal"),
    "draw": N_("The draw"),
    "notice": N_("Notices to experts"),
    "secrecy": N_("Secrecy"),
    "replacement": N_("Replacement draws"),
    "review_day": N_("The day of the review"),
    "evaluation": N_("Evaluation of experts"),
    "fees": N_("Fees"),
    "audit": N_("Records and audit"),
}
"""The groups of rules by the words on the page."""

BY_HAND: Final = frozenset({"evaluation"})
"""Groups that the bureau follows outside the service: nothing here carries them out yet."""

WEIGHTS: Final = {
    "hard": (N_("Must be met"), "bad"),
    "soft": (N_("Needs a decision"), "waiting"),
    "info": (N_("For information"), "info"),
}
ORIGINS: Final = {
    "call": N_("From the published call"),
    "found": N_("From a published text"),
    "modelled": N_("That text does not bind here"),
    "general": N_("From general law"),
    "design": N_("Decided for this service, not law"),
}
OVERRIDERS: Final = {
    "none": N_("Nobody"),
    "expert": N_("The expert"),
    "requester": N_("The officer who asks"),
    "verifier": N_("The registrar"),
    "approver": N_("The approver"),
    "approver_with_reason": N_("The approver, with a reason"),
    "approver_each_step": N_("The approver, at each step"),
    "approver_and_leader": N_("The approver and a leader"),
    "second_approver": N_("A second approver"),
    "two_approvers": N_("Two approvers"),
    "administrator": N_("A user administrator"),
    "security_admin": N_("The security administrator"),
}
UNITS: Final = {
    "characters": N_("characters"),
    "cny_per_person_day": N_("yuan a person and day"),
    "days": N_("days"),
    "factor": N_("times (factor)"),
    "fields": N_("fields"),
    "hours": N_("hours"),
    "minutes": N_("minutes"),
    "months": N_("months"),
    "panels": N_("panels"),
    "persons": N_("persons"),
    "projects": N_("projects"),
    "share": N_("(share)"),
    "standard_deviations": N_("standard deviations"),
    "times": N_("times"),
    "times_seats": N_("times the seats"),
    "working_days": N_("working days"),
    "years": N_("years"),
}
Grouped = tuple[tuple[str, tuple[tuple[Rule, tuple[Parameter, ...]], ...]], ...]


@get("/policy", name="public.policy", sync_to_thread=False)
def policy(request: PageRequest) -> Response[str]:
    """Every rule and parameter in force: value, weight, source and who may override."""
    in_force = services_of(request).policy
    return render(
        request,
        "public/policy.html",
        policy=in_force,
        groups=group_rules(in_force),
        group_names=GROUPS,
        by_hand=BY_HAND,
        weights=WEIGHTS,
        origins=ORIGINS,
        overriders=OVERRIDERS,
        written=lambda value, unit: write_value(
            value, unit, services_of(request).lists, current_translator()
        ),
    )


def group_rules(policy: Policy) -> Grouped:
    """The rules by group, in the policy's order, each with its parameters."""
    return tuple(
        (group, tuple((rule, _parameters(policy, rule)) for rule in rules))
        for group, rules in groupby(policy.rules.values(), key=lambda rule: rule.group)
    )


def _parameters(policy: Policy, rule: Rule) -> tuple[Parameter, ...]:
    return tuple(each for each in policy.parameters.values() if each.rule_id == rule.id)


def write_value(value: Value, unit: str, lists: CodeLists, words: Translator) -> str:
    """A parameter's value in words: yes or no, a number with its unit, names for codes."""
    if isinstance(value, bool):
        return words.gettext(N_("Yes") if value else N_("No"))
    if isinstance(value, tuple):
        names = (_name(code, lists, words) for code in value)
        return words.gettext(N_(", ")).join(names) or words.gettext(N_("None"))
    shown = _choice(value, words) if isinstance(value, str) else value
    return f"{shown} {words.gettext(UNITS.get(unit, unit))}".strip()


def _name(code: str, lists: CodeLists, words: Translator) -> str:
    known = (lists.titles, lists.qualifications, lists.honours, lists.activities)
    found = next((entries[code] for entries in known if code in entries), None)
    return lists.name(found, words.language) if found else _choice(code, words)


def _choice(value: str, words: Translator) -> str:
    """What a choice of the policy means; other texts, such as a unit's name, as they are."""
    code = f"policy.choice.{value}"
    return words.sentence(code, {}) if code in load_sentences() else value


ROUTES = (policy,)
