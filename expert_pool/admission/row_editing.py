"""Changes the rows of a section: an employment, a title, a field of work. Pure.

Each row keeps a key of its own, so that a page still means the same row after another one
was removed. Keys are minted by the shell; certificates are changed by their own acts only.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from expert_pool.applications import SECTION_RULES, Section, SectionData
from expert_pool.applications.sections import typed_list, typed_rows
from expert_pool.errors import ExpertPoolError

KEY: Final = "key"
CERTIFICATES: Final = "certificates"
CERTIFIED: Final = frozenset({"titles", "qualifications", "honours"})

GROUP_SECTIONS: Final[Mapping[str, Section]] = {
    rows.name: section for section, rule in SECTION_RULES.items() for rows in rule.rows
}
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    rows.name: tuple(field.name for field in rows.fields)
    for rule in SECTION_RULES.values()
    for rows in rule.rows
}


def section_of(group: str) -> Section:
    """The section that a group of rows stands in.

    Raises:
        ExpertPoolError: `application_row.not_found` for a group that does not exist.
    """
    if group not in GROUP_SECTIONS:
        raise ExpertPoolError("application_row.not_found")
    return GROUP_SECTIONS[group]


def find_row(data: SectionData, group: str, key: str) -> SectionData:
    """One row of a group by its key.

    Raises:
        ExpertPoolError: `application_row.not_found`.
    """
    for row in typed_rows(data, group):
        if row.get(KEY) == key:
            return row
    raise ExpertPoolError("application_row.not_found")


def row_number(data: SectionData, group: str, key: str) -> int:
    """The place of a row, as the checks name it: `titles.0`."""
    rows = typed_rows(data, group)
    return next((n for n, row in enumerate(rows) if row.get(KEY) == key), len(rows))


def put_row(data: SectionData, group: str, key: str, typed: SectionData) -> dict[str, object]:
    """The section with a row added or replaced; its certificates stay."""
    rows = list(typed_rows(data, group))
    place = row_number(data, group, key)
    former = dict(rows[place]) if place < len(rows) else {KEY: key}
    changed = former | {name: typed[name] for name in _FIELDS[group] if name in typed}
    return {**data, group: [*rows[:place], changed, *rows[place + 1 :]]}


def drop_row(data: SectionData, group: str, key: str) -> dict[str, object]:
    """The section without one row."""
    find_row(data, group, key)
    return {**data, group: [row for row in typed_rows(data, group) if row.get(KEY) != key]}


def attach(data: SectionData, group: str, key: str, document: str) -> dict[str, object]:
    """The section with one more certificate in a row."""
    row = find_row(data, group, key)
    return _with_certificates(data, group, key, (*typed_list(row, CERTIFICATES), document))


def detach(data: SectionData, document: str) -> dict[str, object]:
    """The section without a certificate, wherever it stood."""
    for group, key, row in _certified_rows(data):
        held = typed_list(row, CERTIFICATES)
        if document in held:
            data = _with_certificates(data, group, key, tuple(d for d in held if d != document))
    return dict(data)


def _with_certificates(
    data: SectionData, group: str, key: str, documents: tuple[str, ...]
) -> dict[str, object]:
    rows = [
        {**row, CERTIFICATES: list(documents)} if row.get(KEY) == key else row
        for row in typed_rows(data, group)
    ]
    return {**data, group: rows}


def _certified_rows(data: SectionData) -> Iterator[tuple[str, str, SectionData]]:
    for group in sorted(CERTIFIED):
        for row in typed_rows(data, group):
            yield group, str(row.get(KEY, "")), row
