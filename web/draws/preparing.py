"""Draws whose parties have both handed in, prepared beside the requests: each one once.

The second hash starts the work, and so does every look at a ceremony that waits for it: a
process that died in between is no loss. It decides nothing; `selection.drawing` works.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from expert_pool.errors import ExpertPoolError
from selection.drawing import prepare_complete
from web.services import Services

PATIENCE: Final = 2.0
"""Seconds for which the answer to the second hash waits for the draw."""
AGAIN_AFTER: Final = timedelta(minutes=1)

_Key = tuple[int, UUID]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the last attempt failed, for the page; the log of the service knows more."""

    error: ExpertPoolError
    when: datetime


_running: Final[dict[_Key, asyncio.Task[None]]] = {}
_failed: Final[dict[_Key, Failure]] = {}


async def prepare_soon(services: Services, request_id: UUID) -> Failure | None:
    """See that the draw is being prepared, and wait a moment for it; why the last try failed."""
    key = (id(services), request_id)
    former = _failed.get(key)
    if former is not None and services.now() - former.when < AGAIN_AFTER:
        return former
    if key not in _running:
        # The loop keeps only weak references to its tasks.
        task = asyncio.create_task(_work(services, key))
        _running[key] = task
        task.add_done_callback(lambda _: _running.pop(key, None))
    await asyncio.wait({_running[key]}, timeout=PATIENCE)
    return _failed.get(key)


async def _work(services: Services, key: _Key) -> None:
    _, request_id = key
    try:
        async with services.database.transaction() as session:
            await prepare_complete(session, services.draw_desk, request_id)
        _failed.pop(key, None)
    except ExpertPoolError as error:
        structlog.get_logger().error("prepare_draw", error=error.code, exc_info=error)
        _failed[key] = Failure(error, services.now())
    except Exception as error:
        structlog.get_logger().error("prepare_draw", error=type(error).__name__, exc_info=error)
        _failed[key] = Failure(ExpertPoolError("draw.preparation_failed"), services.now())
