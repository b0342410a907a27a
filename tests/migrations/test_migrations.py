"""The schema goes up, down and up again, and is what the code describes."""

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest
from alembic import command
from sqlalchemy import Column, Integer, Table
from sqlmodel import SQLModel

from expert_pool.errors import ExpertPoolError
from expert_pool.storage.migrating import configuration, downgrade, upgrade

OBJECTS = """
SELECT 'column ' || table_schema || '.' || table_name || '.' || column_name || ' '
       || udt_name || ' ' || is_nullable || ' ' || coalesce(column_default, '')
  FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
UNION ALL
SELECT 'index ' || indexdef FROM pg_indexes
 WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
UNION ALL
SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid)
  FROM pg_constraint WHERE conrelid <> 0
   AND connamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
UNION ALL
SELECT 'trigger ' || pg_get_triggerdef(oid) || ' ' || tgenabled::text FROM pg_trigger
 WHERE NOT tgisinternal
UNION ALL
SELECT 'function ' || p.proname || ' ' || p.prosrc FROM pg_proc p
 WHERE pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
"""


async def _objects(url: str) -> list[str]:
    connection = await asyncpg.connect(url)
    try:
        return sorted(row[0] for row in await connection.fetch(OBJECTS))
    finally:
        await connection.close()


def objects(url: str) -> list[str]:
    return [said for said in asyncio.run(_objects(url)) if "alembic_version" not in said]


def test_the_schema_goes_up_down_and_up_again(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    first = objects(empty_database_url)
    downgrade(empty_database_url)
    left = objects(empty_database_url)
    upgrade(empty_database_url)

    assert len(first) > 50
    assert left == []
    assert objects(empty_database_url) == first


# PostgreSQL rewrites a generated column's expression, so that Alembic cannot compare the texts.
@pytest.mark.filterwarnings("ignore:Computed default on:UserWarning")
def test_the_migrations_make_what_the_tables_describe(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    command.check(configuration(empty_database_url))


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("made_otherwise", "named"),
    [
        ("ALTER TABLE panel_request DROP COLUMN state", "panel_request.state"),
        ("ALTER TABLE project ADD COLUMN city text", "project.city"),
        ("ALTER TABLE project ALTER COLUMN name DROP NOT NULL", "project.name"),
        ("DROP TABLE outgoing_mail", "outgoing_mail."),
    ],
)
def test_a_database_of_another_version_is_refused_and_left_as_it_was(
    empty_database_url: str, made_otherwise: str, named: str
) -> None:
    upgrade(empty_database_url)
    asyncio.run(_execute(empty_database_url, made_otherwise))
    before = objects(empty_database_url)

    with pytest.raises(ExpertPoolError) as refused:
        upgrade(empty_database_url)

    assert refused.value.code == "database.schema_differs"
    assert str(refused.value.params["column"]).startswith(named)
    assert objects(empty_database_url) == before


@pytest.fixture
def forgotten() -> Iterator[Table]:
    """A table that the code describes and no step makes."""
    table = Table("forgotten", SQLModel.metadata, Column("id", Integer))
    yield table
    SQLModel.metadata.remove(table)


@pytest.mark.usefixtures("forgotten")
def test_steps_that_do_not_lead_to_our_tables_are_undone(empty_database_url: str) -> None:
    before = objects(empty_database_url)

    with pytest.raises(ExpertPoolError, match=r"forgotten\.id"):
        upgrade(empty_database_url)

    assert objects(empty_database_url) == before


@pytest.mark.parametrize(
    "added",
    [
        "CREATE TABLE notes_of_the_administrator (id integer)",
        "CREATE VIEW requests_by_state AS SELECT state, count(*) FROM panel_request GROUP BY state",
        "CREATE INDEX project_by_its_length ON project (length(name))",
        "ALTER TABLE project ALTER COLUMN name SET DEFAULT 'unnamed'",
    ],
)
def test_what_an_administrator_put_beside_our_tables_is_let_be(
    empty_database_url: str, added: str
) -> None:
    upgrade(empty_database_url)
    asyncio.run(_execute(empty_database_url, added))
    before = objects(empty_database_url)

    upgrade(empty_database_url)

    assert objects(empty_database_url) == before


def test_a_database_of_a_newer_version_is_refused(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    later = "UPDATE alembic_version SET version_num = '9999'"
    asyncio.run(_execute(empty_database_url, later))

    with pytest.raises(ExpertPoolError, match="9999") as refused:
        upgrade(empty_database_url)

    assert refused.value.code == "database.unknown_revision"
