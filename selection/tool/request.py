"""What is asked for, as files say it: people with attributes, quotas over them, limits.

Its one job is this value, common to both forms of input; it must not read a file nor know
the core's problem. Whoever reads `excluded` in a row is no candidate, with that reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from selection.tool.tables import Row, Table

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Condition:
    """A person's cell in `column` holds one of the `values`."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quota:
    """Between `minimum` and `maximum` members meet all of the conditions."""

    name: str
    conditions: tuple[Condition, ...]
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `seats` members have the same value in `column`; an empty cell is free."""

    column: str
    seats: int


@dataclass(frozen=True, slots=True)
class FileRequest:
    """A panel as files ask for it; with a `separator` one cell may hold several values.

    `conflicts` are sorted pairs of ids who must not sit together. Chances are in proportion
    to the whole numbers of `weight_column`, where there is one.
    """

    people: Table
    id_column: str
    seats: int
    quotas: tuple[Quota, ...]
    limits: tuple[Limit, ...]
    conflicts: frozenset[Pair]
    separator: str = ""
    excluded_column: str = ""
    weight_column: str = ""

    def list_candidates(self) -> Iterator[tuple[str, Row]]:
        """Everybody who may be drawn, with the row."""
        place = self.people.find(self.id_column)
        for row in self.people.rows:
            if not self.find_reason(row):
                yield row.cells[place], row

    def list_excluded(self) -> Iterator[tuple[str, str]]:
        """The ids of those who may not, each with the reason."""
        place = self.people.find(self.id_column)
        for row in self.people.rows:
            if self.find_reason(row):
                yield row.cells[place], self.find_reason(row)

    def find_reason(self, row: Row) -> str:
        """Why this person is excluded; empty for a candidate."""
        if not self.excluded_column:
            return ""
        return row.cells[self.people.find(self.excluded_column)]

    def find_weight(self, row: Row) -> int:
        """How much a candidate weighs; 1 for everybody where there are no weights."""
        if not self.weight_column:
            return 1
        return int(row.cells[self.people.find(self.weight_column)])

    def meets(self, quota: Quota, row: Row) -> bool:
        """Whether a person meets all conditions of a quota."""
        return all(
            self._holds(condition, row.cells[self.people.find(condition.column)])
            for condition in quota.conditions
        )

    def _holds(self, condition: Condition, cell: str) -> bool:
        values = (cell, *cell.split(self.separator)) if self.separator else (cell,)
        return any(value.strip() in condition.values for value in values)
