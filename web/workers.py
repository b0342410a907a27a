"""Work beside the requests that is done again and again, and outlives a database that is away.

Its one job is the loop: again and again, on each new day, for each of several. What is due, and
how it is done once, is each worker's own.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.errors import DatabaseAway, ExpertPoolError
from expert_pool.storage.database import Database

One = TypeVar("One")
Done = TypeVar("Done")


async def keep_doing(
    name: str,
    step: Callable[[], Awaitable[object]],
    seconds: float,
    also: type[Exception] | None = None,
) -> None:
    """Take a step, rest, and so on for as long as the service runs; a step that fails is logged.

    `also` is a further kind of failure after which this worker goes on.
    """
    outlived = (DatabaseAway, OSError, SQLAlchemyError, *((also,) if also else ()))
    while True:
        try:
            await step()
        except outlived as error:
            structlog.get_logger().error(name, error=type(error).__name__)
        await asyncio.sleep(seconds)


def on_each_day(
    day: Callable[[], date | None], attend: Callable[[], Awaitable[object]]
) -> Callable[[], Awaitable[None]]:
    """A step that attends once to each day that `day` names; a day that failed is tried again."""
    attended: date | None = None

    async def step() -> None:
        nonlocal attended
        today = day()
        if today is not None and today != attended:
            await attend()
            attended = today

    return step


async def do_each(
    name: str, ones: Iterable[One], act: Callable[[One], Awaitable[Done]]
) -> tuple[Done, ...]:
    """What came of each; one that somebody else was faster with, or that cannot go on, is logged.

    The others go on.
    """
    done: list[Done] = []
    for one in ones:
        try:
            done.append(await act(one))
        except ExpertPoolError as error:
            structlog.get_logger().warning(name, error=error.code)
    return tuple(done)


def in_transaction(
    database: Database, act: Callable[[AsyncSession, UUID], Awaitable[Done]]
) -> Callable[[UUID], Awaitable[Done]]:
    """The same act, in a transaction of its own each time."""

    async def acted(one: UUID) -> Done:
        async with database.transaction() as session:
            return await act(session, one)

    return acted
