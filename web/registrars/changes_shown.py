"""What a member's change would alter: the record in force beside what was handed in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from expert_pool.admission.prefilling import prefill_sections
from expert_pool.applications import SECTION_RULES, Section, SectionData, Sections
from expert_pool.applications.sections import typed_list, typed_rows
from expert_pool.experts import Expert
from expert_pool.vocabulary import CodeLists
from web.application_forms.labels import FIELDS
from web.registrars.values_shown import row_shown, staff_label, value_shown
from web.translation import N_, current_translator, gettext

# What a member changes alone is not part of a change that registrars decide.
_OWN_MATTERS = frozenset({"phone", "email", "identity_number", "birth_date", "sex"})
_COMPARED = (Section.IDENTITY, Section.EMPLOYMENTS, Section.CREDENTIALS, Section.FIELDS)


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One thing that would change; empty where it would be new, or gone."""

    label: str
    before: str
    after: str


def changes_shown(former: Expert, sections: Sections, lists: CodeLists) -> tuple[ChangeShown, ...]:
    """Everything that differs between the record in force and the application."""
    known = prefill_sections(former, str)
    return tuple(
        change
        for section in _COMPARED
        for change in _differences(section, known[section.value], sections[section], lists)
    )


def _differences(
    section: Section, before: SectionData, after: SectionData, lists: CodeLists
) -> Iterator[ChangeShown]:
    rule = SECTION_RULES[section]
    for field in rule.fields:
        if field.name not in _OWN_MATTERS:
            old, new = (value_shown(field, data, lists) for data in (before, after))
            if old != new:
                yield ChangeShown(staff_label(field.name), old, new)
    if section is Section.FIELDS:
        yield from _disciplines(before, after, lists)
    for group in (rows.name for rows in rule.rows):
        yield from _rows(group, before, after, lists)


def _disciplines(
    before: SectionData, after: SectionData, lists: CodeLists
) -> Iterator[ChangeShown]:
    old, new = (typed_list(data, "disciplines") for data in (before, after))
    if set(old) != set(new):
        label = gettext(FIELDS["disciplines"])
        yield ChangeShown(label, _named(old, lists), _named(new, lists))


def _named(codes: tuple[str, ...], lists: CodeLists) -> str:
    entries, language = lists.disciplines, current_translator().language
    return gettext(N_(", ")).join(
        lists.name(entries[code], language) if code in entries else code for code in codes
    )


def _rows(
    group: str, before: SectionData, after: SectionData, lists: CodeLists
) -> Iterator[ChangeShown]:
    """Rows that are gone and rows that are new; what the record does not keep is not compared."""
    old_rows, new_rows = typed_rows(before, group), typed_rows(after, group)
    names = _KEPT[group]
    old, new = (
        [_in_words(group, row, names, lists) for row in rows] for rows in (old_rows, new_rows)
    )
    label = gettext(FIELDS[group])
    yield from (ChangeShown(label, one, "") for one in old if one not in new)
    yield from (ChangeShown(label, "", one) for one in new if one not in old)


_KEPT: Mapping[str, tuple[str, ...]] = {
    "employments": ("employer", "credit_code", "kind", "start", "end", "position"),
    "titles": ("code", "obtained"),
    "qualifications": ("code", "obtained"),
    "honours": ("code",),
    "fields": ("code", "since", "evidence"),
}


def _in_words(group: str, row: SectionData, names: tuple[str, ...], lists: CodeLists) -> str:
    kept = {name: row.get(name, "") for name in names}
    return " · ".join(value for _, value in row_shown(group, kept, lists).rows)
