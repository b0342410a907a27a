"""Forms made from the table of fields in `expert_pool.applications.sections`.

What the checks of the core say is laid beside the fields; nothing is checked here, so that
a draft keeps whatever was typed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pydantic import Field, create_model

from expert_pool.applications import SECTION_RULES, FieldError, Section, SectionData
from expert_pool.applications.sections import FieldRule, Kind
from expert_pool.policy import Policy
from web.application_forms.labels import CHOICES, FIELDS, HINTS, ROW_FIELDS, TYPE_HINTS, label_of
from web.forms import Form, FormModel, Typed
from web.services import PageRequest, Services, services_of
from web.translation import current_translator, gettext

MISSING: Final = "field.required"
DATES: Final = frozenset({Kind.DATE, Kind.PAST_DATE})
AVOIDED_GROUNDS: Final = ("G13", "G15", "G16", "G22")
_DAY: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_MOST_RADIOS: Final = 7
Options = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class TypedForm(Form[FormModel]):
    """A form whose errors begin with the field's label: the checks' sentences do not."""

    def label(self, name: str) -> str:
        """A field's label, also of one that stands on another page."""
        info = self.model.model_fields.get(name)
        return gettext(info.title or name) if info else gettext(label_of(name))

    def error(self, name: str) -> str:
        """The sentence beside a field, and the same in the summary."""
        found = self.errors.get(name)
        if found is None:
            return ""
        code = "field.to_choose" if _is_chosen(name) and found.code == MISSING else found.code
        problem = current_translator().sentence(code, found.params)
        if not name:
            return problem
        label = self.label(name).rstrip(".。")
        return gettext("%(label)s: %(problem)s") % {"label": label, "problem": problem}


@cache
def _chosen_names() -> frozenset[str]:
    """The fields that are chosen from a list, of all sections and of their rows."""
    rules = (
        rule
        for section in SECTION_RULES.values()
        for rule in (*section.fields, *(rule for rows in section.rows for rule in rows.fields))
    )
    return frozenset(rule.name for rule in rules if rule.kind in {Kind.CODE, Kind.CHOICE})


def _is_chosen(name: str) -> bool:
    return name.rpartition(".")[2] in _chosen_names()


@dataclass(frozen=True, slots=True)
class Widget:
    """How one field is shown: which macro, with which choices and hint."""

    name: str
    kind: str
    options: Options = ()
    groups: tuple[tuple[str, Options], ...] = ()
    hint: str = ""
    autocomplete: str = ""
    inputmode: str = ""


@dataclass(frozen=True, slots=True)
class RowOf:
    """The form of one row of a group; sections and groups share some names."""

    group: str


Place = Section | RowOf


def rules_of(place: Place) -> tuple[FieldRule, ...]:
    """The fields of a section's own form, or of a row of a group."""
    if isinstance(place, Section):
        return SECTION_RULES[place].fields
    groups = (rows for rule in SECTION_RULES.values() for rows in rule.rows)
    return next(rows.fields for rows in groups if rows.name == place.group)


@cache
def model_of(place: Place) -> type[FormModel]:
    """The form model of a section or group: labels, and which fields may stay empty."""
    words = FIELDS if isinstance(place, Section) else ROW_FIELDS[place.group]
    fields: dict[str, Any] = {
        rule.name: (str, Field(... if rule.required else "", title=words[rule.name]))
        for rule in rules_of(place)
    }
    if place == Section.FIELDS:
        fields["directions"] = (str, Field(..., title=FIELDS["directions"]))
    made: type[FormModel] = create_model("TypedModel", __base__=FormModel, **fields)
    return made


def filled(place: Place, data: SectionData) -> TypedForm:
    """The form of a section or row with what is stored."""
    model = model_of(place)
    typed = {name: (_as_text(data.get(name)),) for name in model.model_fields}
    return TypedForm(model, typed=typed)


def _as_text(value: object) -> str:
    return "\n".join(value) if isinstance(value, list | tuple) else str(value or "")


async def read_typed(request: PageRequest, place: Place) -> TypedForm:
    """The form of a section or row as it was sent."""
    model, sent = model_of(place), await request.form()
    typed: Typed = {
        name: tuple(str(value) for value in sent.getall(name, [""])) for name in model.model_fields
    }
    return TypedForm(model, typed=typed)


