"""Work beside the requests that is done again and again, and outlives a database that is away.

Its one job is the loop. What is due, and how it is done once, is each worker's own.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from expert_pool.errors import DatabaseAway


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
