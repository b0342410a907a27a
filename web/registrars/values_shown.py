"""Sections of an application as rows of words: labels, and names in place of codes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from expert_pool.applications import SECTION_RULES, Section, SectionData, Sections
from expert_pool.applications.sections import FieldRule, Kind, typed_list, typed_rows, typed_text
from expert_pool.vocabulary import CodeLists
from web.application_forms.labels import CHOICES, FIELDS, GROUPS, ROW_FIELDS
from web.registrars.words import CREDENTIALS, SECTIONS
from web.translation import N_, current_translator, gettext

VERSIONS = frozenset({"pledge_version", "consent_version", "sensitive_version"})
# The form speaks to the applicant; these are the same fields as somebody else reads them.
_FOR_STAFF: Mapping[str, str] = {
    "division": N_("Division"),
    "employments.kind": N_("Tie to the unit"),
    "nothing_to_declare": N_("Nothing to declare"),
    "truthful": N_("Pledges that everything is true"),
    "time_and_health": N_("Has time, energy and health"),
    "consent": N_("Consents to the processing of data"),
    "sensitive_consent": N_("Consents separately to the processing of the identity number"),
    "funding_rules": N_("Knows the rules of science funding"),
    "email": N_("E-mail address"),
}


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A part of a section: its heading, and rows of label and value."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Returnable:
    """One field that can be sent back, as the checks name it, with what stands in it."""

    section: str
    field: str
    label: str
    value: str


def sections_shown(
    sections: Sections, masked: Mapping[str, str], lists: CodeLists
) -> dict[str, tuple[GroupShown, ...]]:
    """Every section but the credentials, which are shown beside their certificates."""
    return {
        SECTIONS[section]: tuple(_groups(section, sections[section], masked, lists))
        for section in Section
        if section is not Section.CREDENTIALS
    }


def _groups(
    section: Section, data: SectionData, masked: Mapping[str, str], lists: CodeLists
) -> Iterator[GroupShown]:
    rule = SECTION_RULES[section]
    own = [
        (staff_label(one.name), masked.get(one.name) or value_shown(one, data, lists))
        for one in rule.fields
        if one.name not in VERSIONS
    ]
    listed = [(staff_label(one.item.name), _listed(one.item, data, lists)) for one in rule.lists]
    filled = tuple((label, value) for label, value in (*own, *listed) if value)
    if filled:
        yield GroupShown("", filled)
    for rows in rule.rows:
        for row in typed_rows(data, rows.name):
            yield row_shown(rows.name, row, lists)


def row_shown(group: str, row: SectionData, lists: CodeLists) -> GroupShown:
    """One row of a group, such as an employment."""
    rules = next(
        rows.fields for rule in SECTION_RULES.values() for rows in rule.rows if rows.name == group
    )
    shown = (
        (staff_label(f"{group}.{one.name}"), value_shown(one, row, lists, group)) for one in rules
    )
    return GroupShown(gettext(GROUPS[group]), tuple((label, it) for label, it in shown if it))


def staff_label(name: str) -> str:
    """The words for a field, as staff read them: `name`, `employments.kind`."""
    if name in _FOR_STAFF:
        return gettext(_FOR_STAFF[name])
    group, _, field = name.partition(".")
    return gettext(ROW_FIELDS[group][field]) if field else gettext(FIELDS.get(name, name))


def value_shown(rule: FieldRule, data: SectionData, lists: CodeLists, group: str = "") -> str:
    """What stands in a field, in words."""
    return _in_words(rule, typed_text(data, rule.name), lists, group)


def _in_words(rule: FieldRule, text: str, lists: CodeLists, group: str = "") -> str:
    if not text:
        return ""
    if rule.kind is Kind.CODE:
        entries = getattr(lists, rule.codes)
        known = entries.get(text)
        return lists.name(known, current_translator().language) if known else text
    if rule.kind is Kind.CHOICE:
        words = CHOICES.get(f"{group}.{rule.name}") or CHOICES.get(rule.name, {})
        return gettext(words[text]) if text in words else text
    if rule.kind in {Kind.DATE, Kind.PAST_DATE}:
        return _day_in_words(text)
    return gettext(N_("Yes")) if text == "yes" else text


def _day_in_words(text: str) -> str:
    try:
        return current_translator().date(date.fromisoformat(text))
    except ValueError:
        return text


def _listed(rule: FieldRule, data: SectionData, lists: CodeLists) -> str:
    mark = "; " if current_translator().language == "en" else "；"
    return mark.join(_in_words(rule, text, lists) for text in typed_list(data, rule.name))


def credential_name(place: str, data: SectionData, lists: CodeLists) -> str:
    """A credential by its name: the title, the qualification, or what else is checked."""
    if place in CREDENTIALS:
        return gettext(CREDENTIALS[place])
    group = place.partition(".")[0]
    known = getattr(lists, group).get(typed_text(data, "code"))
    return lists.name(known, current_translator().language) if known else place


def returnable(
    sections: Sections, masked: Mapping[str, str], lists: CodeLists
) -> Iterator[Returnable]:
    """Every field that a registrar can send back, section by section."""
    for section, rule in SECTION_RULES.items():
        data = sections[section]
        for one in rule.fields:
            if one.name not in VERSIONS:
                value = masked.get(one.name) or value_shown(one, data, lists)
                yield Returnable(section, one.name, staff_label(one.name), value)
        for listed in rule.lists:
            name = listed.item.name
            value = _listed(listed.item, data, lists)
            yield Returnable(section, name, staff_label(name), value)
        for rows in rule.rows:
            yield from _returnable_rows(section, rows.name, data, lists)


def _returnable_rows(
    section: Section, group: str, data: SectionData, lists: CodeLists
) -> Iterator[Returnable]:
    """The group as a whole, then each row: as a whole, and its certificates."""
    yield Returnable(section, group, gettext(FIELDS[group]), "")
    for number, row in enumerate(typed_rows(data, group)):
        shown = row_shown(group, row, lists)
        value = " · ".join(value for _, value in shown.rows)
        first = next(iter(ROW_FIELDS[group]))
        yield Returnable(section, f"{group}.{number}.{first}", shown.title, value)
        if section is Section.CREDENTIALS:
            label = gettext(N_("Certificates"))
            yield Returnable(section, f"{group}.{number}.certificates", label, value)
