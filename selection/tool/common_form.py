"""The field's common form: categories with features and their ranges, respondents with ids.

Its one job is to read this form, with the headings that its programs write; a person has
exactly one feature of every category.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from selection.errors import SelectionError
from selection.tool.people import (
    MOST_SEATS,
    check_ids,
    check_seats,
    check_weights,
    join_values,
    read_conflicts,
    read_number,
)
from selection.tool.request import Condition, FileRequest, Limit, Quota
from selection.tool.tables import Table, read_table

# category and feature, as the different programs of the field call the two columns
_HEADINGS: Final = (
    ("category", "feature"),
    ("category", "name"),
    ("category", "value"),
    ("feature", "value"),
)


@dataclass(frozen=True, slots=True)
class CommonFiles:
    """Where the common form lies, and what stands beside it on the command line."""

    quotas: Path
    people: Path
    size: int
    at_most_one_per: tuple[str, ...]
    conflicts: Path | None
    id_column: str
    weight: str = ""


def read_common_form(files: CommonFiles) -> FileRequest:
    """The request that categories and respondents make.

    Raises:
        SelectionError: `input.…`, with file, row, column and value.
    """
    seats = check_seats(files.size)
    quotas = _read_quotas(read_table(files.quotas))
    people = read_table(files.people)
    ids = check_ids(people, files.id_column)
    _check_features(people, quotas, str(files.quotas))
    for column in files.at_most_one_per:
        people.find(column)
    limits = tuple(Limit(column, 1) for column in files.at_most_one_per)
    conflicts = frozenset() if files.conflicts is None else read_conflicts(files.conflicts, ids)
    return check_weights(
        FileRequest(
            people,
            files.id_column,
            seats,
            quotas,
            limits,
            conflicts,
            weight_column=files.weight,
        )
    )


def name_feature(category: str, feature: str) -> str:
    """What a feature's quota is called."""
    return f"{category}={feature}"


def _read_quotas(table: Table) -> tuple[Quota, ...]:
    category, feature = _find_headings(table)
    quotas: dict[str, Quota] = {}
    for row in table.rows:
        names = (row.cells[table.find(category)], row.cells[table.find(feature)])
        for name, column in zip(names, (category, feature), strict=True):
            if not name:
                raise table.fault("input.cell_empty", row, column)
        minimum = read_number(table, row, "min", MOST_SEATS)
        maximum = read_number(table, row, "max", MOST_SEATS)
        if minimum > maximum:
            raise table.fault("input.range", row, "min", maximum=maximum)
        quota = Quota(name_feature(*names), (Condition(names[0], (names[1],)),), minimum, maximum)
        if quota.name in quotas:
            raise table.fault("input.feature_twice", row, feature)
        quotas[quota.name] = quota
    return tuple(quotas.values())


def _find_headings(table: Table) -> tuple[str, str]:
    for category, feature in _HEADINGS:
        if category in table.columns and feature in table.columns:
            return category, feature
    params = {"file": table.file, "columns": join_values(table.columns)}
    raise SelectionError("input.no_categories", params)


def _check_features(people: Table, quotas: tuple[Quota, ...], file: str) -> None:
    features: dict[str, list[str]] = {}
    for quota in quotas:
        (condition,) = quota.conditions
        features.setdefault(condition.column, []).extend(condition.values)
    for category, known in features.items():
        place, held = people.find(category), frozenset(known)
        for row in people.rows:
            if row.cells[place] not in held:
                told = {"known": join_values(known), "quotas": file}
                raise people.fault("input.feature_unknown", row, category, **told)
