"""Whether a section is complete and each field readable: errors by field, in field order.

It looks at one section, or across sections, of what a person typed. Whether the
person may be admitted is for `expert_pool.eligibility`; nothing is changed here.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from expert_pool.applications.field_reading import Context, check_field, read_date
from expert_pool.applications.sections import (
    SECTION_RULES,
    FieldError,
    FieldRule,
    Kind,
    ListRule,
    RowsRule,
    Section,
    SectionData,
    identity_claim,
    typed_list,
    typed_rows,
    typed_text,
)
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import ExpertType
from expert_pool.findings import Param
from expert_pool.identity import check_identity
from expert_pool.policy import Policy
from expert_pool.vocabulary import CodeLists

EARLIEST_WORKING_AGE = 14
_PLACES_OF_IDENTITY = {"IDN-06.birth_date_missing": "birth_date", "IDN-07.sex_missing": "sex"}
_CERTIFIED = ("titles", "qualifications")
_DATED = (
    (Section.EMPLOYMENTS, "employments", "start"),
    (Section.CREDENTIALS, "titles", "obtained"),
    (Section.CREDENTIALS, "qualifications", "obtained"),
    (Section.FIELDS, "fields", "since"),
)


def check_section(
    section: Section, data: SectionData, policy: Policy, lists: CodeLists, as_of: date
) -> tuple[FieldError, ...]:
    """What keeps a section from being complete on a day; nothing means that it is."""
    context, rule = Context(policy, lists, as_of), SECTION_RULES[section]
    errors = (
        *(error for one in rule.fields for error in _check_one(one, data, one.name, context)),
        *(error for rows in rule.rows for error in _check_rows(rows, data, context)),
        *(error for one in rule.lists for error in _check_list(one, data, context)),
    )
    named = {error.field for error in errors}
    own = _OWN_CHECKS.get(section, _no_more)(data, context)
    placed = (*errors, *(error for error in own if error.field not in named))
    fields = [one.name for one in rule.fields]
    in_order = sorted(placed, key=lambda it: _position(it.field, fields))
    return tuple(FieldError(e.field, e.code, e.params, section) for e in in_order)


def _position(field: str, fields: list[str]) -> int:
    # Rows and lists come after the section's own fields, as they were found.
    return fields.index(field) if field in fields else len(fields)


def check_application(
    sections: Mapping[Section, SectionData], policy: Policy, lists: CodeLists, as_of: date
) -> tuple[FieldError, ...]:
    """What keeps the whole from being submitted: each section, then what they say together."""
    errors = tuple(
        error
        for section in Section
        for error in check_section(section, sections.get(section, {}), policy, lists, as_of)
    )
    return errors or tuple(_find_contradictions(sections, as_of))


def _error(field: str, code: str, **params: Param) -> FieldError:
    return FieldError(field, code, tuple(sorted(params.items())))


def _check_one(
    rule: FieldRule, data: SectionData, place: str, context: Context
) -> Iterator[FieldError]:
    text = typed_text(data, rule.name)
    if not text:
        if rule.required:
            ticked = rule.kind is Kind.YES
            yield _error(place, "field.must_be_ticked" if ticked else "field.required")
        return
    try:
        check_field(rule, text, context)
    except ExpertPoolError as refused:
        yield _error(place, refused.code, **_as_params(refused))


def _as_params(refused: ExpertPoolError) -> dict[str, Param]:
    return {
        name: value if isinstance(value, str | int) else str(value)
        for name, value in refused.params.items()
    }


def _check_rows(rule: RowsRule, data: SectionData, context: Context) -> Iterator[FieldError]:
    rows, most = typed_rows(data, rule.name), _most_rows(rule, context.policy)
    if len(rows) < rule.fewest:
        yield _error(rule.name, "field.required")
    if len(rows) > most:
        yield _error(rule.name, "field.too_many", most=most)
    seen: set[str] = set()
    for number, row in enumerate(rows[:most]):
        for field in rule.fields:
            yield from _check_one(field, row, f"{rule.name}.{number}.{field.name}", context)
        key = typed_text(row, rule.unique)
        if key and key in seen:
            yield _error(f"{rule.name}.{number}.{rule.unique}", "field.repeated")
        seen.add(key)


def _most_rows(rule: RowsRule, policy: Policy) -> int:
    # ELG-15 limits the fields; the other limits only keep a form within reason.
    return policy.integer("max_fields_per_expert") if rule.name == "fields" else rule.most


def _check_list(rule: ListRule, data: SectionData, context: Context) -> Iterator[FieldError]:
    name, values = rule.item.name, typed_list(data, rule.item.name)
    if len(values) < rule.fewest:
        yield _error(name, "field.required")
    if len(values) > rule.most:
        yield _error(name, "field.too_many", most=rule.most)
    for number, value in enumerate(values[: rule.most]):
        yield from _check_one(rule.item, {name: value}, f"{name}.{number}", context)
        if value in values[:number]:
            yield _error(f"{name}.{number}", "field.repeated")


def _no_more(_data: SectionData, _context: Context) -> Iterator[FieldError]:
    yield from ()


def _check_person(data: SectionData, context: Context) -> Iterator[FieldError]:
    yield from check_number(data, context.as_of)
    # ELG-03 needs the person's own retirement age together with the paper that grants it.
    age, paper = typed_text(data, "retirement_age"), typed_text(data, "retirement_document")
    if age and not paper:
        yield _error("retirement_document", "field.required")
    if paper and not age:
        yield _error("retirement_age", "field.required")


def check_number(data: SectionData, as_of: date) -> Iterator[FieldError]:
    """What is wrong with the number of the document, or missing beside it."""
    try:
        claim = identity_claim(data)
    except ValueError:  # Its kind, day or sex can't be read; that is said beside that field.
        return
    for finding in check_identity(claim, as_of).findings:
        place = _PLACES_OF_IDENTITY.get(finding.code, "identity_number")
        yield FieldError(place, finding.code, finding.params)


def _check_ends(data: SectionData, _context: Context) -> Iterator[FieldError]:
    for number, row in enumerate(typed_rows(data, "employments")):
        start, end = (_day_or_none(typed_text(row, name)) for name in ("start", "end"))
        if start and end and end < start:
            yield _error(f"employments.{number}.end", "field.ends_before_start")


def _day_or_none(text: str) -> date | None:
    try:
        return read_date(text)
    except ExpertPoolError:
        return None


def _check_certificates(data: SectionData, context: Context) -> Iterator[FieldError]:
    if not any(typed_rows(data, group) for group in _CERTIFIED):
        yield _error("titles", "field.title_or_qualification")
    if not context.policy.boolean("certificate_upload_required"):
        return
    for group in _CERTIFIED:
        for number, row in enumerate(typed_rows(data, group)):
            if not typed_list(row, "certificates"):
                yield _error(f"{group}.{number}.certificates", "field.certificate_missing")


def _check_declared(data: SectionData, _context: Context) -> Iterator[FieldError]:
    declared = any(typed_rows(data, group) for group in ("relations", "avoided_units"))
    nothing = typed_text(data, "nothing_to_declare") == "yes"
    if not declared and not nothing:
        yield _error("nothing_to_declare", "field.declare_or_tick")
    if declared and nothing:
        yield _error("nothing_to_declare", "field.declared_and_ticked")


_OWN_CHECKS: Mapping[Section, Callable[[SectionData, Context], Iterator[FieldError]]] = {
    Section.IDENTITY: _check_person,
    Section.EMPLOYMENTS: _check_ends,
    Section.CREDENTIALS: _check_certificates,
    Section.RELATIONS: _check_declared,
}


def _find_contradictions(
    sections: Mapping[Section, SectionData], as_of: date
) -> Iterator[FieldError]:
    """What only two sections together can show; each is readable by itself already."""
    person = sections[Section.IDENTITY]
    if typed_text(person, "type") == ExpertType.FINANCIAL and not typed_text(
        sections[Section.FIELDS], "financial_work_since"
    ):
        yield FieldError("financial_work_since", "field.required", (), Section.FIELDS)
    born = check_identity(identity_claim(person), as_of).birth_date or as_of
    for section, group, field in _DATED:
        for number, row in enumerate(typed_rows(sections[section], group)):
            if read_date(typed_text(row, field)).year - born.year < EARLIEST_WORKING_AGE:
                place = f"{group}.{number}.{field}"
                params = (("youngest", EARLIEST_WORKING_AGE),)
                yield FieldError(place, "field.too_young_then", params, section)
