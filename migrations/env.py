"""Runs the steps of the schema on one asyncpg connection, all in one transaction."""

import asyncio
import importlib
import pkgutil

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from expert_pool.storage.database import engine_for
from expert_pool.storage.schema import refuse_other_schema
from web.settings import Settings

for package in (
    "expert_pool.storage.tables",
    "selection.storage.tables",
    "selection.storage.alarm_tables",
    "selection.storage.vacancy_tables",
    "selection.storage.choice_tables",
    "selection.storage.source_tables",
    "selection.storage.payment_tables",
    "selection.storage.invitation_tables",
    "selection.storage.meeting_tables",
    "selection.storage.pack_tables",
    "selection.storage.exception_tables",
    "selection.storage.evaluation_tables",
    "selection.storage.seat_days",
):
    path = getattr(importlib.import_module(package), "__path__", [])
    for module in pkgutil.walk_packages(path, f"{package}."):
        importlib.import_module(module.name)


def run_steps(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if context.config.attributes.get("compare"):
            refuse_other_schema(connection, SQLModel.metadata)


async def connect_and_run() -> None:
    url = context.config.attributes.get("url") or Settings().database_url
    if url is None:
        message = "Set DATABASE_URL, or use `make run`, which starts its own database."
        raise SystemExit(message)
    engine = engine_for(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(run_steps)
            await connection.commit()
    finally:
        await engine.dispose()


if context.is_offline_mode():
    message = "The steps need a live database: offline mode is not supported."
    raise SystemExit(message)
asyncio.run(connect_and_run())