def values_of(place: Place, form: TypedForm) -> dict[str, object]:
    """What was typed as the section keeps it; dates in their one form, directions as a list."""
    dated = {rule.name for rule in rules_of(place) if rule.kind in DATES}
    values: dict[str, object] = {
        name: iso_day(form.text(name)) if name in dated else form.text(name).strip()
        for name in form.model.model_fields
    }
    if "directions" in values:
        lines = form.text("directions").replace("；", "\n").replace(";", "\n").splitlines()
        values["directions"] = [line.strip() for line in lines if line.strip()]
    return values


def iso_day(text: str) -> str:
    """2020-01-05 from the usual ways to write it; anything else as it was typed."""
    found = _DAY.fullmatch(text.strip())
    if not found:
        return text.strip()
    year, month, day = (int(part) for part in found.groups())
    return f"{year:04}-{month:02}-{day:02}"


def with_errors(form: TypedForm, errors: Iterable[FieldError], within: str = "") -> TypedForm:
    """The form with the checks' errors; `within` is the row's place, such as `titles.0`."""
    for error in errors:
        if within and not error.field.startswith(f"{within}."):
            continue
        name = error.field.removeprefix(f"{within}.") if within else error.field
        if name not in form.errors:
            form = form.refused(name, error.code, **dict(error.params))  # type: ignore[assignment]
    return form


def widgets_of(request: PageRequest, place: Place) -> tuple[Widget, ...]:
    """How the fields of a section or row are shown."""
    services = services_of(request)
    return tuple(_widget(services, place, rule) for rule in rules_of(place))


def _widget(services: Services, place: Place, rule: FieldRule) -> Widget:
    usual = HINTS.get(rule.name, "")
    own = "" if isinstance(place, Section) else HINTS.get(f"{place.group}.{rule.name}", "")
    hint = _with_numbers(own or usual, services.policy)
    if rule.kind is Kind.CODE:
        return _code_widget(services, rule, hint)
    if rule.kind is Kind.CHOICE:
        options = _choices(services, place, rule.name)
        kind = "radios" if len(options) <= _MOST_RADIOS else "select"
        return Widget(rule.name, kind, options, hint=hint)
    if rule.kind in DATES:
        return Widget(rule.name, "date", hint=hint)
    if rule.kind is Kind.YES or rule.name in {"funding_rules", "nothing_to_declare"}:
        return Widget(rule.name, "tick", hint=hint)
    if rule.name == "evidence":
        return Widget(rule.name, "textarea", hint=hint)
    autocomplete, inputmode = _KEYBOARDS.get(rule.name, ("", ""))
    return Widget(rule.name, "text", hint=hint, autocomplete=autocomplete, inputmode=inputmode)


def _with_numbers(words: str, policy: Policy) -> str:
    """A hint in the reader's language, with the numbers that the policy sets."""
    age = policy.integer("age_limit_years")
    numbers = {
        "age": age,
        "later": age + 5,
        "years": policy.integer("tech_min_years"),
        "financial": policy.integer("fin_min_years"),
    }
    return gettext(words) % numbers


_KEYBOARDS: Final[Mapping[str, tuple[str, str]]] = {
    "name": ("name", ""),
    "phone": ("tel", "tel"),
    "email": ("email", "email"),
    "employer": ("organization", ""),
    "retirement_age": ("", "numeric"),
}


def _code_widget(services: Services, rule: FieldRule, hint: str) -> Widget:
    lists, language = services.lists, current_translator().language
    if rule.codes == "titles":
        series: dict[str, list[tuple[str, ...]]] = {}
        for title in lists.titles.values():
            name = title.series_en if language == "en" else title.series_zh
            series.setdefault(name, []).append((title.code, lists.name(title, language)))
        groups = tuple((name, tuple(options)) for name, options in series.items())
        return Widget(rule.name, "grouped", groups=groups, hint=hint)
    if rule.codes == "fields":
        return Widget(rule.name, "chosen", hint=hint)
    entries = getattr(lists, rule.codes)
    codes = AVOIDED_GROUNDS if rule.codes == "recusal_grounds" else tuple(entries)
    options = tuple((code, lists.name(entries[code], language)) for code in codes)
    return Widget(rule.name, "select", options, hint=hint)


def _choices(services: Services, place: Place, name: str) -> Options:
    words = CHOICES[name if isinstance(place, Section) else f"{place.group}.{name}"]
    if name != "type":
        return tuple((value, gettext(text)) for value, text in words.items())
    return tuple(
        (value, gettext(words[value]), _with_numbers(TYPE_HINTS.get(value, ""), services.policy))
        for value in services.policy.codes("expert_types")
    )
