"""The schema goes up, down and up again, and is what the code describes."""

import asyncio

import asyncpg
import pytest
from alembic import command

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
