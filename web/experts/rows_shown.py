"""The rows of an application in a few words each: for the section's page and the check page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from expert_pool.admission.own_application import Dossier
from expert_pool.admission.row_editing import CERTIFIED, KEY, section_of
from expert_pool.applications import FieldError, SectionData
from expert_pool.applications.sections import typed_list, typed_rows, typed_text
from expert_pool.storage.document_store import DocumentRecord
from expert_pool.vocabulary import CodeLists
from web.application_forms.labels import CHOICES
from web.application_forms.typed_forms import RowOf, TypedForm, model_of, with_errors
from web.translation import N_, current_translator, gettext


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row: its title, what else to say of it, its files, and what is wrong with it."""

    group: str
    key: str
    number: int
    title: str
    lines: tuple[str, ...]
    documents: tuple[DocumentRecord, ...]
    problems: tuple[str, ...]

    @property
    def path(self) -> str:
        """The page on which the row is changed."""
        return f"/application/rows/{self.group}/{self.key}"

    @property
    def anchor(self) -> str:
        """Where an error summary leads."""
        return f"{self.group}.{self.number}"


def rows_shown(dossier: Dossier, group: str, lists: CodeLists) -> tuple[RowShown, ...]:
    """All rows of a group."""
    section = section_of(group)
    errors = dossier.errors[section]
    return tuple(
        _row(dossier, group, number, row, errors, lists)
        for number, row in enumerate(typed_rows(dossier.sections[section], group))
    )


def _row(
    dossier: Dossier,
    group: str,
    number: int,
    row: SectionData,
    errors: tuple[FieldError, ...],
    lists: CodeLists,
) -> RowShown:
    form = with_errors(TypedForm(model_of(RowOf(group))), errors, f"{group}.{number}")
    files = typed_list(row, "certificates") if group in CERTIFIED else ()
    title, lines = row_words(group, row, lists)
    return RowShown(
        group=group,
        key=typed_text(row, KEY),
        number=number,
        title=title or gettext(N_("Not filled in yet")),
        lines=lines,
        documents=tuple(dossier.documents[file] for file in files if file in dossier.documents),
        problems=tuple(sentence for _, sentence in form.summary()),
    )


def row_words(group: str, row: SectionData, lists: CodeLists) -> tuple[str, tuple[str, ...]]:
    """A row's title, and what else to say of it."""
    title, lines = _WORDS[group](row, lists)
    return title, tuple(line for line in lines if line)


def name_of(entries: Mapping[str, object], code: str, lists: CodeLists) -> str:
    """A code's name in the reader's language; the code itself where the list has none."""
    entry = entries.get(code)
    named = entry is not None
    return lists.name(entry, current_translator().language) if named else code  # type: ignore[arg-type]


def field_path(code: str, lists: CodeLists) -> str:
    """A technical field with the two levels above it."""
    if code not in lists.fields:
        return code
    return " › ".join(name_of(lists.fields, part, lists) for part in lists.field_path(code))


def period(start: str, end: str) -> str:
    """From when to when, in words."""
    words = {"start": shown_day(start), "end": shown_day(end)}
    if end:
        return gettext(N_("%(start)s to %(end)s")) % words
    return gettext(N_("since %(start)s")) % words if start else ""


def shown_day(text: str) -> str:
    """A day as the reader's language writes it; as typed where it is none."""
    try:
        return current_translator().date(date.fromisoformat(text))
    except ValueError:
        return text


def _employment(row: SectionData, _: CodeLists) -> tuple[str, tuple[str, ...]]:
    kind = CHOICES["employments.kind"].get(typed_text(row, "kind"), "")
    return typed_text(row, "employer"), (
        typed_text(row, "position"),
        gettext(kind) if kind else "",
        period(typed_text(row, "start"), typed_text(row, "end")),
        typed_text(row, "credit_code"),
    )


def _held(list_name: str) -> Callable[[SectionData, CodeLists], tuple[str, tuple[str, ...]]]:
    def words(row: SectionData, lists: CodeLists) -> tuple[str, tuple[str, ...]]:
        day, number = typed_text(row, "obtained"), typed_text(row, "number")
        return _held_name(list_name, typed_text(row, "code"), lists), (
            shown_day(day) if day else "",
            gettext(N_("No. %(number)s")) % {"number": number} if number else "",
            typed_text(row, "issuer"),
        )

    return words


def _held_name(list_name: str, code: str, lists: CodeLists) -> str:
    """A credential's name; a title that several series have is named with its own (研究员)."""
    name = name_of(getattr(lists, list_name), code, lists)
    title = lists.titles.get(code) if list_name == "titles" else None
    if title is None or sum(it.name_zh == title.name_zh for it in lists.titles.values()) == 1:
        return name
    english = current_translator().language.startswith("en")
    series = title.series_en if english else title.series_zh
    return gettext(N_("%(name)s (%(detail)s)")) % {"name": name, "detail": series}


def _field(row: SectionData, lists: CodeLists) -> tuple[str, tuple[str, ...]]:
    since = period(typed_text(row, "since"), "")
    return field_path(typed_text(row, "code"), lists), (since, typed_text(row, "evidence"))


def _relation(row: SectionData, _: CodeLists) -> tuple[str, tuple[str, ...]]:
    kind = CHOICES["relations.kind"].get(typed_text(row, "kind"), "")
    until = typed_text(row, "until")
    return typed_text(row, "person_name"), (
        gettext(kind) if kind else "",
        typed_text(row, "unit_name"),
        gettext(N_("until %(end)s")) % {"end": shown_day(until)} if until else "",
    )


def _avoided(row: SectionData, lists: CodeLists) -> tuple[str, tuple[str, ...]]:
    until = typed_text(row, "until")
    return typed_text(row, "name"), (
        name_of(lists.recusal_grounds, typed_text(row, "ground"), lists),
        typed_text(row, "credit_code"),
        gettext(N_("until %(end)s")) % {"end": shown_day(until)} if until else "",
    )


_WORDS: Final[Mapping[str, Callable[[SectionData, CodeLists], tuple[str, tuple[str, ...]]]]] = {
    "employments": _employment,
    "titles": _held("titles"),
    "qualifications": _held("qualifications"),
    "honours": _held("honours"),
    "fields": _field,
    "relations": _relation,
    "avoided_units": _avoided,
}
