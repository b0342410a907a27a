"""Compares the tables that a database has with those the code reads and writes.

It must not change anything: steps of the schema are in `migrations/`.
"""

from collections.abc import Mapping
from typing import TypeAlias

from sqlalchemy import Connection, MetaData, text

from expert_pool.errors import ExpertPoolError

_FOUND = text("""
    SELECT table_name, column_name, is_nullable = 'YES'
      FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = ANY(:ours)
""")

Columns: TypeAlias = Mapping[tuple[str, str], bool]
"""Whether a column may be empty, by the names of its table and its own."""


def refuse_other_schema(connection: Connection, described: MetaData) -> None:
    """Refuse a database that another version made: each page would fail in its own way later.

    Tables, views and indexes that an administrator added beside ours are none of our business.
    """
    rows = connection.execute(_FOUND, {"ours": list(described.tables)}).all()
    differing = first_difference(
        expected={
            (table.name, column.name): bool(column.nullable)
            for table in described.tables.values()
            for column in table.columns
        },
        found={(table, column): nullable for table, column, nullable in rows},
    )
    if differing is not None:
        raise ExpertPoolError("database.schema_differs", {"column": differing})


def first_difference(expected: Columns, found: Columns) -> str | None:
    """Name the first `table.column` that is missing, too many, or may be empty in one only."""
    differing = sorted(
        place for place in {*expected, *found} if expected.get(place) != found.get(place)
    )
    return ".".join(differing[0]) if differing else None
