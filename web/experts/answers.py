"""What was filled into a section's own fields, in words: for the check page. Numbers masked."""

from collections.abc import Iterator

from expert_pool.admission.own_application import Dossier, PersonShown
from expert_pool.admission.private_fields import PRIVATE_FIELDS
from expert_pool.applications import Section
from expert_pool.applications.sections import FieldRule, typed_list, typed_text
from web.application_forms.labels import CHOICES, FIELDS
from web.application_forms.typed_forms import DATES, rules_of
from web.experts.rows_shown import name_of, shown_day
from web.services import Services
from web.translation import N_, current_translator, gettext

_OF_THE_TEXT = frozenset({"sensitive_version", "pledge_version", "consent_version"})
"""Which text was agreed to follows from the day, and nobody chooses it."""
_OF_THE_PERSON = frozenset({"birth_date", "sex", *PRIVATE_FIELDS})


def answers_of(
    dossier: Dossier, section: Section, services: Services
) -> tuple[tuple[str, str, str], ...]:
    """Label, answer and the address to change it, if any, for each field that says something."""
    path = f"/application/{section.value}?from=check"
    return tuple(
        (gettext(FIELDS[name]), answer, "" if name in _OF_THE_TEXT else path)
        for name, answer in _pairs(dossier, section, services)
        if answer
    )


def _pairs(dossier: Dossier, section: Section, services: Services) -> Iterator[tuple[str, str]]:
    data = dossier.sections[section]
    for rule in rules_of(section):
        if rule.name in _OF_THE_PERSON:
            yield rule.name, _personal(dossier.person, rule.name)
        else:
            yield rule.name, _in_words(rule, typed_text(data, rule.name), services)
    if section is Section.FIELDS:
        lists = services.lists
        named = (name_of(lists.disciplines, c, lists) for c in typed_list(data, "disciplines"))
        yield "disciplines", gettext(N_(", ")).join(named)
        yield "directions", gettext(N_(", ")).join(typed_list(data, "directions"))


def _personal(person: PersonShown, name: str) -> str:
    if name == "birth_date":
        return current_translator().date(person.birth_date)
    if name == "sex":
        return gettext(CHOICES["sex"][person.sex]) if person.sex else ""
    return person.masked.get(name, "")


def _in_words(rule: FieldRule, text: str, services: Services) -> str:
    if not text:
        return ""
    if rule.codes:
        return name_of(getattr(services.lists, rule.codes), text, services.lists)
    if rule.kind in DATES:
        return shown_day(text)
    if text == "yes":
        return gettext(N_("Yes"))
    known = CHOICES.get(rule.name, {})
    return gettext(known[text]) if text in known else text
